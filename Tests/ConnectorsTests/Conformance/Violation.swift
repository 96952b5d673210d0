import Connectors
import Records

/// Something a connector does that no connector may do.
struct Violation: Sendable, Hashable, CustomStringConvertible {
  /// What was looked at.
  enum Check: String, Sendable, CaseIterable {
    /// A full read reads everything and says so.
    case full
    /// A full read and then what changed are a later full read.
    case incremental
    /// The same read twice hands over the same.
    case twice
    /// An interrupted read that is resumed loses and doubles nothing.
    case resume
    /// Records that changed in one second are not lost at the edge of a page.
    case ties
    /// Records that change while they are read are not lost.
    case moving
    /// A clock of ours that is wrong by hours loses nothing.
    case clock
    /// What a system's lists show minutes late is not lost.
    case lag
    /// A cursor that can't be right makes a full read with a notice.
    case cursor
    /// A fault ends in the same records, an error or `partial`.
    case fault
    /// A status means what the table of decisions says.
    case status
    /// Members that nobody documents change nothing.
    case unknownMembers
    /// A read changes nothing at the system.
    case effect
    /// No secret and nothing about people is in logs, cursors, messages and public fields.
    case privacy
    /// A cancelled read ends with what is under way.
    case cancellation
    /// No batch is larger than a thousand records, and what is received is handed over before much more is.
    case memory
    /// Records have the fields of their kind, as coverage says.
    case schema
    /// The check before a run sees what a run would meet.
    case check
    /// An action is done once or not at all, says so, and can be found.
    case action
    /// An exemption excuses nothing.
    case exemption
  }

  var check: Check
  var stream: String
  /// Under which circumstances: a fault with its schedule, a status.
  var detail: String
  var what: String

  var description: String { "\(check), \(stream)\(detail.isEmpty ? "" : ", \(detail)"): \(what)" }
}

/// How one set of records differs from what was expected.
struct Difference {
  var lost: [String] = []
  var added: [String] = []
  var changed: [String] = []

  init(_ expected: [String: MappedRecord], _ actual: [String: MappedRecord]) {
    for (id, record) in expected {
      if let found = actual[id] {
        if found != record { changed.append(id) }
      } else {
        lost.append(id)
      }
    }
    added = actual.keys.filter { expected[$0] == nil }
  }

  var isEmpty: Bool { lost.isEmpty && added.isEmpty && changed.isEmpty }

  /// `3 lost (such as 5501), 1 other`.
  var words: String {
    [("lost", lost), ("that should not be there", added), ("not as they should be", changed)]
      .filter { !$0.1.isEmpty }
      .map { "\(counted($0.1.count, "record", "records")) \($0.0) (such as \($0.1.sorted(by: precedes)[0]))" }
      .joined(separator: ", ")
  }
}
