public import Records

/// Where a stream was read up to. Only the connector that wrote it knows what it means.
public struct Cursor: Sendable, Hashable {
  /// Kept as it is in `sources/<connection>.json`; holds no secret and no personal data.
  public var json: JSONObject

  /// A cursor of its members.
  public init(_ json: JSONObject) {
    self.json = json
  }
}

/// Some records of a stream, in the order read, with the cursor that stands after them.
public struct RecordBatch: Sendable, Equatable {
  /// What could be mapped; of two records with one id the later stands.
  public var records: [MappedRecord]
  /// The ids of records that the system itself says are deleted. They go whatever the read proves, unless the record is among
  /// those of this batch or a later one. What is only missing is not among them.
  public var deleted: [String]
  /// What could not be mapped.
  public var quarantined: [Quarantined]
  /// Going on from here loses none and repeats none of the records of this batch and those before.
  public var cursor: Cursor

  /// A batch of its parts.
  public init(records: [MappedRecord], deleted: [String] = [], quarantined: [Quarantined], cursor: Cursor) {
    self.records = records
    self.deleted = deleted
    self.quarantined = quarantined
    self.cursor = cursor
  }
}

/// What takes the records of a read.
public protocol RecordSink: Sendable {
  /// Keeps a batch together with its cursor, both or neither. A thrown error ends the read.
  func take(_ batch: RecordBatch) async throws(SyncError)
  /// Learns what is read next: a file's name, a request.
  func begin(_ source: String)
  /// Takes something that the operator should know, though the read goes on.
  func tell(_ notice: Diagnostic)
}

extension RecordSink {
  /// Nobody notes it, unless a sink says otherwise.
  public func begin(_ source: String) {}

  /// Nobody listens, unless a sink says otherwise.
  public func tell(_ notice: Diagnostic) {}
}
