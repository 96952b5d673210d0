public import Records

/// The key of a planned action, which a system is given too where it can keep it.
public struct ActionKey: Sendable, Hashable, CustomStringConvertible {
  /// 16 to 32 letters and digits.
  public let description: String

  /// Reads ``Records/PlannedAction/key``; nil for what is none, so that a key can stand in any text.
  public init?(_ text: String) {
    guard (16...32).contains(text.utf8.count),
      text.utf8.allSatisfy({ isDigit($0) || (97...122).contains($0 | 0x20) })
    else { return nil }
    description = text
  }
}

/// What a planned action comes to at a system: everything that is sent, and nothing that has to be looked up first.
public struct SystemAction: Sendable, Hashable {
  /// What can be done. The raw value is the word in `tend.yml` and in `actions/`.
  public enum Kind: String, Sendable, CaseIterable {
    /// Puts a tag on a record.
    case tag
    /// Takes a tag off a record.
    case untag
    /// Adds a line to what staff reads about a record.
    case note
    /// Makes a segment of customers, or changes one that Tend made.
    case segment
    /// Keeps an order from being shipped.
    case hold
  }

  /// The record that it is done to.
  public struct Target: Sendable, Hashable {
    /// What the record is about.
    public var kind: Records.Kind
    /// The record's id, which is the system's own.
    public var id: String

    /// A target of its parts.
    public init(_ kind: Records.Kind, _ id: String) {
      self.kind = kind
      self.id = id
    }
  }

  /// What is sent. Texts may be personal; they are never in an error or a log.
  public enum Content: Sendable, Hashable {
    /// One tag: no comma, up to 255 characters; upper and lower case are the same.
    case tag(String)
    /// One tag, as above.
    case untag(String)
    /// One line, up to 2,000 characters; the key is added to it.
    case note(String)
    /// A segment by its name, with the system's own query. `id` is that of one made before, to change it; nil to make one.
    case segment(name: String, query: String, id: String?)
    /// `until` is the day on which it may be shipped, for systems that need one; nil for those that hold until someone
    /// lets go.
    case hold(HoldReason, until: Day?)
  }

  /// Why an order is held.
  public enum HoldReason: String, Sendable, CaseIterable { case payment, fraud, address, stock, other }

  /// Who decided it.
  public enum Origin: Sendable, Hashable {
    /// A rule did, and nobody looked at it.
    case rule
    /// Somebody asked for this one.
    case person
  }

  /// The planned action's key.
  public var key: ActionKey
  /// What is sent.
  public var content: Content
  /// The record it is done to; nil for what stands by itself.
  public var target: Target?
  /// Who decided it.
  public var origin: Origin

  /// An action of its parts.
  public init(_ key: ActionKey, _ content: Content, on target: Target? = nil, by origin: Origin) {
    self.key = key
    self.content = content
    self.target = target
    self.origin = origin
  }

  /// What is done.
  public var kind: Kind {
    switch content {
    case .tag: .tag
    case .untag: .untag
    case .note: .note
    case .segment: .segment
    case .hold: .hold
    }
  }
}

/// Something that can be done at a system, for the registry, the documentation and whoever grants scopes.
public struct ActionOffer: Sendable, Hashable {
  /// What is done.
  public var kind: SystemAction.Kind
  /// The kind of record it is done to; nil for what stands by itself.
  public var record: Kind?
  /// The system's words for what has to be granted besides the scopes for reading; empty where it knows none. Where there
  /// are several, which of them depends on the record.
  public var scopes: [String]
  /// What it does, in plain words, one sentence.
  public var about: String
  /// Whether only a person may ask for it.
  public var isNeverAutomatic: Bool

  /// An offer of its parts.
  public init(
    _ kind: SystemAction.Kind, on record: Kind?, scopes: [String], about: String, isNeverAutomatic: Bool = false
  ) {
    self.kind = kind
    self.record = record
    self.scopes = scopes
    self.about = about
    self.isNeverAutomatic = isNeverAutomatic
  }
}

extension SystemDescriptor {
  /// Refuses, before anything is sent, what the system has no such action for, what only a person may ask for, and texts
  /// that can't be sent.
  func admit(_ action: SystemAction) throws(ActionError) {
    guard let offer = actions.first(where: { $0.kind == action.kind && $0.record == action.target?.kind }) else {
      throw .unsupported(action, by: title)
    }
    if offer.isNeverAutomatic, action.origin != .person {
      throw .refused(
        Diagnostic(
          .configuration, code: "action.never-automatic", "No rule may do this: \(action.kind.rawValue)",
          reason: "What it does can cost a sale, so a person has to ask for each.",
          hints: ["Take the action out of the rule in tend.yml"]))
    }
    switch action.content {
    case .tag(let tag), .untag(let tag): try checkLine(tag, "A tag", upTo: 255, without: ",")
    case .note(let text): try checkLine(text, "A note", upTo: 2000)
    case .segment(let name, let query, _):
      try checkLine(name, "A segment's name", upTo: 255)
      try checkLine(query, "A segment's query", upTo: 5000)
    case .hold: break
    }
  }
}

private func checkLine(
  _ text: String, _ what: String, upTo limit: Int, without sign: Character? = nil
) throws(ActionError) {
  if text.allSatisfy(\.isWhitespace) { throw .unfit("\(what) is empty.") }
  if text.count > limit { throw .unfit("\(what) is longer than \(limit) characters.") }
  if let sign, text.contains(sign) { throw .unfit("\(what) has a \(sign) in it, which would make two.") }
  if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
    throw .unfit("\(what) has to be one line.")
  }
}

extension String {
  /// Whether two tags are one: spaces around them and upper and lower case do not count.
  func isSameTag(as other: String) -> Bool { sameBytes(trimmed.lowercased(), other.trimmed.lowercased()) }
}
