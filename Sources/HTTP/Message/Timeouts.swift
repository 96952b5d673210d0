/// How long a request may take.
public struct Timeouts: Hashable, Sendable {
  /// Until the connection stands, with name and TLS.
  public var connect: Duration
  /// How long fewer than 10 bytes a second may arrive, whole seconds; the wait for the first byte counts.
  public var idle: Duration
  /// From the beginning to the last byte; nil for no limit.
  public var total: Duration?

  /// Time-outs of their parts.
  public init(connect: Duration = .seconds(15), idle: Duration = .seconds(60), total: Duration? = .seconds(300)) {
    self.connect = connect
    self.idle = idle
    self.total = total
  }
}
