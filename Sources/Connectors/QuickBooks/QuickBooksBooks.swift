import HTTP
import Records

/// A company's books: asks, and reads the frame of what is answered, so that nothing in it passes for something else.
struct QuickBooksBooks: Sendable {
  /// Rows as a query gives them.
  struct Rows {
    var rows: [Answer]
    /// QuickBooks' clock.
    var time: Instant
    var request: String
  }

  /// What changed, as QuickBooks tells it.
  struct Changes {
    var rows: [(entity: QuickBooksEntity, row: Answer)] = []
    var deleted: [(deletion: QuickBooksDeletion, at: Instant?)] = []
    var time: Instant
    /// All of them together.
    var count: Int { rows.count + deleted.count }
  }

  /// What tells who the company is.
  struct Company {
    var name: String?
    var country: String?
  }

  let context: ServiceContext

  func rows(_ query: QuickBooksQuery) async throws(SyncError) -> Rows {
    let (answer, request) = try await ask(query)
    let frame = try Self.object("QueryResponse", of: answer, request)
    let rows = try Self.rows(query.entity, of: frame, request)
    if rows.count > query.limit { throw Self.shape("A page has more rows than were asked for.", request) }
    if let count = frame["maxResults"]?.integer, count != rows.count {
      throw Self.shape("A page says it has \(count) rows and has \(rows.count).", request)
    }
    return Rows(rows: rows, time: try Self.time(of: answer, request), request: request)
  }

  /// Those of some things that are there, and whether QuickBooks counts no more of them than it gave.
  ///
  /// What is asked for and not given may be gone, or the answer may be short; only a number tells.
  func rows(
    _ entity: QuickBooksEntity, ids: [String], limit: Int
  ) async throws(SyncError) -> (rows: [Answer], isWhole: Bool) {
    let rows = try await rows(QuickBooksQuery(entity: entity, conditions: [.ids(ids)], limit: limit)).rows
    let given = rows.map { (try? $0.text("Id")) }
    let found = Set(given.compactMap { $0 })
    let missing = ids.filter { !found.contains($0) }
    if missing.isEmpty { return (rows, true) }
    // Each without an id may be one of them.
    let nameless = given.count { $0 == nil }
    return (rows, try await count(entity, where: [.ids(missing)]) <= nameless)
  }

  func count(
    _ entity: QuickBooksEntity, where conditions: [QuickBooksQuery.Condition] = []
  ) async throws(SyncError) -> Int {
    let (answer, request) = try await ask(QuickBooksQuery(entity: entity, counts: true, conditions: conditions))
    let frame = try Self.object("QueryResponse", of: answer, request)
    guard let count = frame["totalCount"]?.integer, count >= 0 else {
      throw Self.shape("A question for a number got none.", request)
    }
    return count
  }

  func changes(_ entities: [QuickBooksEntity], since: Instant) async throws(SyncError) -> Changes {
    let url = context.address.appending(path: "cdc")
      .appending(query: "entities", MaskedText(entities.map(\.rawValue).joined(separator: ",")))
      .appending(query: "changedSince", MaskedText(since.description))
    let (answer, request) = try await send(.get(Self.versioned(url)))
    var changes = Changes(time: try Self.time(of: answer, request))
    let frames = try Self.objects(answer["CDCResponse"], "CDCResponse", request)
    if frames.isEmpty { throw Self.shape("CDCResponse is empty.", request) }
    for frame in frames {
      if let fault = QuickBooksFault(frame) { throw fault.error(request) }
      for response in try Self.objects(frame["QueryResponse"], "QueryResponse", request) {
        if let fault = QuickBooksFault(response) { throw fault.error(request) }
        for entity in entities {
          for row in try Self.rows(entity, of: response, request) { try Self.add(row, entity, to: &changes, request) }
        }
      }
    }
    return changes
  }

  /// The currency that the books are kept in; nil where QuickBooks does not say.
  func homeCurrency() async throws(SyncError) -> String? {
    let (answer, request) = try await send(.get(Self.versioned(context.address.appending(path: "preferences"))))
    let preferences = Answer(try Self.object("Preferences", of: answer, request))
    do throws(MappingProblem) {
      return try preferences.child("CurrencyPrefs")?.child("HomeCurrency")?.currency("value")?.code
    } catch {
      throw Self.shape("The home currency is none.", request)
    }
  }

