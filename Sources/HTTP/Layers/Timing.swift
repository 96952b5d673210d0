/// The time and chance that the layers work with; below the command line there is no clock.
public struct Timing: Sendable {
  /// The time since some fixed moment; it never goes back.
  public var now: @Sendable () -> Duration
  /// Waits; throws when the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// A random number from 0 up to but not including 1.
  public var random: @Sendable () -> Double

  /// Timing of its parts.
  public init(
    now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
    random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.random = random
  }

  func pause(_ length: Duration, before request: HTTPRequest) async throws(HTTPError) {
    do { try await sleep(length) } catch { throw HTTPError(.cancelled, request: request) }
  }
}
