import Records
import Sandbox

@testable import Connectors
@testable import HTTP

/// Whatever goes wrong ends in the same records, in an error, or in a read that says it is not whole.
extension Conformance {
  func withstandsFaults(_ stage: Stage) async {
    let places = Set([1, 2, stage.middle].filter { $0 <= stage.one.requests.count })
    for fault in Fault.allCases {
      for rule in places.sorted().map({ FaultRule(fault, .nth($0)) }) + [FaultRule(fault, .from(stage.middle))] {
        let result = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, faults: [rule]))
        let rest = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, from: result.cursor))
        judge(result, then: rest, rule, [:], stage.one.records, stage)
      }
      for rule in [FaultRule(fault, .nth(1)), FaultRule(fault, .nth(2))] {
        let reading = ReadPlan(at: stage.second, from: stage.cursor, faults: [rule])
        let result = await read(stage.stream, stage.scene, reading)
        let rest = await read(stage.stream, stage.scene, ReadPlan(at: stage.second, from: result.cursor))
        judge(result, then: rest, rule, stage.one.records, stage.two.records, stage)
      }
    }
  }

  /// What a read under a fault, and after an error or one that says it lacks something the next one, made of the records
  /// known before.
  private func judge(
    _ result: ReadResult, then rest: ReadResult, _ rule: FaultRule, _ known: [String: MappedRecord],
    _ expected: [String: MappedRecord], _ stage: Stage
  ) {
    let detail = "\(rule)\(known.isEmpty ? "" : " of an increment")"
    let (actual, quarantined): ([String: MappedRecord], Int)
    switch result.verdict {
    case .complete where known.isEmpty: (actual, quarantined) = (result.records, result.quarantined)
    case .complete, .incremental:
      (actual, quarantined) = (known.merging(result.records) { $1 }, result.quarantined)
    case .partial, .failed, nil:
      actual = known.merging(result.and(rest)) { $1 }
      quarantined = result.quarantined + rest.quarantined
    }
    let missing = Difference(expected, result.records).lost.count
    if known.isEmpty, result.verdict == .partial, missing > result.quarantined, rest.verdict == .incremental,
      subject.whole(stage.stream) == .complete
    {
      report(.fault, stage.name, detail, "partial, and the next read goes on over a gap of \(missing)")
    }
    var difference = Difference(expected, actual)
    // Of a record that is not as it was one can't know what it should be; that it is set aside is all one can ask.
    if rule.fault.altersARecord {
      difference.changed = []
      if difference.lost.count <= quarantined { difference.lost = [] }
    }
    // An update that is set aside leaves the record as it was known.
    if quarantined > 0, difference.changed.count <= quarantined { difference.changed = [] }
    if !difference.isEmpty { report(.fault, stage.name, detail, "\(result.ended), \(difference.words)") }
  }

  /// Refusals for good, from the first request on and from the middle.
  func decidesAsTheTable(_ stage: Stage) async {
    let statuses: [(Int, Fault)] = [
      (401, .expired), (403, .forbidden), (404, .notFound), (409, .conflict), (422, .refused), (429, .busy),
      (429, .busyWithoutWord), (500, .failing), (502, .badGateway), (503, .unavailable),
    ]
    for (status, fault) in statuses {
      let expected = SyncError(HTTPError(.status(status))).family
      for rule in [FaultRule(fault), FaultRule(fault, .from(stage.middle))] {
        let result = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, faults: [rule]))
        // What is not allowed may be left out, where the read says so.
        if status == 403, result.verdict == .partial || result.verdict == .failed { continue }
        guard result.error?.family != expected else { continue }
        report(.status, stage.name, "\(rule)", "should be \(expected), ended with \(result.ended)")
      }
    }
  }

  func ignoresWhatNobodyKnows(_ stage: Stage) async {
    let result = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, faults: [FaultRule(.unknownField)]))
    if result.verdict != subject.whole(stage.stream) {
      report(.unknownMembers, stage.name, "", "ended with \(result.ended)")
    }
    expect(result.records, stage.one.records, .unknownMembers, stage, "")
    if result.quarantined > 0 { report(.unknownMembers, stage.name, "", "\(result.quarantined) set aside") }
  }
}

extension Fault {
  /// Whether a record comes out of it as another one than it was.
  fileprivate var altersARecord: Bool { [.numberAsObject, .missingField, .hugeText].contains(self) }
}
