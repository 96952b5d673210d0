import Records
import Testing

@testable import Connectors

struct ValueTests {
  private func minor(_ text: String, _ decimal: DecimalSign = .point, places: Int = 2) -> Int? {
    guard let value = try? ExactDecimal(ArraySlice(text.utf8), decimal: decimal) else { return nil }
    return value.rounded(places: places)
  }

  @Test(arguments: [
    ("1,250.00", 125_000), ("(420.81)", -42_081), ("$1,250.00", 125_000), ("-5", -500), ("\u{2212}5.5", -550),
    ("5-", -500), ("+3", 300), ("US$ 12", 1200), ("12.50 EUR", 1250), ("GBP 0.99", 99), ("€7", 700), ("-$2.00", -200),
    ("$-2.00", -200), ("(1,000)", -100_000), ("1'250.00", 125_000), ("1 250.00", 125_000), ("1\u{A0}250", 125_000),
    (".5", 50), ("5.", 500), ("0.125", 13), ("-0.125", -13), ("2.554999", 255), (" 7 ", 700), ("0", 0),
    ("9,007,199,254,740.991", 900_719_925_474_099),
  ])
  func readsAmounts(_ text: String, _ expected: Int) {
    #expect(minor(text) == expected)
  }

  @Test(arguments: [("1.234,56", 123_456), ("0,25", 25), ("-1.000", -100_000), ("12", 1200)])
  func readsAmountsWithADecimalComma(_ text: String, _ expected: Int) {
    #expect(minor(text, .comma) == expected)
  }

  @Test(arguments: [
    "1.234,56", "0,25", "1,2345", "12,34,567", "abc", "", ".", "-", "1.2.3", "1E+05", "--5", "(5", "1,", "$", "٣",
  ])
  func refusesWhatIsNoAmount(_ text: String) {
    #expect(minor(text) == nil)
  }

  @Test(arguments: [
    ("1500 EUR", "USD", false), ("€1,500.00", "USD", false), ("EUR 1500 USD", "USD", false), ("US$5", "CAD", false),
    ("1500 EUR", "EUR", true), ("€5", "EUR", true), ("$5", "CAD", true), ("US$5", "USD", true), ("5", "USD", true),
  ])
  func refusesAnAmountOfAnotherCurrencyThanItsRow(_ text: String, _ currency: String, _ fits: Bool) {
    let value = try? ExactDecimal(ArraySlice(text.utf8), decimal: .point, currency: currency)
    #expect((value != nil) == fits)
  }

