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

  /// False only for a text that surely holds neither: plain ASCII without `@` and `%`, and no run of digits and separators
  /// long enough for a phone. Nearly every text is one of these.
  private static func mayHold(_ text: String) -> Bool {
    var digits = 0
    var separators = 0
    var opensInternationally = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "@"), UInt8(ascii: "%"), 0x80...: return true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if digits >= 9, separators > 0 { return true }
        if digits >= 8, opensInternationally { return true }
      case UInt8(ascii: "+"):
        opensInternationally = true
        separators += 1
      case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: " "),
        UInt8(ascii: "/"), UInt8(ascii: "_"):
        separators += 1
      default: (digits, separators, opensInternationally) = (0, 0, false)
      }
    }
    return false
  }

  /// Whether `text` holds an e-mail address.
  static func holdsEmail(_ text: String) -> Bool {
    maskedEmails(text) != text
  }

  private static func maskedEmails(_ text: String) -> String {
    var out = ""
    var word = ""
    func flush() {
      out += isEmail(word.replacing("%40", with: "@")) ? mask : word
      word = ""
    }
    for character in text {
      if character.isWhitespace || ",;<>\"'|".contains(character) {
        flush()
        out.append(character)
      } else {
        word.append(character)
      }
    }
    flush()
    return out
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

  /// A phone number here: a plus and at least 8 digits; at least 10 digits in three groups or more that only spaces, dots,
  /// dashes, slashes, underscores or brackets part; or 9 in two groups that begin with 0 or a bracket. A plain run of
  /// digits is an id and stays. Digits of any script count.
  private static func maskedPhones(_ text: String) -> String {
    var out = ""
    var run = ""
    func flush() {
      out += isPhone(run) ? mask(run) : eachMasked(run)
      run = ""
    }
    for character in text {
      if isDigit(character) || "+.()/_-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}".contains(character)
        || character.isWhitespace && !character.isNewline
      {
        run.append(character)
      } else {
        flush()
        out.append(character)
      }
    }
    flush()
    return out
  }

  /// Several numbers one after the other: each by itself.
  private static func eachMasked(_ run: String) -> String {
    guard run.contains(where: \.isWhitespace) else { return run }
    var out = ""
    var piece = ""
    func flush() {
      out += isPhone(piece) ? mask(piece) : piece
      piece = ""
    }
    for character in run {
      if character.isWhitespace {
        flush()
        out.append(character)
      } else {
        piece.append(character)
      }
    }
    flush()
    return out
  }

  private static func mask(_ run: String) -> String {
    run.prefix { $0.isWhitespace } + mask + (run.last.map { $0.isWhitespace ? String($0) : "" } ?? "")
  }

  private static func isDigit(_ character: Character) -> Bool { character.isWholeNumber }

  private static func isPhone(_ run: String) -> Bool {
    let digits = run.count(where: isDigit)
    guard (8...15).contains(digits) else { return false }
    let groups = run.split { !isDigit($0) }.count
    let opens = run.first { $0 == "+" || $0 == "(" || isDigit($0) }
    if opens == "+" { return true }
    if isTime(run) { return false }
    return groups >= 3 ? digits >= 10 : groups == 2 && digits >= 9 && (opens == "(" || opens?.wholeNumberValue == 0)
  }

  /// `2026-11-23` or `11/23/2026`, with or without a following number, is a date, not a phone.
  private static func isTime(_ run: String) -> Bool {
    let groups = run.split { !isDigit($0) }.map(\.count)
    guard groups.count >= 3 else { return false }
    return groups[0] == 4 && groups[1] <= 2 && groups[2] <= 2 || groups[0] <= 2 && groups[1] <= 2 && groups[2] == 4
  }
}
