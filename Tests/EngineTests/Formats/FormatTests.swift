import Records
import Testing

@testable import Engine

@Suite struct FormatTests {
  @Test func readsBackAReceipt() throws {
    var receipt = Receipt(
      run: RunID(at: Instant(seconds: 1_795_442_531), counter: 2), version: "0.1.0", configuration: "ab")
    receipt.previous = "20261122T000000Z-1"
    receipt.recovered = ["finished-commit"]
    var stream = Receipt.StreamReceipt()
    stream.verdict = .partial
    stream.read = 5
    stream.created = 2
    stream.held = "shrank"
    receipt.streams["shop/orders"] = stream
    receipt.opened = ["EX-0000000000"]
    receipt.requests = [
      "shopify": Receipt.Requests(sent: 12, retried: 1, waited: 2500), "shipstation": Receipt.Requests(sent: 3),
    ]
    receipt.backlog["late_order"] = Receipt.Backlog(count: 3, amount: -12)
    receipt.suppressed = [Receipt.Suppressed(rule: "late_order", subject: "shop:order:1", reason: "stream-stale")]
    receipt.suppressedCounts["late_order stream-stale"] = 1
    receipt.actions["alert skipped"] = 4
    receipt.durations["sync"] = 9
    #expect(try Receipt(json: JSONReader.object(PrettyJSON.bytes(receipt.json))) == receipt)
  }

