import Records

extension Answer {
  /// A moment as V2 writes it; nil where there is none or an empty text.
  func mailDate(_ key: String) throws(MappingProblem) -> Instant? { try instant(key, MailDate.instant) }

  /// A short text that may stand in public; nil where there is none.
  func publicText(_ key: String) throws(MappingProblem) -> String? {
    guard let text = try plain(key) else { return nil }
    if text.utf8.count > 1 << 20 { throw problem(.cellTooLong, key) }
    return text
  }

  /// A text of a person, without the characters that no store of texts takes; nil where there is none.
  func note(_ key: String) throws(MappingProblem) -> String? {
    guard let text = try text(key) else { return nil }
    if text.utf8.count > 1 << 20 { throw problem(.cellTooLong, key) }
    return text.utf8.contains(0) ? text.replacing("\0", with: "") : text
  }

  /// The id of the customer; nil for a guest, who is 0.
  func customer(_ key: String) throws(MappingProblem) -> String? {
    guard let id = try integer(key), id > 0 else { return nil }
    return String(id)
  }

  /// First and last name.
  func fullName() throws(MappingProblem) -> String? {
    let name = [try note("first_name"), try note("last_name")].compactMap { $0 }.joined(separator: " ")
    return name.isEmpty ? nil : name
  }

  /// A number by which records are found and told apart, also where it comes as its text; nil where there is none above 0.
  func number(_ key: String) -> Int? {
    guard let number = try? integer(key), number > 0 else { return nil }
    return number
  }

  /// The numeric id of the record itself.
  func ownID() throws(MappingProblem) -> String {
    guard object["id"] != nil else { throw problem(.missingID, "id") }
    guard let id = try integer("id"), id > 0 else { throw problem(.wrongType, "id") }
    return String(id)
  }
}
