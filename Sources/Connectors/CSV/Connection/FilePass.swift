public import Records

/// One file that is to be read: a step of a stream's sync, so that a run can take files one after the other.
public struct FilePass: Sendable, Hashable {
  /// The stream its records belong to.
  public var stream: RecordStream
  /// The file's name.
  public var file: String
  /// The day the file is dated, in the shop's zone.
  public var day: Day
  /// What it says about the records it does not hold.
  public var mode: FileRule.Mode
  /// The moment the file describes: the end of its day, or now where that is earlier.
  public var asOf: Instant
  /// Whether it was read before and has changed since, or comes after one that has.
  public var isRepeated: Bool
  /// The size in bytes when it was listed.
  public var size: Int

  var rule: Int
  var print: String

  var mark: CSVCursor.Mark { CSVCursor.Mark(name: file, day: day, size: size, print: print) }

  /// Since when everything created is in the file; nil where it says nothing about that, or has no beginning.
  public var createdSince: Instant? {
    if case .window(let span) = mode { asOf - span } else { nil }
  }
}

/// The files of a stream that are to be read, in order.
public struct PendingFiles: Sendable, Equatable {
  /// Oldest first; of one day by rule, then by name.
  public var passes: [FilePass]
  /// What an operator should know: files left alone or read again.
  public var notices: [Diagnostic]
}

/// What came of reading a file.
public struct PassReport: Sendable, Equatable {
  /// Rows looked at in this run, without header and empty lines.
  public var rows: Int
  /// Records given in this run.
  public var records: Int
  /// Rows or records set aside in this file, over all runs it took.
  public var quarantined: Int
  /// What the file proves.
  public var coverage: Coverage
  /// Where the stream stands after it.
  public var cursor: Cursor
  /// What an operator should know: a file that breaks off.
  public var notices: [Diagnostic]
}
