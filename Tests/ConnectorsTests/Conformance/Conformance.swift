import HTTPSupport
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// Holds a connector to what every connector promises, over its simulated system: one line in its tests.
func conformance(of subject: ConformanceSubject, at place: SourceLocation = #_sourceLocation) async throws {
  for violation in await Conformance(subject).violations() { Issue.record("\(violation)", sourceLocation: place) }
}

/// Holds the actions of a connector to what all actions promise, without looking at its streams.
func conformance(ofActions subject: ConformanceSubject, at place: SourceLocation = #_sourceLocation) async throws {
  let violations = await Conformance(subject, only: [.action]).violations()
  for violation in violations { Issue.record("\(violation)", sourceLocation: place) }
}

/// One run of the suite. Violations are collected, so that the suite itself can be tested.
final class Conformance: Sendable {
  let subject: ConformanceSubject
  private let found = Mutex<[Violation]>([])
  private let looked = Mutex<Set<String>>([])
  private let people = Mutex<[Int: Set<String>]>([:])

  private let checks: Set<Violation.Check>

  /// A run that looks at everything, or at some of it.
  init(_ subject: ConformanceSubject, only checks: [Violation.Check] = Violation.Check.allCases) {
    self.subject = subject
    self.checks = Set(checks)
  }

  /// Looks at everything, stream by stream.
  func violations() async -> [Violation] {
    let ordinary = Scene.ordinary(subject.orders)
    if checks.contains(.action) { await acts(ordinary) }
    if checks == [.action] { return excused(found.withLock { $0 }) }
    let streams = subject.connector(NoTransport(), ordinary.first).streams
      .filter { subject.streams?.contains($0.name) ?? true }
    if streams.isEmpty { report(.full, "", "", "no stream to look at") }
    for stream in streams {
      guard let stage = await stage(stream, ordinary, .full) else { continue }
      for check in Violation.Check.allCases where checks.contains(check) { await look(at: stage, for: check) }
    }
    if checks.contains(.check) { await checksBeforeARun(ordinary) }
    return excused(found.withLock { $0 })
  }

  private func look(at stage: Stage, for check: Violation.Check) async {
    switch check {
    case .incremental: await readsWhatChanged(stage, .incremental)
    case .twice: await readsTheSameTwice(stage)
    case .resume: await resumes(stage, .resume)
    case .ties: await keepsTies(stage.stream)
    case .moving: await losesNothingThatMoves(stage)
    case .clock: await trustsNoClock(stage)
    case .lag: await findsWhatIsShownLate(stage.stream)
    case .cursor: await distrustsCursors(stage)
    case .fault: await withstandsFaults(stage)
    case .status: await decidesAsTheTable(stage)
    case .unknownMembers: await ignoresWhatNobodyKnows(stage)
    case .cancellation: await endsWhenCancelled(stage)
    case .memory: await holdsNothingBack(stage.stream)
    // Seen at every read, or at the end.
    case .full, .effect, .privacy, .schema, .check, .action, .exemption: break
    }
  }

  func report(_ check: Violation.Check, _ stream: String, _ detail: String, _ what: String) {
    found.withLock { $0.append(Violation(check: check, stream: stream, detail: detail, what: what)) }
  }

  /// True the first time a text is asked about.
  func isNew(_ text: String) -> Bool { looked.withLock { $0.insert(text).inserted } }

  /// The words about people in a scene, which are those of its size.
  func people(of scene: Scene) -> Set<String> {
    people.withLock { people in
      let key = scene.world.count + Int(scene.world.seed) * 1_000_000
      if let words = people[key] { return words }
      people[key] = scene.personalWords
      return people[key] ?? []
    }
  }

  private func excused(_ violations: [Violation]) -> [Violation] {
    let fits = { (violation: Violation, exemption: ConformanceSubject.Exemption) in
      exemption.check == violation.check && violation.detail.hasPrefix(exemption.detail)
    }
    let idle = subject.exemptions.filter { exemption in !violations.contains { fits($0, exemption) } }
    return violations.filter { violation in !subject.exemptions.contains { fits(violation, $0) } }
      + idle.map {
        Violation(check: .exemption, stream: "", detail: $0.detail, what: "nothing of \($0.check) to excuse")
      }
  }

  // MARK: Reading

