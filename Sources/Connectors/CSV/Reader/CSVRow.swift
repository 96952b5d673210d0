/// One row of a file, its quotes taken away. Reused from row to row, so that a row costs no allocation.
struct CSVRow {
  /// The cells' bytes; between them may stand the delimiters.
  var bytes: [UInt8] = []
  var starts: [Int] = []
  var ends: [Int] = []
  /// The line on which the row begins, from 1.
  var line = 0
  /// Where the row begins in the file, in bytes.
  var offset = 0
  /// Why the row can't be used, as far as its form goes.
  var problem: RowReason?

  /// The number of cells.
  var count: Int { ends.count }

  /// The bytes of a cell, as they stand; empty for a column the row or the header does not have.
  func cell(_ index: Int) -> ArraySlice<UInt8> {
    // Of a row that was too long some ends lie beyond what was kept.
    guard index >= 0, index < ends.count, starts[index] <= ends[index], ends[index] <= bytes.count else { return [] }
    return bytes[starts[index]..<ends[index]]
  }

  /// The bytes of a cell without white space around them.
  func trimmed(_ index: Int) -> ArraySlice<UInt8> { trim(cell(index)) }

  /// The text of a cell without white space around it; empty when there is none.
  func text(_ index: Int) -> String { String(decoding: trimmed(index), as: UTF8.self) }

  func isEmpty(_ index: Int) -> Bool { trimmed(index).isEmpty }

  /// Whether the row is an empty line.
  var isBlank: Bool { ends.count <= 1 && trimmed(0).isEmpty }

  mutating func clear(line: Int, offset: Int) {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    self.line = line
    self.offset = offset
    problem = nil
  }

  /// Checks the cells' bytes and turns them into UTF-8.
  mutating func settle(_ encoding: FileRule.Encoding) {
    var seen: UInt8 = 0
    var nul = false
    for byte in bytes {
      seen |= byte
      nul = nul || byte == 0
    }
    if nul, problem == nil { problem = .nulByte }
    guard seen >= 0x80 else { return }
    switch encoding {
    case .utf8:
      if problem == nil, String(validating: bytes, as: UTF8.self) == nil { problem = .badEncoding }
    case .windows1252: transcode()
    }
  }

  private mutating func transcode() {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 4)
    for index in ends.indices {
      let start = out.count
      for byte in cell(index) {
        if byte < 0x80 { out.append(byte) } else { out.append(contentsOf: Windows1252.utf8(byte)) }
      }
      starts[index] = start
      ends[index] = out.count
    }
    bytes = out
  }
}

/// `bytes` without blanks, tabs, line ends and no-break spaces around them.
func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var (low, high) = (bytes.startIndex, bytes.endIndex)
  while low < high {
    if isBlank(bytes[low]) {
      low += 1
    } else if high - low > 1, bytes[low] == 0xC2, bytes[low + 1] == 0xA0 {
      low += 2
    } else {
      break
    }
  }
  while low < high {
    if isBlank(bytes[high - 1]) {
      high -= 1
    } else if high - low > 1, bytes[high - 1] == 0xA0, bytes[high - 2] == 0xC2 {
      high -= 2
    } else {
      break
    }
  }
  return bytes[low..<high]
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

/// Windows code page 1252, as old spreadsheets write it.
enum Windows1252 {
  /// The UTF-8 bytes of a byte above 0x7F; five that the page does not assign become U+FFFD.
  static func utf8(_ byte: UInt8) -> [UInt8] { table[Int(byte) - 0x80] }

  private static let table: [[UInt8]] = (0x80...0xFF).map { (code: UInt32) in
    let scalar = code < 0xA0 ? upper[Int(code) - 0x80] : code
    return Array(String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
  }

  private static let upper: [UInt32] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
    0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0xFFFD, 0x017E, 0x0178,
  ]
}
