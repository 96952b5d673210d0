public import Records

/// A file of a few dozen records: canonical JSON, a record a line, sorted by id.
public enum Page {
  /// One record of a page.
  public struct Line: Sendable, Equatable {
    /// The member `id` of the record.
    public var id: String
    /// The canonical JSON without the line feed.
    public var bytes: [UInt8]

    /// A line; see the properties.
    public init(id: String, bytes: [UInt8]) {
      self.id = id
      self.bytes = bytes
    }

    /// Whether the bytes of both are the same.
    public static func == (left: Line, right: Line) -> Bool {
      sameBytes(left.id, right.id) && left.bytes == right.bytes
    }
  }

  /// What shall become of one record; nil bytes delete it.
  public struct Edit: Sendable {
    /// The record's id.
    public var id: String
    /// The canonical JSON without the line feed; nil deletes.
    public var bytes: [UInt8]?

    /// An edit; see the properties.
    public init(id: String, bytes: [UInt8]?) {
      self.id = id
      self.bytes = bytes
    }
  }

  /// How one record differs; at least one side is there.
  public struct Difference: Sendable {
    /// The record's id.
    public var id: String
    /// The line before; nil when it is new.
    public var old: [UInt8]?
    /// The line after; nil when it is gone.
    public var new: [UInt8]?
  }

  /// The records of a page, in its order.
  ///
  /// - Throws: `ledger.bad-page` when a line has no string member `id` at its top level, when ids are not sorted and
  ///   unique, or when the last line feed is missing; the location is the line's number.
  public static func parse(_ page: [UInt8]) throws(Diagnostic) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while start < page.count {
      guard let end = page[start...].firstIndex(of: 0x0a) else {
        throw damaged(lines.count, "the last line is not whole")
      }
      let bytes = Array(page[start..<end])
      guard let id = id(of: bytes) else { throw damaged(lines.count, "a line has no id") }
      if let last = lines.last, !precedes(last.id, id) { throw damaged(lines.count, "the ids are not in order") }
      lines.append(Line(id: id, bytes: bytes))
      start = end + 1
    }
    return lines
  }

  /// The page with the edits made; of several edits of one id the last stands.
  ///
  /// - Returns: the new content, nil when no record is left; and what differs, sorted by id, which is empty exactly when
  ///   the content is the same as before.
  public static func merge(_ old: [UInt8]?, _ edits: [Edit]) throws(Diagnostic) -> (
    content: [UInt8]?, differences: [Difference]
  ) {
    let before = try parse(old ?? [])
    // Stable, so that the last of equal ids stays the last.
    let sorted = edits.enumerated().sorted {
      precedes($0.element.id, $1.element.id) || sameBytes($0.element.id, $1.element.id) && $0.offset < $1.offset
    }.map(\.element)
    var content: [UInt8] = []
    content.reserveCapacity((old?.count ?? 0) + edits.reduce(0) { $0 + ($1.bytes?.count ?? 0) + 1 })
    var differences: [Difference] = []
    func put(_ line: [UInt8]) {
      content.append(contentsOf: line)
      content.append(0x0a)
    }
    var next = 0
    for (place, edit) in sorted.enumerated() {
      if place + 1 < sorted.count, sameBytes(sorted[place + 1].id, edit.id) { continue }
      while next < before.count, precedes(before[next].id, edit.id) {
        put(before[next].bytes)
        next += 1
      }
      var found: [UInt8]?
      if next < before.count, sameBytes(before[next].id, edit.id) {
        found = before[next].bytes
        next += 1
      }
      if let line = edit.bytes { put(line) }
      if found != edit.bytes { differences.append(Difference(id: edit.id, old: found, new: edit.bytes)) }
    }
    while next < before.count {
      put(before[next].bytes)
      next += 1
    }
    return (content.isEmpty ? nil : content, differences)
  }

  /// How two versions of a page differ, sorted by id; nil is a page that is not there.
  public static func differences(from old: [UInt8]?, to new: [UInt8]?) throws(Diagnostic) -> [Difference] {
    let (before, after) = (try parse(old ?? []), try parse(new ?? []))
    var found: [Difference] = []
    var (i, j) = (0, 0)
    while i < before.count || j < after.count {
      if j == after.count || i < before.count && precedes(before[i].id, after[j].id) {
        found.append(Difference(id: before[i].id, old: before[i].bytes, new: nil))
        i += 1
      } else if i == before.count || precedes(after[j].id, before[i].id) {
        found.append(Difference(id: after[j].id, old: nil, new: after[j].bytes))
        j += 1
      } else {
        if before[i].bytes != after[j].bytes {
          found.append(Difference(id: after[j].id, old: before[i].bytes, new: after[j].bytes))
        }
        i += 1
        j += 1
      }
    }
    return found
  }

  private static func damaged(_ line: Int, _ why: String) -> Diagnostic {
    Diagnostic(
      .ledger, code: "ledger.bad-page", "a page of records can't be read", reason: why,
      hints: ["Run `tend verify`: the page was written by something else than Tend."], location: "line \(line + 1)")
  }
}
