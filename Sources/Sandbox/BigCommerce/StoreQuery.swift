import Records

/// Why a store does not answer what was asked.
enum StoreRefusal: Error {
  case notFound(isV3: Bool)
  case badField(String, isV3: Bool)
  case tooMany(isV3: Bool)
  case badMethod(isV3: Bool)
  case badBody(String, isV3: Bool)
  case noScope(isV3: Bool)

  /// The answer in the form of its version.
  var response: SandboxResponse {
    switch self {
    case .notFound(isV3: true): .v3(404, "The resource at that URL is not found.")
    case .notFound(isV3: false): .v2(404, "The requested resource was not found.")
    case .badField(let field, isV3: true): .v3(422, "The filter(s) are invalid.", errors: [(field, .string("invalid"))])
    case .badField(let field, isV3: false): .v2(400, "The field '\(field)' is invalid.")
    case .tooMany(isV3: true): .v3(413, "The request is too large.")
    case .tooMany(isV3: false): .v2(413, "The request is too large.")
    case .badMethod(isV3: true): .v3(405, "Method not allowed")
    case .badMethod(isV3: false): .v2(405, "Method not allowed.")
    case .badBody(let field, isV3: true):
      .v3(422, "JSON data is missing or invalid", errors: [(field, .string("invalid"))])
    case .badBody(let field, isV3: false): .v2(400, "The field '\(field)' is invalid.")
    case .noScope(isV3: true): .v3(403, "You don't have a required scope to access the endpoint")
    case .noScope(isV3: false): .v2(403, "You don't have a required scope to access the endpoint")
    }
  }
}

extension SandboxResponse {
  /// An error of V2: a list of one.
  static func v2(_ status: Int, _ message: String) -> SandboxResponse {
    SandboxResponse(status: status, [["status": .integer(status), "message": .string(message)]])
  }

  /// An error of V3.
  static func v3(
    _ status: Int, _ title: String, errors: [(key: String, value: SandboxJSON)] = []
  ) -> SandboxResponse {
    SandboxResponse(
      status: status,
      [
        "status": .integer(status), "title": .string(title),
        "type": "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes",
        "errors": .object(errors),
      ])
  }

  /// A list of V2, which is no content at all where it is empty.
  static func list(_ rows: [SandboxJSON]) -> SandboxResponse {
    rows.isEmpty ? SandboxResponse(status: 204) : SandboxResponse(.array(rows))
  }
}

/// The parameters of a request.
struct StoreQuery {
  private let parameters: [(name: String, value: String)]

  init(_ parameters: [(name: String, value: String)]) {
    self.parameters = parameters
  }

  func text(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

  func integer(_ name: String, isV3: Bool = false) throws(StoreRefusal) -> Int? {
    guard let text = text(name) else { return nil }
    guard let number = Int(text) else { throw .badField(name, isV3: isV3) }
    return number
  }

  /// A moment in ISO 8601, with an offset or, as V3 documents, without.
  func instant(_ name: String, isV3: Bool = false) throws(StoreRefusal) -> Instant? {
    guard let text = text(name) else { return nil }
    guard let instant = StoreForm.moment(text) else { throw .badField(name, isV3: isV3) }
    return instant
  }

  /// Whole numbers with commas between them; nil where the name does not stand there.
  func integers(_ name: String) throws(StoreRefusal) -> Set<Int>? {
    guard let text = text(name) else { return nil }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.allSatisfy({ $0 != nil }) else { throw .badField(name, isV3: true) }
    return Set(parts.compactMap { $0 })
  }

  func page(isV3: Bool = false) throws(StoreRefusal) -> Int {
    let page = try integer("page", isV3: isV3) ?? 1
    guard page >= 1 else { throw .badField("page", isV3: isV3) }
    return page
  }

  func limit(isV3: Bool = false) throws(StoreRefusal) -> Int {
    let limit = try integer("limit", isV3: isV3) ?? 50
    guard limit >= 1 else { throw .badField("limit", isV3: isV3) }
    if limit > 250 { throw .tooMany(isV3: isV3) }
    return limit
  }

  /// The rows of the page that is asked for.
  func paged<Row>(_ rows: [Row], isV3: Bool = false) throws(StoreRefusal) -> [Row] {
    let limit = try limit(isV3: isV3)
    let (start, overflow) = (try page(isV3: isV3) - 1).multipliedReportingOverflow(by: limit)
    return overflow ? [] : Array(rows.dropFirst(start).prefix(limit))
  }

  /// What V3 says of a list of which one page is given.
  func pagination(total: Int, count: Int) throws(StoreRefusal) -> SandboxJSON {
    let (page, limit) = (try page(isV3: true), try limit(isV3: true))
    let pages = max(1, (total + limit - 1) / limit)
    var links: [(key: String, value: SandboxJSON)] = []
    if page > 1 { links.append(("previous", .string("?page=\(page - 1)&limit=\(limit)"))) }
    links.append(("current", .string("?page=\(page)&limit=\(limit)")))
    if page < pages { links.append(("next", .string("?page=\(page + 1)&limit=\(limit)"))) }
    return [
      "total": .integer(total), "count": .integer(count), "per_page": .integer(limit), "current_page": .integer(page),
      "total_pages": .integer(pages), "links": .object(links),
    ]
  }
}
