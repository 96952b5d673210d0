import HTTP
import Records

/// The lists that are read page by page, by their names in the first interface.
enum ShipStationList: String {
  case orders, shipments, fulfillments

  /// The member of the first interface with the id of a row.
  var id: String {
    switch self {
    case .orders: "orderId"
    case .shipments: "shipmentId"
    case .fulfillments: "fulfillmentId"
    }
  }
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
  var version = ShipStationVersion.one

  /// A page of a list. The filter's names and values come in the order of the query.
  func page(
    _ number: Int, of list: ShipStationList, _ filter: [(name: String, value: String)], store: String = "",
    size: Int? = nil
  ) async throws(SyncError) -> ShipStationPage {
    let name = version.name(list)
    let answer = try await get(
      [name], filter + version.page(number, size: size ?? limits.page, of: list, store: store))
    guard let object = answer.object else { throw Self.changed(name, "The answer is no object.") }
    if object["success"] == .bool(false) { throw .data(ShipStationDiagnostics.refused(name)) }
    guard let rows = object[name]?.array, let total = object["total"]?.integer,
      let page = object["page"]?.integer, let pages = object["pages"]?.integer
    else { throw Self.changed(name, "A list with total, page and pages was asked for.") }
    guard page == number else { throw Self.changed(name, "Another page came than was asked for.") }
    guard total >= 0, (0...max(1, total)).contains(pages), rows.count <= total else {
      throw Self.changed(name, "Its counts of rows and pages contradict each other.")
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

  /// The names of the second interface's tags.
  func tags() async throws(SyncError) -> [String] {
    guard let tags = try await get(["tags"], []).object?["tags"]?.array else {
      throw Self.changed("tags", "A list was asked for.")
    }
    return tags.compactMap { $0.object?["name"]?.string }
  }

  /// The order of the second interface with this id; nil where there is none any more.
  func shipment(_ id: String) async throws(SyncError) -> Answer? {
    let path = ["shipments", id]
    let response: HTTPResponse
    do throws(HTTPError) { response = try await send(path, []) } catch {
      if error.status == 404 { return nil }
      throw ShipStationFault.error(error)
    }
    guard let object = try json(response, path).object, object["shipment_id"]?.string == id else {
      throw Self.changed("shipments", "Another one came than was asked for.")
    }
    return Answer(object)
  }

  private func get(
    _ path: [String], _ query: [(name: String, value: String)]
  ) async throws(SyncError) -> JSONValue {
    let response: HTTPResponse
    do throws(HTTPError) { response = try await send(path, query) } catch {
      throw version == .two ? ShipStationFault.error(error) : SyncError(error)
    }
    return try json(response, path)
  }

  private func send(
    _ path: [String], _ query: [(name: String, value: String)]
  ) async throws(HTTPError) -> HTTPResponse {
    var url = context.address
    for segment in path { url = url.appending(path: MaskedText(segment)) }
    for (name, value) in query { url = url.appending(query: name, MaskedText(value)) }
    var request = HTTPRequest.get(url)
    // A list may take more than a minute before its first byte comes.
    request.timeouts = Timeouts(idle: .seconds(170), total: .seconds(180))
    return try await context.http.send(request)
  }

  private func json(_ response: HTTPResponse, _ path: [String]) throws(SyncError) -> JSONValue {
    do throws(JSONError) { return try JSONReader.answer(response.bytes) } catch {
      throw Self.changed(path.joined(separator: "/"), "The answer is no JSON: \(error).")
    }
  }

  static func changed(_ list: String, _ reason: String) -> SyncError {
    .data(ShipStationDiagnostics.changed(list, reason))
  }
}
