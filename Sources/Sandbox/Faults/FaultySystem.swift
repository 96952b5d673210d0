public import Records
import Synchronization

/// A simulated system with things going wrong on the way to it, at it and on the way back.
///
/// It counts requests, attempts for themselves; of several rules that a request meets, the first counts.
public final class FaultySystem: Sendable {
  private struct State {
    var asked = 0
    /// The last answer with rows of each path, of a few.
    var pages: [String: SandboxResponse] = [:]
  }

  private let system: any SimulatedSystem
  private let rules: [FaultRule]
  private let state = Mutex(State())

  /// A system with these faults.
  public init(_ system: any SimulatedSystem, _ rules: [FaultRule]) {
    self.system = system
    self.rules = rules
  }

  /// How often it was asked.
  public var asked: Int { state.withLock { $0.asked } }

  /// What comes of one request.
  public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxOutcome {
    let number = state.withLock {
      $0.asked += 1
      return $0.asked
    }
    let fault = rules.first { $0.schedule.meets(request, number) }?.fault
    if let fault, let refusal = Refusal.of(fault) { return .answer(refusal) }
    if fault == .resetBefore { return .drop(afterCarryingOut: false) }
    var answer = system.answer(request, at: now)
    guard let fault else {
      remember(answer, of: request)
      return .answer(answer)
    }
    answer = answer.held
    switch fault {
    case .resetAfter: return .drop(afterCarryingOut: true)
    case .truncated: return .truncated(answer, bytes: answer.body.count / 2)
    case .slow: return .drip(answer, bytesPerSecond: Fault.drip)
    case .samePage: return .answer(page(before: answer, of: request))
    default: return .answer(answer.with(fault))
    }
  }

  // MARK: The page before

  private var isRemembering: Bool { rules.contains { $0.fault == .samePage } }

  private func remember(_ answer: SandboxResponse, of request: SandboxRequest) {
    guard isRemembering, RawJSON(answer.body)?.rowCount != nil else { return }
    state.withLock {
      if $0.pages.count == 16 { $0.pages = [:] }
      $0.pages[request.path] = answer
    }
  }

  private func page(before answer: SandboxResponse, of request: SandboxRequest) -> SandboxResponse {
    state.withLock { $0.pages[request.path] } ?? answer
  }
}

/// What is answered without asking the system.
private enum Refusal {
  static func of(_ fault: Fault) -> SandboxResponse? {
    switch fault {
    case .busy: json(429, "too_many_requests", [("Retry-After", "2")])
    case .busyWithoutWord: json(429, "too_many_requests")
    case .expired: json(401, "invalid_token", [("WWW-Authenticate", "Bearer error=\"invalid_token\"")])
    case .forbidden:
      json(
        403, "insufficient_scope",
        [("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"read_everything\"")])
    case .notFound: json(404, "not_found")
    case .conflict: json(409, "conflict")
    case .refused: json(422, "unprocessable")
    case .failing: page(500, "Internal Server Error")
    case .badGateway: page(502, "Bad Gateway")
    case .unavailable: page(503, "Service Unavailable")
    case .notJSON: page(200, "We will be back soon")
    default: nil
    }
  }

  private static func json(
    _ status: Int, _ word: String, _ headers: [(name: String, value: String)] = []
  ) -> SandboxResponse {
    SandboxResponse(status: status, ["error": .string(word)], headers: headers)
  }

  private static func page(_ status: Int, _ title: String) -> SandboxResponse {
    let html = "<!doctype html>\n<html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>\n"
    return SandboxResponse(status: status, headers: [("Content-Type", "text/html")], body: Array(html.utf8))
  }
}

extension SandboxResponse {
  /// This with a body that is not as agreed; the same where there is nothing in it to spoil.
  fileprivate func with(_ fault: Fault) -> SandboxResponse {
    guard (200...299).contains(status) else { return self }
    var answer = self
    switch fault {
    case .cut: answer.body = Array(body.prefix(body.count / 2))
    case .errorInside:
      let problem: SandboxJSON = ["code": "internal_error", "message": "Something went wrong"]
      answer.body = Array((["errors": [problem]] as SandboxJSON).text.utf8)
    case .emptyBody: answer.body = Array((body.first == UInt8(ascii: "[") ? "[]" : "{}").utf8)
    default:
      guard var json = RawJSON(body), json.changeRows({ rows in FaultyRows.spoil(&rows, fault) }) else { return self }
      answer.body = json.bytes
    }
    return answer
  }
}

/// What faults do to the rows of a page, of which there is at least one.
private enum FaultyRows {
  static func spoil(_ rows: inout [RawJSON], _ fault: Fault) {
    let middle = rows.count / 2
    switch fault {
    case .emptyPage: rows = []
    case .repeatedRow: rows += rows.suffix(1)
    case .otherOrder: rows.reverse()
    case .unknownField: for index in rows.indices { rows[index].add("undocumented", unknown) }
    case .numberAsText: rows[middle].makeNumbersTexts()
    case .missingField: rows[middle].removeID()
    case .numberAsObject:
      let wrap = { (value: inout RawJSON) in
        value = .object([RawJSON.Member(key: Array("\"value\"".utf8), value: value)])
      }
      if !rows[middle].changeMember({ $0.value.isNumber && !$0.isID }, wrap) {
        _ = rows[middle].changeMember({ $0.value.isText && !$0.isID }, wrap)
      }
    case .hugeText:
      _ = rows[middle].changeMember({ $0.value.isText && !$0.isID }) {
        $0 = .text(String(repeating: "long ", count: 400_000))
      }
    default: break
    }
  }

  private static let unknown: RawJSON = .object([
    RawJSON.Member(
      key: Array("\"deep\"".utf8), value: .array([.scalar(Array("2.5".utf8)), .scalar(Array("null".utf8)), .text("?")]))
  ])
}
