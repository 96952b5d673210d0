import ShopFiles

/// Configurations of the workspaces that these tests make.
enum SessionConfiguration {
  /// The sample shop: every connection, names as the dashboard shows them, and further lines at the end.
  static func sampleShop(names: String = "none", more: String = "") -> String {
    """
    version: 1
    name: Larkspur & Pine
    zone: America/New_York
    currency: USD
    owners:
      - {id: maya, name: Maya, roles: [founder, ops], hours: Mon-Fri 09:00-17:00}
      - {id: jonas, name: Jonas, roles: [support], hours: Mon-Fri 09:00-18:00}
      - {id: priya, name: Priya, roles: [sales, finance, marketing], hours: Mon-Fri 10:00-18:00}
    fallback_owner: maya
    connections:
      shop:
        system: csv
        folder: imports/shop
        primary: true
        stale_after: 8d
        files:
          - {match: "orders_export-*.csv", preset: shopify-orders, mode: append}
          - {match: "customers_export-*.csv", preset: shopify-customers, mode: full}
      crm:
        system: csv
        folder: imports/crm
        stale_after: 4d
        files:
          - {match: "hubspot-deals-*.csv", preset: hubspot-deals, mode: full, zone: America/New_York}
      parcels:
        system: csv
        folder: imports/parcels
        files:
          - {match: "shipstation-shipments-*.csv", preset: shipstation-shipments, mode: append, zone: America/New_York, date_order: mdy}
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
      books:
        system: csv
        folder: imports/books
        stale_after: 8d
        files:
          - {match: "quickbooks-invoices-*.csv", preset: quickbooks-invoices, mode: full, date_order: mdy}
    dashboard: {names: \(names)}

    """ + more
  }

  /// One stream of orders from plain files, in the mode and with the lines one wants.
  static func orders(mode: String = "full", fields: [String] = [], more: String = "") -> String {
    var orders = OrdersConfiguration()
    (orders.mode, orders.fields, orders.more) = (mode, fields, more)
    return orders.text
  }
}
