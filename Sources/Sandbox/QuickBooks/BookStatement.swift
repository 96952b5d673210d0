import Records

/// A question in the part of QuickBooks' query language that the simulated books know:
/// `SELECT * | COUNT(*) | names FROM entity [WHERE … AND …] [ORDERBY name [ASC|DESC]]
/// [STARTPOSITION n] [MAXRESULTS n]`.
struct BookStatement {
  enum Operator: String {
    case equal = "=", below = "<", above = ">", atMost = "<=", atLeast = ">="
    case among = "IN"
  }

  struct Condition {
    var field: Field
    var comparison: Operator
    /// One but for `IN`.
    var values: [String]
    /// The same, where there are many to look through.
    var all: Set<String>
  }

  /// What can be asked for and sorted by.
  enum Field: String, CaseIterable {
    case id = "id"
    case active = "active"
    case created = "metadata.createtime"
    case updated = "metadata.lastupdatedtime"
  }

  var counts = false
  var entity = BookEntity.invoice
  var conditions: [Condition] = []
  var order: (field: Field, descends: Bool)?
  var start = 1
  var limit = 100

  init(_ text: String) throws(BookFault) {
    var tokens = try BookTokens(text)
    try tokens.expect("SELECT")
    counts = try Self.counts(&tokens)
    try tokens.expect("FROM")
    let name = try tokens.word()
    guard let entity = BookEntity.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
      throw BookFault(
        4001, "Invalid query", "QueryValidationError: Metadata validation error: \(name) is not queryable")
    }
    self.entity = entity
    if tokens.take("WHERE") {
      repeat { conditions.append(try Self.condition(&tokens)) } while tokens.take("AND")
    }
    if tokens.take("ORDERBY") || tokens.take("ORDER", "BY") {
      let field = try Self.field(try tokens.word())
      let descends = tokens.take("DESC")
      if !descends { _ = tokens.take("ASC") }
      order = (field, descends)
    }
    if tokens.take("STARTPOSITION") { start = try tokens.number(least: 1, most: .max) }
    if tokens.take("MAXRESULTS") { limit = try tokens.number(least: 1, most: SimulatedQuickBooks.most) }
    guard tokens.isAtEnd else { throw BookTokens.unreadable }
  }

  private static func counts(_ tokens: inout BookTokens) throws(BookFault) -> Bool {
    if tokens.take("COUNT") {
      for sign in ["(", "*", ")"] { try tokens.expect(sign) }
      return true
    }
    if tokens.take("*") { return false }
    repeat { _ = try tokens.word() } while tokens.take(",")
    return false
  }

  private static func field(_ name: String) throws(BookFault) -> Field {
    guard let field = Field(rawValue: name.lowercased()) else {
      throw BookFault(4001, "Invalid query", "QueryValidationError: property '\(name)' is not queryable")
    }
    return field
  }

  private static func condition(_ tokens: inout BookTokens) throws(BookFault) -> Condition {
    let field = try field(try tokens.word())
    guard let comparison = Operator(rawValue: try tokens.word().uppercased()) else { throw BookTokens.unreadable }
    var values: [String] = []
    if comparison == .among {
      try tokens.expect("(")
      repeat { values.append(try tokens.value()) } while tokens.take(",")
      try tokens.expect(")")
    } else {
      values = [try tokens.value()]
    }
    let isTime = field == .created || field == .updated
    if field == .id, comparison != .equal, comparison != .among {
      throw BookFault(4001, "Invalid query", "QueryValidationError: Id knows only = and IN")
    }
    if isTime, comparison == .among || !values.allSatisfy({ BookTime.read($0) != nil }) {
      throw BookFault(4001, "Invalid query", "QueryValidationError: not a date")
    }
    return Condition(field: field, comparison: comparison, values: values, all: Set(values))
  }

  // MARK: Rows

  /// The earliest moment at which a row that fits can have changed last.
  var earliest: Instant {
    conditions.compactMap { condition in
      guard condition.field == .created || condition.field == .updated,
        [.equal, .above, .atLeast].contains(condition.comparison)
      else { return nil }
      return BookTime.read(condition.values[0])
    }.max() ?? Instant(seconds: 0)
  }

  /// The ids that are asked for; nil where it is asked for something else.
  var ids: Set<String>? { conditions.first { $0.field == .id }?.all }

  /// Whether inactive names are wanted too.
  private var wantsInactive: Bool { conditions.contains { $0.field == .active } }

  func fits(_ row: BookRow) -> Bool {
    if row.isDeleted || !wantsInactive && !row.isActive { return false }
    return conditions.allSatisfy { condition in
      switch condition.field {
      case .id: condition.all.contains(String(row.id))
      case .active: condition.values.contains { $0.lowercased() == String(row.isActive) }
      case .created: Self.holds(row.created, condition)
      case .updated: Self.holds(row.updated, condition)
      }
    }
  }

  private static func holds(_ instant: Instant, _ condition: Condition) -> Bool {
    guard let limit = BookTime.read(condition.values[0]) else { return false }
    return switch condition.comparison {
    case .equal: instant == limit
    case .below: instant < limit
    case .above: instant > limit
    case .atMost: instant <= limit
    case .atLeast: instant >= limit
    case .among: false
    }
  }

  func precedes(_ left: BookRow, _ right: BookRow) -> Bool {
    func key(_ row: BookRow) -> Int64 {
      switch order?.field {
      case .updated: row.updated.seconds
      case .created, nil: row.created.seconds
      case .id, .active: Int64(row.id)
      }
    }
    let ascends = (key(left), left.id) < (key(right), right.id)
    return order?.descends == true ? !ascends && left.id != right.id : ascends
  }
}

