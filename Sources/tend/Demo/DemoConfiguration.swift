import Sandbox

/// The `tend.yml` of the sample shop.
enum DemoConfiguration {
  /// Reads the shop's systems below `base`, and what no connector reads yet from exports.
  static func systems(base: String) -> String {
    head + """
      connections:
        # A simulated shop speaks for these four. It has to be there when Tend looks: \(DemoSystems.command(base))
        shop:
          system: shopify
          shop: larkspur.myshopify.com
          address: \(base)shopify
        # A second store, with orders of its own.
        outlet:
          system: bigcommerce
          store: outlet
          store_hash: abc123
          address: \(base)bigcommerce
        parcels:
          system: shipstation
          address: \(base)shipstation
        books:
          system: quickbooks
          company: "9130357992221046"
          address: \(base)quickbooks
        # These come as exported files.

      """ + leads + office + tail
  }

  /// Reads the shop's exports alone.
  static let exports = head + "connections:\n" + shop + leads + parcels + office + books + tail

  /// The connections whose exports are read beside the systems.
  static let exported = ["crm", "support", "payments"]

  /// The demo's connection to a system.
  static let connections = [
    SimulatedShopify.name: "shop", SimulatedBigCommerce.name: "outlet", SimulatedShipStation.name: "parcels",
    SimulatedQuickBooks.name: "books",
  ]

  private static let head = """
    # The configuration of the sample shop. All keys: docs/configuration.md
    version: 1
    name: Larkspur & Pine
    zone: America/New_York
    currency: USD
    # Actions are planned and shown, and nothing is sent.
    actions: preview

    owners:
      - {id: maya, name: Maya, roles: [founder, ops], hours: Mon-Fri 09:00-17:00}
      - {id: jonas, name: Jonas, roles: [support], hours: Mon-Fri 09:00-18:00}
      - {id: priya, name: Priya, roles: [sales, finance, marketing], hours: Mon-Fri 10:00-18:00}
    fallback_owner: maya


    """

  private static let shop = """
      shop:
        system: csv
        folder: imports/shop
        primary: true
        files:
          - {match: "orders_export-*.csv", preset: shopify-orders, mode: append}
          - {match: "customers_export-*.csv", preset: shopify-customers, mode: full}
        # Customers are exported on Sundays.
        stale_after: 8d

    """

  private static let leads = """
      crm:
        system: csv
        folder: imports/crm
        stale_after: 4d
        files:
          - {match: "hubspot-deals-*.csv", preset: hubspot-deals, mode: full, zone: America/New_York}

    """

  private static let parcels = """
      parcels:
        system: csv
        folder: imports/parcels
        files:
          - {match: "shipstation-shipments-*.csv", preset: shipstation-shipments, mode: append, zone: America/New_York, date_order: mdy}

    """

  private static let office = """
      support:
        system: csv
        folder: imports/support
        files:
          - {match: "gorgias-tickets-*.csv", preset: gorgias-tickets, mode: append, zone: UTC}
      payments:
        system: csv
        folder: imports/payments
        files:
          - {match: "stripe-payments-*.csv", preset: stripe-payments, mode: append, zone: UTC}

    """

  private static let books = """
      books:
        system: csv
        folder: imports/books
        # Invoices are exported on Fridays.
        stale_after: 8d
        files:
          - {match: "quickbooks-invoices-*.csv", preset: quickbooks-invoices, mode: full, date_order: mdy}

    """

  private static let tail = """

    rules:
      # What the first stage is called in this CRM.
      stale_lead: {new_stages: [New inquiry]}

    dashboard:
      names: masked
      accent: "#2f6f4f"

    """
}
