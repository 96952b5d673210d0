import Synchronization

/// A value that several tasks see.
final class Box<Value: Sendable>: Sendable {
  private let storage: Mutex<Value>

  init(_ value: Value) {
    storage = Mutex(value)
  }

  var value: Value { storage.withLock { $0 } }
  func change(_ body: (inout Value) -> Void) {
    storage.withLock { body(&$0) }
  }
}

/// A mark that one side sets and another waits for.
final class Signal: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  func set() { continuation.yield() }
  func wait() async { for await _ in stream { return } }
}