/// The words, texts and signs of a query.
struct BookTokens {
  private enum Token {
    case word(String)
    case text(String)

    var word: String? { if case .word(let word) = self { word } else { nil } }
    var content: String {
      switch self {
      case .word(let content), .text(let content): content
      }
    }
  }

  static let unreadable = BookFault(4000, "Error parsing query", "QueryParserError: Encountered an unexpected sign")

  private var tokens: [Token] = []
  private var place = 0

  init(_ text: String) throws(BookFault) {
    var rest = text.unicodeScalars[...]
    while let first = rest.first {
      if first.properties.isWhitespace {
        rest = rest.dropFirst()
      } else if first == "'" {
        tokens.append(.text(try Self.quoted(&rest)))
      } else if "(),*".unicodeScalars.contains(first) {
        tokens.append(.word(String(first)))
        rest = rest.dropFirst()
      } else if "<>=".unicodeScalars.contains(first) {
        let sign = rest.prefix { "<>=".unicodeScalars.contains($0) }
        tokens.append(.word(String(sign)))
        rest = rest[sign.endIndex...]
      } else {
        let word = rest.prefix { !$0.properties.isWhitespace && !"'(),*<>=".unicodeScalars.contains($0) }
        tokens.append(.word(String(word)))
        rest = rest[word.endIndex...]
      }
    }
  }

  /// A text in single quotes; a backslash takes away the meaning of what follows.
  private static func quoted(_ rest: inout Substring.UnicodeScalarView) throws(BookFault) -> String {
    var text = String.UnicodeScalarView()
    rest = rest.dropFirst()
    while let scalar = rest.popFirst() {
      switch scalar {
      case "'": return String(text)
      case "\\":
        guard let next = rest.popFirst() else { throw unreadable }
        text.append(next)
      default: text.append(scalar)
      }
    }
    throw unreadable
  }

  var isAtEnd: Bool { place == tokens.count }

  /// Goes past words, in upper or lower case, if they are next.
  mutating func take(_ words: String...) -> Bool {
    let next = tokens[place...].prefix(words.count)
    guard next.count == words.count, zip(next, words).allSatisfy({ $0.word?.uppercased() == $1 }) else { return false }
    place += words.count
    return true
  }

  mutating func expect(_ word: String) throws(BookFault) {
    guard take(word) else { throw Self.unreadable }
  }

  mutating func word() throws(BookFault) -> String {
    guard place < tokens.count, let word = tokens[place].word else { throw Self.unreadable }
    place += 1
    return word
  }

  /// A text, or a word as `true` is.
  mutating func value() throws(BookFault) -> String {
    guard place < tokens.count else { throw Self.unreadable }
    place += 1
    return tokens[place - 1].content
  }

  mutating func number(least: Int, most: Int) throws(BookFault) -> Int {
    guard let number = Int(try word()) else { throw Self.unreadable }
    if number < least {
      throw BookFault(
        4001, "Invalid query", "QueryValidationError: value \(number) is too small. Min allowed value is \(least)")
    }
    if number > most {
      throw BookFault(
        4001, "Invalid query", "QueryValidationError: value \(number) is too large. Max allowed value is \(most)")
    }
    return number
  }
}
