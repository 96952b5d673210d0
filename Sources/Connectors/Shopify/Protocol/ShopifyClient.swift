import HTTP
import Records
import Synchronization

/// Asks a shop's GraphQL endpoint and reads what comes back.
final class ShopifyClient: Sendable {
  /// What was answered: some of `data` may be missing where there are problems.
  struct Reply {
    var data: JSONObject
    var problems: [ShopifyProblem]
  }

  let version: String
  let tell: @Sendable (Diagnostic) -> Void
  let http: any HTTPTransport
  private let url: HTTPURL
  private let hasWarned = Atomic(false)

  init(http: any HTTPTransport, url: HTTPURL, version: String, tell: @escaping @Sendable (Diagnostic) -> Void) {
    self.http = http
    self.url = url
    self.version = version
    self.tell = tell
  }

  /// Sends a document that only reads.
  func ask(_ document: String, _ variables: JSONObject = [:], cost: Int = 10) async throws(SyncError) -> Reply {
    let body: JSONObject = ["query": .string(document), "variables": .object(variables)]
    // A query goes by POST, but changes nothing.
    var request = HTTPRequest(.post, url, body: .json(body), effect: .read)
    request.cost = cost
    let response: HTTPResponse
    do throws(HTTPError) { response = try await http.send(request) } catch { throw Self.error(error) }
    lookAtVersion(response)
    return try Self.reply(response.bytes)
  }

  /// Sends a document of which nothing may be missing.
  func data(_ document: String, _ variables: JSONObject = [:], of stream: String) async throws(SyncError) -> JSONObject
  {
    let reply = try await ask(document, variables)
    if let problem = reply.problems.first { throw problem.error(stream) }
    return reply.data
  }

  /// A version that is no longer there is answered by another one, and the header says so.
  private func lookAtVersion(_ response: HTTPResponse) {
    guard let ran = response.headers["X-Shopify-API-Version"], ran != version, ran.utf8.count <= 16,
      !hasWarned.exchange(true, ordering: .relaxed)
    else { return }
    tell(
      Diagnostic(
        .source, code: "shopify.version", "Shopify answered with another version of its API",
        reason: "\(version) was asked for.",
        hints: ["Set api_version in tend.yml to \(ShopifyConnection.standardVersion)"]))
  }

  static func reply(_ bytes: [UInt8]) throws(SyncError) -> Reply {
    guard let answer = (try? JSONReader.answer(bytes))?.object else {
      throw .data(.contract("Its answer is no JSON object."))
    }
    var problems: [ShopifyProblem] = []
    switch answer["errors"] {
    case nil: break
    case .array(let errors)?: problems = errors.map { ShopifyProblem($0.object ?? [:]) }
    default: problems = [ShopifyProblem(code: nil)]
    }
    try lookAtSearch(answer["extensions"]?.object)
    guard let data = answer["data"]?.object else {
      if problems.isEmpty { throw .data(.contract("Its answer has no data.")) }
      return Reply(data: [:], problems: problems)
    }
    return Reply(data: data, problems: problems)
  }

  /// A filter that Shopify does not know matches everything, with no more than a warning.
  private static func lookAtSearch(_ extensions: JSONObject?) throws(SyncError) {
    for search in extensions?["search"]?.array ?? [] where search.object?["warnings"]?.array?.isEmpty == false {
      throw .data(.contract("It does not know a filter of the query, and would have answered with everything."))
    }
  }

  static func error(_ error: HTTPError) -> SyncError {
    func stopped(_ summary: String, _ hint: String) -> SyncError {
      var diagnostic = error.diagnostic
      diagnostic.code = "shopify.shop"
      diagnostic.summary = summary
      diagnostic.hints = [hint]
      return .configuration(diagnostic)
    }
    switch error.status {
    case 402: return stopped("The shop is frozen for want of payment", "Look at the shop's plan in its admin")
    case 404: return stopped("There is no such shop", "Look whether shop in tend.yml is the .myshopify.com domain")
    case 423: return stopped("The shop is locked", "Ask Shopify why it is")
    default: return SyncError(error)
    }
  }
}
