import Records

/// SHA-256, passed in so that this module needs no library.
public typealias Hash = @Sendable ([UInt8]) -> [UInt8]

/// The names of exceptions and actions: hashes of what they are about, so that a rerun makes the same ones.
public enum Identity {
  /// `EX-` and 10 base32 characters: 50 bits of the hash of rule, subject and episode.
  public static func exception(rule: String, subject: String, episode: Int, hash: Hash) -> String {
    "EX-" + Base32.text(hash(joined([rule, subject, String(episode)])), length: 10)
  }

  /// 26 base32 characters of the hash of exception, kind, target and transition.
  public static func action(exception: String, kind: String, target: String, transition: String, hash: Hash) -> String {
    Base32.text(hash(joined([exception, kind, target, transition])), length: 26)
  }

  /// What groups exceptions: the order, else the person, else the subject itself.
  public static func caseKey(of subject: Subject) -> String {
    if let order = subject.related.orderAddress { return "order:\(order.connection):\(order.id)" }
    if case .record(.order) = subject.kind, let address = RecordAddress(subject.address) {
      return "order:\(address.connection):\(address.id)"
    }
    if let person = people(of: subject).first { return "person:\(person)" }
    return subject.address
  }

  /// The pseudonyms of the person a subject is about, the representative first.
  public static func people(of subject: Subject) -> [String] {
    if let person = subject.related.person { return person.pseudonyms }
    return (subject.record?["people"]?.array ?? []).compactMap(\.string)
  }

  /// Lengths go before the parts, so that no two lists of parts read the same.
  private static func joined(_ parts: [String]) -> [UInt8] {
    parts.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) }
  }
}
