import Records

/// The rule a zone file ends with, for moments after its last entry: `EST5EDT,M3.2.0,M11.1.0`.
struct ZoneRule {
  private enum Turn {
    /// The `week`-th `weekday` (0 is Sunday) of a month; week 5 is the last.
    case weekday(month: Int, week: Int, weekday: Int)
    /// 1 to 365, never counting 29 February.
    case julian(Int)
    /// 0 to 365.
    case dayOfYear(Int)

    func day(_ year: Int) -> Day? {
      switch self {
      case .julian(let number):
        guard let start = Day(year: year, month: 1, day: 1), let march = Day(year: year, month: 3, day: 1) else {
          return nil
        }
        return number >= 60 ? march + (number - 60) : start + (number - 1)
      case .dayOfYear(let number): return Day(year: year, month: 1, day: 1).map { $0 + number }
      case .weekday(let month, let week, let weekday):
        guard let first = Day(year: year, month: month, day: 1) else { return nil }
        let day = first + (weekday - first.weekday % 7 + 7) % 7 + (week - 1) * 7
        return day.civil.month == month ? day : day - 7
      }
    }
  }

  private var standard: Int64
  private var summer: (offset: Int64, begins: Turn, beginsAt: Int64, ends: Turn, endsAt: Int64)?

  /// The offsets' turns after `last` until the tables end, in order.
  func turns(after last: Int64) -> [Zone.Period] {
    guard let summer else {
      // A file without entries and a fixed rule is a fixed zone: its rule says nothing new.
      return []
    }
    var turns: [Zone.Period] = []
    for year in 1970...ZoneFile.end.utcDay.civil.year {
      if let day = summer.begins.day(year) {
        turns.append(period(day, summer.beginsAt - standard, summer.offset))
      }
      if let day = summer.ends.day(year) { turns.append(period(day, summer.endsAt - summer.offset, standard)) }
    }
    return turns.filter { $0.start.seconds > last && $0.start < ZoneFile.end }.sorted { $0.start < $1.start }
  }

  private func period(_ day: Day, _ second: Int64, _ offset: Int64) -> Zone.Period {
    Zone.Period(start: Instant(day: day, secondOfDay: second), offset: offset)
  }

  /// Reads a POSIX TZ text; nil for a form the standard does not have.
  init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Array($0.utf8) }
    guard let head = parts.first else { return nil }
    var reader = Reader(bytes: head)
    guard reader.skipName(), let west = reader.time() else { return nil }
    standard = -west
    if reader.isAtEnd {
      guard parts.count == 1 else { return nil }
      return
    }
    guard reader.skipName() else { return nil }
    var offset = standard + 3600
    if !reader.isAtEnd {
      guard let west = reader.time(), reader.isAtEnd else { return nil }
      offset = -west
    }
    guard parts.count == 3, let (begins, beginsAt) = Self.turn(parts[1]), let (ends, endsAt) = Self.turn(parts[2])
    else {
      return nil
    }
    summer = (offset, begins, beginsAt, ends, endsAt)
  }

  private static func turn(_ bytes: [UInt8]) -> (Turn, Int64)? {
    var reader = Reader(bytes: bytes)
    let turn: Turn
    if reader.skip(UInt8(ascii: "M")) {
      guard let month = reader.number(), reader.skip(UInt8(ascii: ".")), let week = reader.number(),
        reader.skip(UInt8(ascii: ".")), let weekday = reader.number(), (1...12).contains(month),
        (1...5).contains(week), (0...6).contains(weekday)
      else { return nil }
      turn = .weekday(month: month, week: week, weekday: weekday)
    } else if reader.skip(UInt8(ascii: "J")) {
      guard let number = reader.number(), (1...365).contains(number) else { return nil }
      turn = .julian(number)
    } else {
      guard let number = reader.number(), (0...365).contains(number) else { return nil }
      turn = .dayOfYear(number)
    }
    if reader.isAtEnd { return (turn, 7200) }
    guard reader.skip(UInt8(ascii: "/")), let time = reader.time(), reader.isAtEnd else { return nil }
    return (turn, time)
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) {
      self.bytes = bytes
    }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func skip(_ byte: UInt8) -> Bool {
      guard position < bytes.count, bytes[position] == byte else { return false }
      position += 1
      return true
    }

    /// `EST`, or `<+0330>`.
    mutating func skipName() -> Bool {
      let start = position
      if skip(UInt8(ascii: "<")) {
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") { position += 1 }
        return skip(UInt8(ascii: ">"))
      }
      while position < bytes.count, (65...90).contains(bytes[position]) || (97...122).contains(bytes[position]) {
        position += 1
      }
      return position > start
    }

    mutating func number() -> Int? {
      let start = position
      while position < bytes.count, position - start < 4, (48...57).contains(bytes[position]) { position += 1 }
      return Int(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    /// Seconds of `-3`, `5:30`, `26:00:00`.
    mutating func time() -> Int64? {
      let isNegative = skip(UInt8(ascii: "-"))
      if !isNegative { _ = skip(UInt8(ascii: "+")) }
      guard let hours = number() else { return nil }
      var seconds = Int64(hours) * 3600
      if skip(UInt8(ascii: ":")) {
        guard let minutes = number() else { return nil }
        seconds += Int64(minutes) * 60
        if skip(UInt8(ascii: ":")) {
          guard let rest = number() else { return nil }
          seconds += Int64(rest)
        }
      }
      return isNegative ? -seconds : seconds
    }
  }
}