  func company() async throws(SyncError) -> Company {
    let url = context.address.appending(path: "companyinfo", MaskedText(context.account))
    let (answer, request) = try await send(.get(Self.versioned(url)))
    let info = try Self.object("CompanyInfo", of: answer, request)
    return Company(name: info["CompanyName"]?.string, country: info["Country"]?.string)
  }

  // MARK: Asking

  /// Above so many bytes a question is a body, since addresses may not be of any length.
  private static let longest = 1500

  private func ask(_ query: QuickBooksQuery) async throws(SyncError) -> (JSONObject, String) {
    let (url, text) = (context.address.appending(path: "query"), query.text)
    if text.utf8.count <= Self.longest {
      return try await send(.get(Self.versioned(url.appending(query: "query", MaskedText(text)))))
    }
    let body = Payload(Array(text.utf8), type: "application/text")
    return try await send(HTTPRequest(.post, Self.versioned(url), body: body, effect: .read))
  }

  private static func versioned(_ url: HTTPURL) -> HTTPURL { url.appending(query: "minorversion", "75") }

  private func send(_ request: HTTPRequest) async throws(SyncError) -> (JSONObject, String) {
    let response: HTTPResponse
    do throws(HTTPError) { response = try await context.http.send(request) } catch {
      throw QuickBooksFault.error(error)
    }
    let answer: JSONValue
    do throws(JSONError) { answer = try JSONReader.answer(response.bytes) } catch {
      throw Self.shape("Its answer is not JSON.", request.description)
    }
    guard case .object(let object) = answer else {
      throw Self.shape("Its answer is no object.", request.description)
    }
    if let fault = QuickBooksFault(object) { throw fault.error(request.description) }
    return (object, request.description)
  }

  // MARK: Reading the frame

  private static func add(
    _ row: Answer, _ entity: QuickBooksEntity, to changes: inout Changes, _ request: String
  ) throws(SyncError) {
    guard row.object["status"] == "Deleted" else {
      changes.rows.append((entity, row))
      return
    }
    // What was deleted can't be named otherwise.
    guard let id = (try? row.text("Id")), QuickBooksEntity.isID(id) else {
      throw shape("Something deleted has no Id.", request)
    }
    let at = (try? row.child("MetaData")?.instant("LastUpdatedTime"))
    changes.deleted.append((QuickBooksDeletion(entity, id), at))
  }

  /// The rows of one sort; where there are none, the member is not there.
  private static func rows(
    _ entity: QuickBooksEntity, of frame: JSONObject, _ request: String
  ) throws(SyncError) -> [Answer] {
    guard frame[entity.rawValue] != nil else { return [] }
    // A null among them is something that is there and can't be read: it has no id.
    return try objects(frame[entity.rawValue], entity.rawValue, request, null: JSONObject()).map { Answer($0) }
  }

  private static func objects(
    _ value: JSONValue?, _ name: String, _ request: String, null: JSONObject? = nil
  ) throws(SyncError) -> [JSONObject] {
    guard case .array(let elements) = value else { throw shape("\(name) is no list.", request) }
    var objects: [JSONObject] = []
    for element in elements {
      guard let object = element == .nothing ? null : element.object else {
        throw shape("\(name) has something else in it.", request)
      }
      objects.append(object)
    }
    return objects
  }

  private static func object(_ name: String, of answer: JSONObject, _ request: String) throws(SyncError) -> JSONObject {
    guard case .object(let object) = answer[name] else { throw shape("\(name) is missing.", request) }
    if let fault = QuickBooksFault(object) { throw fault.error(request) }
    return object
  }

  private static func time(of answer: JSONObject, _ request: String) throws(SyncError) -> Instant {
    guard let time = (try? Answer(answer).instant("time")) else { throw shape("It does not say its time.", request) }
    return time
  }

  static func shape(_ what: String, _ request: String) -> SyncError {
    .data(QuickBooksDiagnostics.shape(what, request))
  }
}
