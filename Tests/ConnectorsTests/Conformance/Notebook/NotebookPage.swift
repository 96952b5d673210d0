import HTTP
import Records

@testable import Connectors

/// Some entries of the book, in the order of their last change, and whether these are the last.
struct NotebookPage {
  var entries: [Answer] = []
  var isLast = false
  var end: NotebookCursor

  static let size = 50

  /// Takes a page only where it is what was asked for: no row too few or too many, none from before, none out of order.
  init(_ body: [UInt8], after start: NotebookCursor) throws(SyncError) {
    end = start
    guard case .object(let object) = try? JSONReader.answer(body), let left = object["left"]?.integer, left >= 0,
      let entries = try? Answer(object).children("entries"), entries.count == min(left, Self.size)
    else { throw .data(Self.contract("A page does not have the entries that it speaks of.")) }
    self.entries = entries
    isLast = left <= Self.size
    for (number, entry) in entries.enumerated() {
      guard let updated = try? entry.instant("updated"), let id = try? entry.integer("id") else {
        // It will be set aside; only the last one has to say where the next page begins.
        if number < entries.count - 1 { continue }
        throw .data(Self.contract("The last entry of a page has no id or no time."))
      }
      guard (updated, id) > (end.updated, end.id) else {
        throw .data(Self.contract("Entries do not come in the order that was asked for."))
      }
      (end.updated, end.id) = (updated, id)
    }
  }

  private static func contract(_ reason: String) -> Diagnostic {
    Diagnostic(
      .source, code: "notebook.contract", "The notebook does not answer as agreed", reason: reason,
      hints: ["Look for a newer version of Tend"])
  }
}

extension NotebookConnection {
  /// The page of entries that follows a place.
  func page(after place: NotebookCursor) async throws(SyncError) -> NotebookPage {
    let url = context.address.appending(path: "v1", "entries")
      .appending(query: "updated_since", "\("\(place.updated)")").appending(query: "after_id", "\(place.id)")
      .appending(query: "limit", "\(NotebookPage.size)")
    let response: HTTPResponse
    do throws(HTTPError) { response = try await context.http.send(.get(url)) } catch { throw SyncError(error) }
    return try NotebookPage(response.bytes, after: place)
  }
}

/// The entry that was read last, and whether a read of all is under way. The book's own times and ids, so no clock of ours
/// matters, and entries that changed in one second are told apart by their ids.
struct NotebookCursor: Equatable {
  var updated: Instant
  var id: Int
  var isFull: Bool

  static let start = NotebookCursor(updated: Instant(seconds: 0), id: 0, isFull: true)

  init(updated: Instant, id: Int, isFull: Bool) {
    (self.updated, self.id, self.isFull) = (updated, id, isFull)
  }

  /// Nil for what this version did not write, and for a time more than a day ahead.
  init?(_ cursor: Cursor, asOf: Instant) {
    guard let updated = cursor.json["updated"]?.instant, let id = cursor.json["id"]?.integer,
      let isFull = cursor.json["full"]?.bool, !Cursor.isAhead(updated, of: asOf)
    else { return nil }
    self.init(updated: updated, id: id, isFull: isFull)
  }

  var cursor: Cursor { Cursor(["updated": .string("\(updated)"), "id": .integer(id), "full": .bool(isFull)]) }
}
