import HTTP
import Records

/// Asks and writes for actions: what comes back says whether something was carried out.
///
/// Documents are fixed texts; whatever comes from a shop or a rule goes in as a variable.
struct ShopifyWriter: Sendable {
  /// One of the `userErrors` of a mutation. Its message is not kept: it may repeat what was sent.
  struct Objection: Equatable {
    var code: String?
    /// The names on the way to what is wrong: `id`, `input.note`.
    var field: String
    /// Whether there is no such record: `Order does not exist`.
    var isMissing: Bool
  }

  let http: any HTTPTransport
  let url: HTTPURL

  /// What mutations cost is 10; the longest list that is asked for costs twice that.
  private static let cost = 20

  /// Asks for something of which nothing may be missing.
  func read(_ document: String, _ variables: JSONObject, of what: String) async throws(ActionError) -> JSONObject {
    try await send(document, variables, .read, of: what)
  }

  /// Sends a mutation of one field and gives its payload with what it objects to.
  func write(
    _ field: String, _ document: String, _ variables: JSONObject, _ repetition: Effect.Repetition, of what: String
  ) async throws(ActionError) -> (payload: Answer, objections: [Objection]) {
    let data = try await send(document, variables, .write(repetition), of: what)
    guard let payload = data[field]?.object else {
      throw ActionError(contract: .contract("It gave nothing for \(field)."), to: .write(repetition))
    }
    let objections = (payload["userErrors"]?.array ?? []).map { Self.objection($0.object ?? [:]) }
    return (Answer(payload), objections)
  }

  /// What an objection means where nothing better is known.
  func refusal(_ objection: Objection, _ target: ShopifyTarget?) -> ActionError {
    if let target, objection.isMissing { return target.gone }
    let place = objection.field.isEmpty ? "" : " It objects to \(objection.field)."
    return .refused(
      Diagnostic(
        .source, code: "action.refused", "Shopify refused the action",
        reason: (objection.code.map { "It answered with \($0)." } ?? "It does not take what was sent.") + place))
  }

  private func send(
    _ document: String, _ variables: JSONObject, _ effect: Effect, of what: String
  ) async throws(ActionError) -> JSONObject {
    let body: JSONObject = ["query": .string(document), "variables": .object(variables)]
    var request = HTTPRequest(.post, url, body: .json(body), effect: effect)
    request.cost = Self.cost
    let response: HTTPResponse
    do throws(HTTPError) { response = try await http.send(request) } catch {
      throw Self.error(error, effect)
    }
    let reply: ShopifyClient.Reply
    do throws(SyncError) { reply = try ShopifyClient.reply(response.bytes) } catch {
      throw ActionError(contract: error.diagnostic, to: effect)
    }
    if let problem = reply.problems.first {
      // A document that was not accepted as a whole was not begun.
      throw Self.error(problem, reply.data.isEmpty ? problem.effect(effect) : effect, of: what)
    }
    return reply.data
  }

  private static func error(_ error: HTTPError, _ effect: Effect) -> ActionError {
    if let status = error.status, [402, 404, 423].contains(status) {
      return .refused(ShopifyClient.error(error).diagnostic)
    }
    return ActionError(error, to: effect)
  }

  private static func error(_ problem: ShopifyProblem, _ effect: Effect, of what: String) -> ActionError {
    switch (problem.code, problem.error(what)) {
    case ("ACCESS_DENIED", let error): .forbidden(error.diagnostic, scope: problem.scope)
    case ("THROTTLED", .retry(let diagnostic, let after)): .retry(diagnostic, after: after)
    case (_, .retry(let diagnostic, let after)) where effect == .read: .retry(diagnostic, after: after)
    case (_, let error): ActionError(contract: error.diagnostic, to: effect)
    }
  }

  private static func objection(_ object: JSONObject) -> Objection {
    let field = (object["field"]?.array ?? []).compactMap(\.string).filter { isWord($0) }.joined(separator: ".")
    let message = object["message"]?.string ?? ""
    return Objection(
      code: object["code"]?.string.flatMap { isWord($0) ? $0 : nil }, field: field,
      isMissing: message.hasSuffix(" does not exist"))
  }

  private static func isWord(_ text: String) -> Bool {
    text.utf8.count <= 64 && text.utf8.allSatisfy { isDigit($0) || (97...122).contains($0 | 0x20) || $0 == 0x5F }
  }
}

extension ShopifyProblem {
  /// What a document may have done that was answered with this alone: nothing, unless the trouble is Shopify's own.
  fileprivate func effect(_ effect: Effect) -> Effect {
    let known = ["PARSE_ERROR", "undefinedField", "argumentNotAccepted", "INVALID_VARIABLE", "MAX_COST_EXCEEDED"]
    return code.map(known.contains) == true ? .read : effect
  }
}
