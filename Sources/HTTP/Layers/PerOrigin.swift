import Synchronization

/// One value for each origin, made when it is first asked for.
final class PerOrigin<Value: Sendable>: Sendable {
  private let values = Mutex<[Origin: Value]>([:])
  private let make: @Sendable () -> Value

  init(_ make: @escaping @Sendable () -> Value) {
    self.make = make
  }

  subscript(origin: Origin) -> Value {
    values.withLock { values in
      if let value = values[origin] { return value }
      let value = make()
      values[origin] = value
      return value
    }
  }
}
