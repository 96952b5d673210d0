import Records
import Testing

@testable import Sandbox

/// Answers every request with a page of three rows that names its number.
private struct Pages: SimulatedSystem {
  static let name = "pages"

  func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    let page = request.parameter("page") ?? "0"
    let rows = ["1", "2", "3"].map { "{\"id\":\(page)\($0),\"lines\":[{\"sku\":\"A\"}],\"net\":4.50,\"note\":null}" }
    return SandboxResponse(
      status: 200, body: Array("{\"page\":\(page),\"rows\":[\(rows.joined(separator: ","))]}".utf8))
  }
}

@Suite struct FaultTests {
  private func outcomes(_ rules: String..., requests: Int, path: String = "/orders") throws -> [SandboxOutcome] {
    let system = FaultySystem(Pages(), try rules.map { try FaultRule($0) })
    return (1...requests).map { number in
      let request = SandboxRequest(method: "GET", path: path, query: [("page", String(number))])
      return system.answer(request, at: Instant(seconds: 0))
    }
  }

  private func body(_ fault: String) throws -> String {
    guard case .answer(let answer)? = try outcomes(fault, requests: 1).first else { return "no answer" }
    return String(decoding: answer.body, as: UTF8.self)
  }

  private func statuses(_ outcomes: [SandboxOutcome]) -> [Int] {
    outcomes.map { if case .answer(let answer) = $0 { answer.status } else { 0 } }
  }

  // MARK: Rules

  @Test(arguments: Fault.allCases) func `every fault is read by its word`(_ fault: Fault) throws {
    for text in ["", "@3", "@every:7", "@from:2", "@path:orders", "@path:a@b:c"].map({ fault.rawValue + $0 }) {
      let rule = try FaultRule(text)
      #expect(rule.fault == fault)
      #expect(rule.description == text)
    }
    #expect(!fault.about.isEmpty)
  }

  @Test(arguments: [
    ("", "A fault has no name", "Known are"), ("@3", "A fault has no name", "Known are"),
    ("truncate", "There is no fault truncate", "Did you mean truncated?"),
    ("bogus", "There is no fault bogus", "Known are"),
    ("429@", "429@ does not say which requests meet the fault", "Write @3"),
    ("429@0", "429@0 does not say which requests meet the fault", "Write @3"),
    ("429@x", "429@x does not say which requests meet the fault", "Write @3"),
    ("429@-1", "429@-1 does not say which requests meet the fault", "Write @3"),
    ("429@every:", "429@every: does not say which requests meet the fault", "Write @3"),
    ("429@until:4", "429@until:4 does not say which requests meet the fault", "Write @3"),
    ("429@path:", "429@path: does not say which requests meet the fault", "Write @3"),
    ("429@99999999999999999999", "429@99999999999999999999 does not say which requests meet the fault", "Write @3"),
  ])
  func `says what is wrong with a rule`(_ text: String, _ summary: String, _ hint: String) throws {
    do throws(Diagnostic) {
      _ = try FaultRule(text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.category == .usage && error.code == "usage.fault")
      #expect(error.summary == summary)
      #expect(error.hints.first?.hasPrefix(hint) == true, "\(error.hints)")
    }
  }

  @Test func `meets the requests it is meant for`() throws {
    #expect(statuses(try outcomes("429@3", requests: 5)) == [200, 200, 429, 200, 200])
    #expect(statuses(try outcomes("500@every:2", requests: 5)) == [200, 500, 200, 500, 200])
    #expect(statuses(try outcomes("404@from:4", requests: 5)) == [200, 200, 200, 404, 404])
    #expect(statuses(try outcomes("503", requests: 2)) == [503, 503])
    #expect(statuses(try outcomes("401@path:orders", requests: 2)) == [401, 401])
    #expect(statuses(try outcomes("401@path:customers", requests: 2)) == [200, 200])
    #expect(statuses(try outcomes("422@2", "409@every:2", requests: 4)) == [200, 422, 200, 409])
  }

  // MARK: Answers

  @Test(arguments: [
    ("429", 429), ("429-silent", 429), ("401", 401), ("403", 403), ("404", 404), ("409", 409), ("422", 422),
    ("500", 500), ("502", 502), ("503", 503), ("not-json", 200),
  ])
  func `refuses with a status`(_ word: String, _ status: Int) throws {
    guard case .answer(let answer)? = try outcomes(word, requests: 1).first else {
      Issue.record("no answer")
      return
    }
    #expect(answer.status == status)
    #expect(answer.headers.contains { $0.name == "Retry-After" } == (word == "429"))
    #expect((answer.body.first == UInt8(ascii: "<")) == [500, 502, 503, 200].contains(status))
  }

