internal import Index
internal import Ledger
public import Records
internal import Workflows

/// Which exceptions `tend exceptions list` shows.
public struct ExceptionQuery: Sendable {
  /// The states; open and acknowledged by default.
  public var states: Set<ShopException.State> = [.open, .acknowledged]
  /// Only of this workflow.
  public var workflow: String?
  /// Only of this rule.
  public var rule: String?
  /// Only of this owner.
  public var owner: String?
  /// Only of this severity.
  public var severity: ShopException.Severity?
  /// At most so many; nil for all.
  public var limit: Int?

  /// A query for everything that is not resolved.
  public init() {}
}

/// An edit by hand, as the command line gives it.
public enum ExceptionEdit: Sendable {
  case acknowledge
  /// To an owner's id.
  case assign(String)
  case snooze(until: Instant)
  /// One of `handled`, `refunded`, `replaced`, `false-alarm`, `duplicate`, `wont-do`.
  case resolve(String)
  /// Free text; only its hash enters git.
  case note(String)

  var word: String {
    switch self {
    case .acknowledge: "acknowledge"
    case .assign: "assign"
    case .snooze: "snooze"
    case .resolve: "resolve"
    case .note: "note"
    }
  }
}

extension Tend {
  /// Exceptions, the most urgent first.
  public func exceptions(_ query: ExceptionQuery) throws(Diagnostic) -> [ShopException] {
    let session = try Session(workspace, setting, recovers: false)
    var filter = ExceptionFilter()
    filter.states = query.states
    filter.workflow = query.workflow
    filter.rule = query.rule
    filter.owner = query.owner
    let found = try Session.diagnosed { try session.index.read { try $0.exceptions(filter) } }
      .filter { query.severity == nil || $0.severity == query.severity }
      .map { (urgency: Urgency($0, at: setting.now), exception: $0) }
      .sorted { $0.urgency < $1.urgency }.map(\.exception)
    if found.isEmpty { try session.requireKnown(query) }
    return query.limit.map { Array(found.prefix($0)) } ?? found
  }

  /// The exception whose id begins so; `EX-` may be left out.
  ///
  /// - Throws: `exception.unknown`, `exception.ambiguous`.
  public func exception(_ prefix: String) throws(Diagnostic) -> ShopException {
    try Tend.exception(prefix, Session(workspace, setting, recovers: false))
  }

  /// The texts of an exception's notes, by the hash that its timeline holds; those of somebody forgotten are gone.
  public func notes(of exception: ShopException) throws(Diagnostic) -> [String: String] {
    let hashes = exception.timeline.compactMap { $0.detail["hash"]?.string }
    guard !hashes.isEmpty else { return [:] }
    let session = try Session(workspace, setting, recovers: false)
    return try Session.diagnosed {
      try hashes.reduce(into: [:]) { notes, hash in notes[hash] = try session.people.note(hash) }
    }
  }

  /// What an exception's evidence says in words, by name, and the shop's zone, in which its times are said.
  public func evidence(
    of exception: ShopException
  ) throws(Diagnostic) -> (zone: String, lines: [(name: String, value: String)]) {
    let settings = try Session(workspace, setting, recovers: false).settings
    let rule = BuiltInRules.make(settings).first { $0.id == exception.rule }
    return (
      settings.zone.name, Evidence.lines(exception.evidence, kind: rule?.kind, words: FactWords(settings))
    )
  }

  static func exception(_ prefix: String, _ session: Session) throws(Diagnostic) -> ShopException {
    var full = prefix.uppercased()
    if !full.hasPrefix("EX-") { full = "EX-" + full }
    let (ids, exception) = try Session.diagnosed {
      try session.index.read { view in
        let ids = full.utf8.count > 3 ? try view.exceptionIDs(prefix: full) : []
        return (ids, try ids.count == 1 ? view.exception(ids[0]) : nil)
      }
    }
    if let exception { return exception }
    guard ids.count > 1 else {
      throw Diagnostic(
        .usage, code: "exception.unknown", "There is no exception \(full)",
        hints: ["See which there are: tend exceptions list"], location: full)
    }
    throw Diagnostic(
      .usage, code: "exception.ambiguous", "\(full) could be several exceptions",
      hints: ["Write more of the id: \(ids.joined(separator: ", "))"], location: full)
  }

