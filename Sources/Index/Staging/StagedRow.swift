public import Records

/// One record as a sync fetched it: its canonical public line, and what stays private.
public struct StagedRow: Sendable, Equatable {
  /// The system's own id.
  public var id: String
  /// Orders the pages: a day number, or the first bits of the hash of the id. The caller gives it a meaning.
  public var slot: Int
  /// Canonical JSON without a line end.
  public var line: [UInt8]
  /// What stays private, see ``PersonalPart/bytes``; empty when there is nothing.
  public var personal: [UInt8]

  /// A row of its parts.
  public init(id: String, slot: Int, line: [UInt8], personal: [UInt8] = []) {
    self.id = id
    self.slot = slot
    self.line = line
    self.personal = personal
  }
}

/// The private half of a record on its way from a connector to the people store.
public struct PersonalPart: Sendable, Equatable {
  /// Who the record is about, as its system names them.
  public var identifiers: Identifiers
  /// Private canonical fields by name.
  public var fields: [String: String]

  /// A private half of its parts.
  public init(identifiers: Identifiers, fields: [String: String]) {
    self.identifiers = identifiers
    self.fields = fields
  }

  /// Whether there is nothing private.
  public var isEmpty: Bool { identifiers.isEmpty && fields.isEmpty }

  /// A compact form; equal parts have equal bytes. Empty when ``isEmpty``.
  public var bytes: [UInt8] {
    if isEmpty { return [] }
    var writer = ByteWriter()
    writer.write(identifiers.email)
    writer.write(identifiers.phone)
    writer.write(identifiers.customer)
    writer.write(fields, order: precedes)
    return writer.bytes
  }

  /// Reads ``bytes``; nil when they are not of that form.
  public init?(bytes: [UInt8]) {
    self.init(identifiers: Identifiers(), fields: [:])
    if bytes.isEmpty { return }
    var reader = ByteReader(bytes)
    guard let email = reader.optionalText(), let phone = reader.optionalText(), let customer = reader.optionalText(),
      let fields = reader.fields(), reader.isAtEnd
    else { return nil }
    identifiers.email = email
    identifiers.phone = phone
    identifiers.customer = customer
    self.fields = fields
  }
}

/// A stream of which something may be staged.
public struct StagedStream: Sendable, Equatable {
  /// `connection/stream`.
  public var name: String
  /// What the caller gave to ``StagingStore/begin(_:meta:)``.
  public var meta: [UInt8]
  /// What came with the last batch; nil before the first.
  public var checkpoint: [UInt8]?
}

/// How much is staged of a stream.
public struct StagedExtent: Sendable, Equatable {
  /// The number of staged records, each id once.
  public var count: Int
  /// The lowest and highest slot; nil when nothing is staged.
  public var slots: ClosedRange<Int>?
}
