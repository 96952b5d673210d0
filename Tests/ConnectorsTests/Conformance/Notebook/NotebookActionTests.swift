import Records
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// Mistakes that actions may have and the suite must see.
enum ActionFlaw: String, CaseIterable, Sendable {
  /// Does it without a look.
  case doesItAgain
  /// Sends what may have arrived once more.
  case sendsAgain
  /// Never finds anything.
  case findsNothing
  /// Finds everything.
  case findsAll
  /// Says that a write only reads.
  case hidesItsWrites
  /// Takes every error for a refusal.
  case mistakesErrors
  /// Says that nothing happened where nobody knows.
  case saysItWasNotDone
  /// Says that it may have happened where nothing was sent.
  case saysNobodyKnows
  /// Takes what can't be understood for success.
  case believesAnything
  case leaksItsToken
  case leaksItsText
  /// Does not tell that there is no such entry.
  case overlooksWhatIsGone
  /// Replaces what others wrote.
  case overwrites
  /// Writes while it looks.
  case writesToLook
  /// Offers more than it can do.
  case promisesMore
  /// Does not ask whether a rule may do it.
  case obeysRules

  /// What the suite has to see it by: the check, and how the violation's detail begins.
  var sign: (check: Violation.Check, detail: String) {
    switch self {
    case .doesItAgain: (.action, "twice")
    case .sendsAgain, .saysItWasNotDone, .saysNobodyKnows, .believesAnything: (.action, "lost")
    case .findsNothing, .findsAll, .overwrites: (.action, "once")
    case .hidesItsWrites: (.action, "read-only")
    case .mistakesErrors: (.action, "status")
    case .leaksItsToken, .leaksItsText: (.privacy, "")
    case .overlooksWhatIsGone: (.action, "missing")
    case .writesToLook: (.action, "find")
    case .promisesMore: (.action, "")
    case .obeysRules: (.action, "automatic")
    }
  }
}

/// The notebook's actions with one of them.
struct FlawedActions: Connector, ActionTarget {
  static var descriptor: SystemDescriptor { NotebookConnection.descriptor }

  let inner: NotebookConnection
  let base: any HTTPTransport
  let flaw: ActionFlaw
  var streams: [RecordStream] { inner.streams }

  init(_ context: ServiceContext, _ flaw: ActionFlaw) {
    var context = context
    base = context.http
    context.http = FlawedWrites(base: base, flaw: flaw)
    inner = NotebookConnection(context)
    self.flaw = flaw
  }

  func check() async -> ConnectionReport { await inner.check() }

  func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage {
    try await inner.read(stream, from: cursor, into: sink)
  }

  func perform(_ action: SystemAction) async throws(ActionError) -> Connectors.Confirmation {
    var action = action
    if flaw == .obeysRules { action.origin = .person }
    do throws(ActionError) {
      return try await inner.perform(action)
    } catch {
      switch (flaw, error) {
      case (.mistakesErrors, _), (.overlooksWhatIsGone, .gone): throw .refused(error.diagnostic)
      case (.saysItWasNotDone, .unknown(let diagnostic)): throw .retry(diagnostic, after: nil)
      case (.saysNobodyKnows, .retry(let diagnostic, _)): throw .unknown(diagnostic)
      case (.believesAnything, .unknown): return Connectors.Confirmation("7001", wasThere: false)
      case (.leaksItsToken, _):
        throw .refused(Diagnostic(.source, code: "a.b", "It does not take \(SimulatedNotebook.token)"))
      case (.leaksItsText, _): throw .refused(Diagnostic(.source, code: "a.b", "It does not take \(action.content)"))
      default: throw error
      }
    }
  }

  func find(_ action: SystemAction) async throws(ActionError) -> Connectors.Confirmation? {
    if flaw == .findsNothing { return nil }
    if flaw == .findsAll { return Connectors.Confirmation("7001", wasThere: true) }
    return try await inner.find(action)
  }
}

private struct FlawedWrites: HTTPTransport {
  let base: any HTTPTransport
  let flaw: ActionFlaw

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var request = request
    let isWrite = request.writes
    switch flaw {
    case .sendsAgain where isWrite: request.effect = .write(.idempotent)
    case .hidesItsWrites where request.method == .post: request.effect = .read
    case .overwrites where request.method == .post:
      request.url = request.url.appending(query: "replace", "true")
    case .writesToLook where !isWrite: request.effect = .write(.ifNotCarriedOut)
    default: break
    }
    let response = try await base.send(request)
    // Nothing that is there is seen.
    if flaw == .doesItAgain, !isWrite { return response.emptied }
    return response
  }
}

extension HTTPResponse {
  fileprivate var emptied: HTTPResponse {
    guard var entry = (try? JSONReader.answer(bytes))?.object, entry["remarks"] != nil else { return self }
    entry["remarks"] = []
    entry["labels"] = []
    return HTTPResponse(status: status, headers: headers, body: .held(CanonicalJSON.bytes(entry)))
  }
}

extension ShopConformance {
  /// The suite's part on actions itself: sound ones pass, and each mistake is seen.
  @Suite(.timeLimit(.minutes(5)))
  struct NotebookActionTests {
    private static let order = 40

    private static func action(_ content: SystemAction.Content, on id: Int) throws -> SystemAction {
      let key = try #require(ActionKey("7K3M9QX2TA7K3M9QX2TA7K3M9Q"))
      return SystemAction(key, content, on: .init(.order, "\(id)"), by: .person)
    }

    private static func test(_ content: SystemAction.Content) throws -> ActionTest {
      ActionTest(
        action: try action(content, on: 7001 + order), missing: try action(content, on: 99),
        trace: { twin, _ in
          guard let pages = (twin as? SimulatedNotebook)?.pages else { return .init(times: -1, rest: "") }
          let entry = pages.entry(order)
          switch content {
          case .tag, .hold:
            let label = content == .tag("late") ? "late" : "held"
            return .init(
              times: entry.labels.count { $0 == label },
              rest: (entry.labels.filter { $0 != label } + entry.remarks).joined(separator: ","))
          default:
            return .init(
              times: entry.remarks.count { $0.contains("[tend:") },
              rest: (entry.labels + entry.remarks.filter { !$0.contains("[tend:") }).joined(separator: ","))
          }
        },
        prepare: { twin, _ in
          (twin as? SimulatedNotebook)?.pages.change(order) { entry in
            entry.labels = ["gift"]
            entry.remarks = ["Called on Monday"]
          }
        })
    }

    static func subject(_ flaw: ActionFlaw?) throws -> ConformanceSubject {
      var subject = ShopConformance.NotebookTests.subject { context in
        flaw.map { FlawedActions(context, $0) as any Connector } ?? NotebookConnection(context)
      }
      subject.actions = [try test(.note("Call \(Scene.somebody)"))]
      if flaw != .promisesMore { subject.actions?.append(try test(.tag("late"))) }
      subject.actions?.append(try test(.hold(.stock, until: nil)))
      return subject
    }

    @Test func `the notebook's actions keep what all actions promise`() async throws {
      try await conformance(ofActions: Self.subject(nil))
    }

    @Test(arguments: ActionFlaw.allCases) func `a mistake is seen`(_ flaw: ActionFlaw) async throws {
      let violations = await Conformance(try Self.subject(flaw), only: [.action]).violations()
      let (check, detail) = flaw.sign
      #expect(violations.contains { $0.check == check && $0.detail.hasPrefix(detail) }, "\(flaw): \(violations)")
    }
  }
}