  /// Two full reads that all else is compared with; nil where they are no measure.
  func stage(_ stream: RecordStream, _ scene: Scene, _ check: Violation.Check) async -> Stage? {
    let one = await read(stream, scene, ReadPlan(at: scene.first))
    let two = await read(stream, scene, ReadPlan(at: scene.second))
    for (name, result, now) in [("first", one, scene.first), ("second", two, scene.second)] {
      if result.verdict != subject.whole(stream) { report(check, stream.name, name, "ended with \(result.ended)") }
      if result.quarantined > 0 { report(check, stream.name, name, "\(result.quarantined) not mapped") }
      let (read, expected) = (result.records.count, subject.count(stream, scene.world, now))
      if result.verdict == subject.whole(stream), read == 0 || read != expected ?? read {
        report(check, stream.name, name, "read \(read) of \(expected ?? 1)")
      }
      if let coverage = result.coverage { inspect(result, coverage, stream, scene) }
    }
    guard one.verdict == subject.whole(stream), two.verdict == one.verdict, let cursor = one.cursor else { return nil }
    return Stage(stream: stream, scene: scene, one: one, two: two, cursor: cursor)
  }

  /// One read under the real layers.
  func read(_ stream: RecordStream, _ scene: Scene, _ reading: ReadPlan) async -> ReadResult {
    let run = Run(subject, scene, reading)
    let sink = Collector(limit: reading.limit)
    let counted = HandOver.Sink(base: sink, counter: run.transport.counter)
    let connector = subject.connector(run.client, reading.asOf ?? reading.at)
    let task = Task { () async -> Result<Coverage, SyncError> in
      await run.canceller.ready()
      do throws(SyncError) {
        return .success(try await connector.read(stream, from: reading.from, into: counted))
      } catch {
        return .failure(error)
      }
    }
    run.canceller.arm { task.cancel() }
    let ending = await task.value
    let result = ReadResult(
      await sink.batches, ending, requests: run.transport.requests, log: run.lines, told: sink.told,
      from: reading.from, waiting: run.transport.counter.most)
    inspect(result, stream, scene)
    return result
  }

  // MARK: The check before a run

  private func checksBeforeARun(_ scene: Scene) async {
    let well = Run(subject, scene, ReadPlan(at: scene.first))
    let report = await subject.connector(well.client, scene.first).check()
    if let problem = report.problems.first { self.report(.check, "", "", "finds a problem: \(problem.summary)") }
    for request in well.transport.requests where request.writes {
      self.report(.effect, "", "check", "\(request.method) writes")
    }
    look(
      at: well.lines + report.facts + (report.problems + report.notices).map { "\($0)" }, in: "check", "", scene)
    for fault in [Fault.expired, .failing, .notJSON] {
      let ill = Run(subject, scene, ReadPlan(at: scene.first, faults: [FaultRule(fault)]))
      let report = await subject.connector(ill.client, scene.first).check()
      if report.problems.isEmpty { self.report(.check, "", fault.rawValue, "finds no problem") }
      look(at: ill.lines + report.problems.map { "\($0)" }, in: "check", "", scene)
    }
  }
}

/// Two full reads of a stream, which all else is compared with.
struct Stage: Sendable {
  let stream: RecordStream
  let scene: Scene
  let one: ReadResult
  let two: ReadResult
  /// Where the first read ended.
  let cursor: Cursor

  var name: String { stream.name }
  var first: Instant { scene.first }
  var second: Instant { scene.second }
  /// The number of a request in the middle of the first read.
  var middle: Int { one.requests.count / 2 + 1 }
}

/// A connector's surroundings for one run.
final class Run: Sendable {
  let transport: ConformanceTransport
  let client: HTTPClient
  let canceller = Canceller()
  private let log: Lines

  /// Over a system of its own, or over one that others use before and after.
  init(
    _ subject: ConformanceSubject, _ scene: Scene, _ reading: ReadPlan, over twin: (any SimulatedSystem)? = nil,
    access: HTTPClient.Access = .full
  ) {
    let (time, log, canceller) = (FakeTime(), Lines(), canceller)
    self.log = log
    let system = twin ?? reading.trail.flatMap { subject.trailing?(scene.world, $0) } ?? subject.twin(scene.world)
    transport = ConformanceTransport(
      FaultySystem(system, reading.faults), at: reading.at, drift: reading.drift, time: time
    ) { number in
      if number == reading.cancelAt { canceller.cancel() }
    }
    client = HTTPClient(
      over: transport, policy: subject.policy, access: access, timing: time.timing,
      log: { log.add($0.description) })
  }

  var lines: [String] { log.all }
}

private final class Lines: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }
  func add(_ line: String) { lines.withLock { $0.append(line) } }
}

/// For a connector that is asked only for its streams.
private struct NoTransport: HTTPTransport {
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    throw HTTPError(.closed, request: request)
  }
}
