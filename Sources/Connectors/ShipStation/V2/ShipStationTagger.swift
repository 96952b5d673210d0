import HTTP
import Records

/// Tags one order by the second interface, whose tags are known by their names. Each function looks first and gives
/// whether the effect was there; where it was not and `isWriting`, it is afterwards.
struct ShipStationTagger: Sendable {
  let http: any HTTPTransport
  let address: HTTPURL
  let target: SystemAction.Target
  /// `se-940001`.
  let id: String

  /// Upper and lower case count only where two tags differ in nothing else.
  func put(_ tag: String, isWriting: Bool) async throws(ActionError) -> Bool {
    if try await tags().contains(where: { $0.isSameTag(as: tag) }) { return true }
    guard isWriting else { return false }
    let name = try await known(tag)
    let path = path(name)
    let effect = Effect.write(.idempotent)
    let response = try await send(.post, path, effect)
    guard let answer = (try? JSONReader.answer(response.bytes))?.object, answer["shipment_id"]?.string == id,
      answer["tag"]?.object?["name"]?.string?.isSameTag(as: tag) == true
    else { throw strange("It does not say that it did so.", path, effect) }
    return false
  }

  func take(_ tag: String, isWriting: Bool) async throws(ActionError) -> Bool {
    let names = try await tags().filter { $0.isSameTag(as: tag) }
    if names.isEmpty { return true }
    guard isWriting else { return false }
    for name in names {
      try await take(named: name)
    }
    return false
  }

  private func take(named name: String) async throws(ActionError) {
    let effect = Effect.write(.idempotent)
    let response: HTTPResponse
    do throws(ActionError) { response = try await send(.delete, path(name), effect) } catch .gone {
      // The order is gone, or the tag is: by an earlier try of which no answer came.
      if try await tags().contains(where: { sameBytes($0, name) }) {
        throw strange("It does not know the tag that it shows.", path(name), .read)
      }
      return
    }
    guard response.status == 204 else { throw strange("It does not say that it did so.", path(name), effect) }
  }

  // MARK: Looking

  private func tags() async throws(ActionError) -> [String] {
    let path = ["shipments", id]
    let response = try await send(.get, path, .read)
    guard let order = (try? JSONReader.answer(response.bytes))?.object, order["shipment_id"]?.string == id,
      let tags = order["tags"]?.array
    else { throw strange("The order and its tags were asked for.", path, .read) }
    return tags.compactMap { $0.object?["name"]?.string }
  }

  /// The tag as the account writes it; as it is asked for where there is none.
  private func known(_ tag: String) async throws(ActionError) -> String {
    let response = try await send(.get, ["tags"], .read)
    guard let rows = (try? JSONReader.answer(response.bytes))?.object?["tags"]?.array else {
      throw strange("A list was asked for.", ["tags"], .read)
    }
    let names = rows.compactMap { $0.object?["name"]?.string }.filter { $0.isSameTag(as: tag) }
    return names.first { sameBytes($0, tag) } ?? names.first ?? tag.trimmed
  }

  // MARK: Requests

  private func path(_ tag: String) -> [String] { ["shipments", id, "tags", tag] }

  private func send(
    _ method: HTTPMethod, _ path: [String], _ effect: Effect
  ) async throws(ActionError) -> HTTPResponse {
    var url = address
    for segment in path { url = url.appending(path: MaskedText(segment)) }
    do throws(HTTPError) { return try await http.send(HTTPRequest(method, url, effect: effect)) } catch {
      if error.status == 404, path.first == "shipments" { throw .gone(target, of: "ShipStation") }
      throw ActionError(error, to: effect)
    }
  }

  private func strange(_ reason: String, _ path: [String], _ effect: Effect) -> ActionError {
    ActionError(contract: ShipStationDiagnostics.changed(path.joined(separator: "/"), reason), to: effect)
  }
}
