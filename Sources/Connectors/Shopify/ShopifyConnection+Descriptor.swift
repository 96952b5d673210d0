import Records

extension ShopifyConnection {
  static let standardVersion = "2026-07"
  /// How many days of orders are shown without `read_all_orders`.
  static let visibleDays: Int64 = 60

  /// What Shopify is and what it offers.
  public static let descriptor = SystemDescriptor(
    name: "shopify", title: "Shopify",
    summary: "Reads orders, refunds, shipments, disputes, customers, abandoned checkouts and draft orders.",
    kinds: [.order, .refund, .shipment, .dispute, .customer, .checkout, .lead], horizon: .days(60),
    service: Service(
      account: .init("shop", "The shop's own domain at Shopify.", example: "larkspur.myshopify.com"),
      settings: [
        .init("api_version", "The version of the Admin API.", example: standardVersion, standard: standardVersion)
      ],
      address: "https://{shop}/admin/api/{api_version}",
      entry: .tokenOrApp(header: "X-Shopify-Access-Token", path: "/admin/oauth/access_token"),
      scopes: scopes),
    actions: actions)

  static let scopes: [Service.Scope] = [
    .init(
      "read_orders", [.order, .refund, .shipment, .checkout],
      without: "Nothing of orders, refunds, shipments and abandoned checkouts can be read"),
    .init(
      "read_all_orders", [], lessens: [.order, .refund, .shipment],
      without: "Orders older than 60 days are not shown; Shopify grants this on request, which can take days"),
    .init(
      "read_customers", [.customer], lessens: [.order],
      without: "Customers can't be read, and orders do not say whose they are"),
    .init(
      "read_merchant_managed_fulfillment_orders", [], lessens: [.order],
      without: "Holds, scheduled dates and due dates of orders that the shop ships itself are not known"),
    .init(
      "read_third_party_fulfillment_orders", [], lessens: [.order],
      without: "Holds and due dates of orders that a fulfilment service ships are not known"),
    .init("read_returns", [], lessens: [.refund], without: "Requested returns are not seen, only refunds"),
    .init(
      "read_payment_terms", [], lessens: [.order],
      without: "Payment terms are not known, which tell wholesale orders"),
    .init("read_shopify_payments_disputes", [.dispute], without: "Disputes can't be read"),
    .init("read_draft_orders", [.lead], without: "Draft orders can't be read"),
  ]
}
