import Records

/// ShipStation's clock: the wall of America/Los_Angeles, in both directions without an offset.
enum PacificTime {
  static let zone = Zone.unitedStates("America/Los_Angeles", hoursWest: 8)

  // MARK: Reading

  /// The moment that `2015-08-17T09:43:12.5500000` names, the fraction of any length dropped, or the beginning of
  /// `2015-08-17`; nil for anything else, also with an offset.
  ///
  /// A time of the hour that occurs twice in autumn is taken for the first, so that nothing read from it on is passed
  /// over.
  static func instant(_ text: String) -> Instant? {
    let bytes = Array(text.utf8)
    guard let day = Day(text.prefix(10)) else { return nil }
    if bytes.count == 10 { return zone.instant(day) }
    guard bytes.count >= 19, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      let wall = Instant("\(day)T\(String(decoding: bytes[11..<19], as: UTF8.self))Z")
    else { return nil }
    let rest = bytes[19...]
    let isFraction =
      rest.first == UInt8(ascii: ".") && (2...10).contains(rest.count) && rest.dropFirst().allSatisfy(isDigit)
    guard rest.isEmpty || isFraction else { return nil }
    return zone.instant(day, secondOfDay: wall.utcSecondOfDay)
  }

  // MARK: Writing

  /// `2026-06-01 09:14:28`, the form that filters take.
  static func text(_ instant: Instant) -> String {
    let (day, second) = zone.local(instant)
    return String(Instant(day: day, secondOfDay: Int64(second)).description.dropLast()).replacing("T", with: " ")
  }

  /// The form of a filter that lets everything from `instant` on through: where the clock is about to be set back, an
  /// hour earlier, since what comes after that shows an earlier time.
  static func text(from instant: Instant) -> String {
    let isSetBack = zone.offset(at: instant + .hours(1)) < zone.offset(at: instant)
    return text(isSetBack ? instant - .hours(1) : instant)
  }

  // MARK: Days

  /// When something happened of which only the day is known: with `known` where that is on the same day, else as it
  /// began.
  static func moment(of day: Day, known: Instant) -> Instant {
    zone.day(of: known) == day ? known : zone.instant(day)
  }

  /// A time of 0:00 stands for the day, which is over at its end.
  static func end(_ instant: Instant) -> Instant {
    let (day, second) = zone.local(instant)
    return second == 0 ? zone.instant(day + 1) - Span(seconds: 1) : instant
  }

  /// The first of the month after the one `instant` is in.
  static func nextMonth(after instant: Instant) -> Instant {
    let (year, month, _) = zone.day(of: instant).civil
    guard let first = Day(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1) else {
      return instant + .days(31)
    }
    return zone.instant(first)
  }
}

extension Answer {
  /// A moment on ShipStation's clock; nil where there is none.
  func pacific(_ key: String) throws(MappingProblem) -> Instant? { try instant(key, PacificTime.instant) }

  /// A word of a machine, which may be seen by all; nil where there is none or it looks like something that people
  /// wrote.
  func word(_ key: String) throws(MappingProblem) -> String? {
    guard let text = try plain(key), text.utf8.count <= 40 else { return nil }
    let isWord = text.utf8.allSatisfy { byte in
      isDigit(byte) || (65...90).contains(byte & 0xDF) || [0x20, 0x2D, 0x2E, 0x5F].contains(byte)
    }
    return isWord ? text : nil
  }
}
