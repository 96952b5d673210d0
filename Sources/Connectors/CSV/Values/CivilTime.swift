import Records

/// Why a cell is no date.
enum DateFailure: Error {
  case malformed, ambiguous, twoDigitYear, outOfRange

  var reason: RowReason {
    switch self {
    case .malformed: .badDate
    case .ambiguous: .ambiguousDate
    case .twoDigitYear: .twoDigitYear
    case .outOfRange: .dateOutOfRange
    }
  }
}

/// A date with an optional time as it stands in a file.
struct CivilTime: Equatable {
  var day = Day(number: 0)
  private var hour = 0
  private var minute = 0
  private var second = 0
  /// Seconds east of UTC, where the file says so.
  var offset: Int64?
  var hasTime = false

  mutating func set(_ year: Int, _ month: Int, _ day: Int) throws(DateFailure) {
    guard let valid = Day(year: year, month: month, day: day) else { throw .malformed }
    // Before and after, an offset could lead out of the years that Tend writes, and no shop has such a date.
    guard (1970...9998).contains(year) else { throw .outOfRange }
    self.day = valid
  }

  mutating func set(hour: Int, half: Bool = false) throws(DateFailure) {
    guard half ? (1...12).contains(hour) : (0...23).contains(hour) else { throw .malformed }
    self.hour = hour
    hasTime = true
  }

  mutating func set(minute: Int) throws(DateFailure) {
    guard (0...59).contains(minute) else { throw .malformed }
    self.minute = minute
  }

  mutating func set(second: Int) throws(DateFailure) {
    guard (0...59).contains(second) else { throw .malformed }
    self.second = second
  }

  /// For hours of 1 to 12.
  mutating func set(afternoon: Bool) throws(DateFailure) {
    guard (1...12).contains(hour) else { throw .malformed }
    hour = hour % 12 + (afternoon ? 12 : 0)
  }

  /// The moment; without an offset, on the wall of `zone`.
  func instant(_ zone: Zone) -> Instant {
    let seconds = hour * 3600 + minute * 60 + second
    guard let offset else { return zone.instant(day, secondOfDay: seconds) }
    return Instant(day: day, secondOfDay: Int64(seconds) - offset)
  }
}

/// Goes through the bytes of a date.
struct DateScanner {
  private let bytes: ArraySlice<UInt8>
  private(set) var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  var isAtEnd: Bool { position == bytes.endIndex }
  var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  /// A number of `least` to `most` digits that no further digit follows when `most` is reached.
  mutating func number(_ least: Int, _ most: Int) -> Int? {
    var value = 0
    var count = 0
    while count < most, let byte = peek, isDigit(byte) {
      value = value * 10 + Int(byte) - 48
      position += 1
      count += 1
    }
    return count >= least ? value : nil
  }

  mutating func need(_ least: Int, _ most: Int) throws(DateFailure) -> Int {
    guard let value = number(least, most) else { throw .malformed }
    return value
  }

  /// `AM`, `pm`, `a.m.` are read without regard to case.
  mutating func half() throws(DateFailure) -> Bool {
    guard let letter = peek.map({ $0 & 0xDF }), letter == UInt8(ascii: "A") || letter == UInt8(ascii: "P") else {
      throw .malformed
    }
    position += 1
    _ = take(UInt8(ascii: "."))
    guard let second = peek, second & 0xDF == UInt8(ascii: "M") else { throw .malformed }
    position += 1
    _ = take(UInt8(ascii: "."))
    return letter == UInt8(ascii: "P")
  }

  /// `Z`, `UTC`, `+01:00`, `-0400` or `+02`, in seconds east.
  mutating func offset() throws(DateFailure) -> Int64 {
    if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return 0 }
    if bytes[position...].starts(with: "UTC".utf8) {
      position += 3
      return 0
    }
    let negative = take(UInt8(ascii: "-"))
    guard negative || take(UInt8(ascii: "+")) else { throw .malformed }
    let hours = try need(2, 2)
    _ = take(UInt8(ascii: ":"))
    let minutes = peek.map(isDigit) == true ? try need(2, 2) : 0
    guard hours <= 15, minutes < 60 else { throw .malformed }
    return Int64(hours * 3600 + minutes * 60) * (negative ? -1 : 1)
  }

  /// What a year of fewer than four digits is called.
  func failedYear() -> DateFailure {
    let digits = bytes[..<position].reversed().prefix { isDigit($0) }.count
    return digits == 2 && peek.map(isDigit) != true ? .twoDigitYear : .malformed
  }
}
