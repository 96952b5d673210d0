/// What a threshold of high-value orders means in a shop's own history, and which would give about two alerts a day.
public struct HighValueProposal: Sendable, Equatable {
  /// The days of history that it looks at.
  public static let days: Int64 = 90
  /// Alerts a day that people still read.
  static let wanted = 2

  /// How many orders a day passed the threshold, with one decimal: `3.6`.
  public var perDay: String
  /// The threshold that gives about two a day, in minor units; rounded down to two leading digits.
  public var proposed: Int
  /// Whether the threshold gives between half and twice as many as wanted.
  public var isFitting: Bool

  /// Nil where there are too few orders to tell: under ten a day.
  ///
  /// - Parameter amounts: net values of all online orders of the last ``days`` days, the largest first.
  public init?(_ amounts: [Int], threshold: Int) {
    let days = Int(Self.days)
    guard amounts.count >= 10 * days else { return nil }
    let passed = amounts.prefix { $0 >= threshold }.count
    let tenths = (passed * 10 + days / 2) / days
    perDay = "\(tenths / 10).\(tenths % 10)"
    isFitting = passed * 2 >= Self.wanted * days && passed <= 2 * Self.wanted * days
    proposed = Self.rounded(amounts[Self.wanted * days - 1])
  }

  private static func rounded(_ amount: Int) -> Int {
    var unit = 1
    while amount / unit >= 100 { unit *= 10 }
    return amount / unit * unit
  }
}
