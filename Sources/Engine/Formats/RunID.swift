public import Records

/// The name of a run: its clock and a counter, `20261123T140211Z-1`; sorts by time.
public struct RunID: Hashable, Sendable, CustomStringConvertible {
  /// The clock that was passed to the run.
  public var at: Instant
  /// 1 for the first run at that clock.
  public var counter: Int

  /// A name of its parts.
  public init(at: Instant, counter: Int) {
    self.at = at
    self.counter = counter
  }

  /// Reads `20261123T140211Z-1`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let counter = Int(parts[1]), counter > 0, parts[0].utf8.count == 16 else { return nil }
    let clock = Array(parts[0])
    let spelled =
      "\(String(clock[0..<4]))-\(String(clock[4..<6]))-\(String(clock[6..<11])):\(String(clock[11..<13])):\(String(clock[13...]))"
    guard let at = Instant(spelled) else { return nil }
    self.init(at: at, counter: counter)
  }

  /// `20261123T140211Z-1`.
  public var description: String {
    at.description.filter { $0 != "-" && $0 != ":" } + "-\(counter)"
  }

  /// The receipt below `data/`: `runs/2026/11/23/20261123T140211Z-1.json`.
  public var path: String {
    "runs/\(at.utcDay.description.split(separator: "-").joined(separator: "/"))/\(self).json"
  }
}
