internal import Index
internal import Records
internal import Workflows

/// One look at a subject: load it, ask the rules, plan what follows.
struct SubjectLook {
  let detector: Detector
  let planner: Planner
  let loader: SubjectLoader
  let run: String

  /// What follows for the subject of an address; nil when nothing of that name was ever known.
  func plan(_ address: String, _ view: IndexView) throws -> (subject: Subject, plan: Plan)? {
    guard var subject = try loader.subject(address) else { return nil }
    let existing = try SubjectLook.exceptions(of: subject, view)
    // A person who was joined with another keeps the name under which their exceptions stand.
    if subject.kind == .person, let known = existing.map(\.subject).min(by: precedes) { subject.address = known }
    let answers = detector.evaluate(subject, now: loader.now)
    var plan = planner.plan(subject, answers: answers, existing: existing, now: loader.now, run: run)
    plan.wakeAt = [plan.wakeAt, loader.flips(subject)].compactMap { $0 }.min()
    return (subject, plan)
  }

  /// Every exception a subject ever had.
  static func exceptions(of subject: Subject, _ view: IndexView) throws -> [ShopException] {
    if subject.kind == .person, let pseudonym = subject.related.person?.pseudonyms.first {
      return try view.exceptions(aboutPerson: pseudonym)
    }
    var filter = ExceptionFilter()
    filter.subject = subject.address
    return try view.exceptions(filter)
  }
}

/// Whom rules can be asked about.
enum Subjects {
  /// Every subject that a rule could match: unsettled records, and all persons.
  static func all(
    rules: [Rule], settings: WorkflowSettings, marks: [String: Instant], now: Instant, reader: RecordReader,
    _ view: IndexView
  ) throws -> Set<String> {
    let filter = SettledFilter(rules: rules, settings: settings, marks: marks, now: now)
    var subjects: Set<String> = []
    for kind in Kind.allCases {
      try view.forEachRecord(kind: kind) { row in
        if let record = try reader.record(row), !filter.isSettled(record, kind: kind) {
          subjects.insert(row.address.description)
        }
        if let pseudonym = row.people.list.first, let person = try view.person(of: pseudonym) {
          subjects.insert("person:\(person)")
        }
      }
    }
    return subjects
  }
}
