/// Reads documents by the grammar of GraphQL's specification of October 2021, without directives and type definitions.
struct GraphQLParser {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// Reads a whole document.
  static func document(_ text: String) throws(GraphQLError) -> GraphQLDocument {
    var parser = GraphQLParser(bytes: Array(text.utf8))
    return try parser.document()
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func document() throws(GraphQLError) -> GraphQLDocument {
    var document = GraphQLDocument()
    skip()
    while position < bytes.count {
      if peek("{") {
        document.operations.append(GraphQLOperation(kind: "query", selections: try selections()))
      } else {
        let word = try name()
        switch word {
        case "query", "mutation": document.operations.append(try operation(word))
        case "fragment":
          let label = try name()
          guard try name() == "on" else { throw unexpected() }
          document.fragments[label] = GraphQLFragment(type: try name(), selections: try selections())
        default: throw unexpected()
        }
      }
    }
    if document.operations.isEmpty { throw unexpected() }
    return document
  }

  private mutating func operation(_ kind: String) throws(GraphQLError) -> GraphQLOperation {
    var operation = GraphQLOperation(kind: kind)
    if !peek("{"), !peek("(") { operation.name = try name() }
    if take("(") {
      while !take(")") {
        try expect("$")
        let label = try name()
        try expect(":")
        let isRequired = try type()
        let standard = take("=") ? try value() : nil
        operation.variables.append(.init(name: label, isRequired: isRequired && standard == nil, standard: standard))
      }
    }
    operation.selections = try selections()
    return operation
  }

  /// Reads a type; whether a value must be given.
  private mutating func type() throws(GraphQLError) -> Bool {
    if take("[") {
      _ = try type()
      try expect("]")
    } else {
      _ = try name()
    }
    return take("!")
  }

  private mutating func selections() throws(GraphQLError) -> [GraphQLSelection] {
    try expect("{")
    depth += 1
    if depth > 32 { throw unexpected() }
    var selections: [GraphQLSelection] = []
    while !take("}") {
      guard take("...") else {
        selections.append(.field(try field()))
        continue
      }
      if peek("{") {
        selections.append(.inline(type: nil, try self.selections()))
      } else {
        let word = try name()
        if word == "on" {
          let type = try name()
          selections.append(.inline(type: type, try self.selections()))
        } else {
          selections.append(.spread(word))
        }
      }
    }
    depth -= 1
    if selections.isEmpty { throw unexpected() }
    return selections
  }

  private mutating func field() throws(GraphQLError) -> GraphQLField {
    let place = place
    var field = GraphQLField(name: try name(), line: place.line, column: place.column)
    if take(":") {
      field.alias = field.name
      field.name = try name()
    }
    if take("(") {
      while !take(")") {
        let label = try name()
        try expect(":")
        field.arguments.append((label, try value()))
      }
    }
    if peek("{") { field.selections = try selections() }
    return field
  }

  private mutating func value() throws(GraphQLError) -> GraphQLValue {
    if take("$") { return .variable(try name()) }
    if take("[") {
      var list: [GraphQLValue] = []
      while !take("]") { list.append(try value()) }
      return .list(list)
    }
    if take("{") {
      var members: [(String, GraphQLValue)] = []
      while !take("}") {
        let label = try name()
        try expect(":")
        members.append((label, try value()))
      }
      return .object(members)
    }
    if peek("\"") { return .plain(.string(try string())) }
    guard position < bytes.count else { throw unexpected() }
    if isDigit(bytes[position]) || bytes[position] == UInt8(ascii: "-") { return .plain(number()) }
    switch try name() {
    case "true": return .plain(true)
    case "false": return .plain(false)
    case "null": return .plain(nil)
    case let word: return .plain(.string(word))
    }
  }

  private mutating func number() -> SandboxJSON {
    let digits = bytes[position...].prefix { isDigit($0) || [0x2D, 0x2B, 0x2E, 0x45, 0x65].contains($0) }
    position += digits.count
    skip()
    let text = String(decoding: digits, as: UTF8.self)
    return Int(text).map { .integer($0) } ?? .number(text)
  }

  private mutating func string() throws(GraphQLError) -> String {
    if take("\"\"\"") {
      guard let end = bytes[position...].firstRange(of: Array("\"\"\"".utf8)) else { throw unexpected() }
      let text = String(decoding: bytes[position..<end.lowerBound], as: UTF8.self)
      position = end.upperBound
      skip()
      return text
    }
    position += 1
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count {
        position += 1
        text.append(bytes[position] == UInt8(ascii: "n") ? 0x0A : bytes[position])
      } else {
        text.append(bytes[position])
      }
      position += 1
    }
    guard position < bytes.count else { throw unexpected() }
    position += 1
    skip()
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func name() throws(GraphQLError) -> String {
    let letters = bytes[position...].prefix { isDigit($0) || (65...90).contains($0 & 0xDF) || $0 == UInt8(ascii: "_") }
    guard let first = letters.first, !isDigit(first) else { throw unexpected() }
    position += letters.count
    skip()
    return String(decoding: letters, as: UTF8.self)
  }

  // MARK: Signs

  private func peek(_ sign: String) -> Bool { bytes[position...].starts(with: sign.utf8) }

  private mutating func take(_ sign: String) -> Bool {
    guard peek(sign) else { return false }
    position += sign.utf8.count
    // Within quotes white space counts.
    if !sign.hasPrefix("\"") { skip() }
    return true
  }

  private mutating func expect(_ sign: String) throws(GraphQLError) {
    if !take(sign) { throw unexpected() }
  }

  private mutating func skip() {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "#") {
        position += bytes[position...].prefix { $0 != 0x0A }.count
      } else if [0x20, 0x09, 0x0A, 0x0D, 0x2C].contains(bytes[position]) {
        position += 1
      } else {
        return
      }
    }
  }

  private var place: (line: Int, column: Int) {
    let before = bytes[..<position]
    let line = 1 + before.count { $0 == 0x0A }
    return (line, position - (before.lastIndex(of: 0x0A) ?? -1))
  }

  private func unexpected() -> GraphQLError {
    let what =
      position < bytes.count ? "\"\(String(decoding: bytes[position...].prefix(1), as: UTF8.self))\"" : "end of file"
    let (line, column) = place
    return GraphQLError(
      message: "syntax error, unexpected \(what) at [\(line), \(column)]", code: "PARSE_ERROR", place: (line, column))
  }

  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
