internal import Records

/// Finds signs of an unhappy customer in a short text, as codes; the text itself stays private.
///
/// One strong phrase is a signal, or two different weak ones. A negation up to four words before a phrase cancels it.
/// Asking for a refund alone is a request, not a signal.
public enum Signals {
  /// A phrase is how many words it has in sequence; a word ending in `*` stands for all that begin so.
  struct Phrase {
    let code: String
    let words: [String]
  }

  /// The codes found, sorted: `chargeback`, `fraud`, `legal`, `repeated`, or those of two weak phrases.
  public static func codes(in text: String) -> [String] {
    let words = words(of: text)
    let found = Set(strong.filter { occurs($0, in: words) }.map(\.code))
    let mild = Set(weak.filter { occurs($0, in: words) }.map(\.code))
    return (mild.count >= 2 ? found.union(mild) : found).sorted()
  }

  /// The field of a ticket: what its subject and its tags tell; nil when nothing is found.
  static func json(subject: String?, tags: String?) -> JSONValue? {
    // A full stop of words keeps a phrase from reaching over from one to the other.
    let found = Set(codes(in: subject ?? "")).union(codes(in: tags ?? ""))
    return found.isEmpty ? nil : .array(found.sorted().map { .string($0) })
  }

  // MARK: The lexicon

  static let strong: [Phrase] = phrases([
    "chargeback": ["chargeback*", "charge back", "dispute the charge", "dispute this charge", "disputing the charge"],
    "fraud": ["scam*", "fraud*", "rip off", "ripped off"],
    "legal": [
      "lawyer*", "attorney*", "solicitor*", "legal action", "small claims", "trading standards", "consumer protection",
    ],
    "repeated": ["second time", "third time", "2nd time", "3rd time"],
  ])

  static let weak: [Phrase] = phrases([
    "angry": ["angry", "furious", "outrag*", "fed up"],
    "disappointed": ["disappoint*", "let down", "frustrat*"],
    "poor": ["terrible", "awful", "horrible", "worst", "unacceptable", "ridiculous", "appalling"],
    "lost-trust": ["never again", "bad review", "one star", "last order", "cancel everything"],
    "unanswered": ["still waiting", "no response", "no reply", "no answer", "ignored", "ignoring"],
  ])

  private static let negations: Set<String> = [
    "not", "no", "never", "without", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "wasnt", "wont", "wouldnt",
    "arent", "havent", "hasnt", "nothing", "nor",
  ]

  private static func phrases(_ table: [String: [String]]) -> [Phrase] {
    table.sorted { $0.key < $1.key }.flatMap { code, texts in
      texts.map { Phrase(code: code, words: $0.split(separator: " ").map(String.init)) }
    }
  }

  // MARK: Words

  /// Words in lower case, apostrophes taken out; a sentence's end is a word of its own, which no phrase and no negation
  /// reaches over.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    func close() {
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    for character in text.lowercased() {
      if character.isLetter || character.isNumber {
        word.append(character)
      } else if character != "'" && character != "\u{2019}" {
        close()
        if ".!?;,".contains(character), words.last != "." { words.append(".") }
      }
    }
    close()
    return words
  }

  private static func occurs(_ phrase: Phrase, in words: [String]) -> Bool {
    guard words.count >= phrase.words.count else { return false }
    for start in 0...(words.count - phrase.words.count) where matches(phrase, words, start) {
      let before = words[max(0, start - 4)..<start]
      let sentence = before.lastIndex(of: ".").map { before[($0 + 1)...] } ?? before
      if !sentence.contains(where: negations.contains) { return true }
    }
    return false
  }

  private static func matches(_ phrase: Phrase, _ words: [String], _ start: Int) -> Bool {
    for (index, wanted) in phrase.words.enumerated() {
      let word = words[start + index]
      let fits = wanted.last == "*" ? word.hasPrefix(wanted.dropLast()) : word == wanted
      if !fits { return false }
    }
    return true
  }
}
