import Records

/// One object of a system's answer, with what it is called there, so that what does not fit can be named.
///
/// Nulls are taken for absent, also within a list of parts; only where records themselves are listed is one a row that can't
/// be read. A number may come as a number or as its text, since systems change from one to the other.
struct Answer: Sendable {
  /// The members, read with `JSONReader.answer`.
  let object: JSONObject
  /// How the system calls it, from the record on: `lineItems[2]`; empty for the record itself.
  let path: String

  init(_ object: JSONObject, path: String = "") {
    self.object = object
    self.path = path
  }

  /// The name of a member, from the record on.
  func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Something wrong with a member.
  func problem(_ reason: RowReason, _ key: String) -> MappingProblem { MappingProblem(reason, name(key)) }

  // MARK: Values

  /// A text, or a number's text; nil where there is none or only white space.
  func text(_ key: String) throws(MappingProblem) -> String? {
    switch object[key] {
    case nil: return nil
    case .string(let text):
      // Nearly every text begins with a sign that can be seen.
      if let first = text.utf8.first, (0x21...0x7E).contains(first) { return text }
      return text.allSatisfy(\.isWhitespace) ? nil : text
    case .integer(let number): return String(number)
    default: throw problem(.wrongType, key)
    }
  }

  /// The record's own id.
  ///
  /// - Throws: `missing-id`.
  func id(_ key: String) throws(MappingProblem) -> String {
    guard let id = try text(key) else { throw problem(.missingID, key) }
    return id
  }

  /// A whole number; nil where there is none.
  func integer(_ key: String) throws(MappingProblem) -> Int? {
    switch object[key] {
    case nil: return nil
    case .integer(let number): return number
    case .string(let text) where text.isEmpty: return nil
    case .string(let text):
      guard let whole = Self.exact(text)?.whole else { throw problem(.badNumber, key) }
      return whole
    default: throw problem(.wrongType, key)
    }
  }

  /// Minor units of an amount in whole units, `"361.9500"` or 361.95, in a currency with `places` decimals.
  func money(_ key: String, places: Int) throws(MappingProblem) -> Int? {
    guard let exact = try decimal(key) else { return nil }
    guard let units = exact.rounded(places: places) else { throw problem(.amountTooLarge, key) }
    return units
  }

  /// An amount without rounding; nil where there is none.
  func decimal(_ key: String) throws(MappingProblem) -> ExactDecimal? {
    switch object[key] {
    case nil: return nil
    case .integer(let number): return ExactDecimal(units: number, scale: 0)
    case .string(let text) where text.isEmpty: return nil
    case .string(let text):
      guard let exact = Self.exact(text) else { throw problem(.badAmount, key) }
      return exact
    default: throw problem(.wrongType, key)
    }
  }

