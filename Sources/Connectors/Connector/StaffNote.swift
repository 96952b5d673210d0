import Records

/// A note that staff writes in too, of which a system only takes the whole: Tend adds a line with the action's key and
/// leaves what is there as it is.
struct StaffNote: Sendable {
  /// How long the whole may become, in characters.
  var limit: Int
  /// The system's name.
  var system: String

  /// How often it is begun anew because somebody else writes at the same time.
  private static let attempts = 3

  /// What the line of an action ends in.
  static func mark(_ key: ActionKey) -> String { "[tend:\(key)]" }

  /// Whether the line of an action is there.
  static func has(_ key: ActionKey, _ note: String) -> Bool { note.contains(mark(key)) }

  /// Adds an action's line, unless it is there; whether it was.
  ///
  /// No system here refuses a write because the note changed meanwhile. So it is read again right before the write,
  /// anew where somebody has written since, and a write is never sent again as it was: what staff wrote between two
  /// attempts would be lost. `write` gives the note as the system has it afterwards.
  func add(
    _ text: String, _ key: ActionKey, reading read: () async throws(ActionError) -> String,
    writing write: (String) async throws(ActionError) -> String
  ) async throws(ActionError) -> Bool {
    var seen = try await read()
    for _ in 0..<Self.attempts {
      if Self.has(key, seen) { return true }
      let wanted = try adding(text, key, to: seen)
      let now = try await read()
      guard sameBytes(now, seen) else {
        seen = now
        continue
      }
      guard Self.has(key, try await write(wanted)) else {
        throw .unknown(
          .mayHaveTakenEffect(Diagnostic(.source, code: "action.note", "The note is not as it was written")))
      }
      return false
    }
    throw .retry(
      Diagnostic(
        .source, code: "action.note-busy", "Somebody is writing in the same note",
        reason: "It changed each time it was read.", hints: ["The next run tries again"]), after: nil)
  }

  private func adding(_ text: String, _ key: ActionKey, to note: String) throws(ActionError) -> String {
    // Nobody's text can stand for the key of another action.
    let line = text.trimmed.replacing("[tend:", with: "(tend:") + " " + Self.mark(key)
    let whole = note + (note.isEmpty || note.hasSuffix("\n") || note.hasSuffix("\r\n") ? "" : "\n") + line
    guard whole.count <= limit else {
      throw .refused(
        Diagnostic(
          .source, code: "action.note-full", "There is no room left in the note",
          reason: "\(system) takes no more than \(limit) characters.", hints: ["Shorten the note there"]))
    }
    return whole
  }
}

/// What an action is for, as one system knows it.
protocol ActedOn {
  var target: SystemAction.Target { get }
}

/// Reads and writes the notes of one system's orders, as a whole.
protocol StaffNotes: Sendable {
  associatedtype Order: ActedOn

  static var note: StaffNote { get }

  func read(_ order: Order) async throws(ActionError) -> String
  /// Gives the note as the system has it afterwards.
  func write(_ note: String, _ order: Order) async throws(ActionError) -> String
}

extension StaffNotes {
  func find(_ key: ActionKey, of order: Order) async throws(ActionError) -> Confirmation? {
    StaffNote.has(key, try await read(order)) ? Confirmation(order.target.id, wasThere: true) : nil
  }

  func add(_ text: String, _ key: ActionKey, to order: Order) async throws(ActionError) -> Confirmation {
    let wasThere = try await Self.note.add(
      text, key, reading: { () async throws(ActionError) in try await read(order) },
      writing: { whole async throws(ActionError) in try await write(whole, order) })
    return Confirmation(order.target.id, wasThere: wasThere)
  }
}
