import Records
import Testing

@testable import Ledger

@Suite struct PageTests {
  private let day = Day(year: 2026, month: 11, day: 23)

  @Test func pathsFollowTheStep() {
    func path(_ step: PageStep, _ created: Day?) -> String { PageLayout(step: step).page(of: "abc", created: created) }
    // SHA-256 of "abc" begins with ba78.
    #expect(path(.byTime(.year), day) == "2026.jsonl")
    #expect(path(.byTime(.month), day) == "2026/11.jsonl")
    #expect(path(.byTime(.day(split: 1)), day) == "2026/11/23.jsonl")
    #expect(path(.byTime(.day(split: 4)), day) == "2026/11/23/02.jsonl")
    #expect(path(.byTime(.day(split: 256)), day) == "2026/11/23/ba.jsonl")
    #expect(path(.byTime(.month), nil) == "undated/ba.jsonl")
    #expect(path(.byHash(bits: 0), day) == "all.jsonl")
    #expect(path(.byHash(bits: 4), nil) == "0b.jsonl")
    #expect(path(.byHash(bits: 8), nil) == "ba.jsonl")
    #expect(path(.byHash(bits: 12), nil) == "ba/07.jsonl")
    #expect(path(.byHash(bits: 16), nil) == "ba/78.jsonl")
  }

  @Test func fittingKeepsMeanPagesAtMostAt32() {
    #expect(PageStep.fitting(records: 1_000_000, days: 730) == .byTime(.day(split: 64)))
    #expect(PageStep.fitting(records: 20, days: 365) == .byTime(.year))
    #expect(PageStep.fitting(records: 365, days: 365) == .byTime(.month))
    #expect(PageStep.fitting(records: 3650, days: 365) == .byTime(.day(split: 1)))
    #expect(PageStep.fitting(records: 0, days: 0) == .byTime(.year))
    #expect(PageStep.fitting(records: 32, days: nil) == .byHash(bits: 0))
    #expect(PageStep.fitting(records: 33, days: nil) == .byHash(bits: 1))
    #expect(PageStep.fitting(records: .max, days: nil) == .byHash(bits: 16))
  }

  @Test func stepsReadBackFromTheirJSON() {
    var steps: [PageStep] = [.byTime(.year), .byTime(.month)] + (0...16).map { .byHash(bits: $0) }
    steps += (0...8).map { .byTime(.day(split: 1 << $0)) }
    for step in steps { #expect(PageStep(json: step.json) == step) }
    let wrong: [JSONValue] = [
      "x", ["by": "time", "step": "day", "split": 3], ["by": "hash", "bits": 17], ["by": "time"],
      ["by": "hash", "bits": 1, "more": 1],
    ]
    for json in wrong { #expect(PageStep(json: json) == nil) }
  }

  @Test(arguments: ["", "..", ".git", "a/b", "A", "ü", "a.b", "a\0", "a\n"]) func refusesNames(name: String) {
    #expect(code { _ = try PageLayout.path(connection: name, stream: "orders") } == "ledger.bad-name")
    #expect(code { _ = try PageLayout.path(connection: "shop", stream: name) } == "ledger.bad-name")
  }

  @Test func findsTheIDWhereverItStands() {
    func id(_ line: String) -> String? { Page.id(of: Array(line.utf8)) }
    #expect(id(#"{"a":[{"id":"no"},"}\"]"],"id":"yes","z":1}"#) == "yes")
    #expect(id(#"{"a":{"id":"no"},"b":"id","id":"q\"\\\u00fc\ud83d\ude00\n\/"}"#) == "q\"\\ü😀\n/")
    #expect(id(#"{"\u0069d":"x"}"#) == "x")
    #expect(id(#"{"id":"\ud800"}"#) == "\u{fffd}")
    for broken in [
      "", "{", "{}", #"{"id":1}"#, #"{"a":{"id":"x"}}"#, #"{"id":"x"#, #"["id","x"]"#, #"{"a":"\"#, #"{"id":"\q"}"#,
    ] {
      #expect(id(broken) == nil)
    }
  }

  @Test func refusesPagesThatAreNone() {
    for page in [
      "{}\n", "{\"id\":\"b\"}\n{\"id\":\"a\"}\n", "{\"id\":\"a\"}\n{\"id\":\"a\"}\n", "{\"id\":\"a\"}", "\n",
    ] {
      #expect(code { _ = try Page.parse(Array(page.utf8)) } == "ledger.bad-page")
    }
  }

  @Test(arguments: 1...60) func mergesAgreeWithADictionary(seed: UInt64) throws {
    var random = Seeded(seed)
    // Ids that Swift takes for equal, and ids whose order differs from Swift's.
    let ids = ["a", "\u{e9}", "e\u{301}", "z", "\u{ffff}", "\u{1f600}", "a\"b", "\\"]
    var model: [[UInt8]: [UInt8]] = [:]
    var page: [UInt8]?
    func line(_ id: String) -> [UInt8] {
      let escaped = id.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return Array(#"{"amount":\#(Int.random(in: 0...2, using: &random)),"id":"\#(escaped)"}"#.utf8)
    }
    for _ in 0..<20 {
      let before = model
      var edits: [Page.Edit] = []
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let id = ids.randomElement(using: &random) ?? "a"
        let bytes = Int.random(in: 0...3, using: &random) == 0 ? nil : line(id)
        edits.append(Page.Edit(id: id, bytes: bytes))
        model[Array(id.utf8)] = bytes
      }
      let merged = try Page.merge(page, edits)
      var expected: [UInt8] = []
      for id in model.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) { expected += (model[id] ?? []) + [0x0a] }
      #expect((merged.content ?? []) == expected)
      #expect((merged.content == nil) == model.isEmpty)
      #expect(merged.differences.isEmpty == (merged.content == page))
      let changed = Set(before.keys).union(model.keys).filter { before[$0] != model[$0] }
      #expect(Set(merged.differences.map { Array($0.id.utf8) }) == changed)
      for difference in merged.differences {
        #expect(difference.old == before[Array(difference.id.utf8)])
        #expect(difference.new == model[Array(difference.id.utf8)])
      }
      let again = try Page.differences(from: page, to: merged.content)
      #expect(again.map(\.id.utf8.first) == merged.differences.map(\.id.utf8.first))
      page = merged.content
    }
  }
}