  private static func exact(_ text: String) -> ExactDecimal? {
    // A machine's number: no sign of a currency, no separators of thousands, no exponent.
    guard text.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }) else {
      return nil
    }
    return try? ExactDecimal(Array(text.utf8)[...], decimal: .point)
  }

  /// True or false; nil where there is none.
  func flag(_ key: String) throws(MappingProblem) -> Bool? {
    switch object[key] {
    case nil: return nil
    case .bool(let flag): return flag
    default: throw problem(.wrongType, key)
    }
  }

  /// A moment as ISO 8601 writes it, with `Z` or an offset; nil where there is none.
  func instant(_ key: String) throws(MappingProblem) -> Instant? {
    try instant(key, SystemTime.iso)
  }

  /// A moment in another form; nil where there is none or an empty text.
  ///
  /// - Throws: `date-out-of-range` before 1970 and after 9998, as for rows of files.
  func instant(_ key: String, _ read: (String) -> Instant?) throws(MappingProblem) -> Instant? {
    guard let text = try text(key) else { return nil }
    guard let instant = read(text) else { throw problem(.badDate, key) }
    guard Self.years.contains(instant.utcDay.civil.year) else { throw problem(.dateOutOfRange, key) }
    return instant
  }

  /// The years that a record may be of.
  private static let years = 1970...9998

  /// A day, `2026-11-23`, whatever follows it; nil where there is none.
  ///
  /// - Throws: `date-out-of-range` as ``instant(_:)``.
  func day(_ key: String) throws(MappingProblem) -> Day? {
    guard let text = try text(key) else { return nil }
    guard let day = Day(text.prefix(10)), text.utf8.count == 10 || text.utf8.dropFirst(10).first == UInt8(ascii: "T")
    else { throw problem(.badDate, key) }
    guard Self.years.contains(day.civil.year) else { throw problem(.dateOutOfRange, key) }
    return day
  }

  /// A currency of ISO 4217 with its decimals; nil where there is none.
  func currency(_ key: String) throws(MappingProblem) -> (code: String, places: Int)? {
    guard let code = try text(key)?.uppercased() else { return nil }
    guard Currency.codes.contains(code) else { throw problem(.badCurrency, key) }
    return (code, Currency.exponent(of: code))
  }

  // MARK: Parts

  /// An object within this one; nil where there is none.
  func child(_ key: String) throws(MappingProblem) -> Answer? {
    switch object[key] {
    case nil: return nil
    case .object(let child): return Answer(child, path: name(key))
    default: throw problem(.wrongType, key)
    }
  }

  /// The objects of a list of parts within this one; empty where there is none.
  func children(_ key: String) throws(MappingProblem) -> [Answer] {
    try records(key, skipping: .nothing)
  }

  /// The objects of a list within this one, each a record of its own; empty where there is none.
  ///
  /// - Throws: `wrong-type` where one is null, too.
  func records(_ key: String) throws(MappingProblem) -> [Answer] {
    try records(key, skipping: nil)
  }

  private func records(_ key: String, skipping skipped: JSONValue?) throws(MappingProblem) -> [Answer] {
    guard let value = object[key] else { return [] }
    guard case .array(let elements) = value else { throw problem(.wrongType, key) }
    var children: [Answer] = []
    for (index, element) in elements.enumerated() where element != skipped {
      guard case .object(let child) = element else { throw problem(.wrongType, "\(key)[\(index)]") }
      children.append(Answer(child, path: name("\(key)[\(index)]")))
    }
    return children
  }

  /// The texts of a list within this one; empty where there is none.
  func texts(_ key: String) throws(MappingProblem) -> [String] {
    guard let value = object[key] else { return [] }
    guard case .array(let elements) = value else { throw problem(.wrongType, key) }
    var texts: [String] = []
    for (index, element) in elements.enumerated() {
      switch element {
      case .string(let text): texts.append(text)
      case .integer(let number): texts.append(String(number))
      case .nothing: continue
      default: throw problem(.wrongType, "\(key)[\(index)]")
      }
    }
    return texts
  }
}

/// Why something a system told can't be mapped, and where it shows. It holds no value, which may be personal.
struct MappingProblem: Error, Equatable {
  var reason: RowReason
  /// The member as the system calls it, from the record on; nil when it is about the whole record.
  var field: String?

  init(_ reason: RowReason, _ field: String? = nil) {
    self.reason = reason
    self.field = field
  }

  /// What is told of something that can't be mapped.
  func quarantined(_ source: String) -> Quarantined {
    Quarantined(source: source, line: nil, reason: reason.rawValue, column: field)
  }
}

/// Times as systems write them.
enum SystemTime {
  /// `2026-06-01T10:00:00Z`, with a fraction, which is dropped, and with an offset `+02:00` or `-0700`; nil for anything
  /// else, also without an offset.
  static func iso(_ text: String) -> Instant? {
    if let instant = Instant(text) { return instant }
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, let local = Instant(String(text.prefix(19)) + "Z") else { return nil }
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix(while: isDigit)
      guard !digits.isEmpty else { return nil }
      rest = rest[digits.endIndex...]
    }
    guard let sign = rest.first else { return nil }
    if rest.count == 1, sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return local }
    let digits = rest.dropFirst().filter(isDigit)
    let isWritten = rest.count == 5 || rest.count == 6 && rest[rest.startIndex + 3] == UInt8(ascii: ":")
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), digits.count == 4, isWritten else { return nil }
    let numbers = digits.map { Int64($0) - 48 }
    let hours = numbers[0] * 10 + numbers[1]
    let minutes = numbers[2] * 10 + numbers[3]
    guard hours <= 15, minutes <= 59 else { return nil }
    let offset = Span(seconds: (hours * 60 + minutes) * 60)
    return sign == UInt8(ascii: "+") ? local - offset : local + offset
  }
}
