import Records
import Sandbox

@testable import Connectors
@testable import HTTP

/// Whatever goes wrong, an action is done once or not at all, it says which, and it can be found afterwards.
extension Conformance {
  func acts(_ scene: Scene) async {
    guard let tests = subject.actions else { return }
    let connector = subject.connector(Run(subject, scene, ReadPlan(at: scene.first)).client, scene.first)
    let offers = type(of: connector).descriptor.actions
    guard connector is any ActionTarget else { return report(.action, "", "", "is no target of actions") }
    for offer in offers where !tests.contains(where: { offer.isFor($0.action) }) {
      report(.action, offer.kind.rawValue, "", "is offered for \(offer.record?.stream ?? "nothing") and not tested")
    }
    for test in tests {
      guard let offer = offers.first(where: { $0.isFor(test.action) }) else {
        report(.action, test.action.kind.rawValue, "", "is tested and not offered")
        continue
      }
      guard let count = await isDoneOnce(test, scene) else { continue }
      await withstandsLosses(test, count, scene)
      await decidesAsTheTable(test, count, scene)
      await writesNothingWhereItMayNot(test, scene)
      await missesWhatIsGone(test, scene)
      if offer.isNeverAutomatic { await isNeverAutomatic(test, scene) }
    }
  }

  // MARK: Once

  /// Carries it out twice and looks before, between and after; how many requests that takes, nil where it does not work.
  private func isDoneOnce(_ test: ActionTest, _ scene: Scene) async -> Int? {
    let stand = Stand(self, test, scene)
    let before = stand.trace
    if before.times != 0 { stand.complain("once", "the effect is there before it begins") }
    let early = await stand.find()
    if early.error != nil || early.confirmation != nil { stand.complain("once", "found before: \(early.ended)") }
    let first = await stand.perform()
    guard let made = first.confirmation else {
      stand.complain("once", "ended with \(first.ended)")
      return nil
    }
    if made.wasThere || made.reference.isEmpty { stand.complain("once", "says \(made) of what it has just done") }
    stand.expect(times: 1, besides: before, "once")
    let found = await stand.find()
    if found.confirmation?.wasThere != true { stand.complain("once", "not found after: \(found.ended)") }
    let second = await stand.perform()
    if second.confirmation?.wasThere != true { stand.complain("twice", "the second time ended with \(second.ended)") }
    if second.requests.contains(where: \.writes) { stand.complain("twice", "the second time writes") }
    stand.expect(times: 1, besides: before, "twice")
    return first.requests.count
  }

  // MARK: Lost answers

  private static let losses: [Fault] = [
    .resetAfter, .resetBefore, .truncated, .cut, .notJSON, .emptyBody, .errorInside, .slow,
  ]

  /// The answer to any request is lost or useless, once and for good.
  private func withstandsLosses(_ test: ActionTest, _ count: Int, _ scene: Scene) async {
    for number in 1...count {
      for fault in Self.losses {
        for rule in [FaultRule(fault, .nth(number)), FaultRule(fault, .from(number))] {
          let stand = Stand(self, test, scene)
          let before = stand.trace
          let hurt = await stand.perform([rule])
          let detail = "lost \(rule)"
          judge(hurt, stand, detail)
          let isThere = stand.trace.times > 0
          let found = await stand.find()
          if found.error != nil || (found.confirmation != nil) != isThere {
            stand.complain(detail, "\(isThere ? "is" : "is not") there, and looking for it gave \(found.ended)")
          }
          let again = await stand.perform()
          if again.confirmation == nil { stand.complain(detail, "then ended with \(again.ended)") }
          stand.expect(times: 1, besides: before, detail)
        }
      }
    }
  }

  /// Whether what is said of an action that met a fault is what there is.
  private func judge(_ hurt: ActionResult, _ stand: Stand, _ detail: String) {
    let hasWritten = hurt.requests.contains(where: \.writes)
    switch (hurt.error, stand.trace.times) {
    case (nil, 1),
      (.unknown?, _) where hasWritten:
      break
    case (nil, _): stand.complain(detail, "says that it was done")
    case (.unknown?, _): stand.complain(detail, "says that it may have taken effect, and has written nothing")
    case (_, 0): break
    default: stand.complain(detail, "says that it was not done: \(hurt.ended)")
    }
  }

  // MARK: Refusals

  private func decidesAsTheTable(_ test: ActionTest, _ count: Int, _ scene: Scene) async {
    let statuses: [(Fault, [ActionFamily])] = [
      (.expired, [.reconnect]), (.forbidden, [.forbidden]), (.notFound, [.gone, .refused]), (.conflict, [.refused]),
      (.refused, [.refused]), (.busy, [.retry]), (.busyWithoutWord, [.retry]), (.failing, [.retry]),
      (.badGateway, [.retry]), (.unavailable, [.retry]),
    ]
    for number in 1...count {
      for (fault, families) in statuses {
        let stand = Stand(self, test, scene)
        let result = await stand.perform([FaultRule(fault, .from(number))])
        // Of a write that was answered with trouble nobody knows.
        let isOpen = result.requests.last?.writes == true && [.failing, .badGateway, .unavailable].contains(fault)
        let expected = isOpen ? [.unknown] : families
        if let family = result.error?.family, expected.contains(family) { continue }
        stand.complain("status \(fault.rawValue)@from:\(number)", "ended with \(result.ended)")
      }
    }
  }

