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

  /// False only for a text that surely holds neither: no `@`, and no run of digits and separators long enough for a
  /// phone. Nearly every text is one of these.
  private static func mayHold(_ text: String) -> Bool {
    var digits = 0
    var separators = 0
    var opensInternationally = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "@"), UInt8(ascii: "%"): return true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if digits >= 9, separators > 0 { return true }
        if digits >= 8, opensInternationally { return true }
      case UInt8(ascii: "+"):
        opensInternationally = true
        separators += 1
      case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: " "):
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
    guard text.utf8.contains(UInt8(ascii: "@")) || text.utf8.contains(UInt8(ascii: "%")) else { return text }
    let pieces = text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      isEmail(word.replacing("%40", with: "@")) ? mask : String(word)
    }
    return pieces.joined(separator: " ")
  }

  /// Whether an `@` stands in a word with something before it and a domain with a dot behind it; a link writes it `%40`.
  private static func isEmail(_ word: Substring) -> Bool {
    word.indices.contains { at in
      guard word[at] == "@", at > word.startIndex else { return false }
      let domain = word[word.index(after: at)...].prefix { $0 != "@" }
      return domain.contains(".") && domain.first != "."
    }
  }

  /// A phone number here: a plus and at least 8 digits; at least 10 digits in three groups or more that only space, dot,
  /// dash or brackets part; or 9 in two groups that begin with 0 or a bracket. A plain run of digits is an id and stays.
  private static func maskedPhones(_ text: String) -> String {
    var out = ""
    var run = ""
    func flush() {
      let digits = run.filter(\.isNumber).count
      let groups = run.split(whereSeparator: { !$0.isNumber }).count
      let opens = run.first { $0 == "+" || $0 == "(" || $0.isNumber }
      let opensLocally = opens == "0" || opens == "("
      let isPhone =
        (opens == "+" && digits >= 8 && digits <= 15)
        || (digits >= 9 && digits <= 15 && (groups >= 3 ? digits >= 10 : groups == 2 && opensLocally) && !isTime(run))
      out += isPhone ? run.prefix { $0 == " " } + mask + (run.hasSuffix(" ") ? " " : "") : run
      run = ""
    }
    for character in text {
      if character.isASCII, character.isNumber || "+-.() ".contains(character) {
        run.append(character)
      } else {
        flush()
        out.append(character)
      }
    }
    flush()
    return out
  }

  /// `2026-11-23` with or without a following number is a date, not a phone.
  private static func isTime(_ run: String) -> Bool {
    let groups = run.split(whereSeparator: { !$0.isNumber })
    guard let year = groups.first, year.utf8.count == 4, groups.count >= 3 else { return false }
    return groups[1].utf8.count <= 2 && groups[2].utf8.count <= 2
  }
}
