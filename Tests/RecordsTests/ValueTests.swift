import Records
import Testing

@Suite struct ValueTests {
  @Test(arguments: [
    ("0", 2, 0), ("12.5", 2, 1250), ("-12.5", 2, -1250), ("1250", 0, 1250), ("1.005", 2, 101), ("1.004999", 2, 100),
    ("-0.005", 2, -1), ("0.999", 2, 100), ("1.5", 0, 2), (".5", 2, 50), ("5.", 2, 500),
    ("90071992547409.91", 2, 9_007_199_254_740_991),
  ])
  func readsAmounts(_ text: String, _ exponent: Int, _ minor: Int) {
    #expect(Money.minorUnits(text, exponent: exponent) == minor)
  }

  @Test(arguments: ["", "-", ".", "1.2.3", "1,5", "1e5", "٣", "90071992547409.92", "999999999999999999999999999"])
  func refusesWhatIsNoAmount(_ text: String) {
    #expect(Money.minorUnits(text, exponent: 2) == nil)
  }

  @Test(arguments: [
    (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (120_450, 2, "1204.50"), (7, 0, "7"), (1, 3, "0.001"),
  ])
  func writesAmounts(_ minor: Int, _ exponent: Int, _ text: String) {
    #expect(Money.decimal(minor, exponent: exponent) == text)
    #expect(Money.minorUnits(text, exponent: exponent) == minor)
  }

  @Test(arguments: ["90s", "15m", "8h", "7d", "0s"]) func keepsSpansAsWritten(_ text: String) throws {
    #expect(try #require(Span(text)).description == text)
  }

  @Test(arguments: ["", "d", "7", "-7d", "7 d", "1.5h", "99999999999999999999d", "40000d"])
  func refusesOtherSpans(_ text: String) {
    #expect(Span(text) == nil)
  }

  @Test func movesSkippedTimesForwardAndTakesTheFirstOfTwo() throws {
    // Europe/Rome 2026: +1 h, +2 h from 2026-03-29T01:00Z, +1 h from 2026-10-25T01:00Z.
    let rome = Zone(
      name: "Europe/Rome", firstOffset: 3600,
      periods: [
        .init(start: try #require(Instant("2026-03-29T01:00:00Z")), offset: 7200),
        .init(start: try #require(Instant("2026-10-25T01:00:00Z")), offset: 3600),
      ])
    let spring = try #require(Day("2026-03-29"))
    let autumn = try #require(Day("2026-10-25"))
    #expect(rome.instant(spring, secondOfDay: 9000).description == "2026-03-29T01:30:00Z")
    #expect(rome.instant(autumn, secondOfDay: 9000).description == "2026-10-25T00:30:00Z")
    #expect(rome.instant(autumn).description == "2026-10-24T22:00:00Z")
    for hour in 0..<(24 * 400) {
      let instant = Instant(seconds: 1_767_225_600 + Int64(hour) * 3600)
      let wall = rome.local(instant)
      let back = rome.instant(wall.day, secondOfDay: wall.secondOfDay)
      #expect(back == instant || back == instant - .hours(1))
    }
  }

  @Test func normalisesIdentifiersWithoutGuessing() {
    #expect(Identifiers(email: "  Ann.Lee+shop@Example.COM ").email == "ann.lee+shop@example.com")
    #expect(Identifiers(email: "not an address").email == nil)
    #expect(Identifiers(email: "a@b@c").email == nil)
    #expect(Identifiers(phone: "'+1 (555) 010-0199").phone == "+15550100199")
    #expect(Identifiers(phone: "12").phone == nil)
    #expect(Identifiers(customer: "").isEmpty)
  }

  @Test func readsAddressesWhoseIdHoldsColons() throws {
    let address = try #require(RecordAddress("shop:order:gid://shop/Order/5"))
    #expect(address.id == "gid://shop/Order/5")
    #expect(address.description == "shop:order:gid://shop/Order/5")
    #expect(RecordAddress("shop:banana:5") == nil)
    #expect(RecordAddress("shop:order:") == nil)
  }

  @Test func readsBackAnExceptionsFile() throws {
    var exception = ShopException(
      id: "EX-7K3M9QX2TA", rule: "late_order", workflow: "escalations", subject: "shop:order:1", episode: 1,
      severity: .today, owner: "maya", title: "Order #1 is late", opened: Instant(seconds: 1_795_442_531))
    exception.amount = 1250
    exception.currency = "USD"
    exception.people = ["e.abc"]
    exception.evidence = ["due": "2026-11-20T00:00:00Z"]
    exception.timeline = [
      TimelineEntry(at: exception.opened, event: .opened, by: "tend", run: "r1", detail: ["rule": "late_order"])
    ]
    let read = try ShopException(json: JSONReader.object(PrettyJSON.bytes(exception.json)), location: exception.path)
    #expect(read == exception)
    #expect(exception.path == "exceptions/7/K/EX-7K3M9QX2TA.json")
    var broken = exception.json
    broken["timeline"] = [["at": "nonsense"]]
    #expect(throws: Diagnostic.self) { try ShopException(json: broken, location: "x") }
  }

  @Test func writesBase32AsCrockfordDoes() {
    #expect(Base32.text([0xFF, 0x00, 0xFF, 0x00, 0xFF], length: 8) == "ZW0FY07Z")
    #expect(Base32.text([0, 0], length: 3) == "000")
  }
}
