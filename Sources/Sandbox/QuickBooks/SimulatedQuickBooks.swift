public import Records

/// QuickBooks Online's Accounting API over the shop's books, version 3, minor version 75.
///
/// It answers queries and questions for changes. The books hold an invoice for each of the world's, a refund receipt
/// for each refund of an order, a credit memo where the order was wholesale, and its customers.
public struct SimulatedQuickBooks: SimulatedSystem {
  /// `quickbooks`.
  public static let name = "quickbooks"
  /// The company's realm id.
  public static let company = "9130357992221046"
  /// An access token that opens it and has no end; those that are given by consent have one.
  public static let token = "simulated-quickbooks-access-token"

  /// The app that may ask for consent.
  public static let client = (id: "sandbox-app", secret: "sandbox-app-secret")

  /// What QuickBooks gives at once.
  static let most = 1000
  static let lookBack = Span.days(30)

  let books: Books
  private let consent = BookConsent()

  /// The books of the sample shop.
  public init(shop: SampleShop) {
    self.init(world: SampleWorld(shop))
  }

  /// The books of a world; `edits` are what somebody did in QuickBooks that the world does not know of.
  init(world: any ShopWorld, edits: [BookEdit] = []) {
    books = Books(world: world, edits: edits)
  }

  /// Answers one request.
  public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    if let answer = consent.answer(request, at: now) { return answer }
    if !consent.admits(request.headers["authorization"], at: now) { return BookFault.unauthorized(at: now) }
    let path = request.segments
    guard path.count >= 4, path[0] == "v3", path[1] == "company" else { return BookFault.noSuchPath }
    guard path[2] == Self.company else { return BookFault.otherCompany(at: now) }
    do throws(BookFault) {
      switch (request.method, path[3], path.count) {
      case ("GET", "query", 4): return try query(request.parameter("query") ?? "", at: now)
      case ("POST", "query", 4): return try query(String(decoding: request.body, as: UTF8.self), at: now)
      case ("GET", "cdc", 4): return try changes(request, at: now)
      case ("GET", "preferences", 4): return body("Preferences", BookPages.preferences, at: now)
      case ("GET", "companyinfo", 5) where path[4] == Self.company:
        return body("CompanyInfo", BookPages.company, at: now)
      case ("GET", _, 5): return try single(path[3], path[4], at: now)
      default: throw BookFault(500, "Unsupported Operation", "Operation \(path[3]) is not supported.")
      }
    } catch {
      return error.response(at: now)
    }
  }

  private func body(_ name: String, _ json: SandboxJSON, at now: Instant) -> SandboxResponse {
    SandboxResponse(.object([(name, json), ("time", .string(BookTime.answer(now)))]), headers: BookPages.headers(now))
  }

  private func single(_ name: String, _ id: String, at now: Instant) throws(BookFault) -> SandboxResponse {
    guard let entity = BookEntity.allCases.first(where: { $0.rawValue.lowercased() == name }) else {
      throw BookFault(500, "Unsupported Operation", "Operation \(name) is not supported.")
    }
    guard let number = Int(id), let row = books.row(entity, number, at: now), !row.isDeleted else {
      throw BookFault(
        610, "Object Not Found", "Object Not Found : Something you're trying to use has been made inactive.")
    }
    return body(entity.rawValue, books.json([row], at: now)[0], at: now)
  }

  private func query(_ text: String, at now: Instant) throws(BookFault) -> SandboxResponse {
    let statement = try BookStatement(text)
    let rows = try books.rows(statement, at: now)
    if statement.counts { return body("QueryResponse", ["totalCount": .integer(rows.count)], at: now) }
    let page = rows.dropFirst(statement.start - 1).prefix(statement.limit)
    if page.isEmpty { return body("QueryResponse", [:], at: now) }
    return body(
      "QueryResponse",
      .object([
        (statement.entity.rawValue, .array(books.json(page, at: now))),
        ("startPosition", .integer(statement.start)), ("maxResults", .integer(page.count)),
      ]), at: now)
  }

  private func changes(_ request: SandboxRequest, at now: Instant) throws(BookFault) -> SandboxResponse {
    guard let names = request.parameter("entities"), !names.isEmpty, let text = request.parameter("changedSince")
    else { throw BookFault(2020, "Required param missing", "Required parameter entities or changedSince is missing.") }
    guard let since = BookTime.read(text) else {
      throw BookFault(4001, "Invalid query", "QueryValidationError: value \(text) is not a date.")
    }
    if since < now - Self.lookBack {
      throw BookFault(4001, "Invalid query", "QueryValidationError: changedSince is more than 30 days ago.")
    }
    var left = Self.most
    var responses: [SandboxJSON] = []
    for name in names.split(separator: ",") {
      guard let entity = BookEntity(rawValue: String(name)) else {
        throw BookFault(2000, "Unknown object", "Object \(name) is not supported.")
      }
      let rows = books.rows(entity, updatedSince: since, at: now).prefix(left)
      left -= rows.count
      let list = books.json(rows, at: now)
      responses.append(
        rows.isEmpty
          ? [:]
          : .object([
            (entity.rawValue, .array(list)), ("startPosition", 1), ("maxResults", .integer(list.count)),
            ("totalCount", .integer(list.count)),
          ]))
    }
    return SandboxResponse(
      .object([
        ("CDCResponse", [["QueryResponse": .array(responses)]]), ("time", .string(BookTime.answer(now))),
      ]), headers: BookPages.headers(now))
  }
}
