import Records

/// How a column's times are written, compiled from the words of the configuration: `yyyy-MM-dd HH:mm:ss`.
struct DateLayout: Sendable, Hashable {
  private enum Part: Sendable, Hashable {
    case year
    /// Digits: at least, at most.
    case month(Int, Int)
    case day(Int, Int)
    case hour(Int, Int, half: Bool)
    case minute, second, half, offset
    case literal(UInt8)
  }

  private let parts: [Part]

  /// Compiles a layout made of `yyyy MM M dd d HH H hh h mm ss a Z` and signs between them.
  ///
  /// - Throws: `csv.layout` naming the part that is not known.
  init(_ text: String) throws(Diagnostic) {
    let letters = Array(text.utf8)
    var parts: [Part] = []
    var index = 0
    while index < letters.count {
      let letter = letters[index]
      var end = index + 1
      while end < letters.count, letters[end] == letter, Self.isLetter(letter) { end += 1 }
      if Self.isLetter(letter), letter != UInt8(ascii: "T") || end - index > 1 {
        let word = String(decoding: letters[index..<end], as: UTF8.self)
        guard let part = Self.words[word] else { throw Self.unknown(word, in: text) }
        parts.append(part)
      } else {
        parts.append(.literal(letter))
      }
      index = end
    }
    guard parts.contains(.year), parts.contains(where: { if case .month = $0 { true } else { false } }),
      parts.contains(where: { if case .day = $0 { true } else { false } })
    else { throw Self.unknown("", in: text) }
    self.parts = parts
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) && byte >= 65 }

  private static let words: [String: Part] = [
    "yyyy": .year, "MM": .month(2, 2), "M": .month(1, 2), "dd": .day(2, 2), "d": .day(1, 2),
    "HH": .hour(2, 2, half: false), "H": .hour(1, 2, half: false), "hh": .hour(2, 2, half: true),
    "h": .hour(1, 2, half: true), "mm": .minute, "ss": .second, "a": .half, "Z": .offset,
  ]

  private static func unknown(_ word: String, in text: String) -> Diagnostic {
    let what = word.isEmpty ? "has no year, month or day" : "has \"\(word)\", which Tend does not know"
    return Diagnostic(
      .configuration, code: "csv.layout", "The layout \"\(text)\" \(what)",
      hints: [
        "Build it of yyyy MM M dd d HH H hh h mm ss a Z and the signs between them, for example yyyy-MM-dd HH:mm:ss."
      ])
  }

  /// Reads a cell that is exactly in this layout.
  func read(_ bytes: ArraySlice<UInt8>) throws(DateFailure) -> CivilTime {
    var scanner = DateScanner(bytes)
    var time = CivilTime()
    var (year, month, day) = (0, 0, 0)
    for part in parts {
      switch part {
      case .year:
        guard let value = scanner.number(4, 4) else { throw scanner.failedYear() }
        year = value
      case .month(let least, let most): month = try scanner.need(least, most)
      case .day(let least, let most): day = try scanner.need(least, most)
      case .hour(let least, let most, let half): try time.set(hour: scanner.need(least, most), half: half)
      case .minute: try time.set(minute: scanner.need(2, 2))
      case .second: try time.set(second: scanner.need(2, 2))
      case .half: try time.set(afternoon: scanner.half())
      case .offset: time.offset = try scanner.offset()
      case .literal(let byte): if !scanner.take(byte) { throw .malformed }
      }
    }
    guard scanner.isAtEnd else { throw .malformed }
    try time.set(year, month, day)
    return time
  }
}
