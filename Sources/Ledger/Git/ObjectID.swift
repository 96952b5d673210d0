import Crypto

/// The name of a git object: 20 bytes, written as 40 hex digits.
///
/// Ordered as git orders it, by its bytes.
public struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
  // Big-endian words, so that comparing the words compares the bytes.
  private let first: UInt64
  private let second: UInt64
  private let third: UInt32

  /// The object named by these bytes; nil unless there are exactly 20.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 20 else { return nil }
    self.init(unchecked: bytes)
  }

  /// Reads exactly 40 hex digits, lower or upper case; nil for anything else.
  public init?(_ hex: some StringProtocol) {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in hex.utf8 {
      guard let value = hexValue(digit) else { return nil }
      if let top = high {
        bytes.append(top << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    guard high == nil else { return nil }
    self.init(bytes: bytes)
  }

  /// Takes the first 20 bytes; the caller knows that there are as many.
  init(unchecked bytes: some Sequence<UInt8>) {
    var (first, second, third): (UInt64, UInt64, UInt32) = (0, 0, 0)
    var place = 0
    for byte in bytes {
      if place < 8 {
        first = first << 8 | UInt64(byte)
      } else if place < 16 {
        second = second << 8 | UInt64(byte)
      } else {
        third = third << 8 | UInt32(byte)
      }
      place += 1
      if place == 20 { break }
    }
    self.first = first
    self.second = second
    self.third = third
  }

  /// The name git gives to an object of this kind and content.
  static func of(_ kind: ObjectKind, _ content: [UInt8]) -> ObjectID {
    var hash = Insecure.SHA1()
    hash.update(data: Array("\(kind.name) \(content.count)\0".utf8))
    hash.update(data: content)
    return ObjectID(unchecked: hash.finalize())
  }

  /// The name git gives to a file with this content.
  public static func ofBlob(_ content: [UInt8]) -> ObjectID { of(.blob, content) }

  /// The 20 bytes.
  public var bytes: [UInt8] {
    var all: [UInt8] = []
    all.reserveCapacity(20)
    append(to: &all)
    return all
  }

  func append(to bytes: inout [UInt8]) {
    withUnsafeBytes(of: first.bigEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: second.bigEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: third.bigEndian) { bytes.append(contentsOf: $0) }
  }

  var firstByte: Int { Int(first >> 56) }

  /// 40 hex digits, lower case.
  public var description: String { hexText(bytes) }

  /// Git's order: by the bytes.
  public static func < (left: ObjectID, right: ObjectID) -> Bool {
    if left.first != right.first { return left.first < right.first }
    if left.second != right.second { return left.second < right.second }
    return left.third < right.third
  }
}

/// The kinds of object, numbered as in a pack.
enum ObjectKind: UInt8, Sendable {
  case commit = 1
  case tree = 2
  case blob = 3
  /// An annotated tag: Tend makes none, but people may.
  case tag = 4

  var name: String {
    switch self {
    case .commit: "commit"
    case .tree: "tree"
    case .blob: "blob"
    case .tag: "tag"
    }
  }
}

func hexValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
  default: nil
  }
}

func hexText(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}
