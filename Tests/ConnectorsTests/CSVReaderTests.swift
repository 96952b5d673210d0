import Testing

@testable import Connectors

struct CSVReaderTests {
  private func rows(_ text: String, delimiter: Character = ",", chunk: Int = 1 << 18) throws -> [[String]] {
    try rows(Array(text.utf8), delimiter, chunk).rows
  }

  private func rows(
    _ bytes: [UInt8], _ delimiter: Character = ",", _ chunk: Int
  ) throws -> (rows: [[String]], lines: [Int], offsets: [Int], end: CSVReader.Event) {
    var reader = CSVReader(MemoryBytes(bytes, chunk: chunk), delimiter: delimiter.asciiValue ?? 44)
    var row = CSVRow()
    var (rows, lines, offsets) = ([[String]](), [Int](), [Int]())
    var event = try reader.next(into: &row)
    while event == .row {
      rows.append((0..<row.count).map { String(decoding: row.cell($0), as: UTF8.self) })
      lines.append(row.line)
      offsets.append(row.offset)
      event = try reader.next(into: &row)
    }
    return (rows, lines, offsets, event)
  }

  @Test(arguments: [
    ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
    ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
    ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
    ("\"a,1\",\"say \"\"hi\"\"\"\n", [["a,1", "say \"hi\""]]),
    ("\"line 1\nline 2\",x\n", [["line 1\nline 2", "x"]]),
    ("\"a\r\nb\"\r\nc\r\n", [["a\r\nb"], ["c"]]),
    ("a,,\n", [["a", "", ""]]),
    (",", [["", ""]]),
    ("\"\",\"\"\n", [["", ""]]),
    ("\"\"\"\"\n", [["\""]]),
    ("a\n\nb\n", [["a"], [""], ["b"]]),
    (" a , b \n", [[" a ", " b "]]),
    ("5\" pipe,6\n", [["5\" pipe", "6"]]),
    ("\u{FEFF}a,b\n", [["a", "b"]]),
    ("\u{FEFF}\"a\",b\n", [["a", "b"]]),
    ("é,\"ü€\"\n", [["é", "ü€"]]),
    ("", []),
    ("\u{FEFF}", []),
  ])
  func readsWhatTheRFCSays(_ text: String, _ expected: [[String]]) throws {
    for chunk in [1, 2, 3, 5, 1 << 18] { #expect(try rows(text, chunk: chunk) == expected, "pieces of \(chunk)") }
  }

  @Test(arguments: [";", "\t", "|"] as [Character])
  func takesOtherDelimiters(_ delimiter: Character) throws {
    let text = "a\(delimiter)\"b\(delimiter)c\"\n"
    #expect(try rows(text, delimiter: delimiter) == [["a", "b\(delimiter)c"]])
  }

  @Test func countsLinesThroughQuotes() throws {
    let result = try rows(Array("h\n\"a\nb\"\r\nc\r\n".utf8), ",", 3)
    #expect(result.lines == [1, 2, 4])
    #expect(result.offsets == [0, 2, 9])
  }

  @Test func tellsAQuoteThatIsNeverClosed() throws {
    for chunk in [1, 4, 100] {
      let result = try rows(Array("a,b\n1,\"half".utf8), ",", chunk)
      #expect(result.end == .truncated)
      #expect(result.rows == [["a", "b"]])
    }
  }

  @Test func marksTextAfterAClosingQuote() throws {
    var reader = CSVReader(MemoryBytes(Array("\"a\"b,c\n\"d\" ,e\n".utf8)), delimiter: 44)
    var row = CSVRow()
    _ = try reader.next(into: &row)
    #expect(row.problem == .badQuotes)
    _ = try reader.next(into: &row)
    #expect(row.problem == nil)
  }

  @Test func keepsNoCellAboveAMegabyte() throws {
    for quote in ["", "\""] {
      let text = "a,\(quote)\(String(repeating: "x", count: 3 << 20))\(quote),b\nnext,1,2\n"
      var reader = CSVReader(MemoryBytes(Array(text.utf8)), delimiter: 44)
      var row = CSVRow()
      #expect(try reader.next(into: &row) == .row)
      #expect(row.problem == .cellTooLong)
      #expect(row.bytes.count <= CSVReader.maximumCell + (1 << 19))
      #expect(try reader.next(into: &row) == .row)
      #expect(row.problem == nil)
      #expect(row.text(0) == "next")
    }
  }

  @Test func boundsTheNumberOfCells() throws {
    var reader = CSVReader(MemoryBytes(Array((String(repeating: ",", count: 100_000) + "\na\n").utf8)), delimiter: 44)
    var row = CSVRow()
    #expect(try reader.next(into: &row) == .row)
    #expect(row.problem == .rowTooLong)
    #expect(row.count <= CSVReader.maximumCells)
    #expect(try reader.next(into: &row) == .row)
    #expect(row.text(0) == "a")
  }

  /// Write, then read: the same, whatever the size of the pieces.
  @Test(arguments: 0..<40)
  func readsBackWhatWasWritten(_ seed: Int) throws {
    var random = Random(UInt64(seed))
    let alphabet = ["a", "b", "\"", ",", "\n", "\r", "\r\n", " ", "é", "😀", "x", ";", "1"]
    let ending = ["\n", "\r\n", "\r"][random.below(3)]
    let width = 1 + random.below(5)
    let table = (0...random.below(7)).map { _ in
      (0..<width).map { _ in (0..<random.below(6)).map { _ in alphabet[random.below(alphabet.count)] }.joined() }
    }
    // A row of one empty cell is an empty line, which only quotes make visible.
    let text = table.map { row in
      row.map { cell -> String in
        let needs = cell.isEmpty || cell.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
        let quoted = needs || random.below(3) == 0
        return quoted ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
      }.joined(separator: ",") + ending
    }.joined()
    let expected = table.map { $0.map { Array($0.utf8) } }
    for chunk in 1...64 {
      let read = try rows(Array(text.utf8), ",", chunk)
      #expect(read.rows.map { $0.map { Array($0.utf8) } } == expected, "pieces of \(chunk)")
      #expect(read.end == .end)
    }
  }

  @Test(arguments: 0..<20)
  func goesOnFromAnyRow(_ seed: Int) throws {
    var random = Random(UInt64(seed) &+ 77)
    let cells = ["a", "\"b\nc\"", "\"d\"\"e\"", "", "é"]
    let text = (0..<20).map { _ in "\(cells[random.below(5)]),\(cells[random.below(5)])" }.joined(separator: "\r\n")
    let bytes = Array(text.utf8)
    let whole = try rows(bytes, ",", 1 << 18)
    for (index, offset) in whole.offsets.enumerated() {
      var reader = CSVReader(
        MemoryBytes(bytes, chunk: 5, from: offset), delimiter: 44, offset: offset, line: whole.lines[index])
      var row = CSVRow()
      var rest: [[String]] = []
      while try reader.next(into: &row) == .row {
        rest.append((0..<row.count).map { String(decoding: row.cell($0), as: UTF8.self) })
      }
      #expect(rest == Array(whole.rows[index...]))
    }
  }

  @Test func readsOldCodePages() {
    var row = CSVRow()
    row.bytes = Array("caf".utf8) + [0xE9, 44, 0x80, 0x93]
    (row.starts, row.ends) = ([0, 5], [4, 7])
    row.settle(.windows1252)
    #expect(row.text(0) == "café")
    #expect(row.text(1) == "€“")
    #expect(row.problem == nil)
  }

  @Test func tellsWhatIsNotUTF8() {
    for (bytes, reason) in [([0xE9], RowReason.badEncoding), ([0x61, 0x00], .nulByte), ([0xC3, 0xA9], nil)]
      as [([UInt8], RowReason?)]
    {
      var row = CSVRow()
      row.bytes = bytes
      (row.starts, row.ends) = ([0], [bytes.count])
      row.settle(.utf8)
      #expect(row.problem == reason)
    }
  }
}
