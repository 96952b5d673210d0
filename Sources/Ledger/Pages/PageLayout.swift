import Crypto
public import Records

/// Which page a record stands on: a function of its id, its creation day and the stream's step, and of nothing else.
public struct PageLayout: Hashable, Sendable {
  /// The stream's step.
  public let step: PageStep

  /// The pages of a stream with this step.
  public init(step: PageStep) {
    self.step = step
  }

  /// The page's path inside the stream's folder, such as `2026/11/23/0a.jsonl`.
  ///
  /// The id only enters by its hash, so whatever it holds can't become part of a path.
  ///
  /// - Parameter created: the day of creation; a record of a time stream without one stands under `undated/`.
  public func page(of id: String, created: Day?) -> String {
    guard case .byTime(let time) = step else {
      guard case .byHash(let bits) = step else { return "all.jsonl" }
      return Self.hashed(id, bits: bits)
    }
    guard let created else { return "undated/" + Self.hashed(id, bits: 8) }
    let date = created.civil
    let year = Self.digits(date.year, 4)
    switch time {
    case .year: return "\(year).jsonl"
    case .month: return "\(year)/\(Self.digits(date.month, 2)).jsonl"
    case .day(let split):
      let day = "\(year)/\(Self.digits(date.month, 2))/\(Self.digits(date.day, 2))"
      if split <= 1 { return day + ".jsonl" }
      let bits = min(8, split.trailingZeroBitCount)
      return "\(day)/\(Self.hex(Self.top(bits, of: id))).jsonl"
    }
  }

  /// The folder of a stream's pages: `records/<connection>/<stream>`.
  ///
  /// - Throws: `ledger.bad-name` for names that are not of `a-z`, `0-9`, `_` and `-`.
  public static func path(connection: String, stream: String) throws(Diagnostic) -> String {
    "records/\(try name(connection))/\(try name(stream))"
  }

  /// A name that may be part of a path, as it is.
  ///
  /// - Throws: `ledger.bad-name` for anything but 1 to 100 of `a-z`, `0-9`, `_` and `-`.
  public static func name(_ name: String) throws(Diagnostic) -> String {
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isPlain, (1...100).contains(name.utf8.count) else {
      throw Diagnostic(
        .configuration, code: "ledger.bad-name", "a name can't be used for a folder",
        reason: "names of connections and streams become folders in git", hints: ["Use a-z, 0-9, _ and - only."])
    }
    return name
  }

  private static func hashed(_ id: String, bits: Int) -> String {
    if bits <= 0 { return "all.jsonl" }
    if bits <= 8 { return hex(top(bits, of: id)) + ".jsonl" }
    let value = top(min(bits, 16), of: id)
    let low = min(bits, 16) - 8
    return "\(hex(value >> low))/\(hex(value & (1 << low - 1))).jsonl"
  }

  /// The first bits, 1 to 16, of SHA-256 of the id's UTF-8.
  private static func top(_ bits: Int, of id: String) -> Int {
    var value = 0
    for byte in SHA256.hash(data: Array(id.utf8)).prefix(2) { value = value << 8 | Int(byte) }
    return value >> (16 - bits)
  }

  private static func hex(_ value: Int) -> String {
    let text = String(value, radix: 16)
    return text.utf8.count < 2 ? "0" + text : text
  }

  private static func digits(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
