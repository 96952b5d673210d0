#if canImport(Glibc)
  public import Glibc
#elseif canImport(Darwin)
  public import Darwin
#endif

/// A JSON value as Tend keeps it: no null (absent instead), whole numbers only (fractions are decimal strings).
public enum JSONValue: Hashable, Sendable {
  case bool(Bool)
  /// Magnitude below 2^53, so that every JSON reader agrees on it.
  case integer(Int)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// What stands for a null in a list of another system's answer: a row that is there and can't be read must not look like
  /// one that is not there. It is no value of Tend's own; as an object, text, number or truth value it reads as none.
  public static let nothing: JSONValue = .array([.array([.array([])])])

  /// The text, if this is a string.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The number, if this is an integer.
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  /// The truth value, if this is a boolean.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements, if this is an array.
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The members, if this is an object.
  public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
  /// The moment, if this is a string in Tend's form of one.
  public var instant: Instant? { string.flatMap { Instant($0) } }
  /// The day, if this is a string in Tend's form of one.
  public var day: Day? { string.flatMap { Day($0) } }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object; the last value of a repeated key stands.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}

/// The members of a JSON object, each key once, in canonical order: by the UTF-8 bytes of the key.
public struct JSONObject: Hashable, Sendable {
  /// One key with its value.
  public struct Member: Hashable, Sendable {
    /// The key, unique in its object.
    public var key: String
    /// The value.
    public var value: JSONValue
  }

  /// The members in canonical order.
  public private(set) var members: [Member]

  /// An empty object.
  public init() {
    members = []
  }

  /// An object of these members; the last value of a repeated key stands.
  public init(_ pairs: some Sequence<(String, JSONValue)>) {
    members = []
    for (key, value) in pairs { self[key] = value }
  }

  /// Takes members that are known to be sorted and unique; nil when they are not.
  init?(sorted members: [Member]) {
    for index in members.indices.dropFirst() where !precedes(members[index - 1].key, members[index].key) { return nil }
    self.members = members
  }

  /// Whether there are no members.
  public var isEmpty: Bool { members.isEmpty }
  /// The keys in canonical order.
  public var keys: [String] { members.map(\.key) }

  /// The value of a key; setting nil removes the member.
  public subscript(key: String) -> JSONValue? {
    get {
      // A dozen members are looked through sooner than they are searched by halves.
      members.firstIndex { sameBytes($0.key, key) }.map { members[$0].value }
    }
    set {
      let place = position(of: key)
      let found = place < members.count && sameBytes(members[place].key, key)
      switch (found, newValue) {
      case (true, let value?): members[place].value = value
      case (true, nil): members.remove(at: place)
      case (false, let value?): members.insert(Member(key: key, value: value), at: place)
      case (false, nil): break
      }
    }
  }

  private func position(of key: String) -> Int {
    if let last = members.last, precedes(last.key, key) { return members.count }
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if precedes(members[middle].key, key) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object; the last value of a repeated key stands.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}

/// The canonical order of keys and ids: by UTF-8 bytes, which is the order of Unicode scalars.
///
/// Swift's own `<` compares by Unicode canonical equivalence and is not that order.
@inlinable
public func precedes(_ left: String, _ right: String) -> Bool {
  withBytes(of: left) { left in
    withBytes(of: right) { right in
      guard let first = left.baseAddress, let second = right.baseAddress else { return left.count < right.count }
      let order = memcmp(first, second, min(left.count, right.count))
      return order == 0 ? left.count < right.count : order < 0
    }
  }
}

/// Whether two strings are the same bytes; Swift's own `==` takes canonically equivalent ones for the same.
@inlinable
public func sameBytes(_ left: String, _ right: String) -> Bool {
  guard left.utf8.count == right.utf8.count else { return false }
  return withBytes(of: left) { left in
    withBytes(of: right) { right in
      guard let first = left.baseAddress, let second = right.baseAddress else { return true }
      return memcmp(first, second, left.count) == 0
    }
  }
}

/// Looks at the bytes of a text without a copy of it: keys are compared more often than anything else is done.
@inlinable
func withBytes<Result>(of text: String, _ look: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
  if let result = text.utf8.withContiguousStorageIfAvailable(look) { return result }
  var text = text
  return text.withUTF8(look)
}
