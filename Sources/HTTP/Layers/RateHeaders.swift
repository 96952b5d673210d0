/// The names under which a system's answers say how many requests are left.
public struct RateHeaders: Hashable, Sendable {
  /// The header with the number of requests left.
  public var left: String
  /// The header with the time until the count begins anew.
  public var reset: String
  /// The unit of that time.
  public var unit: Duration
  /// How many requests are left to others who share the count.
  public var reserve: Int

  /// Headers of their names.
  public init(left: String, reset: String, unit: Duration, reserve: Int = 0) {
    self.left = left
    self.reset = reset
    self.unit = unit
    self.reserve = reserve
  }

  /// What an answer says; nil where it says nothing. To be told off for haste means that nothing is left.
  public func allowance(in response: HTTPResponse) -> Allowance? {
    let left = response.headers[left].flatMap { Int($0) } ?? (response.status == 429 ? 0 : nil)
    guard let left, (Int(Int32.min)...Int(Int32.max)).contains(left),
      let units = response.headers[reset].flatMap({ Double($0) }), (0..<1e9).contains(units)
    else { return nil }
    // Whole seconds may be cut off, so up to one too few.
    let resetsIn = unit * (unit < .seconds(1) ? units : units + 1)
    return .window(left: max(0, left - reserve), resetsIn: resetsIn)
  }
}
