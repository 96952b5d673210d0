import HTTP
import Records

/// The requests that BigCommerce's two versions take, and the forms of their answers.
struct BigCommerceAPI: Sendable {
  /// A part of the API that one scope opens.
  enum Area {
    case information, orders, refunds, customers

    /// The scope for reading it.
    var scope: String {
      switch self {
      case .information: "store_v2_information_read_only"
      case .orders: "store_v2_orders_read_only"
      case .refunds: "store_v2_transactions_read_only"
      case .customers: "store_v2_customers_read_only"
      }
    }
  }

  /// Names and values of a query, not yet encoded.
  typealias Query = [(name: String, value: String)]

  /// A page of V3.
  struct Page {
    var rows: [JSONValue]
    var meta: Answer
  }

  let http: any HTTPTransport
  let address: HTTPURL

  /// A list of V2: an array, or nothing where it is empty.
  func list(_ path: [String], _ query: Query = []) async throws(SyncError) -> [JSONValue] {
    switch try await value(path, query).json {
    case nil: return []
    case .array(let rows):
      for row in rows {
        if case .object(let object) = row, object["id"] == nil, object["message"] != nil {
          throw shape("An error came where a list was asked for.", path)
        }
      }
      return rows
    default: throw shape("Something other than a list came.", path)
    }
  }

  /// One thing of V2.
  func object(_ path: [String], _ query: Query = []) async throws(SyncError) -> Answer {
    guard case .object(let object) = try await value(path, query).json else {
      throw shape("Something other than an object came.", path)
    }
    return Answer(object)
  }

  /// One thing of V2; nil where there is none of that name.
  func find(_ path: [String]) async throws(SyncError) -> Answer? {
    do throws(Gone) {
      guard case .object(let object) = try await ask(path, []).json else {
        throw Gone.not(shape("Something other than an object came.", path))
      }
      return Answer(object)
    } catch {
      switch error {
      case .gone: return nil
      case .not(let error): throw error
      }
    }
  }

  /// A page of V3: rows under `data`, what is known of the list under `meta`.
  func page(_ path: [String], _ query: Query) async throws(SyncError) -> Page {
    guard case .object(let object) = try await value(path, query).json, case .array(let rows) = object["data"] else {
      throw shape("A page without its list of rows came.", path)
    }
    do throws(MappingProblem) {
      return Page(rows: rows, meta: try Answer(object).child("meta") ?? Answer(JSONObject()))
    } catch {
      throw shape("A page came whose description is of another form.", path)
    }
  }

  /// The store's clock.
  func clock() async throws(SyncError) -> Instant {
    let path = ["v2", "time"]
    let answer = try await object(path)
    guard let seconds = answer.number("time") else {
      throw shape("The store's time is missing.", path)
    }
    return Instant(seconds: Int64(seconds))
  }

  /// An answer as JSON, nil where it is empty, with its header.
  func value(
    _ path: [String], _ query: Query
  ) async throws(SyncError) -> (json: JSONValue?, headers: HTTPFields<String>) {
    do throws(Gone) {
      return try await ask(path, query)
    } catch {
      switch error {
      case .gone(let error), .not(let error): throw error
      }
    }
  }

  /// Why a request gave nothing: there is no such thing, or something else.
  private enum Gone: Error {
    case gone(SyncError)
    case not(SyncError)
  }

  private func ask(
    _ path: [String], _ query: Query
  ) async throws(Gone) -> (json: JSONValue?, headers: HTTPFields<String>) {
    var url = address
    for segment in path { url = url.appending(path: MaskedText(segment)) }
    for (name, value) in query { url = url.appending(query: name, MaskedText(value)) }
    let response: HTTPResponse
    do throws(HTTPError) {
      response = try await http.send(.get(url))
      // A transport without layers hands over refusals too.
      if !response.isSuccess { throw HTTPError(.status(response.status), request: .get(url), response: response) }
    } catch {
      let reason = Self.error(error, path)
      throw error.status == 404 ? .gone(reason) : .not(reason)
    }
    if response.bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
      guard path.first == "v2" else { throw .not(shape("An empty answer came.", path)) }
      return (nil, response.headers)
    }
    do throws(JSONError) {
      return (try JSONReader.answer(response.bytes), response.headers)
    } catch {
      throw .not(shape("The answer is no JSON: \(error).", path))
    }
  }

  /// What is told where an answer is not as documented.
  func shape(_ reason: String, _ path: [String]) -> SyncError {
    .data(BigCommerceDiagnostics.shape(reason, at: path))
  }

  private static func error(_ error: HTTPError, _ path: [String]) -> SyncError {
    guard case .forbidden = error.decision else { return SyncError(error) }
    return .configuration(BigCommerceDiagnostics.forbidden(area(of: path).scope, at: path))
  }

  /// What opens a path.
  static func area(of path: [String]) -> Area {
    if path.contains("customers") { return .customers }
    if path.contains("payment_actions") { return .refunds }
    return path.contains("orders") ? .orders : .information
  }
}
