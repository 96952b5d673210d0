/// The names of a file's columns.
struct Header {
  /// As they stand, trimmed.
  let names: [String]
  private let places: [String: [Int]]

  init(_ row: CSVRow) {
    names = (0..<row.count).map { row.text($0) }
    var places: [String: [Int]] = [:]
    for (index, name) in names.enumerated() where !name.isEmpty { places[Self.folded(name), default: []].append(index) }
    self.places = places
  }

  func places(of name: String) -> [Int] { places[Self.folded(name)] ?? [] }

  /// The one column whose folded name begins with `prefix`; -1 when there is none.
  func first(withPrefix prefix: String) -> Int {
    let wanted = Self.folded(prefix)
    return names.firstIndex { Self.folded($0).hasPrefix(wanted) } ?? -1
  }

  /// Names are compared in lower case, blanks folded into one.
  static func folded(_ name: String) -> String {
    name.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "\u{FEFF}" }).joined(separator: " ")
  }
}

/// Why a header does not fit what a rule needs.
struct HeaderProblem: Error {
  /// Required columns that are not there.
  var missing: [String] = []
  /// Columns that are needed and there twice.
  var twice: [String] = []
  /// How many required columns are there.
  var found = 0
}

/// Looks up the columns a mapping needs and notes what is amiss, so that all of it is told at once.
struct HeaderLookup {
  let header: Header
  private(set) var problem = HeaderProblem()

  init(_ header: Header) {
    self.header = header
  }

  /// The place of the first of `names` that is there; noted as missing when none is.
  mutating func need(_ names: String...) -> Int {
    let place = find(names)
    if place < 0 { problem.missing.append(names[0]) } else { problem.found += 1 }
    return place
  }

  /// The place of the first of `names` that is there; -1 when none is.
  mutating func maybe(_ names: String...) -> Int { find(names) }

  /// Throws what was noted.
  func check() throws(HeaderProblem) {
    if !problem.missing.isEmpty || !problem.twice.isEmpty { throw problem }
  }

  private mutating func find(_ names: [String]) -> Int {
    for name in names {
      let places = header.places(of: name)
      if places.count > 1, !problem.twice.contains(name) { problem.twice.append(name) }
      if let place = places.first { return place }
    }
    return -1
  }
}
