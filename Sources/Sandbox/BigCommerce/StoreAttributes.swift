import Records
import Synchronization

/// The attributes that a store keeps of its customers: what there can be, and what each customer has.
final class StoreAttributes: Sendable {
  struct Definition: Sendable {
    var id: Int
    var name: String
    var type: String
    var made: Instant
  }

  struct Value: Sendable {
    var id: Int
    var attribute: Int
    var customer: Int
    var text: String
    var made: Instant
    var changed: Instant
  }

  private struct State {
    var definitions: [Definition]
    var values: [Value] = []
    var lastValue = 700
  }

  static let most = 50
  static let types: Set<String> = ["string", "number", "date"]

  /// A store has one that somebody made by hand.
  private let state = Mutex(
    State(definitions: [Definition(id: 1, name: "Birthday", type: "date", made: Instant(seconds: 1_700_000_000))]))

  var definitions: [Definition] { state.withLock { $0.definitions } }
  var values: [Value] { state.withLock { $0.values } }
  func values(of customer: Int) -> [Value] { values.filter { $0.customer == customer } }

  /// Makes one; nil where the store has as many as there may be.
  func define(_ name: String, _ type: String, at now: Instant) -> Definition? {
    state.withLock { state in
      guard state.definitions.count < Self.most else { return nil }
      let definition = Definition(id: state.definitions.count + 1, name: name, type: type, made: now)
      state.definitions.append(definition)
      return definition
    }
  }

  /// Makes or changes a customer's value.
  func put(_ attribute: Int, _ customer: Int, _ text: String, at now: Instant) -> Value {
    state.withLock { state in
      if let place = state.values.firstIndex(where: { $0.attribute == attribute && $0.customer == customer }) {
        state.values[place].text = text
        state.values[place].changed = now
        return state.values[place]
      }
      state.lastValue += 1
      let value = Value(
        id: state.lastValue, attribute: attribute, customer: customer, text: text, made: now, changed: now)
      state.values.append(value)
      return value
    }
  }

  func delete(_ ids: Set<Int>) { state.withLock { $0.values.removeAll { ids.contains($0.id) } } }

  static func json(_ value: Value) -> SandboxJSON {
    [
      "id": .integer(value.id), "attribute_id": .integer(value.attribute), "attribute_value": .string(value.text),
      "customer_id": .integer(value.customer), "date_created": .string(value.made.description),
      "date_modified": .string(value.changed.description),
    ]
  }

  static func json(_ definition: Definition) -> SandboxJSON {
    [
      "id": .integer(definition.id), "name": .string(definition.name), "type": .string(definition.type),
      "date_created": .string(definition.made.description), "date_modified": .string(definition.made.description),
    ]
  }
}
