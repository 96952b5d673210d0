import HTTP
import Records

/// Tags and holds one order. Each function looks first and gives whether the effect was there; where it was not and
/// `isWriting`, it is afterwards.
struct ShipStationWriter: Sendable {
  let http: any HTTPTransport
  let address: HTTPURL
  let target: SystemAction.Target
  let id: Int

  // MARK: Tags

  /// ShipStation makes one of two, so both may be sent as often as one likes. Tags can't be made through V1.
  func tag(_ tag: String, isOn: Bool, isWriting: Bool) async throws(ActionError) -> Bool {
    let state = try await order()
    let tags = (state["tagIds"]?.array ?? []).compactMap(\.integer)
    guard let tagID = try await number(ofTag: tag, among: tags) else {
      if !isOn { return true }
      if !isWriting { return false }
      throw Self.noTag
    }
    if tags.contains(tagID) == isOn { return true }
    if isWriting {
      try await write(
        ["orders", isOn ? "addtag" : "removetag"], ["orderId": .integer(id), "tagId": .integer(tagID)], .idempotent)
    }
    return false
  }

  /// The tag of that name; upper and lower case count only where two differ in nothing else. A list that lacks tags which
  /// the order has is not believed.
  private func number(ofTag tag: String, among tags: [Int]) async throws(ActionError) -> Int? {
    let path = ["accounts", "listtags"]
    guard let rows = try await send(.get, path)?.array else { throw strange("A list was asked for.", path, .read) }
    var found: [(id: Int, name: String)] = []
    var known: Set<Int> = []
    for row in rows {
      guard let id = row.object?["tagId"]?.integer, let name = row.object?["name"]?.string else {
        throw strange("A tag has no number or no name.", path, .read)
      }
      known.insert(id)
      if name.isSameTag(as: tag) { found.append((id, name)) }
    }
    if found.isEmpty, !known.isSuperset(of: tags) {
      throw strange("The order has tags that are not listed.", path, .read)
    }
    return (found.first { sameBytes($0.name, tag) } ?? found.first)?.id
  }

  // MARK: Holds

  /// What is held as long or longer stays as it is: somebody may have had a reason.
  func hold(until day: Day, today: Day, isWriting: Bool) async throws(ActionError) -> Bool {
    let state = try await order()
    let status = state["orderStatus"]?.string ?? ""
    if status == "on_hold", let until = state["holdUntilDate"]?.string.flatMap({ Day($0.prefix(10)) }), until >= day {
      return true
    }
    guard isWriting else { return false }
    guard ["awaiting_shipment", "on_hold"].contains(status) else { throw tooLate }
    guard day > today else { throw .unfit("The day until which the order is held has come.") }
    // Sent again after an unknown end, it could hold what somebody has just let go.
    try await write(
      ["orders", "holduntil"], ["orderId": .integer(id), "holdUntilDate": .string("\(day)")], .ifNotCarriedOut)
    return false
  }

  // MARK: Requests

  private func order() async throws(ActionError) -> JSONObject {
    let path = ["orders", target.id]
    guard let state = try await send(.get, path, gone: gone)?.object, state["orderId"]?.integer == id else {
      throw strange("The order was asked for.", path, .read)
    }
    return state
  }

  private func write(
    _ path: [String], _ body: JSONObject, _ repetition: Effect.Repetition
  ) async throws(ActionError) {
    let answer = try await send(.post, path, body, .write(repetition), gone: gone)
    guard answer?.object?["success"] == .bool(true) else {
      throw strange("It does not say that it did so.", path, .write(repetition))
    }
  }

  private func send(
    _ method: HTTPMethod, _ path: [String], _ body: JSONObject? = nil, _ effect: Effect = .read,
    gone: ActionError? = nil
  ) async throws(ActionError) -> JSONValue? {
    var url = address
    for segment in path { url = url.appending(path: MaskedText(segment)) }
    let request = HTTPRequest(method, url, body: body.map { .json($0) }, effect: effect)
    let response: HTTPResponse
    do throws(HTTPError) { response = try await http.send(request) } catch {
      if error.status == 404, let gone { throw gone }
      // An answer that says success: false was understood and turned down.
      if error.status == 200, error.decision == .refused { throw .refused(ShipStationDiagnostics.refused(path)) }
      throw ActionError(error, to: effect)
    }
    guard let json = try? JSONReader.answer(response.bytes) else {
      throw strange("The answer is no JSON.", path, effect)
    }
    return json
  }

  private var gone: ActionError { .gone(target, of: "ShipStation") }

  private func strange(_ reason: String, _ path: [String], _ effect: Effect) -> ActionError {
    ActionError(contract: ShipStationDiagnostics.changed(path.joined(separator: "/"), reason), to: effect)
  }

  private static let noTag = ActionError.refused(
    Diagnostic(
      .source, code: "action.no-tag", "ShipStation has no tag of that name",
      reason: "Its interface puts tags on orders, but can't make any.", hints: ["Make the tag in ShipStation"]))

  private var tooLate: ActionError {
    .refused(
      Diagnostic(
        .source, code: "action.too-late", "The order can't be held",
        reason: "ShipStation holds what is paid and waits for being shipped.", location: "order \(target.id)"))
  }
}