  @Test func refusesAmountsBeyondWhatJSONHolds() {
    #expect(minor("90,071,992,547,409.91") == 9_007_199_254_740_991)
    #expect(minor("90,071,992,547,409.92") == nil)
    #expect(throws: ExactDecimal.Failure.tooLarge) {
      try ExactDecimal(ArraySlice(String(repeating: "9", count: 40).utf8), decimal: .point)
    }
  }

  @Test func multipliesAndSumsExactly() throws {
    let price = try ExactDecimal(ArraySlice("0.1".utf8), decimal: .point)
    var total = ExactDecimal.zero
    for _ in 0..<30 { total = try #require(ExactDecimal.sum(total, price)) }
    #expect(total.rounded(places: 2) == 300)
    let large = ExactDecimal(units: .max, scale: 0)
    #expect(ExactDecimal.product(large, large) == nil)
    #expect(ExactDecimal.sum(large, large) == nil)
    #expect(ExactDecimal(units: 15, scale: 1).whole == nil)
    #expect(ExactDecimal(units: 50, scale: 1).whole == 5)
  }

  @Test(arguments: 0..<200)
  func readsBackAnyAmount(_ seed: Int) {
    var random = Random(UInt64(seed))
    let value = random.below(1 << 53) >> random.below(52)
    let text = Money.decimal(value, exponent: 2)
    #expect(minor(text) == value)
    #expect(minor("-" + text) == -value)
    let parts = text.split(separator: ".")
    var grouped = ""
    for (index, digit) in parts[0].reversed().enumerated() {
      if index > 0, index % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    #expect(minor(String(grouped.reversed()) + "." + parts[1]) == value)
  }

  // MARK: Dates

  private func usual(_ text: String, _ order: DateOrder? = nil) throws -> String {
    try UsualDate.read(ArraySlice(text.utf8), order: order).0.instant(newYork).description
  }

  @Test(
    arguments: [
      ("2026-03-12 09:14:02 +0000", nil, "2026-03-12T09:14:02Z"), ("2026-03-12T09:14:02Z", nil, "2026-03-12T09:14:02Z"),
      ("2026-03-12T09:14:02.123+01:00", nil, "2026-03-12T08:14:02Z"), ("2026-03-12 09:14", nil, "2026-03-12T13:14:00Z"),
      ("2026-01-12", nil, "2026-01-12T05:00:00Z"), ("2026/01/12 1:02:03 PM", nil, "2026-01-12T18:02:03Z"),
      ("4/2/2021 4:00:00 AM", .mdy, "2021-04-02T09:00:00Z"), ("4/2/2021 12:05 am", .dmy, "2021-02-04T05:05:00Z"),
      ("29/10/2020 09:07", nil, "2020-10-29T14:07:00Z"), ("10/29/2020", nil, "2020-10-29T05:00:00Z"),
      ("12.03.2026 08:00", .dmy, "2026-03-12T12:00:00Z"), ("2026-07-10 18:37:41 UTC", nil, "2026-07-10T18:37:41Z"),
      ("2026-03-08 02:30:00", nil, "2026-03-08T07:30:00Z"), ("2026-11-01 01:30:00", nil, "2026-11-01T05:30:00Z"),
    ] as [(String, DateOrder?, String)])
  func readsTheUsualForms(_ text: String, _ order: DateOrder?, _ expected: String) throws {
    #expect(try usual(text, order) == expected)
  }

  @Test(
    arguments: [
      ("0001-01-01", nil, .outOfRange), ("9999-12-31", nil, .outOfRange), ("1969-12-31", nil, .outOfRange),
      ("4/2/2021", nil, .ambiguous), ("12/01/10", nil, .twoDigitYear), ("1/2/03", .mdy, .twoDigitYear),
      ("2026-13-45 25:61:00", nil, .malformed), ("2026-02-29", nil, .malformed), ("31/31/2026", nil, .malformed),
      ("2026-01-01 24:00", nil, .malformed), ("2026-01-01 13:00 PM", nil, .malformed), ("yesterday", nil, .malformed),
      ("2026-01-01x", nil, .malformed), ("20260101", nil, .malformed), ("29/10/2020", .mdy, .malformed),
      ("2026-01/02", nil, .malformed), ("44197", nil, .malformed), ("4/2/2021", .ymd, .malformed),
    ] as [(String, DateOrder?, DateFailure)])
  func refusesWhatIsNoDate(_ text: String, _ order: DateOrder?, _ expected: DateFailure) {
    #expect(throws: expected) { try usual(text, order) }
  }

  @Test(arguments: [
    ("yyyy-MM-dd HH:mm:ss", "2010-12-01 08:26:00", "2010-12-01T13:26:00Z"),
    ("dd.MM.yyyy HH:mm", "01.12.2010 08:26", "2010-12-01T13:26:00Z"),
    ("M/d/yyyy h:mm a", "12/1/2010 8:26 PM", "2010-12-02T01:26:00Z"),
    ("yyyyMMdd", "20101201", "2010-12-01T05:00:00Z"),
    ("yyyy-MM-ddTHH:mm:ssZ", "2010-12-01T08:26:00+02:00", "2010-12-01T06:26:00Z"),
  ])
  func readsByLayout(_ layout: String, _ text: String, _ expected: String) throws {
    let time = try DateLayout(layout).read(ArraySlice(text.utf8))
    #expect(time.instant(newYork).description == expected)
  }

  @Test func keepsToTheLayout() throws {
    let layout = try DateLayout("dd/MM/yyyy")
    for text in ["1/02/2010", "01/02/2010 ", "2010-02-01", "31/02/2010", ""] {
      #expect(throws: DateFailure.malformed) { try layout.read(ArraySlice(text.utf8)) }
    }
    #expect(throws: DateFailure.twoDigitYear) { try layout.read(ArraySlice("01/02/10".utf8)) }
  }

  @Test(arguments: ["yy-MM-dd", "yyyy-MM", "", "YYYY-MM-dd", "yyyy-MM-dd EEE"])
  func refusesUnknownLayouts(_ layout: String) {
    #expect { try DateLayout(layout) } throws: { ($0 as? Diagnostic)?.code == "csv.layout" }
  }

  @Test(arguments: 0..<50)
  func writesTimesAsRecordsDoes(_ seed: Int) {
    var random = Random(UInt64(seed))
    let moment = Instant(seconds: Int64(random.below(250_000_000_000)) - 60_000_000_000)
    #expect(TimeText.string(moment) == moment.description)
  }

  @Test func tellsMangledIDs() {
    for text in ["5.36365E+05", "5E+12", "5,4e+05"] { #expect(CellReader.isMangled(ArraySlice(text.utf8))) }
    for text in ["536365", "E+05", "ABC-1E+X", "12E5", "A1E+05", ""] {
      #expect(!CellReader.isMangled(ArraySlice(text.utf8)))
    }
  }

  @Test func fitsNamesToPatterns() {
    for (pattern, name) in [
      ("*.csv", "a.csv"), ("orders-*.csv", "orders-2026-10-12.csv"), ("?.csv", "é.csv"), ("*a*b*", "xxaxxbxx"),
      ("*", ""),
    ] {
      #expect(Glob(pattern).matches(name), "\(pattern) \(name)")
    }
    for (pattern, name) in [("*.csv", "a.csv.bak"), ("?.csv", "ab.csv"), ("a", ""), ("[a].csv", "a.csv")] {
      #expect(!Glob(pattern).matches(name), "\(pattern) \(name)")
    }
    #expect(!Glob(String(repeating: "*a", count: 200) + "b").matches(String(repeating: "a", count: 5000)))
  }

  @Test func datesFilesByName() {
    #expect(FileDate.day(in: "orders_export-2026-10-12.csv")?.description == "2026-10-12")
    #expect(FileDate.day(in: "orders20261012.csv")?.description == "2026-10-12")
    #expect(FileDate.day(in: "2026-09-01_to_2026-10-12.csv")?.description == "2026-10-12")
    #expect(FileDate.day(in: "export_1.csv") == nil)
    #expect(FileDate.day(in: "2026-13-12.csv") == nil)
    #expect(FileDate.day(in: "9920261012.csv") == nil)
    #expect(FileDate.day(in: "2026101299.csv") == nil)
  }

  // MARK: Signals

  @Test(
    arguments: [
      ("I will file a chargeback", ["chargeback"]), ("Broken for the second time", ["repeated"]),
      ("My LAWYER will hear of this scam", ["fraud", "legal"]), ("This is not a scam, right", []),
      ("You are not, honestly, scammers", ["fraud"]), ("I don\u{2019}t want a lawyer", []),
      ("Refund for my throw please", []), ("I want my money back", []), ("terrible", []),
      ("Terrible service, still waiting", ["poor", "unanswered"]), ("not terrible and still waiting", []),
      ("No. Scam!", ["fraud"]), ("I would never in my whole long life call it a scam", ["fraud"]), ("", []),
    ] as [(String, [String])])
  func findsSignals(_ text: String, _ expected: [String]) {
    #expect(Signals.codes(in: text) == expected)
  }

  @Test(arguments: 0..<100)
  func findsSortedKnownSignalsInAnyText(_ seed: Int) {
    var random = Random(UInt64(seed))
    let words = [
      "scam", "not", ".", "terrible", "still", "waiting", "😀", "'", "second", "time", "\u{0}", "ß", "charge", "back",
    ]
    let text = (0..<random.below(30)).map { _ in words[random.below(words.count)] }.joined(
      separator: random.below(2) == 0 ? " " : "")
    let found = Signals.codes(in: text)
    #expect(found == found.sorted())
    #expect(Set(found).isSubset(of: Set((Signals.strong + Signals.weak).map(\.code))))
  }
}
