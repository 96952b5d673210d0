/// What a record is about. The raw value is the word in addresses and in `tend.yml`.
public enum Kind: String, Sendable, CaseIterable, Hashable {
  case order, customer, refund, dispute, shipment, checkout, invoice, ticket, lead
  case campaignDay = "campaign_day"
  case trafficDay = "traffic_day"
  case task, acknowledgement

  /// The name of a stream of such records: `orders`, `campaign_days`.
  public var stream: String {
    switch self {
    case .dispute: "disputes"
    default: rawValue + "s"
    }
  }

  /// The kind whose stream is named `stream`; nil for a name that is none.
  public init?(stream: String) {
    guard let kind = Kind.allCases.first(where: { $0.stream == stream }) else { return nil }
    self = kind
  }

  /// The field that holds the creation time, never changed after; nil for kinds that are paged by the hash of their id.
  public var creationField: String? {
    switch self {
    case .order: "placed"
    case .refund, .shipment, .checkout: "created"
    case .invoice: "issued"
    case .ticket, .dispute: "opened"
    case .campaignDay, .trafficDay: "date"
    case .customer, .lead, .task, .acknowledgement: nil
    }
  }
}

/// Where a record stands: `connection:kind:id`, for example `shopify:order:5501`.
public struct RecordAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The name of the connection in `tend.yml`.
  public var connection: String
  /// What the record is about.
  public var kind: Kind
  /// The system's own id; any text.
  public var id: String

  /// An address of its parts.
  public init(connection: String, kind: Kind, id: String) {
    self.connection = connection
    self.kind = kind
    self.id = id
  }

  /// Reads `connection:kind:id`; nil when a part is missing or the kind is unknown.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, !parts[2].isEmpty, let kind = Kind(rawValue: String(parts[1])) else {
      return nil
    }
    self.init(connection: String(parts[0]), kind: kind, id: String(parts[2]))
  }

  /// `connection:kind:id`.
  public var description: String { "\(connection):\(kind.rawValue):\(id)" }

  /// The order in which these are listed.
  public static func < (left: RecordAddress, right: RecordAddress) -> Bool {
    precedes(left.description, right.description)
  }
}
