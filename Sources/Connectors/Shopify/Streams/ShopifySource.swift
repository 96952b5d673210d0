import Records

/// How one kind of record is read from Shopify: a list, what is asked of each of its nodes, and what becomes of them.
protocol ShopifySource: Sendable {
  static var kind: Kind { get }
  /// The list at the root of the query: `orders`.
  static var root: String { get }
  /// The type of its nodes: `Order`.
  static var type: String { get }
  /// The order in which the list can be walked.
  static var walk: ShopifyWalk { get }
  /// How many nodes to ask for at once.
  static var pageSize: Int { get }
  /// What such a page costs at most, in points.
  static var cost: Int { get }
  /// The root field that counts the list; nil where there is none.
  static var count: String? { get }
  /// How long Shopify surely keeps such records; nil where it does for ever.
  static var kept: Span? { get }
  /// Every canonical field that is read where nothing is hidden.
  static var fields: [String] { get }
  /// What may be hidden from us.
  static var parts: [ShopifyPart] { get }
  /// Lists within a node that have pages of their own.
  static var nested: [ShopifyNested] { get }
  /// Lists within a node that have none, with how many of them are asked for.
  static var unpaged: [String: Int] { get }
  /// The filter by creation of the list's count, for lists that are looked at for what was deleted; nil for others.
  static var creation: String? { get }
  /// How it is read as a whole in bulk; nil where that can't be: the vendor takes no pages of lists within lists there.
  static var bulk: ShopifyBulk? { get }
  /// What is asked of a node in bulk, lists in it by `edges { node }` and without pages.
  static func bulkSelection(_ shows: (String) -> Bool) -> String
  /// What is asked of a node, without the parts that are hidden.
  static func selection(_ shows: (String) -> Bool) -> String
  /// What of a node becomes a record of its own.
  static func pieces(_ node: Answer) throws(MappingProblem) -> [Answer]
  /// The record of one piece; nil where it is none.
  static func map(_ piece: Answer, of node: Answer, in shop: ShopifyShop) throws(MappingProblem) -> MappedRecord?
}

extension ShopifySource {
  static var kept: Span? { nil }
  static var unpaged: [String: Int] { [:] }
  static var nested: [ShopifyNested] { [] }
  static var bulk: ShopifyBulk? { nil }
  static var creation: String? { nil }
  static func bulkSelection(_ shows: (String) -> Bool) -> String { selection(shows) }
  static func pieces(_ node: Answer) throws(MappingProblem) -> [Answer] { [node] }

  /// Reads the whole stream.
  static func read(_ read: ShopifyRead, from cursor: ShopifyCursor) async throws(SyncError) -> Coverage {
    try await read.run(Self.self, from: cursor)
  }
}

/// In which order a list is walked.
enum ShopifyWalk: Equatable {
  /// By update; `wholeDays` where the filter takes no time of the day.
  case byUpdate(wholeDays: Bool)
  /// By creation, for lists that can't be sorted by update.
  case byCreation
  /// All of it each time, for short lists without a filter by update.
  case whole
}

/// A part of a node that Shopify hides from apps without a scope or without access to protected customer data.
struct ShopifyPart: Sendable, Equatable {
  /// The name by which ``ShopifySource/selection(_:)`` asks for it.
  var name: String
  /// What it is, for people: `the customers' addresses`.
  var title: String
  /// The fields of the API that belong to it.
  var keys: [String]
  /// The canonical fields that are not read without it.
  var fields: [String] = []
  /// The scope that shows it; nil for protected customer data.
  var scope: String?
  /// Whether records come from it, which are not gone where it is hidden.
  var hasRecords = false

  /// Whether it tells who a record is about, or something private.
  var isPersonal: Bool {
    ["customer", "contact"].contains(name) || fields.contains { ["email", "name", "note", "phone"].contains($0) }
  }
}

/// A connection within a node, or within the elements of a list of it.
struct ShopifyNested: Sendable {
  /// The list whose elements have it; nil for the node itself.
  var list: String?
  /// Its name: `lineItems`.
  var connection: String
  /// The type that has it: `Order`.
  var type: String
  /// What is asked of its nodes.
  var selection: String
}
