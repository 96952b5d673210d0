/// A CSV file as it is built: comma, LF, quotes only where RFC 4180 needs them.
struct CSVText {
  private(set) var bytes: [UInt8] = []

  /// Starts with a byte order mark when asked, as some products write one.
  init(byteOrderMark: Bool = false) {
    if byteOrderMark { bytes = [0xEF, 0xBB, 0xBF] }
  }

  mutating func row(_ cells: [String]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(cell)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func append(_ cell: String) {
    let quoted = cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    guard quoted else {
      bytes.append(contentsOf: cell.utf8)
      return
    }
    bytes.append(0x22)
    for byte in cell.utf8 {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }
}

/// Minor units as `1250.00`.
func plainMoney(_ cents: Int) -> String {
  let size = abs(cents)
  let rest = size % 100
  return "\(cents < 0 ? "-" : "")\(size / 100).\(rest < 10 ? "0" : "")\(rest)"
}

/// Minor units as `1,250.00`, the form of accounting reports.
func groupedMoney(_ cents: Int) -> String {
  let text = plainMoney(abs(cents))
  var whole = Array(text.dropLast(3))
  var at = whole.count - 3
  while at > 0 {
    whole.insert(",", at: at)
    at -= 3
  }
  let grouped = String(whole) + text.suffix(3)
  return cents < 0 ? "(\(grouped))" : grouped
}

func twoDigit(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
