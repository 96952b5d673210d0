public import Records

/// How the records of a stream are spread over pages.
public enum PageStep: Hashable, Sendable {
  /// By creation time, for kinds whose creation time never changes.
  case byTime(TimeStep)
  /// By the first bits of SHA-256 of the id, 0 to 16.
  case byHash(bits: Int)

  /// How much time one page covers.
  public enum TimeStep: Hashable, Sendable {
    /// A page a year.
    case year
    /// A page a month.
    case month
    /// `split` pages a day: 1, 2, 4 … 256, told apart by a hash of the id.
    case day(split: Int)
  }

  /// The most records a mean page shall hold.
  public static let target = 32

  /// The step for a stream of so many records over so many days; nil days for kinds without a creation time.
  ///
  /// By the rate, not the total: a page of a year has to hold a whole year.
  public static func fitting(records: Int, days: Int?) -> PageStep {
    let records = Double(max(0, records))
    guard let days else {
      var bits = 0
      while bits < 16, records / Double(1 << bits) > Double(target) { bits += 1 }
      return .byHash(bits: bits)
    }
    let rate = records / Double(max(1, days))
    if rate * 365.25 <= Double(target) { return .byTime(.year) }
    if rate * 30.44 <= Double(target) { return .byTime(.month) }
    var split = 1
    while split < 256, rate / Double(split) > Double(target) { split *= 2 }
    return .byTime(.day(split: split))
  }

  /// Its form in `ledger.json`: `{"by":"time","step":"day","split":4}`, `{"by":"hash","bits":8}`.
  public var json: JSONValue {
    switch self {
    case .byTime(.year): ["by": "time", "step": "year"]
    case .byTime(.month): ["by": "time", "step": "month"]
    case .byTime(.day(let split)): ["by": "time", "step": "day", "split": .integer(split)]
    case .byHash(let bits): ["by": "hash", "bits": .integer(bits)]
    }
  }

  /// Reads the form that ``json`` writes; nil for anything else.
  public init?(json: JSONValue) {
    guard let object = json.object else { return nil }
    switch (object["by"]?.string, object["step"]?.string) {
    case ("time", "year"): self = .byTime(.year)
    case ("time", "month"): self = .byTime(.month)
    case ("time", "day"):
      guard let split = object["split"]?.integer, (1...256).contains(split), split & (split - 1) == 0 else {
        return nil
      }
      self = .byTime(.day(split: split))
    case ("hash", nil):
      guard let bits = object["bits"]?.integer, (0...16).contains(bits) else { return nil }
      self = .byHash(bits: bits)
    default: return nil
    }
    guard self.json == json else { return nil }
  }
}
