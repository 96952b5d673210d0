internal import Index
internal import Ledger
public import Records

/// What `tend person show` tells.
public struct PersonReport: Sendable {
  /// The pseudonym that stands for the person: the smallest.
  public var person: String
  /// All their pseudonyms, sorted.
  public var pseudonyms: [String]
  /// How many records they have, by kind.
  public var records: [String: Int]
  /// Persons who might be the same, since records carry the same phone number.
  public var suggestions: [String]

  /// The documented JSON.
  public var json: JSONObject {
    [
      "person": .string(person), "pseudonyms": .array(pseudonyms.map { .string($0) }),
      "records": .object(JSONObject(records.map { ($0, .integer($1)) })),
      "suggestions": .array(suggestions.map { .string($0) }),
    ]
  }
}

extension Tend {
  /// Who a person is across connections.
  ///
  /// - Parameter who: An e-mail address, a record's address, or a pseudonym.
  /// - Throws: `person.unknown`.
  public func person(_ who: String) throws(Diagnostic) -> PersonReport {
    let session = try Session(workspace, setting, recovers: false)
    return try Session.diagnosed { try session.index.read { try session.report(on: who, $0) } }
  }

  /// Says that two are the same person, whatever the records say. A later split undoes it.
  ///
  /// - Throws: `person.unknown`, `person.same`, `person.forgotten`.
  public func join(_ left: String, _ right: String, by: String) throws(Diagnostic) -> WorkReport {
    try decide(by: by) { session, view in
      let (one, other) = (try session.report(on: left, view), try session.report(on: right, view))
      guard one.person != other.person else {
        throw Diagnostic(
          .usage, code: "person.same", "They are one person already",
          hints: ["See who it is: tend person show \(one.person)"]
        )
      }
      return Decision(
        line: ["join": .string(one.person), "with": .string(other.person)], subject: "join two persons", edit: "join",
        touched: [one.person, other.person], message: "They are one person from now on")
    }
  }

  /// Says that an identifier joins nobody through records any more, and ends the joins that name it.
  ///
  /// - Throws: `person.unknown`, `person.alone`, `person.forgotten`.
  public func split(_ who: String, by: String) throws(Diagnostic) -> WorkReport {
    try decide(by: by) { session, view in
      let report = try session.report(on: who, view)
      guard report.pseudonyms.count > 1 else {
        throw Diagnostic(
          .usage, code: "person.alone", "Nobody is joined with that identifier",
          hints: ["See who it is: tend person show \(report.person)"])
      }
      let own = try session.pseudonym(of: who, view)
      return Decision(
        line: ["split": .string(own)], subject: "split a person", edit: "split", touched: report.pseudonyms,
        message: "\(own) stands for itself from now on")
    }
  }

  /// A line for `people/links.jsonl`, and whom the rules have to look at again.
  private struct Decision {
    var line: JSONObject
    var subject: String
    var edit: String
    var touched: [String]
    var message: String
  }

  private func decide(
    by: String, _ decision: (Session, IndexView) throws -> Decision
  ) throws(Diagnostic) -> WorkReport {
    let session = try Session(workspace, setting, recovers: true)
    let lock = try session.lockLedger()
    defer { lock.release() }
    try session.ledger.requireClock(setting.now)
    try session.requireOwner(by)
    var made = try Session.diagnosed { try session.index.read { try decision(session, $0) } }
    made.line["at"] = .string(setting.now.description)
    made.line["by"] = .string(by)
    let commit = try session.commit(link: made.line, subject: made.subject, edit: made.edit, by: by)
    let links = try PeopleFiles.links(session.ledger, commit)
    try Session.diagnosed {
      try session.index.write(commit: commit.id.description) { tx in
        try tx.setLinks(links)
        for pseudonym in made.touched {
          if let person = try tx.person(of: pseudonym) {
            try tx.setWake("person:\(person)", at: setting.now + Span(seconds: 1))
          }
        }
      }
    }
    return WorkReport(message: made.message, commit: commit.id.description, figures: [:])
  }
}

extension Session {
  /// The pseudonym behind what people write: an e-mail address, a record's address, a pseudonym.
  fileprivate func pseudonym(of who: String, _ view: IndexView) throws -> String {
    let name = who.hasPrefix("person:") ? String(who.dropFirst("person:".count)) : who
    if let email = Identifiers.normalised(email: name) { return pseudonyms.email(email) }
    if let address = RecordAddress(name), let first = try view.record(address)?.people.list.first { return first }
    return name
  }

  fileprivate func report(on who: String, _ view: IndexView) throws -> PersonReport {
    let own = try pseudonym(of: who, view)
    if forgotten.contains(own) {
      throw Diagnostic(
        .usage, code: "person.forgotten", "That person was forgotten",
        reason: "What was erased is neither shown nor joined.")
    }
    let all = try view.identifiers(of: own)
    guard let person = all.first else {
      throw Diagnostic(
        .usage, code: "person.unknown", "Nobody is known under that name",
        hints: ["Name an e-mail address, a record (shop:order:1043) or a pseudonym (e.…)"])
    }
    var records: [String: Int] = [:]
    for row in try view.records(ofPerson: person) { records[row.address.kind.rawValue, default: 0] += 1 }
    return PersonReport(
      person: person, pseudonyms: all, records: records, suggestions: try view.suggestions(forPerson: person))
  }

  fileprivate func commit(
    link: JSONObject, subject: String, edit: String, by: String
  ) throws(Diagnostic) -> Commit {
    var bytes: [UInt8] = []
    if let head = try ledger.head() { bytes = try ledger.read(PeopleFiles.links, in: head.tree) ?? [] }
    CanonicalJSON.append(.object(link), to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    return try commitFiles([(PeopleFiles.links, bytes)], subject: subject, edit: edit, by: by)
  }
}
