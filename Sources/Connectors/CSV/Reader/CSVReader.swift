import Records

/// Reads RFC 4180 rows from bytes, piece by piece: memory does not grow with the file.
///
/// Beyond the RFC: any single-byte delimiter, line ends CR LF, LF or CR, a byte order mark, and a quote inside of a cell
/// that does not begin with one is a character like others.
struct CSVReader {
  /// What the next row is.
  enum Event: Equatable {
    case row
    /// The file ends inside of quotes that opened in the row.
    case truncated
    case end
  }

  /// The largest cell that is kept, in bytes.
  static let maximumCell = 1 << 20
  /// The largest row that is kept, in bytes.
  static let maximumRow = 1 << 24
  /// The most cells of a row that are kept.
  static let maximumCells = 16_384

  private enum State { case cellStart, plain, quoted, quoteInQuotes, carriageReturn }

  private let source: any ByteSource
  private let delimiter: UInt8
  private var buffer: [UInt8] = []
  private var position = 0
  /// The offset in the file of the buffer's first byte.
  private var base: Int
  private var line: Int
  private var ended = false

  /// Whether the last row had no line end.
  private(set) var endsOpen = false

  /// Where the next row begins, in bytes.
  var offset: Int { base + position }
  /// The line on which the next row begins.
  var nextLine: Int { line }

  /// Reads on from the row that begins at `offset` on line `line`, where `source` stands.
  init(_ source: any ByteSource, delimiter: UInt8, offset: Int = 0, line: Int = 1) {
    self.source = source
    self.delimiter = delimiter
    base = offset
    self.line = line
  }

  /// Reads the next row into `row`, whose former content goes.
  mutating func next(into row: inout CSVRow) throws(Diagnostic) -> Event {
    if base == 0, position == 0 { try skipByteOrderMark() }
    row.clear(line: line, offset: base + position)
    var state = State.cellStart
    row.starts.append(0)
    while true {
      if position == buffer.count {
        let consumed = base + buffer.count > row.offset
        guard try refill() else { return finish(&row, state, consumed: consumed) }
      }
      if scan(&row, &state) { return .row }
    }
  }

  private mutating func finish(_ row: inout CSVRow, _ state: State, consumed: Bool) -> Event {
    guard consumed else { return .end }
    switch state {
    case .quoted: return .truncated
    case .carriageReturn: return .row
    case .cellStart, .plain, .quoteInQuotes:
      closeCell(&row)
      endsOpen = true
      return .row
    }
  }

  private mutating func refill() throws(Diagnostic) -> Bool {
    if ended { return false }
    base += buffer.count
    position = 0
    try source.read(into: &buffer)
    ended = buffer.isEmpty
    return !ended
  }

  /// The mark may come in pieces when the pieces are tiny, so they are joined until three bytes are there.
  private mutating func skipByteOrderMark() throws(Diagnostic) {
    var head: [UInt8] = []
    while head.count < 3 {
      try source.read(into: &buffer)
      if buffer.isEmpty { break }
      head.append(contentsOf: buffer)
    }
    buffer = head
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Goes on to the end of the row or of the buffer; true at the end of the row.
  private mutating func scan(_ row: inout CSVRow, _ state: inout State) -> Bool {
    var run = position
    var index = position
    let count = buffer.count
    let delimiter = self.delimiter
    var line = self.line
    var done = false
    // The pointer is used only inside of the closure, at indices below `count`.
    buffer.withUnsafeBufferPointer { bytes in
      scanning: while index < count {
        switch state {
        case .cellStart:
          if bytes[index] == UInt8(ascii: "\"") {
            Self.flush(bytes[run..<index], &row)
            // What was copied so far ends in the delimiter before this cell.
            row.starts[row.starts.count - 1] = row.bytes.count
            index += 1
            run = index
            state = .quoted
          } else {
            state = .plain
          }
        case .plain:
          while index < count {
            let byte = bytes[index]
            if byte == delimiter || byte == 0x0A || byte == 0x0D { break }
            index += 1
          }
          guard index < count else { break scanning }
          if bytes[index] == delimiter {
            Self.closeCell(&row, at: row.bytes.count + index - run)
            Self.openCell(&row, at: row.bytes.count + index - run + 1)
            index += 1
            state = .cellStart
          } else {
            Self.closeCell(&row, at: row.bytes.count + index - run)
            Self.flush(bytes[run..<index], &row)
            line += 1
            state = bytes[index] == 0x0D ? .carriageReturn : state
            done = bytes[index] == 0x0A
            index += 1
            run = index
            if done { break scanning }
          }
        case .quoted:
          while index < count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == 0x0A { line += 1 }
            index += 1
          }
          Self.flush(bytes[run..<index], &row)
          if index < count {
            index += 1
            state = .quoteInQuotes
          }
          run = index
        case .quoteInQuotes:
          let byte = bytes[index]
          run = index
          if byte == UInt8(ascii: "\"") {
            // The second of a pair stands for one; it begins the next run.
            index += 1
            state = .quoted
          } else {
            // A blank between the quote and the delimiter is common and harmless.
            if byte != delimiter, byte != 0x0A, byte != 0x0D, byte != 0x20 { row.problem = row.problem ?? .badQuotes }
            state = .plain
          }
        case .carriageReturn:
          if bytes[index] == 0x0A { index += 1 }
          run = index
          done = true
          break scanning
        }
      }
      if run < index { Self.flush(bytes[run..<index], &row) }
    }
    position = index
    self.line = line
    return done
  }

  private static func flush(_ run: Slice<UnsafeBufferPointer<UInt8>>, _ row: inout CSVRow) {
    guard !run.isEmpty else { return }
    if row.bytes.count - (row.starts.last ?? 0) > maximumCell || row.bytes.count > maximumRow {
      row.problem = .cellTooLong
    }
    if row.problem == .cellTooLong { return }
    row.bytes.append(contentsOf: run)
  }

  private static func openCell(_ row: inout CSVRow, at start: Int) {
    if row.starts.count < maximumCells { row.starts.append(start) } else { row.problem = .rowTooLong }
  }

  private static func closeCell(_ row: inout CSVRow, at end: Int) {
    if row.ends.count < row.starts.count { row.ends.append(end) }
    if end - (row.starts.last ?? 0) > maximumCell { row.problem = .cellTooLong }
  }

  private func closeCell(_ row: inout CSVRow) { Self.closeCell(&row, at: row.bytes.count) }
}
