import Records

/// The day a file's name tells.
enum FileDate {
  /// The last `2026-10-12`, `2026_10_12` or `20261012` in the name that is a day and no part of a longer number; nil
  /// when there is none.
  static func day(in name: String) -> Day? {
    let bytes = Array(name.utf8)
    var found: Day?
    for start in bytes.indices where isDigit(bytes[start]) && (start == 0 || !isDigit(bytes[start - 1])) {
      if let day = day(bytes[start...]) { found = day }
    }
    return found
  }

  private static func day(_ bytes: ArraySlice<UInt8>) -> Day? {
    var scanner = DateScanner(bytes)
    guard let year = scanner.number(4, 4), year >= 1970, year <= 2200 else { return nil }
    let sign = scanner.peek.flatMap { isDigit($0) ? nil : $0 }
    if let sign { guard sign == 0x2D || sign == 0x5F || sign == 0x2E, scanner.take(sign) else { return nil } }
    guard let month = scanner.number(2, 2) else { return nil }
    if let sign { guard scanner.take(sign) else { return nil } }
    guard let day = scanner.number(2, 2), scanner.peek.map(isDigit) != true else { return nil }
    return Day(year: year, month: month, day: day)
  }
}
