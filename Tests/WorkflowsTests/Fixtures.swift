import Records

@testable import Workflows

/// New York in 2026, as the engine would give it: daylight time from 8 March to 1 November.
let newYork = Zone(
  name: "America/New_York", firstOffset: -5 * 3600,
  periods: [
    .init(start: at("2026-03-08T07:00:00Z"), offset: -4 * 3600),
    .init(start: at("2026-11-01T06:00:00Z"), offset: -5 * 3600),
  ])

func at(_ text: String) -> Instant { Instant(text) ?? Instant(seconds: 0) }
func day(_ text: String) -> Day { Day(text) ?? Day(number: 0) }
func time(_ text: String) -> JSONValue { .string(text) }

/// A made hash of 32 bytes, good enough to tell inputs apart.
let testHash: Hash = { bytes in
  var generator = SplitMix64(state: bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
  return (0..<4).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
}

func shop(baseline: Baseline = .standard) -> WorkflowSettings {
  var settings = WorkflowSettings(
    zone: newYork, currency: "USD",
    owners: [
      Owner(id: "maya", name: "Maya", roles: [.founder, .ops]), Owner(id: "sam", name: "Sam", roles: [.support]),
      Owner(id: "lee", name: "Lee", roles: [.support, .sales, .finance]),
    ], fallbackOwner: "maya")
  settings.baseline = baseline
  return settings
}

/// Every stream complete as of `moment`.
func goodHealth(_ moment: Instant, staleAfter: Span = .days(4000)) -> [StreamHealth] {
  Kind.allCases.map {
    StreamHealth(
      connection: "shop", stream: $0.stream, kind: $0, verdict: .complete, asOf: moment, staleAfter: staleAfter)
  }
}

func record(_ kind: Kind, _ id: String, _ fields: JSONObject, _ related: Related = Related()) -> Subject {
  var fields = fields
  fields["id"] = .string(id)
  return Subject(RecordAddress(connection: "shop", kind: kind, id: id), record: fields, related: related)
}

/// The reason of each built-in rule that matches, by rule.
func matches(_ subject: Subject, _ now: String, _ settings: WorkflowSettings = shop()) -> [String: String] {
  let moment = at(now)
  let detector = Detector(rules: BuiltInRules.make(settings), settings: settings, health: goodHealth(moment))
  let met = detector.evaluate(subject, now: moment).filter { $0.verdict == .met }
  return Dictionary(uniqueKeysWithValues: met.map { ($0.rule.id, $0.why) })
}

/// A person with online orders on these moments.
func person(_ placed: [String], net: Int = 5000, refunds: [String] = []) -> PersonSummary {
  PersonSummary(
    pseudonyms: ["e.a"],
    orders: placed.enumerated().map {
      PersonOrder(address: "shop:order:\($0.offset + 1)", placed: at($0.element), net: net)
    },
    refunds: refunds.enumerated().map {
      PersonRefund(address: "shop:refund:r\($0.offset + 1)", created: at($0.element), amount: 2000)
    })
}

struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  mutating func chance(_ percent: Int) -> Bool { int(1...100) <= percent }
  mutating func pick<T>(_ values: [T]) -> T? { values.randomElement(using: &self) }
  mutating func moment(_ around: Instant, days: Int) -> Instant {
    around + Span(seconds: Int64(int(-days * 86_400...days * 86_400)))
  }
}
