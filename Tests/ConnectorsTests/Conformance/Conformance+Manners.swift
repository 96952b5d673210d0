import Records
import Sandbox

@testable import Connectors
@testable import HTTP

/// How a connector behaves whatever it reads.
extension Conformance {
  // MARK: Cursors

  func distrustsCursors(_ stage: Stage) async {
    var cursors: [(String, Cursor)] = [("empty", Cursor([:])), ("strange", Cursor(["strange": ["x", 1]]))]
    for member in stage.cursor.json.members {
      var json = stage.cursor.json
      json[member.key] = if case .object = member.value { "x" } else { ["x": true] }
      cursors.append(("\(member.key) of another type", Cursor(json)))
    }
    // Without a moment in it nothing can be wrong with its time.
    if let newest = newest(stage.cursor.json) {
      // A clock may go back by a day before a cursor is distrusted.
      let ahead = stage.first + .days(3) - newest
      cursors.append(("of a later time", Cursor(moved(stage.cursor.json) { $0 + ahead })))
      cursors.append(("of the year 2999", Cursor(moved(stage.cursor.json) { _ in Instant(seconds: 32_503_593_600) })))
    }
    for (detail, cursor) in cursors {
      let result = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, from: cursor))
      if result.verdict != subject.whole(stage.stream) {
        report(.cursor, stage.name, detail, "ended with \(result.ended)")
      }
      expect(result.records, stage.one.records, .cursor, stage, detail)
      if result.told.isEmpty { report(.cursor, stage.name, detail, "nobody is told") }
    }
  }

  /// The latest moment in a cursor.
  private func newest(_ json: JSONObject) -> Instant? {
    var newest: Instant?
    _ = moved(json) { moment in
      newest = max(newest ?? moment, moment)
      return moment
    }
    return newest
  }

  /// A cursor with every moment in it moved.
  private func moved(_ json: JSONObject, _ move: (Instant) -> Instant) -> JSONObject {
    JSONObject(
      json.members.map { member in
        switch member.value {
        case .string(let text):
          guard let moment = Instant(text.prefix(19) + "Z") else { return (member.key, member.value) }
          return (member.key, .string("\(move(moment).description.dropLast())\(text.dropFirst(19))"))
        case .integer(let number) where number > 1_000_000_000_000:
          let moment = Instant(seconds: Int64(number / 1000))
          return (member.key, .integer(Int(move(moment).seconds) * 1000 + number % 1000))
        case .integer(let number) where number > 1_000_000_000:
          return (member.key, .integer(Int(move(Instant(seconds: Int64(number))).seconds)))
        case .object(let object): return (member.key, .object(moved(object, move)))
        default: return (member.key, member.value)
        }
      })
  }

  // MARK: Cancellation

  func endsWhenCancelled(_ stage: Stage) async {
    for number in Set([1, stage.middle]) {
      let result = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, cancelAt: number))
      let more = result.requests.count - number
      if more > subject.policy.concurrency {
        report(.cancellation, stage.name, "at \(number)", "\(more) requests after it")
      }
      if result.verdict == .complete || result.verdict == .incremental {
        expect(result.records, stage.one.records, .cancellation, stage, "at \(number)")
      }
      let rest = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, from: result.cursor))
      expect(result.and(rest), stage.one.records, .cancellation, stage, "at \(number), resumed")
    }
  }

  // MARK: Every read

  /// Looks at what every read leaves behind.
  func inspect(_ result: ReadResult, _ stream: RecordStream, _ scene: Scene) {
    for request in result.requests where request.writes {
      report(.effect, stream.name, "", "\(request.method) \(request.effect)")
    }
    if let batch = result.batches.first(where: { $0.records.count + $0.quarantined.count > 1000 }) {
      report(.memory, stream.name, "", "\(batch.records.count) records in one batch")
    }
    look(at: result.log, in: "log", stream.name, scene)
    look(at: result.told.map { "\($0)" }, in: "notice", stream.name, scene)
    if let error = result.error { look(at: ["\(error.diagnostic)"], in: "error", stream.name, scene) }
    let set = result.batches.flatMap(\.quarantined).map { "\($0)" }
    look(at: set, in: "quarantine", stream.name, scene)
    for cursor in result.batches.map(\.cursor) {
      let text = String(decoding: CanonicalJSON.bytes(cursor.json), as: UTF8.self)
      look(at: [text], in: "cursor", stream.name, scene)
      if text.utf8.count > 4096 { report(.cursor, stream.name, "", "\(text.utf8.count) bytes") }
    }
  }

  /// Complains about secrets and people in texts that anybody may read.
  func look(at texts: [String], in place: String, _ stream: String, _ scene: Scene) {
    for text in texts where isNew(text) {
      let plain = SandboxRequest.decoded(text).lowercased()
      for secret in subject.secrets where plain.contains(secret.lowercased()) {
        report(.privacy, stream, place, "a secret")
      }
      let people = people(of: scene)
      let words = plain.split { !$0.isLetter && !$0.isNumber && !"@._-'".contains($0) }
      if words.contains(where: { people.contains(String($0)) }) {
        report(.privacy, stream, place, "somebody's data")
      }
    }
  }

  /// Looks at the records of an undisturbed read and what it says of them.
  func inspect(_ result: ReadResult, _ coverage: Coverage, _ stream: RecordStream, _ scene: Scene) {
    let schema = Schema.of(stream.kind)
    let given = Set(["link", "updated"] + coverage.fields)
    if coverage.fields.contains(where: { schema.field($0) == nil })
      || coverage.fields != coverage.fields.sorted(by: precedes)
    {
      report(.schema, stream.name, "coverage", "fields are unknown or not sorted")
    }
    for record in result.records.values {
      if record.kind != stream.kind || record.id.isEmpty {
        report(.schema, stream.name, "", "of another kind, or no id")
      }
      for (name, value) in record.fields.members.map({ ($0.key, $0.value) }) {
        let field = schema.field(name)
        if !given.contains(name) { report(.schema, stream.name, name, "is not in the coverage") }
        if ["id", "store", "people", "private"].contains(name) || field?.isPublic != true {
          report(.schema, stream.name, name, "may not be a public field")
        }
        if let field, !field.type.fits(value) { report(.schema, stream.name, name, "is not of type \(field.type)") }
      }
      for name in record.personal.keys where schema.field(name)?.isPublic ?? true {
        report(.schema, stream.name, name, "is no private field")
      }
      look(
        at: [String(decoding: CanonicalJSON.bytes(record.fields), as: UTF8.self)], in: "fields", stream.name, scene)
    }
  }
}

extension FieldType {
  /// Whether a value is of this type.
  fileprivate func fits(_ value: JSONValue) -> Bool {
    switch self {
    case .code: value.string.map { !$0.isEmpty } ?? false
    case .text: false
    case .money, .integer: value.integer != nil
    case .instant: value.instant != nil
    case .day: value.day != nil
    case .flag: value.bool != nil
    case .codes:
      value.array.map { list in
        let texts = list.compactMap(\.string)
        return texts.count == list.count && texts == texts.sorted(by: precedes)
      } ?? false
    case .items:
      value.array?.allSatisfy { item in
        item.object?.members.allSatisfy { member in
          Schema.itemFields.first { $0.name == member.key }?.type.fits(member.value) ?? false
        } ?? false
      } ?? false
    }
  }
}
