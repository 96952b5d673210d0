/// Two cohorts' recovered share by day as lines over a quiet grid, in a box of 440 × 220.
struct TrendChart {
  struct Line {
    var path: String
    var x: String
    var y: String
    var labelX: String
    var labelY: String
    var value: String
    var name: String
  }

  struct Tick {
    var position: String
    var label: String
  }

  static let days = 7
  private static let (left, right, top, bottom) = (40.0, 330.0, 16.0, 188.0)

  var lines: [Line]
  var rows: [Tick]
  var columns: [Tick]

  init(current: RecoveryTrend.Cohort, before: RecoveryTrend.Cohort?) {
    let cohorts = [before, current].compactMap(\.self).filter { $0.base > 0 }
    let shares = cohorts.map { cohort in
      cohort.recoveredByDay.prefix(Self.days).map { $0.map { Double($0) / Double(cohort.base) * 100 } }
    }
    let highest = shares.joined().compactMap(\.self).max() ?? 0
    let ceiling = [10.0, 20, 40, 60, 80, 100].first { $0 >= highest } ?? 100
    func y(_ share: Double) -> Double { Self.bottom - min(share, ceiling) / ceiling * (Self.bottom - Self.top) }
    func x(_ day: Int) -> Double { Self.left + Double(day) * (Self.right - Self.left) / Double(Self.days - 1) }

    rows = [0, ceiling / 2, ceiling].map { Tick(position: coordinate(y($0)), label: "\(Int($0))\u{A0}%") }
    columns = (0..<Self.days).map { Tick(position: coordinate(x($0)), label: "D\($0 + 1)") }
    var labels: [Double] = []
    lines = zip(cohorts, shares).compactMap { cohort, course in
      guard let end = course.lastIndex(where: { $0 != nil }), let share = course[end] else { return nil }
      var path = ""
      for (day, value) in course.enumerated() {
        guard let value else { continue }
        path += "\(path.isEmpty ? "M" : "L")\(coordinate(x(day))) \(coordinate(y(value)))"
      }
      // A label is two lines high; the later one gives way.
      var label = y(share)
      if let taken = labels.last, (label - taken).magnitude < 32 { label = label < taken ? taken - 32 : taken + 32 }
      label = min(max(label, Self.top), Self.bottom - 4)
      labels.append(label)
      let recovered = cohort.recoveredByDay[end] ?? 0
      return Line(
        path: path, x: coordinate(x(end)), y: coordinate(y(share)), labelX: coordinate(x(end) + 10),
        labelY: coordinate(label), value: percentText(recovered, of: cohort.base), name: cohort.name)
    }
  }
}
