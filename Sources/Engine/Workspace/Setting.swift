public import HTTP
public import Records

/// What the command line gives the engine: clock, version, resources and who is asking. The engine asks nobody else.
public struct Setting: Sendable {
  /// A step of long work, for the progress line.
  public struct Progress: Sendable {
    /// The stage: `sync`, `diff`, `detect`, `commit`, `build`, or a command's own.
    public var stage: String
    /// How much is done.
    public var done: Int
    /// How much there is, when known.
    public var total: Int?
  }

  /// The clock of the command.
  public var now: Instant
  /// The version of Tend.
  public var version: String
  /// The folder with `site-template` and `data`.
  public var resources: String
  /// Milliseconds from any fixed start; for durations in receipts only.
  public var milliseconds: @Sendable () -> Int
  /// Told how far long work is.
  public var progress: @Sendable (Progress) -> Void
  /// A variable of the environment, for secrets that are given so.
  public var variable: @Sendable (String) -> String? = { _ in nil }
  /// How systems are reached: proxy, certificates, the name Tend gives itself.
  public var network = CurlSettings(userAgent: "tend")
  /// Told every request that was sent; nothing secret is in it.
  public var log: @Sendable (Exchange) -> Void = { _ in }
  /// Told every exchange with a system, for keeping; nil for nobody. It holds customers' data.
  public var record: (@Sendable (RecordedExchange) -> Void)?
  /// The time and chance that waits between requests go by. Without it nothing waits.
  public var timing = Timing(now: { .zero }, sleep: { _ in }, random: { 0 })

  /// A setting; see the properties.
  public init(
    now: Instant, version: String, resources: String, milliseconds: @escaping @Sendable () -> Int = { 0 },
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.now = now
    self.version = version
    self.resources = resources
    self.milliseconds = milliseconds
    self.progress = progress
  }

  /// The same at another clock.
  func at(_ now: Instant) -> Setting {
    var setting = self
    setting.now = now
    return setting
  }
}
