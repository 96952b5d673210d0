/// The rules of one time zone as a plain table: since when which offset from UTC holds.
///
/// A value, so that rules and connectors stay pure; the table itself is made in Engine, the one module that asks the
/// system for zone rules.
public struct Zone: Hashable, Sendable {
  /// One period of a constant offset, from `start` until the next one.
  public struct Period: Hashable, Sendable {
    /// The first moment at which the offset holds.
    public var start: Instant
    /// Seconds east of UTC.
    public var offset: Int64

    /// A period; see the properties.
    public init(start: Instant, offset: Int64) {
      self.start = start
      self.offset = offset
    }
  }

  /// The IANA name: `Europe/Rome`.
  public var name: String
  /// The offset before the first period, seconds east of UTC.
  public var firstOffset: Int64
  /// Periods in order of their start.
  public var periods: [Period]

  /// A zone from its table.
  public init(name: String, firstOffset: Int64, periods: [Period] = []) {
    self.name = name
    self.firstOffset = firstOffset
    self.periods = periods
  }

  /// UTC.
  public static let utc = Zone(name: "UTC", firstOffset: 0)

  /// Seconds east of UTC at `instant`.
  public func offset(at instant: Instant) -> Int64 {
    var low = 0
    var high = periods.count
    while low < high {
      let middle = (low + high) / 2
      if periods[middle].start <= instant { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? firstOffset : periods[low - 1].offset
  }

  /// The calendar day on the wall at `instant`.
  public func day(of instant: Instant) -> Day { local(instant).day }

  /// The calendar day and the second of that day on the wall at `instant`.
  public func local(_ instant: Instant) -> (day: Day, secondOfDay: Int) {
    let shifted = Instant(seconds: instant.seconds + offset(at: instant))
    return (shifted.utcDay, shifted.utcSecondOfDay)
  }

  /// The moment at which the wall shows `secondOfDay` on `day`.
  ///
  /// A time that a clock change skips is moved forward by the gap; one that occurs twice is the first of the two.
  public func instant(_ day: Day, secondOfDay: Int = 0) -> Instant {
    let wall = Int64(day.number) * 86_400 + Int64(secondOfDay)
    let before = offset(at: Instant(seconds: wall - 86_400))
    let after = offset(at: Instant(seconds: wall + 86_400))
    for candidate in [before, after] where offset(at: Instant(seconds: wall - candidate)) == candidate {
      return Instant(seconds: wall - candidate)
    }
    return Instant(seconds: wall - before)
  }
}