  @Test func `describes what happens to the connection`() throws {
    guard case .drop(afterCarryingOut: false)? = try outcomes("reset-before", requests: 1).first else {
      Issue.record("reset-before")
      return
    }
    guard case .drop(afterCarryingOut: true)? = try outcomes("reset", requests: 1).first else {
      Issue.record("reset")
      return
    }
    guard case .truncated(let answer, let bytes)? = try outcomes("truncated", requests: 1).first else {
      Issue.record("truncated")
      return
    }
    #expect(bytes > 0 && bytes < answer.body.count)
    guard case .drip(let whole, bytesPerSecond: 100)? = try outcomes("slow", requests: 1).first else {
      Issue.record("slow")
      return
    }
    #expect(whole.body == answer.body)
  }

  @Test(arguments: [
    ("empty-body", "{}"), ("empty-page", "{\"page\":1,\"rows\":[]}"),
    ("other-order", rows(3, 2, 1)), ("repeated-row", rows(1, 2, 3, 3)),
    ("missing-field", rows(1, 2, 3).replacing("\"id\":12,", with: "")),
    ("number-as-text", rows(1, 2, 3).replacing("12,", with: "\"12\",", at: 1, "4.50", "\"4.50\"")),
    ("number-as-object", rows(1, 2, 3).replacing("", with: "", at: 1, "4.50", "{\"value\":4.50}")),
    ("cut", String(rows(1, 2, 3).prefix(rows(1, 2, 3).utf8.count / 2))),
  ])
  func `spoils a body`(_ word: String, _ expected: String) throws {
    #expect(try body(word) == expected)
  }

  @Test func `adds to rows what nobody knows, and what nobody expects the size of`() throws {
    let unknown = try body("unknown-field")
    #expect(unknown.components(of: "\"undocumented\":{\"deep\":[2.5,null,\"?\"]}}") == 3)
    let huge = try body("huge-text")
    #expect(huge.utf8.count > 2_000_000)
    #expect(RawJSON(Array(huge.utf8))?.rowCount == 3)
    #expect(try body("200-error").hasPrefix("{\"errors\":["))
  }

  @Test func `gives the page before again`() throws {
    let bodies = try outcomes("same-page@2", requests: 3).map { outcome -> [UInt8] in
      if case .answer(let answer) = outcome { answer.body } else { [] }
    }
    #expect(bodies[1] == bodies[0])
    #expect(bodies[2] != bodies[0])
  }

  @Test func `leaves alone what has no rows`() {
    for text in ["{\"shop\":{\"id\":1}}", "[]", "[1,2]", "7", "{\"a\":{}}"] {
      var json = RawJSON(Array(text.utf8))
      #expect(json?.changeRows { $0 = [] } == false)
      #expect(json.map { String(decoding: $0.bytes, as: UTF8.self) } == text)
    }
  }

  @Test(arguments: ["", "{", "[1", "{\"a\"}", "{\"a\":}", "[1,]x", "\"abc", "{\"a\":1,}", "[1]]", "\"\\"])
  func `takes no broken JSON`(_ text: String) { #expect(RawJSON(Array(text.utf8)) == nil) }

  @Test func `keeps texts and numbers as they were written`() {
    let text = "{\"a\":\"\\u00e9\\\"]\",\"b\":[1.500,-0,1e9,null,true],\"c\":{\"d\":[]}}"
    #expect(RawJSON(Array(text.utf8)).map { String(decoding: $0.bytes, as: UTF8.self) } == text)
    #expect(RawJSON(Array(" { \"a\" : [ 1 , 2 ] } ".utf8))?.bytes == Array("{\"a\":[1,2]}".utf8))
  }

  /// The body of the first page with these rows.
  private static func rows(_ numbers: Int...) -> String {
    let rows = numbers.map { "{\"id\":1\($0),\"lines\":[{\"sku\":\"A\"}],\"net\":4.50,\"note\":null}" }
    return "{\"page\":1,\"rows\":[\(rows.joined(separator: ","))]}"
  }
}

extension String {
  /// How often a text stands in this one.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }

  /// Replaces `first`, and of `other` the occurrence number `place`, from 0.
  fileprivate func replacing(
    _ first: String, with second: String, at place: Int, _ other: String, _ replacement: String
  ) -> String {
    var text = first.isEmpty ? self : replacing(first, with: second)
    let found = text.ranges(of: other)
    if found.indices.contains(place) { text.replaceSubrange(found[place], with: replacement) }
    return text
  }
}
