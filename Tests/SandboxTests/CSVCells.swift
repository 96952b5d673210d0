/// The rows of a CSV text; enough of RFC 4180 for what the sample shop writes.
func cells(_ bytes: [UInt8]) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var cell: [UInt8] = []
  var quoted = false
  var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  while index < bytes.count {
    let byte = bytes[index]
    switch byte {
    case 0x22 where quoted && index + 1 < bytes.count && bytes[index + 1] == 0x22:
      cell.append(byte)
      index += 1
    case 0x22: quoted.toggle()
    case 0x2C where !quoted, 0x0A where !quoted:
      row.append(String(decoding: cell, as: UTF8.self))
      cell = []
      if byte == 0x0A {
        rows.append(row)
        row = []
      }
    default: cell.append(byte)
    }
    index += 1
  }
  return rows
}
