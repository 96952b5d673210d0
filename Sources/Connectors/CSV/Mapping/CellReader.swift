import Records

/// What cells mean, by the settings of a rule.
struct CellSettings: Sendable {
  var zone: Zone
  var dateOrder: DateOrder?
  var decimal: DecimalSign
  var currency: String?
}

/// Reads typed values from cells and remembers what must not change within a file.
struct CellReader {
  var settings: CellSettings
  /// The form of date seen in each column, ``UsualDate/Form`` by column.
  var forms: [Int: Int] = [:]
  private var lastCurrency: (bytes: [UInt8], code: String, exponent: Int)?

  init(_ settings: CellSettings) {
    self.settings = settings
  }

  // MARK: Text

  /// The trimmed text; nil when empty.
  func text(_ row: CSVRow, _ column: Int) -> String? {
    let bytes = row.trimmed(column)
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// An id: without the apostrophe that keeps spreadsheets from changing it.
  func id(_ row: CSVRow, _ column: Int) throws(RowProblem) -> String {
    let bytes = Self.withoutApostrophe(row.trimmed(column))
    if bytes.isEmpty { throw RowProblem(.missingID, column) }
    if Self.isMangled(bytes) { throw RowProblem(.mangledID, column) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// An order's number as people say it, without the `#`; nil when empty.
  func number(_ row: CSVRow, _ column: Int) throws(RowProblem) -> String? {
    var bytes = Self.withoutApostrophe(row.trimmed(column))
    if bytes.first == UInt8(ascii: "#") { bytes = trim(bytes.dropFirst()) }
    if bytes.isEmpty { return nil }
    if Self.isMangled(bytes) { throw RowProblem(.mangledID, column) }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func withoutApostrophe(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.first == UInt8(ascii: "'") ? trim(bytes.dropFirst()) : bytes
  }

  /// `5.36365E+05`: a number as a spreadsheet shortens it.
  static func isMangled(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let place = bytes.firstIndex(where: { $0 & 0xDF == UInt8(ascii: "E") }), place > bytes.startIndex else {
      return false
    }
    let power = bytes[(place + 1)...]
    guard power.first == UInt8(ascii: "+"), power.count > 1 else { return false }
    return power.dropFirst().allSatisfy(isDigit)
      && bytes[..<place].allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
  }

  // MARK: Numbers

  /// A decimal; nil when empty.
  func decimal(_ bytes: ArraySlice<UInt8>, _ column: Int) throws(RowProblem) -> ExactDecimal? {
    let bytes = trim(bytes)
    if bytes.isEmpty { return nil }
    do throws(ExactDecimal.Failure) {
      return try ExactDecimal(bytes, decimal: settings.decimal, currency: lastCurrency?.code)
    } catch {
      switch error {
      case .malformed: throw RowProblem(.badAmount, column)
      case .tooLarge: throw RowProblem(.amountTooLarge, column)
      case .otherCurrency: throw RowProblem(.otherCurrency, column)
      }
    }
  }

  /// Minor units; nil when empty.
  func money(_ row: CSVRow, _ column: Int, _ exponent: Int) throws(RowProblem) -> Int? {
    guard let value = try decimal(row.cell(column), column) else { return nil }
    guard let minor = value.rounded(places: exponent) else { throw RowProblem(.amountTooLarge, column) }
    return minor
  }

  /// A whole number; nil when empty.
  func integer(_ bytes: ArraySlice<UInt8>, _ column: Int) throws(RowProblem) -> Int? {
    let bytes = trim(bytes)
    if bytes.isEmpty { return nil }
    guard let value = try? ExactDecimal(bytes, decimal: settings.decimal), let whole = value.whole else {
      throw RowProblem(.badNumber, column)
    }
    return whole
  }

  func integer(_ row: CSVRow, _ column: Int) throws(RowProblem) -> Int? { try integer(row.cell(column), column) }

  /// The currency of the row, else the rule's, with the decimals of its minor unit.
  mutating func currency(_ row: CSVRow, _ column: Int) throws(RowProblem) -> (code: String, exponent: Int) {
    try currency(row.trimmed(column), column)
  }

  mutating func currency(
    _ bytes: ArraySlice<UInt8>, _ column: Int
  ) throws(RowProblem) -> (code: String, exponent: Int) {
    if let last = lastCurrency, last.bytes.elementsEqual(bytes) { return (last.code, last.exponent) }
    let code = bytes.isEmpty ? settings.currency : String(decoding: bytes, as: UTF8.self).uppercased()
    guard let code, Currency.codes.contains(code) else { throw RowProblem(.badCurrency, column) }
    let exponent = Currency.exponent(of: code)
    lastCurrency = (Array(bytes), code, exponent)
    return (code, exponent)
  }

  // MARK: Times

  /// A moment or day as it stands; nil when empty.
  mutating func time(
    _ bytes: ArraySlice<UInt8>, _ column: Int, layout: DateLayout? = nil, order: DateOrder? = nil
  ) throws(RowProblem) -> CivilTime? {
    let bytes = trim(bytes)
    if bytes.isEmpty { return nil }
    let (time, form): (CivilTime, UsualDate.Form)
    do throws(DateFailure) {
      if let layout { return try layout.read(bytes) }
      (time, form) = try UsualDate.read(bytes, order: settings.dateOrder ?? order)
    } catch {
      throw RowProblem(error.reason, column)
    }
    if let seen = forms[column] {
      if seen != form.rawValue { throw RowProblem(.mixedDates, column) }
    } else {
      forms[column] = form.rawValue
    }
    return time
  }

  /// A moment in Tend's form; nil when empty.
  mutating func instant(
    _ row: CSVRow, _ column: Int, order: DateOrder? = nil, zone: Zone? = nil
  ) throws(RowProblem) -> Instant? {
    try time(row.cell(column), column, order: order)?.instant(zone ?? settings.zone)
  }

  /// A day in Tend's form; nil when empty.
  mutating func day(_ row: CSVRow, _ column: Int, order: DateOrder? = nil) throws(RowProblem) -> Day? {
    try time(row.cell(column), column, order: order)?.day
  }

  // MARK: Words

  /// yes/no, true/false, 1/0; nil for anything else.
  static func flag(_ bytes: ArraySlice<UInt8>) -> Bool? {
    switch String(decoding: trim(bytes), as: UTF8.self).lowercased() {
    case "true", "yes", "y", "1", "t": true
    case "false", "no", "n", "0", "f": false
    default: nil
    }
  }

  func flag(_ row: CSVRow, _ column: Int) -> Bool { Self.flag(row.cell(column)) == true }

  /// A sorted list of distinct entries; nil when there is none.
  func codes(_ bytes: ArraySlice<UInt8>, separator: some Collection<UInt8>) -> JSONValue? {
    var entries: [String] = []
    var rest = bytes
    while true {
      let end = rest.firstRange(of: separator)
      let entry = trim(rest[..<(end?.lowerBound ?? rest.endIndex)])
      if !entry.isEmpty { entries.append(String(decoding: entry, as: UTF8.self)) }
      guard let end, !end.isEmpty else { break }
      rest = rest[end.upperBound...]
    }
    return Self.codes(entries)
  }

  static func codes(_ entries: [String]) -> JSONValue? {
    if entries.isEmpty { return nil }
    var sorted = entries.sorted(by: precedes)
    var last: String?
    sorted.removeAll { entry in
      defer { last = entry }
      return last.map { sameBytes($0, entry) } == true
    }
    return .array(sorted.map { .string($0) })
  }
}

extension JSONValue {
  /// A moment in Tend's form.
  static func time(_ instant: Instant) -> JSONValue { .string(TimeText.string(instant)) }
  /// A day in Tend's form.
  static func date(_ day: Day) -> JSONValue { .string(day.description) }
}

/// `2026-11-23T14:02:11Z`, written fast; the same text as ``Records/Instant/description``.
enum TimeText {
  static func string(_ instant: Instant) -> String {
    let day = instant.utcDay
    let date = day.civil
    guard (0...9999).contains(date.year) else { return instant.description }
    let second = instant.utcSecondOfDay
    // Exactly 20 bytes of ASCII are written into a buffer of 20.
    return String(unsafeUninitializedCapacity: 20) { out in
      func pair(_ value: Int, _ at: Int) {
        out[at] = UInt8(truncatingIfNeeded: 48 + value / 10)
        out[at + 1] = UInt8(truncatingIfNeeded: 48 + value % 10)
      }
      pair(date.year / 100, 0)
      pair(date.year % 100, 2)
      out[4] = UInt8(ascii: "-")
      pair(date.month, 5)
      out[7] = UInt8(ascii: "-")
      pair(date.day, 8)
      out[10] = UInt8(ascii: "T")
      pair(second / 3600, 11)
      out[13] = UInt8(ascii: ":")
      pair(second / 60 % 60, 14)
      out[16] = UInt8(ascii: ":")
      pair(second % 60, 17)
      out[19] = UInt8(ascii: "Z")
      return 20
    }
  }
}
