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
