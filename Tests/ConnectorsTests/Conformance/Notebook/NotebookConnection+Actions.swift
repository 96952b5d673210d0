import HTTP
import Records

@testable import Connectors

/// What can be done in the notebook: a label, which is there once however often it is put, one that holds an order, and a
/// remark, which stands there as often as it is sent.
extension NotebookConnection: ActionTarget {
  static let actions: [ActionOffer] = [
    .init(.tag, on: .order, scopes: ["write_entries"], about: "Puts a label on an entry."),
    .init(
      .hold, on: .order, scopes: ["write_entries"], about: "Labels an entry as held.", isNeverAutomatic: true),
    .init(.note, on: .order, scopes: ["write_entries"], about: "Adds a remark to an entry."),
  ]

  func perform(_ action: SystemAction) async throws(ActionError) -> Confirmation {
    if let there = try await find(action) { return there }
    switch (action.content, action.target) {
    case (.tag(let label), let target?):
      _ = try await send(.put, ["labels", label], of: target, nil, .write(.idempotent))
    case (.hold, let target?): _ = try await send(.put, ["labels", "held"], of: target, nil, .write(.idempotent))
    case (.note(let text), let target?):
      // Sent twice it would stand there twice; so what may have arrived is never sent again.
      _ = try await send(
        .post, ["remarks"], of: target, ["text": .string("\(text) \(StaffNote.mark(action.key))")],
        .write(.ifNotCarriedOut))
    default: throw .unsupported(action, by: Self.descriptor.title)
    }
    return Confirmation(action.target?.id ?? "", wasThere: false)
  }

  func find(_ action: SystemAction) async throws(ActionError) -> Confirmation? {
    try Self.descriptor.admit(action)
    guard let target = action.target else { return nil }
    let entry = try await send(.get, [], of: target, nil, .read)
    guard let labels = entry["labels"]?.array, let remarks = entry["remarks"]?.array else {
      throw ActionError(contract: Self.strangeEntry, to: .read)
    }
    let isThere =
      switch action.content {
      case .tag(let label): labels.contains(.string(label))
      case .hold: labels.contains("held")
      default: remarks.contains { StaffNote.has(action.key, $0.string ?? "") }
      }
    return isThere ? Confirmation(target.id, wasThere: true) : nil
  }

  /// One request below an entry; gives the entry.
  private func send(
    _ method: HTTPMethod, _ path: [String], of target: SystemAction.Target, _ body: JSONObject?, _ effect: Effect
  ) async throws(ActionError) -> JSONObject {
    var url = context.address.appending(path: "v1", "entries", MaskedText(target.id))
    for segment in path { url = url.appending(path: MaskedText(segment)) }
    let response: HTTPResponse
    do throws(HTTPError) {
      response = try await context.http.send(
        HTTPRequest(method, url, body: body.map { .json($0) }, effect: effect))
    } catch {
      throw error.status == 404 ? .gone(target, of: Self.descriptor.title) : ActionError(error, to: effect)
    }
    guard let entry = (try? JSONReader.answer(response.bytes))?.object, entry["id"]?.string == target.id else {
      throw ActionError(contract: Self.strangeEntry, to: effect)
    }
    return entry
  }

  private static let strangeEntry = Diagnostic(
    .source, code: "notebook.contract", "The notebook does not answer as agreed", reason: "An entry was asked for.")
}