  @Test func keepsWhoIsKnownWherePeopleAreHidden() {
    let old: JSONObject = ["id": "1", "people": ["e.ada", "s.1"], "private": "x", "note": "kept", "total": 5]
    let new: JSONObject = ["id": "1", "people": ["s.1"], "private": "y", "total": 7]
    var coverage = Coverage(verdict: .incremental, fields: ["total"], asOf: Instant(seconds: 0))
    #expect(
      Lines.merged(new, onto: old, covered: coverage)
        == ["id": "1", "note": "kept", "people": ["s.1"], "private": "y", "total": 7])
    coverage.hidesPeople = true
    #expect(
      Lines.merged(new, onto: old, covered: coverage)
        == ["id": "1", "note": "kept", "people": ["e.ada", "s.1"], "private": "x", "total": 7])
    #expect(Coverage(json: coverage.json) == coverage)
  }

  @Test func namesRunsSoThatTheySortByTime() throws {
    let run = RunID(at: Instant(seconds: 1_795_442_531), counter: 1)
    #expect(run.description == "20261123T140211Z-1")
    #expect(RunID(run.description) == run)
    #expect(run.path == "runs/2026/11/23/20261123T140211Z-1.json")
    for text in ["", "20261123T140211Z", "20261123T140211Z-0", "20261123T140211Z-x", "20261323T140211Z-1", "x-1"] {
      #expect(RunID(text) == nil)
    }
  }

  @Test func refusesAManifestOfANewerFormat() throws {
    var json = Manifest(keyFingerprint: "abc").json
    #expect(try Manifest(bytes: PrettyJSON.bytes(json)).keyFingerprint == "abc")
    json["format"] = 2
    #expect { try Manifest(bytes: PrettyJSON.bytes(json)) } throws: {
      ($0 as? Diagnostic)?.code == "ledger.newer-format"
    }
    json["format"] = 1
    json["kinds"] = ["order": 99]
    #expect { try Manifest(bytes: PrettyJSON.bytes(json)) } throws: {
      ($0 as? Diagnostic)?.code == "ledger.newer-format"
    }
    #expect { try Manifest(bytes: Array("{}".utf8)) } throws: {
      ($0 as? Diagnostic)?.code == "ledger.manifest-unreadable"
    }
  }

  @Test func readsBackTheStateOfASource() throws {
    var state = SourceState.StreamState(
      cursor: ["file": "a.csv"],
      coverage: Coverage(verdict: .complete, fields: ["net"], asOf: Instant(seconds: 5)), records: 3)
    state.peaks = [SourceState.Peak(day: Day(number: 20_000), records: 4)]
    state.setAside(
      2, [Quarantined(source: "a.csv", line: 7, reason: "bad-date", column: "Paid at")], of: [], complete: false,
      at: Instant(seconds: 9))
    var source = SourceState()
    source.streams["orders"] = state
    #expect(try SourceState(json: JSONReader.object(PrettyJSON.bytes(source.json)), location: "x") == source)
  }

  @Test func keepsUnmappedRowsInSightForAWeek() {
    var state = SourceState.StreamState(
      cursor: [:], coverage: Coverage(verdict: .incremental, fields: [], asOf: Instant(seconds: 0)), records: 0)
    let row = Quarantined(source: "a.csv", line: 7, reason: "bad-date")
    state.setAside(1, [row], of: [], complete: false, at: Instant(seconds: 0))
    state.setAside(0, [], of: [], complete: false, at: Instant(seconds: 0) + .days(3))
    #expect(state.quarantined == 1)
    state.setAside(0, [], of: [], complete: false, at: Instant(seconds: 0) + .days(7))
    #expect(state.quarantined == 0 && state.quarantine.isEmpty)
    state.setAside(2, [row, row], of: [], complete: false, at: Instant(seconds: 0) + .days(8))
    state.setAside(0, [], of: [], complete: true, at: Instant(seconds: 0) + .days(8))
    #expect(state.quarantined == 0)
  }

  @Test(arguments: [
    ("tag ann@example.com x", "tag ••• x"), ("call +1 555 010 0199", "call •••"), ("(555) 010-0199", "•••"),
    ("0171 23456789", "•••"), ("(0171) 2345678", "•••"),
    ("5501234567890", "5501234567890"), ("2026-11-23", "2026-11-23"), ("vip", "vip"), ("a@b", "a@b"),
    ("@ann@example.com", "•••"), ("a@.b@example.com", "•••"), ("https://shop.example/c?mail=ann%40example.com", "•••"),
    ("x@.y;ann7@example.com", "x@.y;•••"), ("ann4\u{FF20}example.com", "•••"), ("<ann@example.com>", "<•••>"),
    ("415-555-0100 415-555-0101", "••• •••"), ("tel:+1.415.555.0108 12345678", "tel:••• 12345678"),
    ("0171/1234567", "•••"), ("415\u{2013}555\u{2013}0102", "•••"), ("415\u{A0}555\u{A0}0103", "•••"),
    ("call_415_555_0111", "call•••"),
    ("\u{664}\u{661}\u{665}-\u{665}\u{665}\u{665}-\u{660}\u{661}\u{660}\u{660}", "•••"),
    ("11/23/2026 10", "11/23/2026 10"), ("INV/2026/11/00123", "INV/2026/11/00123"),
    ("2026-11-00123", "2026-11-00123"), ("SKU_1234_5678_90", "SKU_1234_5678_90"), ("1/415/555/0100", "•••"),
    ("50%40", "50%40"), ("@", "@"), ("@example.com", "@example.com"),
    ("SKU-100-200-30", "SKU-100-200-30"), ("0301\t2345678", "•••"), ("jane%2540pii.example", "•••"),
    ("x%252540y.example", "•••"),
    ("https://shop.example/orders/6120000000001", "https://shop.example/orders/6120000000001"),
  ])
  func masksWhatLooksPersonalAndNothingElse(_ text: String, _ masked: String) {
    #expect(PrivacyGate.masked(text) == masked)
  }

  @Test func isNotHeldUpByWhatLooksEscapedWithoutEnd() {
    // A megabyte of it: where escapes are taken off one by one this takes hours.
    let text = "%" + String(repeating: "25", count: 500_000)
    #expect(PrivacyGate.masked(text) == text)
    #expect(PrivacyGate.masked("jane" + text + "40pii.example") == PrivacyGate.mask)
  }

  @Test func looksCloserAtEveryTextThatHoldsSomething() {
    var random = SeededGenerator(5)
    let pieces = [
      "0", "5", "55", "123", "+", "-", ".", "(", ")", " ", "@", "%40", "%", "a", "b.c", "\u{301}", "\u{A0}", "\u{0665}",
      "é", "\n", "\t", "/", "_", "\u{2013}", "\u{FF20}",
    ]
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0...16, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      #expect(PrivacyGate.masked(text) == PrivacyGate.search(text), "\(text)")
    }
  }

  @Test func holdsBackTheImplausible() throws {
    let shrink = ShrinkGuard()
    let today = try #require(Day("2026-11-23"))
    let peaks = [SourceState.Peak(day: today - 3, records: 100)]
    func holds(_ offered: Int, accepted: Int? = nil) -> Bool {
      shrink.holds(offered: offered, stored: 90, peaks: peaks, accepted: accepted, today: today)
    }
    #expect(!holds(100) && !holds(80) && holds(79) && holds(0) && !holds(79, accepted: 79) && holds(78, accepted: 79))
    #expect(!shrink.holds(offered: 0, stored: 0, peaks: [], accepted: nil, today: today))
    #expect(!shrink.holds(offered: 5, stored: 15, peaks: [], accepted: nil, today: today))
    // As many others in the place of those that stood.
    #expect(shrink.holds(kept: 79, of: 100, offered: 100, accepted: nil))
    #expect(!shrink.holds(kept: 80, of: 100, offered: 100, accepted: nil))
    #expect(!shrink.holds(kept: 0, of: 10, offered: 10, accepted: nil))
    // What a person accepted is believed though some of it is new.
    #expect(!shrink.holds(kept: 38, of: 100, offered: 40, accepted: 40))
    #expect(shrink.holds(kept: 38, of: 100, offered: 39, accepted: 40))
    // A little every day: the week's maximum is what counts, not yesterday.
    var standing = peaks
    var count = 100
    for day in 0..<30 {
      let next = count - 4
      if shrink.holds(offered: next, stored: count, peaks: standing, accepted: nil, today: today + day) { return }
      count = next
      standing = shrink.peaks(standing, adding: count, on: today + day)
    }
    Issue.record("the guard never held")
  }

  @Test func infersARefundOnceFromARunningTotal() throws {
    let seen = Instant(seconds: 1000)
    let before: JSONObject = ["id": "5", "number": "1001", "refunded": 1000, "currency": "USD"]
    var after = before
    after["refunded"] = 2500
    let refund = try #require(InferredRefund.between(before, after, observed: seen))
    #expect(refund["amount"] == 1500 && refund["id"] == "5-2500" && refund["order"] == "1001")
    #expect(InferredRefund.between(after, after, observed: seen) == nil)
    #expect(InferredRefund.between(after, before, observed: seen) == nil)
    #expect(InferredRefund.between(nil, before, observed: seen)?["amount"] == 1000)
  }
}
