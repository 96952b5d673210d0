/// The `tend.yml` of a shop whose orders come from plain files `imports/shop/orders-*.csv`.
public struct OrdersConfiguration {
  /// `full`, `append` or `window`, with further keys of the rule on lines of their own.
  public var mode = "full"
  /// The zone of the shop.
  public var zone = "UTC"
  /// The roles of the one owner, maya.
  public var roles = "founder"
  /// What gives an order's currency: a column's name or a value.
  public var currency = "{column: Currency}"
  /// What gives its fulfilment.
  public var fulfillment = "{value: fulfilled}"
  /// Further `fields:`, a line each.
  public var fields: [String] = []
  /// What stands beside `fields:`, a line each: who the order is about, and its items.
  public var parts = ["email: Email", "personal: {name: Name}"]
  /// The rest of the file: further connections first, then whatever stands at the outer margin.
  public var more = ""

  /// The configuration that everything above says.
  public init() {}

  /// The text of the file.
  public var text: String {
    let fields = fields.map { "          \($0)\n" }.joined()
    let parts = parts.map { "        \($0)\n" }.joined()
    return """
      version: 1
      name: Small Shop
      zone: \(zone)
      currency: USD
      owners:
        - {id: maya, name: Maya, roles: [\(roles)]}
      connections:
        shop:
          system: csv
          folder: imports/shop
          stale_after: 100d
          files:
            - match: "orders-*.csv"
              kind: order
              mode: \(mode)
              id: Id
              date: {column: Placed, layout: "yyyy-MM-dd HH:mm:ss"}
              fields:
                currency: \(currency)
                payment: {value: paid}
                fulfillment: \(fulfillment)
                net: Net
                total: Net

      """ + fields + parts + "\n" + more
  }
}
