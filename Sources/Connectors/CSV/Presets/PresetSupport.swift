import Records

extension Preset {
  /// The mapper for a file with this header.
  func mapper(_ header: Header, _ settings: CellSettings) throws(HeaderProblem) -> any RowMapper {
    switch self {
    case .shopifyOrders: try ShopifyOrders(header, settings)
    case .shopifyCustomers: try ShopifyCustomers(header, settings)
    case .bigcommerceOrders: try BigCommerceOrders(header, settings)
    case .hubspotDeals: try HubSpotDeals(header, settings)
    case .stripePayments: try StripePayments(header, settings)
    case .shipstationShipments: try ShipStationShipments(header, settings)
    case .zendeskTickets: try ZendeskTickets(header, settings)
    case .gorgiasTickets: try GorgiasTickets(header, settings)
    case .quickbooksInvoices: try QuickBooksInvoices(header, settings)
    }
  }
}

extension JSONObject {
  mutating func put(_ key: String, _ text: String?) { if let text { self[key] = .string(text) } }
  mutating func put(_ key: String, _ number: Int?) { if let number { self[key] = .integer(number) } }
  mutating func put(_ key: String, _ instant: Instant?) { if let instant { self[key] = .time(instant) } }
  mutating func put(_ key: String, _ day: Day?) { if let day { self[key] = .date(day) } }
}

/// The names whose columns are there, sorted: what a file covers.
func covered(_ columns: KeyValuePairs<String, Int>) -> [String] {
  Set(columns.filter { $0.value >= 0 }.map(\.key)).sorted(by: precedes)
}

/// A word of the file in lower case with blanks, dashes and underscores taken for one.
func folded(_ text: String?) -> String {
  (text ?? "").lowercased().split { $0 == " " || $0 == "_" || $0 == "-" }.joined(separator: " ")
}

/// What free text says about an order: `#1001`. Only a number after the sign counts.
func orderNumber(in text: String?) -> String? {
  guard let text else { return nil }
  let bytes = Array(text.utf8)
  var index = 0
  while let sign = bytes[index...].firstIndex(of: UInt8(ascii: "#")) {
    let digits = bytes[(sign + 1)...].prefix(while: isDigit)
    let next = sign + 1 + digits.count
    let ends = next == bytes.count || !(isDigit(bytes[next]) || bytes[next] & 0xDF >= 65 && bytes[next] & 0xDF <= 90)
    if (3...12).contains(digits.count), ends { return String(decoding: digits, as: UTF8.self) }
    index = sign + 1
  }
  return nil
}
