/// The last look at public text before it enters git: whatever still looks like an e-mail address or a phone number is masked.
///
/// Public fields hold codes, so this rarely finds anything; it is for the tag, status or SKU into which somebody typed a
/// customer's address.
enum PrivacyGate {
  /// What stands in the place of a masked piece.
  static let mask = "•••"

  /// `text` with every e-mail address and phone number masked; the same text when there is none.
  static func masked(_ text: String) -> String {
    mayHold(text) ? search(text) : text
  }

  /// The same without the quick look before it.
  static func search(_ text: String) -> String { maskedPhones(maskedEmails(text)) }

  /// False only for a text that surely holds neither: one without `@` and `%`, and with no run of digits and what may part
  /// them that has two groups of digits, or a plus before one, and is long enough for a phone. Nearly every text is one of
  /// these, addresses of an admin with a long number in them too.
  private static func mayHold(_ text: String) -> Bool {
    var run = DigitRun()
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "@"), UInt8(ascii: "%"): return true
      case 0x80...: return mayHoldBeyondASCII(text)
      case UInt8(ascii: "0")...UInt8(ascii: "9"): if run.digit() { return true }
      case UInt8(ascii: "+"): run.plus()
      case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: " "),
        UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "\t"):
        run.separator()
      default: run = DigitRun()
      }
    }
    return false
  }

  /// The same of a text in any script. What is one character of several scalars is looked at as if each stood alone, which
  /// finds more and not less.
  private static func mayHoldBeyondASCII(_ text: String) -> Bool {
    var run = DigitRun()
    for scalar in text.unicodeScalars {
      let character = Character(scalar)
      if scalar == "%" || isAt(character) { return true }
      if scalar == "+" {
        run.plus()
      } else if scalar.properties.numericType != nil {
        if run.digit() { return true }
      } else if isOfPhone(character) {
        run.separator()
      } else {
        run = DigitRun()
      }
    }
    return false
  }

  /// A run of digits and what may stand between those of a phone number, as far as it was looked at.
  private struct DigitRun {
    private var digits = 0
    private var groups = 0
    private var isInGroup = false
    private var hasPlus = false

    /// Takes a digit; whether the run may be a phone number by now.
    mutating func digit() -> Bool {
      digits += 1
      if !isInGroup { groups += 1 }
      isInGroup = true
      return digits >= 9 && groups >= 2 || digits >= 8 && hasPlus
    }

    mutating func separator() { isInGroup = false }

    mutating func plus() { (isInGroup, hasPlus) = (false, true) }
  }

  /// Whether `text` holds an e-mail address.
  static func holdsEmail(_ text: String) -> Bool {
    // Any other text surely holds none: it is asked of every record's id.
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "%") || $0 >= 0x80 }) else {
      return false
    }
    return maskedEmails(text) != text
  }

  private static func maskedEmails(_ text: String) -> String {
    eachPiece(of: text, between: { $0.isWhitespace || ",;<>\"'|".contains($0) }) { word in
      isEmail(unescaped(word)) ? mask : word
    }
  }

  /// A word as an address has it, however often its `@` was escaped: `%40`, `%2540`, `%252540`.
  private static func unescaped(_ word: String) -> String {
    word.contains("%") ? word.replacing(/%(?:25)*40/, with: "@") : word
  }

  /// Whether an `@` of any width stands in a word with something before it and a domain with a dot behind it.
  private static func isEmail(_ word: String) -> Bool {
    word.indices.contains { at in
      guard isAt(word[at]), at > word.startIndex else { return false }
      let domain = word[word.index(after: at)...].prefix { !isAt($0) }
      return domain.contains(".") && domain.first != "."
    }
  }

  private static func isAt(_ character: Character) -> Bool { "@\u{FF20}\u{FE6B}".contains(character) }

  private static func maskedPhones(_ text: String) -> String {
    eachPiece(of: text, between: { !isOfPhone($0) }) { run in
      if isPhone(run) {
        return run.prefix(while: \.isWhitespace) + mask + (run.last?.isWhitespace == true ? " " : "")
      }
      // Several numbers one after the other: each by itself.
      return eachPiece(of: run, between: \.isWhitespace) { isPhone($0) ? mask : $0 }
    }
  }

  /// What `change` makes of the pieces of `text`, with what separates them as it is.
  private static func eachPiece(
    of text: String, between isSeparator: (Character) -> Bool, _ change: (String) -> String
  ) -> String {
    var (out, piece) = ("", "")
    for character in text {
      if isSeparator(character) {
        out += piece.isEmpty ? "" : change(piece)
        out.append(character)
        piece = ""
      } else {
        piece.append(character)
      }
    }
    return out + (piece.isEmpty ? "" : change(piece))
  }

  private static func isDigit(_ character: Character) -> Bool { character.isWholeNumber }

  private static func isOfPhone(_ character: Character) -> Bool {
    isDigit(character) || "+.()/_-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}".contains(character)
      || character.isWhitespace && !character.isNewline
  }

  /// A phone number here: a plus and at least 8 digits; at least 10 digits in three groups or more that only spaces, dots,
  /// dashes or brackets part; or 9 in two groups that begin with 0 or a bracket. Slashes and underscores part numbers of
  /// orders and invoices too: with them it must begin with 0 or a bracket, or be grouped as in North America. A plain run
  /// of digits is an id and stays. Digits of any script count.
  private static func isPhone(_ run: String) -> Bool {
    let groups = run.split { !isDigit($0) }.map(\.count)
    let digits = groups.reduce(0, +)
    guard (8...15).contains(digits) else { return false }
    let opens = run.first { $0 == "+" || $0 == "(" || isDigit($0) }
    if opens == "+" { return true }
    if isDated(run) { return false }
    let opensLocally = opens == "(" || opens?.wholeNumberValue == 0
    if run.contains(where: { "/_".contains($0) }), !opensLocally { return groups.suffix(3) == [3, 3, 4] }
    return groups.count >= 3 ? digits >= 10 : groups.count == 2 && digits >= 9 && opensLocally
  }

  /// `2026-11-23` or `11/23/2026`, with or without a following number, is a date, and `2026/11/00123` a number of that
  /// month.
  private static func isDated(_ run: String) -> Bool {
    let groups = run.split { !isDigit($0) }
    guard groups.count >= 3, groups[1].count <= 2 else { return false }
    let isYear = { (group: Substring) in group.count == 4 && ["19", "20"].contains(group.prefix(2)) }
    return isYear(groups[0]) || groups[0].count <= 2 && isYear(groups[2])
  }
}
