extension Zone {
  /// A zone of the United States that keeps daylight saving: from the second Sunday of March to the first of November, 2:00
  /// on the wall, as the law has it since 2007. Good for 2007 to 2100.
  ///
  /// For what has to know such a wall without asking the machine: a system that writes its times on one.
  ///
  /// - Parameter hoursWest: How far west of UTC it is in winter.
  public static func unitedStates(_ name: String, hoursWest: Int64) -> Zone {
    let winter = -hoursWest * 3600
    var periods: [Period] = []
    for year in 2007...2100 {
      guard let march = Day(year: year, month: 3, day: 8), let november = Day(year: year, month: 11, day: 1) else {
        continue
      }
      let spring = march + (7 - march.weekday)
      let autumn = november + (7 - november.weekday)
      periods.append(Period(start: Instant(day: spring, secondOfDay: 2 * 3600 - winter), offset: winter + 3600))
      periods.append(Period(start: Instant(day: autumn, secondOfDay: 3600 - winter), offset: winter))
    }
    return Zone(name: name, firstOffset: winter, periods: periods)
  }
}
