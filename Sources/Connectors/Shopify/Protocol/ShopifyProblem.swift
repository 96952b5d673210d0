import Records

/// One of the `errors` of a GraphQL answer. Its message is not kept: it may repeat what was asked.
struct ShopifyProblem: Equatable {
  /// `ACCESS_DENIED`, `undefinedField`, `MAX_COST_EXCEEDED`, …; nil where it has none.
  var code: String?
  /// The names on the way to the field, without the numbers of rows.
  var path: [String] = []
  /// The field that does not exist, and its type.
  var field: String?
  var type: String?
  /// The scope that is missing, where it is named.
  var scope: String?

  init(code: String?, path: [String] = [], field: String? = nil, type: String? = nil, scope: String? = nil) {
    self.code = code
    self.path = path
    self.field = field
    self.type = type
    self.scope = scope
  }

  init(_ object: JSONObject) {
    let extensions = object["extensions"]?.object
    code = Self.word(extensions?["code"])
    path = (object["path"]?.array ?? []).compactMap(\.string)
    let message = object["message"]?.string
    field = Self.word(extensions?["fieldName"]) ?? Self.hidden(in: message)
    type = Self.word(extensions?["typeName"])
    let said = [extensions?["requiredAccess"]?.string, message].compactMap { $0 }
    scope = said.lazy.compactMap { Self.scope(in: $0) }.first
  }

  /// The part that is told of: of those that were asked for, the one that stands deepest on the way.
  fileprivate func part(of asked: [ShopifyPart]) -> ShopifyPart? {
    let names = path.dropFirst() + [field].compactMap { $0 }
    for name in names.reversed() {
      if let part = asked.first(where: { $0.keys.contains(name) }) { return part }
    }
    return nil
  }

  /// What it means for the stream.
  func error(_ stream: String) -> SyncError {
    switch code {
    case "ACCESS_DENIED": .configuration(.missingScope(scope, stream))
    case "INTERNAL_SERVER_ERROR", "TIMEOUT", "SHOP_INACTIVE":
      .retry(
        Diagnostic(
          .source, code: "shopify.trouble", "Shopify is in trouble", reason: "It answered with \(code ?? "an error").",
          hints: ["The next run tries again"]), after: nil)
    case "THROTTLED":
      .retry(Diagnostic(.source, code: "shopify.busy", "Shopify asks for fewer requests"), after: Span(seconds: 5))
    default:
      .data(.contract(what))
    }
  }

  private var what: String {
    if let field { return "It does not know the field \([type, field].compactMap { $0 }.joined(separator: "."))." }
    return code.map { "It answered with the error \($0)." } ?? "It answered with an error."
  }

  /// A short word of the answer, as can be shown; nil for anything else.
  private static func word(_ value: JSONValue?) -> String? {
    guard let text = value?.string, text.utf8.count <= 64,
      text.utf8.allSatisfy({ isDigit($0) || (65...90).contains($0 & 0xDF) || $0 == UInt8(ascii: "_") })
    else { return nil }
    return text
  }

  /// `Access denied for email field. Required access: …`
  private static func hidden(in message: String?) -> String? {
    let opening = "Access denied for "
    guard let message, message.hasPrefix(opening) else { return nil }
    return word(.string(String(message.dropFirst(opening.count).prefix { $0 != " " })))
  }

  /// The first word like `read_orders` or `write_orders`.
  private static func scope(in text: String) -> String? {
    let words = text.utf8.prefix(4096).split { !((97...122).contains($0) || $0 == UInt8(ascii: "_")) }
    return words.lazy.compactMap { String($0) }.first { word in
      (word.hasPrefix("read_") || word.hasPrefix("write_")) && word.utf8.count <= 64
    }
  }
}

extension [ShopifyPart] {
  /// Leaves out the part of which a problem tells that it is hidden or not known, and says so; false for any other problem.
  ///
  /// - Parameter asked: What was asked for: several problems may tell of one part, and what was not asked for is refused for
  ///   ever.
  mutating func leaveOut(_ problem: ShopifyProblem, of asked: [ShopifyPart], in read: ShopifyRead) -> Bool {
    let isHidden = problem.code == "ACCESS_DENIED"
    guard isHidden || problem.code == "undefinedField", let part = problem.part(of: asked) else { return false }
    guard contains(part) else { return true }
    removeAll { $0 == part }
    read.sink.tell(isHidden ? .hidden(part, scope: problem.scope) : .unknown(part, version: read.client.version))
    return true
  }
}
