import Records

/// The numbers of a simulated shop's records; each can be turned back into the index it is made of.
enum ShopifyID {
  static let order = 6_120_000_000_001
  static let customer = 7_012_400_000_001
  static let fulfillment = 5_330_000_000_001
  static let plan = 6_840_000_000_001
  static let demand = 9_310_000_000_001
  static let dispute = 8_050_000_000_001
  static let checkout = 4_110_000_000_001
  static let draft = 1_070_000_000_001
  /// Of an order's parts there are up to 1,024.
  static let line = 14_000_000_000_001
  static let refund = 910_000_000_001
  static let transaction = 7_710_000_000_001
  static let hold = 88_000_000_001
  static let perOrder = 1024

  static func gid(_ type: String, _ number: Int) -> SandboxJSON { .string("gid://shopify/\(type)/\(number)") }

  /// The type and number of `gid://shopify/Order/6120000000001`.
  static func parts(_ gid: String) -> (type: String, number: Int)? {
    let parts = gid.split(separator: "/")
    guard parts.count == 4, parts[0] == "gid:", parts[1] == "shopify", let number = Int(parts[3]) else { return nil }
    return (String(parts[2]), number)
  }
}

/// The forms in which Shopify writes values.
enum ShopifyForm {
  /// `48.5`, `48.0`, `48.25`: no more zeros at the end than one.
  static func amount(_ cents: Int) -> String {
    let text = plainMoney(cents)
    return text.hasSuffix("0") ? String(text.dropLast()) : text
  }

  static func time(_ instant: Instant?) -> GraphQLResult { .text(instant?.description) }

  static func money(_ cents: Int) -> GraphQLResult {
    .object(
      GraphQLObject("MoneyV2") { field, _ in
        field == "amount" ? .text(amount(cents)) : .text("USD")
      })
  }

  static func bag(_ cents: Int) -> GraphQLResult { .object(GraphQLObject("MoneyBag") { _, _ in money(cents) }) }
}
