import Records

/// Reads the forms of date that exports use, where no layout is named.
enum UsualDate {
  /// What tells one form from another within a column; 0 means that none was seen yet.
  enum Form: Int {
    case none = 0
    case yearFirst = 1
    case monthFirst = 2
    case dayFirst = 3
  }

  /// Reads `2026-03-12`, `2026/03/12`, `3/12/2026` or `12.03.2026`, with or without a time and an offset.
  ///
  /// Where day and month can be taken for each other, `order` decides; without it the cell is ambiguous.
  static func read(_ bytes: ArraySlice<UInt8>, order: DateOrder?) throws(DateFailure) -> (CivilTime, Form) {
    var scanner = DateScanner(bytes)
    var time = CivilTime()
    guard let first = scanner.number(1, 4) else { throw .malformed }
    let firstWidth = scanner.position - bytes.startIndex
    guard let sign = scanner.peek, sign == 0x2D || sign == 0x2F || sign == 0x2E, scanner.take(sign) else {
      throw .malformed
    }
    let second = try scanner.need(1, 2)
    guard scanner.take(sign) else { throw .malformed }
    let thirdStart = scanner.position
    let third = try scanner.need(1, 4)
    let thirdWidth = scanner.position - thirdStart
    let form: Form
    if firstWidth == 4 {
      guard thirdWidth <= 2, order == nil || order == .ymd || sign == 0x2D else { throw .malformed }
      try time.set(first, second, third)
      form = .yearFirst
    } else {
      if thirdWidth == 2, firstWidth <= 2 { throw .twoDigitYear }
      guard thirdWidth == 4, firstWidth <= 2 else { throw .malformed }
      form = try dayOrMonthFirst(first, second, order)
      if form == .monthFirst { try time.set(third, first, second) } else { try time.set(third, second, first) }
    }
    try readTime(&scanner, &time)
    return (time, form)
  }

  private static func dayOrMonthFirst(_ first: Int, _ second: Int, _ order: DateOrder?) throws(DateFailure) -> Form {
    switch order {
    case .mdy: return .monthFirst
    case .dmy: return .dayFirst
    case .ymd: throw .malformed
    case nil:
      if first > 12 { return .dayFirst }
      if second > 12 { return .monthFirst }
      // 7/7 is the same either way, but says nothing about the rest of the column.
      throw .ambiguous
    }
  }

  private static func readTime(_ scanner: inout DateScanner, _ time: inout CivilTime) throws(DateFailure) {
    if scanner.isAtEnd { return }
    guard scanner.take(UInt8(ascii: " ")) || scanner.take(UInt8(ascii: "T")) || scanner.take(UInt8(ascii: ",")) else {
      throw .malformed
    }
    _ = scanner.take(UInt8(ascii: " "))
    let hour = try scanner.need(1, 2)
    guard scanner.take(UInt8(ascii: ":")) else { throw .malformed }
    try time.set(minute: scanner.need(2, 2))
    if scanner.take(UInt8(ascii: ":")) {
      try time.set(second: scanner.need(2, 2))
      // Fractions of a second are cut off.
      if scanner.take(UInt8(ascii: ".")) { while let byte = scanner.peek, isDigit(byte) { _ = scanner.take(byte) } }
    }
    _ = scanner.take(UInt8(ascii: " "))
    if let letter = scanner.peek, letter & 0xDF == UInt8(ascii: "A") || letter & 0xDF == UInt8(ascii: "P") {
      try time.set(hour: hour, half: true)
      try time.set(afternoon: scanner.half())
      _ = scanner.take(UInt8(ascii: " "))
    } else {
      try time.set(hour: hour)
    }
    if !scanner.isAtEnd { time.offset = try scanner.offset() }
    guard scanner.isAtEnd else { throw .malformed }
  }
}
