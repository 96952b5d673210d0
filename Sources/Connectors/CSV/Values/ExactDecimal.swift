import Records

/// A decimal number without rounding: `units` ÷ 10^`scale`.
struct ExactDecimal: Equatable {
  /// Digits after the point that are kept; more than any export writes.
  static let maximumScale = 12

  var units: Int
  var scale: Int

  static let zero = ExactDecimal(units: 0, scale: 0)

  /// The sum; nil when it does not fit.
  static func sum(_ left: ExactDecimal, _ right: ExactDecimal) -> ExactDecimal? {
    let scale = max(left.scale, right.scale)
    guard let first = left.rescaled(scale), let second = right.rescaled(scale) else { return nil }
    let (units, overflow) = first.addingReportingOverflow(second)
    return overflow ? nil : ExactDecimal(units: units, scale: scale)
  }

  /// The product; nil when it does not fit.
  static func product(_ left: ExactDecimal, _ right: ExactDecimal) -> ExactDecimal? {
    let (units, overflow) = left.units.multipliedReportingOverflow(by: right.units)
    return overflow ? nil : ExactDecimal(units: units, scale: left.scale + right.scale)
  }

  private func rescaled(_ wanted: Int) -> Int? {
    var value = units
    for _ in scale..<wanted {
      let (next, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = next
    }
    return value
  }

  /// Whole units with `places` decimals, half away from zero; nil at 2^53 and beyond.
  func rounded(places: Int) -> Int? {
    var value = units
    if scale <= places {
      guard let exact = rescaled(places) else { return nil }
      value = exact
    } else {
      var divisor = 1
      for _ in places..<scale {
        let (next, overflow) = divisor.multipliedReportingOverflow(by: 10)
        if overflow { return 0 }
        divisor = next
      }
      let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
      // Twice the rest against the divisor, written so that it can't overflow.
      let roundsAway = rest.magnitude >= divisor.magnitude - rest.magnitude
      value = quotient + (roundsAway ? (units < 0 ? -1 : 1) : 0)
    }
    return value.magnitude < 1 << 53 ? value : nil
  }

  /// The whole number; nil when there is a fraction or it is too large.
  var whole: Int? {
    guard let value = rounded(places: 0), ExactDecimal(units: value, scale: 0) == self.normalised else { return nil }
    return value
  }

  private var normalised: ExactDecimal {
    var (units, scale) = (units, scale)
    while scale > 0, units % 10 == 0 {
      units /= 10
      scale -= 1
    }
    return ExactDecimal(units: units, scale: scale)
  }
}

extension ExactDecimal {
  /// Why an amount can't be read.
  enum Failure: Error { case malformed, tooLarge, otherCurrency }

  /// Reads what people and exports write: `1,250.00`, `(420.81)`, `$1,250.00`, `−5`, `USD 5`; with a decimal comma
  /// `1.234,56`. Separators of thousands must stand where they belong, so that no sign is taken for the other.
  ///
  /// - Parameter currency: the row's; a code or sign of another one in the cell is a contradiction. nil: not known.
  init(_ cell: ArraySlice<UInt8>, decimal: DecimalSign, currency: String? = nil) throws(Failure) {
    var bytes = trim(cell)
    var negative = false
    if bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")") {
      negative = true
      bytes = trim(bytes.dropFirst().dropLast())
    }
    try Self.strip(&bytes, &negative, currency)
    try self.init(digits: bytes, negative: negative, decimal: decimal)
  }

