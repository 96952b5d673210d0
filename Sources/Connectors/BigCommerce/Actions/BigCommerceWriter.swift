import HTTP
import Records

/// Sends what actions ask for and write, and says of what went wrong whether something was carried out.
struct BigCommerceWriter: Sendable {
  /// What the scopes for changing orders and customers are called.
  static let orders = "store_v2_orders"
  static let customers = "store_v2_customers"

  let http: any HTTPTransport
  let address: HTTPURL

  /// Sends one request below the store's address and gives the answer, nil where it is empty. `gone` is what a 404 means
  /// where the path names the target.
  func send(
    _ method: HTTPMethod, _ path: [String], _ query: BigCommerceAPI.Query = [], _ body: JSONValue? = nil,
    _ effect: Effect = .read, gone: ActionError? = nil
  ) async throws(ActionError) -> JSONValue? {
    var url = address
    for segment in path { url = url.appending(path: MaskedText(segment)) }
    for (name, value) in query { url = url.appending(query: name, MaskedText(value)) }
    let payload = body.map { Payload(CanonicalJSON.bytes($0), type: "application/json") }
    let request = HTTPRequest(method, url, body: payload, effect: effect)
    let response: HTTPResponse
    do throws(HTTPError) { response = try await http.send(request) } catch {
      if error.status == 404, let gone { throw gone }
      throw Self.error(error, effect, path)
    }
    if response.bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) { return nil }
    guard let json = try? JSONReader.answer(response.bytes) else {
      throw strange("The answer is no JSON.", path, effect)
    }
    return json
  }

  /// The rows of a V3 answer.
  func rows(
    _ method: HTTPMethod, _ path: [String], _ query: BigCommerceAPI.Query = [], _ body: JSONValue? = nil,
    _ effect: Effect = .read
  ) async throws(ActionError) -> [JSONObject] {
    guard let data = try await send(method, path, query, body, effect)?.object?["data"]?.array else {
      throw strange("A list was asked for.", path, effect)
    }
    let rows = data.compactMap(\.object)
    guard rows.count == data.count else { throw strange("Something in the list is no object.", path, effect) }
    return rows
  }

  /// What is told where an answer is not as documented.
  func strange(_ reason: String, _ path: [String], _ effect: Effect) -> ActionError {
    ActionError(contract: BigCommerceDiagnostics.shape(reason, at: path), to: effect)
  }

  private static func error(_ error: HTTPError, _ effect: Effect, _ path: [String]) -> ActionError {
    guard case .forbidden = error.decision else { return ActionError(error, to: effect) }
    let scope = path.contains("customers") ? customers : orders
    return .forbidden(BigCommerceDiagnostics.forbidden(scope, at: path), scope: scope)
  }
}