  private func writesNothingWhereItMayNot(_ test: ActionTest, _ scene: Scene) async {
    let stand = Stand(self, test, scene)
    let before = stand.trace
    let result = await stand.perform(access: .readOnly)
    if result.error?.family != .refused { stand.complain("read-only", "ended with \(result.ended)") }
    if result.requests.contains(where: \.writes) || stand.trace != before {
      stand.complain("read-only", "something was written")
    }
  }

  private func missesWhatIsGone(_ test: ActionTest, _ scene: Scene) async {
    let stand = Stand(self, test, scene)
    let before = stand.trace
    let result = await stand.perform(test.missing)
    if result.error?.family != .gone { stand.complain("missing", "ended with \(result.ended)") }
    if stand.trace != before { stand.complain("missing", "something was written") }
    let found = await stand.find(test.missing)
    if found.confirmation != nil { stand.complain("missing", "found") }
  }

  private func isNeverAutomatic(_ test: ActionTest, _ scene: Scene) async {
    let stand = Stand(self, test, scene)
    var action = test.action
    action.origin = .rule
    let result = await stand.perform(action)
    if result.error?.family != .refused || !result.requests.isEmpty {
      stand.complain("automatic", "a rule's wish ended with \(result.ended)")
    }
  }
}

extension ActionOffer {
  fileprivate func isFor(_ action: SystemAction) -> Bool { kind == action.kind && record == action.target?.kind }
}

/// What came of one attempt.
private struct ActionResult {
  var confirmation: Confirmation?
  var error: ActionError?
  var requests: [HTTPRequest]

  var ended: String {
    error.map { "\($0.family): \($0.diagnostic.summary)" } ?? confirmation.map { "\($0)" } ?? "nothing"
  }
}

/// What is to be done about an error.
enum ActionFamily: String {
  case refused, retry, reconnect, forbidden, gone, unknown
}

extension ActionError {
  var family: ActionFamily {
    switch self {
    case .refused: .refused
    case .retry: .retry
    case .reconnect: .reconnect
    case .forbidden: .forbidden
    case .gone: .gone
    case .unknown: .unknown
    }
  }
}

/// A simulated system of its own on which one action is tried, each time over a new connection.
private struct Stand {
  let suite: Conformance
  let test: ActionTest
  let scene: Scene
  let twin: any SimulatedSystem

  init(_ suite: Conformance, _ test: ActionTest, _ scene: Scene) {
    self.suite = suite
    self.test = test
    self.scene = scene
    twin = suite.subject.twin(scene.world)
    test.prepare(twin, scene.first)
  }

  var trace: ActionTest.Trace { test.trace(twin, scene.first) }

  func complain(_ detail: String, _ what: String) { suite.report(.action, test.action.kind.rawValue, detail, what) }

  func expect(times: Int, besides before: ActionTest.Trace, _ detail: String) {
    let after = trace
    if after.times != times { complain(detail, "the effect is there \(after.times) times") }
    if after.rest != before.rest { complain(detail, "something else changed: \(after.rest), was \(before.rest)") }
  }

  func perform(
    _ action: SystemAction? = nil, _ faults: [FaultRule] = [], access: HTTPClient.Access = .full
  ) async -> ActionResult {
    await attempt(faults, access) { target async throws(ActionError) in try await target.perform(action ?? test.action)
    }
  }

  func perform(_ faults: [FaultRule]) async -> ActionResult { await perform(nil, faults) }

  func find(_ action: SystemAction? = nil) async -> ActionResult {
    let result = await attempt([], .full) { target async throws(ActionError) in
      try await target.find(action ?? test.action)
    }
    if result.requests.contains(where: \.writes) { complain("find", "writes") }
    return result
  }

  private func attempt(
    _ faults: [FaultRule], _ access: HTTPClient.Access,
    _ body: (any ActionTarget) async throws(ActionError) -> Confirmation?
  ) async -> ActionResult {
    let run = Run(suite.subject, scene, ReadPlan(at: scene.first, faults: faults), over: twin, access: access)
    var result = ActionResult(requests: [])
    if let target = suite.subject.connector(run.client, scene.first) as? any ActionTarget {
      do throws(ActionError) {
        result.confirmation = try await body(target)
      } catch {
        result.error = error
        suite.look(at: ["\(error.diagnostic)"], in: "error", test.action.kind.rawValue, scene)
      }
    }
    result.requests = run.transport.requests
    suite.look(at: run.lines, in: "log", test.action.kind.rawValue, scene)
    return result
  }
}
