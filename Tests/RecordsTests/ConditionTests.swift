import Records
import Testing

@Suite struct ConditionTests {
  let now = Instant(seconds: 1_000_000)

  /// Until `wakeAt` the answer must not change by itself; this is what lets a run look only at who wakes.
  @Test(arguments: 0..<200 as Range<UInt64>) func keepsItsAnswerUntilItWakes(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    let condition = generator.condition(depth: 0)
    let facts = generator.facts()
    let answer = condition.evaluate(facts, now: now)
    let end = answer.wakeAt ?? now + .days(400)
    #expect(end > now)
    for _ in 0..<60 {
      let moment = Instant(seconds: Int64.random(in: now.seconds..<end.seconds, using: &generator))
      #expect(condition.evaluate(facts, now: moment).isMet == answer.isMet)
    }
    #expect(condition.evaluate(facts, now: end - Span(seconds: 1)).isMet == answer.isMet)
    if let wakeAt = answer.wakeAt {
      // Exact: it turns then, and is told the same from any moment before.
      #expect(condition.evaluate(facts, now: wakeAt).isMet != answer.isMet)
      let between = Instant(seconds: Int64.random(in: now.seconds..<wakeAt.seconds, using: &generator))
      #expect(condition.evaluate(facts, now: between).wakeAt == wakeAt)
    }
  }

  @Test func takesTheUnknownForNotMet() {
    for comparison in [
      Comparison.equals(.number(1)), .differs(.number(1)), .atLeast(.number(0)), .olderThan(.days(1)),
      .newerThan(.days(1)), .dueWithin(.days(1)), .contains("x"), .oneOf([.text("x")]),
    ] {
      #expect(!Condition.test(field: "gone", comparison).evaluate([:], now: now).isMet)
    }
    #expect(Condition.test(field: "gone", .exists(false)).evaluate([:], now: now).isMet)
  }

  @Test func comparesOnlyLikeWithLike() {
    let facts: Facts = ["net": .money(500)]
    #expect(!Condition.test(field: "net", .atLeast(.number(1))).evaluate(facts, now: now).isMet)
    #expect(Condition.test(field: "net", .atLeast(.money(500))).evaluate(facts, now: now).isMet)
    #expect(!Condition.test(field: "net", .above(.money(500))).evaluate(facts, now: now).isMet)
  }

  @Test func listsEveryCheckSoThatNothingIsHidden() {
    let condition = Condition.any([
      .test(field: "a", .exists(true)),
      .all([.test(field: "b", .exists(true)), .not(.test(field: "c", .exists(true)))]),
    ])
    #expect(condition.evaluate(["a": .flag(true)], now: now).checks.map(\.field) == ["a", "b", "c"])
    #expect(condition.fields == ["a", "b", "c"])
  }
}

extension SplitMix64 {
  mutating func facts() -> Facts {
    var facts: Facts = [:]
    for name in ["a", "b", "c"] where Bool.random(using: &self) {
      facts[name] = .instant(Instant(seconds: 1_000_000 + Int64.random(in: -300_000...300_000, using: &self)))
    }
    facts["n"] = .number(Int.random(in: 0...3, using: &self))
    return facts
  }

  mutating func condition(depth: Int) -> Condition {
    let span = Span(seconds: Int64.random(in: 0...400_000, using: &self))
    let field = ["a", "b", "c"].randomElement(using: &self) ?? "a"
    switch Int.random(in: 0...(depth > 3 ? 3 : 6), using: &self) {
    case 0: return .test(field: field, .olderThan(span))
    case 1: return .test(field: field, .newerThan(span))
    case 2: return .test(field: field, .dueWithin(span))
    case 3: return .test(field: "n", .atLeast(.number(2)))
    case 4: return .not(condition(depth: depth + 1))
    case 5: return .all((0..<3).map { _ in condition(depth: depth + 1) })
    default: return .any((0..<3).map { _ in condition(depth: depth + 1) })
    }
  }
}
