import HTTP
import Records

/// The lists of the first interface that are read page by page.
enum ShipStationList: String {
  case orders, shipments, fulfillments

  /// The member with the id of a row.
  var id: String {
    switch self {
    case .orders: "orderId"
    case .shipments: "shipmentId"
    case .fulfillments: "fulfillmentId"
    }
  }

  /// Whether it can be asked for the rows of one store.
  var knowsStores: Bool { self != .fulfillments }
}

/// One page of a list: `{"orders":[…],"total":2,"page":1,"pages":1}`.
struct ShipStationPage {
  var rows: [JSONValue]
  /// How many rows the list has.
  var total: Int
  /// The number of its last page; 0 or 1 for an empty list.
  var pages: Int
}

/// Asks ShipStation and reads its answers as they were agreed.
struct ShipStationRequests: Sendable {
  let context: ServiceContext
  let limits: ShipStationConnection.Limits

  /// A page of a list. The filter's names and values come in the order of the query.
  func page(
    _ number: Int, of list: ShipStationList, _ filter: [(name: String, value: String)], store: String = "",
    size: Int? = nil
  ) async throws(SyncError) -> ShipStationPage {
    var query = filter
    if !store.isEmpty, list.knowsStores { query.append(("storeId", store)) }
    query += [("page", String(number)), ("pageSize", String(size ?? limits.page))]
    let answer = try await get([list.rawValue], query)
    guard let object = answer.object else { throw Self.changed(list.rawValue, "The answer is no object.") }
    if object["success"] == .bool(false) { throw .data(ShipStationDiagnostics.refused(list.rawValue)) }
    guard let rows = object[list.rawValue]?.array, let total = object["total"]?.integer,
      let page = object["page"]?.integer, let pages = object["pages"]?.integer
    else { throw Self.changed(list.rawValue, "A list with total, page and pages was asked for.") }
    guard page == number else { throw Self.changed(list.rawValue, "Another page came than was asked for.") }
    guard total >= 0, (0...max(1, total)).contains(pages), rows.count <= total else {
      throw Self.changed(list.rawValue, "Its counts of rows and pages contradict each other.")
    }
    return ShipStationPage(rows: rows, total: total, pages: pages)
  }

  /// The objects of a small list that comes whole.
  func objects(_ path: [String], _ query: [(name: String, value: String)] = []) async throws(SyncError) -> [Answer] {
    let answer = try await get(path, query)
    let name = path.joined(separator: "/")
    if answer.object?["success"] == .bool(false) { throw .data(ShipStationDiagnostics.refused(name)) }
    guard let elements = answer.array else { throw Self.changed(name, "The answer is no list.") }
    let told = elements.filter { $0 != .nothing }
    let objects = told.compactMap(\.object)
    guard objects.count == told.count else { throw Self.changed(name, "Something in the list is no object.") }
    return objects.map { Answer($0) }
  }

  private func get(
    _ path: [String], _ query: [(name: String, value: String)]
  ) async throws(SyncError) -> JSONValue {
    var url = context.address
    for segment in path { url = url.appending(path: MaskedText(segment)) }
    for (name, value) in query { url = url.appending(query: name, MaskedText(value)) }
    var request = HTTPRequest.get(url)
    // A list may take more than a minute before its first byte comes.
    request.timeouts = Timeouts(idle: .seconds(170), total: .seconds(180))
    let response: HTTPResponse
    do throws(HTTPError) { response = try await context.http.send(request) } catch { throw SyncError(error) }
    do throws(JSONError) { return try JSONReader.answer(response.bytes) } catch {
      throw Self.changed(path.joined(separator: "/"), "The answer is no JSON: \(error).")
    }
  }

  static func changed(_ list: String, _ reason: String) -> SyncError {
    .data(ShipStationDiagnostics.changed(list, reason))
  }
}
