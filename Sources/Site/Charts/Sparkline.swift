/// The course of a figure as an SVG path in a box of 120 × 28.
struct Sparkline {
  static let width = 120.0
  static let height = 28.0

  /// Path data; gaps where the course has none.
  var path: String
  /// The last known point.
  var last: (x: String, y: String)
  var low: Int
  var high: Int

  /// nil with fewer than two known points: a dot is no course.
  init?(_ course: [Int?]) {
    let known = course.compactMap(\.self)
    guard known.count >= 2, let low = known.min(), let high = known.max() else { return nil }
    let range = Double(high) - Double(low)
    let step = (Self.width - 8) / Double(course.count - 1)
    var data = ""
    var pen = false
    var last = (x: "", y: "")
    for (index, value) in course.enumerated() {
      guard let value else {
        pen = false
        continue
      }
      let share = range == 0 ? 0.5 : (Double(value) - Double(low)) / range
      last = (coordinate(4 + Double(index) * step), coordinate(Self.height - 4 - share * (Self.height - 8)))
      data += "\(pen ? "L" : "M")\(last.x) \(last.y)"
      pen = true
    }
    (path, self.last, self.low, self.high) = (data, last, low, high)
  }
}

/// One decimal, the same bytes on every machine.
func coordinate(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  let magnitude = tenths.magnitude
  return (tenths < 0 ? "-" : "") + "\(magnitude / 10)" + (magnitude % 10 == 0 ? "" : ".\(magnitude % 10)")
}
