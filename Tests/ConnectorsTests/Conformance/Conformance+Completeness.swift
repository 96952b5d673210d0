import Connectors
import Records

/// Nothing is lost and nothing is doubled, however reads follow each other.
extension Conformance {
  /// Compares what several reads gave together.
  func expect(
    _ actual: [String: MappedRecord], _ expected: [String: MappedRecord], _ check: Violation.Check, _ stage: Stage,
    _ detail: String
  ) {
    let difference = Difference(expected, actual)
    if !difference.isEmpty { report(check, stage.name, detail, difference.words) }
  }

  /// Complains about a read that should have ended well.
  private func expectSuccess(_ result: ReadResult, _ check: Violation.Check, _ stage: Stage, _ detail: String) {
    guard result.verdict != .complete, result.verdict != .incremental else { return }
    report(check, stage.name, detail, "ended with \(result.ended)")
  }

  /// Full and then what changed is as full as a later full read.
  func readsWhatChanged(_ stage: Stage, _ check: Violation.Check) async {
    let more = await read(stage.stream, stage.scene, ReadPlan(at: stage.second, from: stage.cursor))
    expectSuccess(more, check, stage, "")
    expect(stage.one.and(more), stage.two.records, check, stage, "")
    if more.verdict == .complete { return expect(more.records, stage.two.records, check, stage, "said complete") }
    let idle = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, from: stage.cursor))
    expectSuccess(idle, check, stage, "nothing changed")
    expect(stage.one.and(idle), stage.one.records, check, stage, "nothing changed")
    if idle.records.count > subject.overlap, idle.verdict != .complete {
      report(check, stage.name, "nothing changed", "\(idle.records.count) records again, over \(subject.overlap)")
    }
  }

  func readsTheSameTwice(_ stage: Stage) async {
    let again = await read(stage.stream, stage.scene, ReadPlan(at: stage.first))
    if again.batches != stage.one.batches || again.coverage != stage.one.coverage {
      report(.twice, stage.name, "", "the same full read gave something else")
    }
    let page = ReadPlan(at: stage.first, from: stage.one.batches.first?.cursor)
    let (left, right) = (
      await read(stage.stream, stage.scene, page), await read(stage.stream, stage.scene, page)
    )
    if left.batches != right.batches || left.coverage != right.coverage {
      report(.twice, stage.name, "", "the same page gave something else")
    }
  }

  /// Killed after every batch and resumed, at once and after a while.
  func resumes(_ stage: Stage, _ check: Violation.Check) async {
    for limit in sampled(stage.one.batches.count) {
      let detail = "killed after batch \(limit)"
      let begun = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, limit: limit))
      let rest = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, from: begun.cursor))
      expectSuccess(rest, check, stage, detail)
      expect(begun.and(rest), stage.one.records, check, stage, detail)
      let again = Set(begun.records.keys).intersection(rest.records.keys).count
      if again > subject.overlap {
        report(check, stage.name, detail, "\(again) records again, over \(subject.overlap)")
      }
      let late = await read(stage.stream, stage.scene, ReadPlan(at: stage.second, from: begun.cursor))
      let last = await read(stage.stream, stage.scene, ReadPlan(at: stage.second, from: late.cursor))
      expect(begun.and(late, last), stage.two.records, check, stage, "\(detail), resumed later")
    }
    let increment = await read(stage.stream, stage.scene, ReadPlan(at: stage.second, from: stage.cursor))
    for limit in sampled(increment.batches.count) {
      let begun = await read(
        stage.stream, stage.scene, ReadPlan(at: stage.second, from: stage.cursor, limit: limit))
      let rest = await read(stage.stream, stage.scene, ReadPlan(at: stage.second, from: begun.cursor))
      expect(
        stage.one.and(begun, rest), stage.two.records, check, stage, "increment killed after batch \(limit)")
    }
  }

  /// All numbers below a count, or forty of them.
  private func sampled(_ count: Int) -> [Int] { Array(stride(from: 0, to: count, by: max(1, count / 40))) }

  /// The shop goes on while it is read: rows leave pages that are still to come for ones that were read.
  func losesNothingThatMoves(_ stage: Stage) async {
    let length = (stage.second - stage.first).seconds
    for requests in [stage.one.requests.count, 2 * stage.one.requests.count] {
      let drift = Span(seconds: length / Int64(max(1, requests)))
      let moving = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, drift: drift))
      if moving.error != nil { report(.moving, stage.name, "", "ended with \(moving.ended)") }
      let more = await read(stage.stream, stage.scene, ReadPlan(at: stage.second, from: moving.cursor))
      expect(moving.and(more), stage.two.records, .moving, stage, "\(drift) with each request")
    }
  }

  func trustsNoClock(_ stage: Stage) async {
    for wrong in [-7200, -30, 30, 7200] as [Int64] {
      let asOf = stage.first + Span(seconds: wrong)
      let begun = await read(stage.stream, stage.scene, ReadPlan(at: stage.first, asOf: asOf))
      let more = await read(stage.stream, stage.scene, ReadPlan(at: stage.second, from: begun.cursor))
      expect(begun.and(more), stage.two.records, .clock, stage, "wrong by \(wrong) s")
    }
  }

  /// Reads follow each other every five minutes while the lists of the system trail by four.
  func findsWhatIsShownLate(_ stream: RecordStream) async {
    guard subject.trailing != nil else { return }
    let scene = Scene.busy
    var known: [String: MappedRecord] = [:]
    var cursor: Cursor?
    var now = scene.first
    // An hour of such reads.
    let end = min(scene.second, now + .hours(1))
    while now < end {
      let part = await read(stream, scene, ReadPlan(at: now, from: cursor, trail: .minutes(4)))
      if part.error != nil { report(.lag, stream.name, "", "ended with \(part.ended)") }
      known.merge(part.records) { $1 }
      cursor = part.cursor
      now = now + .minutes(5)
    }
    let last = await read(stream, scene, ReadPlan(at: now, from: cursor))
    let whole = await read(stream, scene, ReadPlan(at: now))
    var difference = Difference(whole.records, known.merging(last.records) { $1 })
    // What came and went meanwhile is no matter.
    difference.added = []
    if !difference.isEmpty { report(.lag, stream.name, "trailing by 4 minutes", difference.words) }
  }

  /// Everything once more where whole pages changed in one second.
  func keepsTies(_ stream: RecordStream) async {
    guard let stage = await stage(stream, .tied(subject.orders), .ties) else { return }
    await readsWhatChanged(stage, .ties)
    await resumes(stage, .ties)
  }

  /// What is received is handed over, however much there is: of twice as many orders no more waits.
  func holdsNothingBack(_ stream: RecordStream) async {
    var waiting: [Int] = []
    for orders in [2500, 5000] {
      let scene = Scene.ordinary(orders)
      let all = await read(stream, scene, ReadPlan(at: scene.first))
      if all.verdict != subject.whole(stream) { report(.memory, stream.name, "", "ended with \(all.ended)") }
      waiting.append(all.waiting)
    }
    if waiting[1] > max(8, waiting[0] * 3 / 2) {
      report(.memory, stream.name, "", "\(waiting[1]) answers before a batch, \(waiting[0]) where half is to be read")
    }
  }
}