  /// The id of the owner who does something by hand: whom `by` names, by id or name in any case; else the one the machine's
  /// user is; else the only one there is.
  ///
  /// - Throws: `exception.unknown-owner`, `usage.nobody`.
  public func owner(by: String?, user: String?) throws(Diagnostic) -> String {
    let owners = try Session.configuration(of: workspace).workflows.owners
    func id(of name: String) -> String? {
      owners.first { $0.id == name }?.id
        ?? owners.first { [$0.id, $0.name].map { $0.lowercased() }.contains(name.lowercased()) }?.id
    }
    let hint = "Name one with --by: \(owners.map(\.id).joined(separator: ", "))"
    if let by {
      if let id = id(of: by) { return id }
      throw Diagnostic(
        .usage, code: "exception.unknown-owner", "\(by) is no owner in tend.yml",
        reason: "The history names who did what.", hints: [hint])
    }
    if let id = user.flatMap(id) { return id }
    if owners.count == 1 { return owners[0].id }
    throw Diagnostic(
      .usage, code: "usage.nobody", "It is not known who does this",
      reason: user.map {
        "The history names who did what, and the user of this machine, \($0), is no owner in tend.yml."
      }
        ?? "The history names who did what.", hints: [hint])
  }

  /// Edits an exception by hand: one commit that names who.
  ///
  /// - Parameter by: The id of an owner.
  public func edit(_ prefix: String, _ edit: ExceptionEdit, by: String) throws(Diagnostic) -> ShopException {
    let session = try Session(workspace, setting, recovers: true)
    let lock = try session.lockLedger()
    defer { lock.release() }
    try session.ledger.requireClock(setting.now)
    let exception = try Tend.exception(prefix, session)
    let rule = BuiltInRules.make(session.settings).first { $0.id == exception.rule }
    let edited = try session.handEdit(edit, exception).apply(
      to: exception, by: by, at: setting.now, type: rule?.type, settings: session.settings)
    if case .note(let text) = edit { try session.keep(note: text, about: exception) }
    let commit = try session.commit(edited, word: edit.word, by: by)
    try Session.diagnosed {
      try session.index.write(commit: commit.id.description) { tx in
        try tx.put(edited)
        // The next run looks at it again: a snooze ends by time.
        try tx.setWake(edited.subject, at: session.setting.now + Span(seconds: 1))
      }
    }
    return edited
  }
}

extension Session {
  fileprivate func handEdit(_ edit: ExceptionEdit, _ exception: ShopException) throws(Diagnostic) -> HandEdit {
    switch edit {
    case .acknowledge: return .acknowledge
    case .assign(let owner): return .assign(to: owner)
    case .snooze(let until): return .snooze(until: until)
    case .note(let text): return .note(hash: pseudonyms.seal(note: text))
    case .resolve(let word):
      guard let resolution = Resolution(rawValue: word) else {
        throw Diagnostic(
          .usage, code: "exception.resolution", "\"\(word)\" is not a way to resolve an exception",
          hints: ["Choose one of: \(Resolution.allCases.map(\.rawValue).joined(separator: ", "))"])
      }
      return .resolve(resolution)
    }
  }

  fileprivate func keep(note: String, about exception: ShopException) throws(Diagnostic) {
    let hash = pseudonyms.seal(note: note)
    _ = try Session.diagnosed { try people.write { try $0.putNote(note, hash: hash, people: exception.people) } }
  }

  fileprivate func commit(_ exception: ShopException, word: String, by: String) throws(Diagnostic) -> Commit {
    let builder = try ledger.beginCommit(on: ledger.head())
    do {
      try builder.write(exception.path, PrettyJSON.bytes(exception.json))
      return try builder.finish(
        message: CommitMessage(
          subject: "\(word) \(exception.id): \(exception.title)",
          trailers: trailers(edit: word, exceptions: [exception.id])), author: Session.author(by), at: setting.now)
    } catch {
      builder.abandon()
      throw error
    }
  }
}

extension Session {
  /// Refuses a filter that nothing is found by because its name is mistyped.
  fileprivate func requireKnown(_ query: ExceptionQuery) throws(Diagnostic) {
    let rules = BuiltInRules.make(settings)
    func require(_ name: String?, _ what: String, among known: [String]) throws(Diagnostic) {
      guard let name, !known.contains(name) else { return }
      throw Diagnostic(
        .usage, code: "exception.unknown-filter", "There is no \(what) \(name)",
        hints: ["There are: \(Set(known).sorted(by: precedes).joined(separator: ", "))"])
    }
    try require(query.owner, "owner", among: settings.owners.map(\.id))
    try require(query.workflow, "workflow", among: rules.map(\.workflow))
    try require(query.rule, "rule", among: rules.map(\.id))
  }
}
