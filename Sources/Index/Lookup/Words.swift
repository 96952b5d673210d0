import Records

/// Recurring texts and their numbers, as far as one transaction has met them.
final class Words {
  private let session: Session
  private var numbers: [ExactText: Int64] = [:]
  private var texts: [Int64: String] = [:]

  init(_ session: Session) { self.session = session }

  /// The number of a text; nil when the index has never seen it.
  func known(_ text: String) throws -> Int64? {
    if let number = numbers[ExactText(text)] { return number }
    let number = try session("SELECT word FROM words WHERE text = ?1").first(text) { $0.integer(0) }
    if let number { keep(text, number) }
    return number
  }

  /// The number of a text, a new one if need be; nil for nil.
  func number(_ text: String?) throws -> Int64? {
    guard let text else { return nil }
    if let number = try known(text) { return number }
    try session("INSERT INTO words (text) VALUES (?1)").run(text)
    let number = session.db.lastInsertedRowID
    keep(text, number)
    return number
  }

  /// The text of a number; nil for nil.
  func text(_ number: Int64?) throws -> String? {
    guard let number else { return nil }
    if let text = texts[number] { return text }
    let text = try session("SELECT text FROM words WHERE word = ?1").first(number) { $0.text(0) }
    if let text { keep(text, number) }
    return text
  }

  private func keep(_ text: String, _ number: Int64) {
    numbers[ExactText(text)] = number
    texts[number] = text
  }
}
