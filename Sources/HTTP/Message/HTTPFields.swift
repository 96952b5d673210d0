/// The header of a message: names, which are the same in upper and lower case, with values in their order.
public struct HTTPFields<Value: Hashable & Sendable>: Hashable, Sendable {
  /// One line.
  public struct Field: Hashable, Sendable {
    /// As it was given; compare it through ``HTTPFields``.
    public var name: String
    /// What stands after the colon.
    public var value: Value
  }

  /// The lines in their order.
  public private(set) var fields: [Field] = []

  /// No line.
  public init() {}

  /// Adds a line, also where the name is there already.
  public mutating func append(_ name: String, _ value: Value) {
    fields.append(Field(name: name, value: value))
  }

  /// These without lines of other names.
  func keeping(_ names: [String]) -> HTTPFields {
    var kept = self
    kept.fields.removeAll { field in !names.contains { isSame($0, field.name) } }
    return kept
  }

  /// The value of the first line of that name; setting replaces all lines of the name, nil takes them away.
  public subscript(name: String) -> Value? {
    get { fields.first { isSame($0.name, name) }?.value }
    set {
      fields.removeAll { isSame($0.name, name) }
      if let newValue { append(name, newValue) }
    }
  }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
  /// The lines in their order.
  public init(dictionaryLiteral elements: (String, Value)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }
}

private func isSame(_ left: String, _ right: String) -> Bool {
  left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
}