  /// Takes sign and currency from both ends, in any order.
  private static func strip(
    _ bytes: inout ArraySlice<UInt8>, _ negative: inout Bool, _ currency: String?
  ) throws(Failure) {
    // Brackets are a sign; there is room for one.
    var signed = negative
    var changed = true
    while changed, let first = bytes.first, let last = bytes.last {
      changed = false
      if isDigit(first), isDigit(last) { return }
      if !signed, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
        negative = first == UInt8(ascii: "-")
        bytes = bytes.dropFirst()
        signed = true
        changed = true
      } else if !signed, bytes.starts(with: [0xE2, 0x88, 0x92]) {
        negative = true
        bytes = bytes.dropFirst(3)
        signed = true
        changed = true
      } else if !signed, last == UInt8(ascii: "-") {
        negative = true
        bytes = bytes.dropLast()
        signed = true
        changed = true
      } else if let (rest, named) = withoutCurrency(bytes) {
        if let currency, let named, !sameBytes(named, currency) { throw .otherCurrency }
        bytes = rest
        changed = true
      }
      if changed { bytes = trim(bytes) }
    }
  }

  /// What is left without a sign or code of a currency at either end, and the currency where it names just one.
  private static func withoutCurrency(_ bytes: ArraySlice<UInt8>) -> (rest: ArraySlice<UInt8>, named: String?)? {
    for (symbol, named) in symbols {
      if bytes.starts(with: symbol) { return (bytes.dropFirst(symbol.count), named) }
      if bytes.count > symbol.count, bytes.suffix(symbol.count).elementsEqual(symbol) {
        return (bytes.dropLast(symbol.count), named)
      }
    }
    // A code of three letters before or behind.
    guard bytes.count > 3 else { return nil }
    if bytes.prefix(3).allSatisfy(isCapital) {
      return (bytes.dropFirst(3), String(decoding: bytes.prefix(3), as: UTF8.self))
    }
    if bytes.suffix(3).allSatisfy(isCapital) {
      return (bytes.dropLast(3), String(decoding: bytes.suffix(3), as: UTF8.self))
    }
    return nil
  }

  private init(digits bytes: ArraySlice<UInt8>, negative: Bool, decimal: DecimalSign) throws(Failure) {
    let point = decimal == .point ? UInt8(ascii: ".") : UInt8(ascii: ",")
    let group = decimal == .point ? UInt8(ascii: ",") : UInt8(ascii: ".")
    var units = 0
    var scale = -1
    var run = 0
    var grouped = false
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if isDigit(byte) {
        run += 1
        if scale >= Self.maximumScale {
          index += 1
          continue
        }
        let (shifted, over) = units.multipliedReportingOverflow(by: 10)
        let (next, beyond) = shifted.addingReportingOverflow(Int(byte) - 48)
        if over || beyond { throw .tooLarge }
        units = next
        if scale >= 0 { scale += 1 }
        index += 1
        continue
      }
      if byte == point, scale < 0 {
        if grouped, run != 3 { throw .malformed }
        scale = 0
        run = 0
        index += 1
        continue
      }
      // A group: one to three digits before the first sign, three after each.
      let width = Self.groupWidth(bytes[index...], group)
      guard width > 0, scale < 0, grouped ? run == 3 : (1...3).contains(run) else { throw .malformed }
      grouped = true
      run = 0
      index += width
    }
    if scale < 0, grouped, run != 3 { throw .malformed }
    guard run > 0 || scale > 0 || (scale == 0 && bytes.count > 1) else { throw .malformed }
    self.units = negative ? -units : units
    self.scale = max(0, scale)
  }

  private static func groupWidth(_ bytes: ArraySlice<UInt8>, _ group: UInt8) -> Int {
    guard let first = bytes.first else { return 0 }
    if first == group || first == UInt8(ascii: "'") || first == 0x20 { return 1 }
    if bytes.starts(with: [0xC2, 0xA0]) { return 2 }
    return bytes.starts(with: [0xE2, 0x80, 0xAF]) || bytes.starts(with: [0xE2, 0x80, 0x99]) ? 3 : 0
  }

  private static let symbols: [(bytes: [UInt8], named: String?)] = [
    ("US$", "USD"), ("C$", "CAD"), ("A$", "AUD"), ("$", nil), ("€", "EUR"), ("£", nil), ("¥", nil), ("₹", "INR"),
    ("kr", nil),
  ].map { (Array($0.0.utf8), $0.1) }
}

func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

private func isCapital(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
