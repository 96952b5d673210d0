import Records
import Testing

@testable import Site

@Suite struct WordsTests {
  let times = TimeText(zone: SampleSite.newYork, asOf: SampleSite.now)

  func sentence(_ attention: Attention, _ systems: [SystemChip] = []) -> String {
    attentionSentence(attention, systems: systems, checked: SampleSite.now, times: times)
  }

  func chips(_ health: Health...) -> [SystemChip] {
    zip(["Shopify", "Gmail", "HubSpot"], health).map {
      SystemChip(title: $0, connection: $0, health: $1, asOf: SampleSite.now)
    }
  }

  @Test func saysWhatNeedsAttention() {
    #expect(
      sentence(Attention(open: 14, stake: [Amount(624_000, "USD")], new: 3, breachToday: 2))
        == "14 things need attention, $6,240 at stake. 3 are new since yesterday, 2 breach their SLA today.")
    #expect(
      sentence(Attention(open: 1, new: 1, newSince: "the last run", breached: 1, breachToday: 1))
        == "1 thing needs attention. 1 is new since the last run, 1 is past its SLA, 1 breaches its SLA today.")
    #expect(sentence(Attention(open: 1_200)) == "1,200 things need attention.")
  }

  @Test func isCalmOnlyWhenEverythingWasRead() {
    #expect(
      sentence(Attention(open: 0), chips(.complete, .incremental, .complete))
        == "Nothing needs you. Last checked Mon 09:00, all 3 systems complete.")
    #expect(
      sentence(Attention(open: 0), chips(.complete)) == "Nothing needs you. Last checked Mon 09:00, Shopify complete.")
    #expect(
      sentence(Attention(open: 0), chips(.complete, .failed, .partial))
        == "Nothing is open, but something may be missing: Gmail failed and HubSpot was read in part. Last checked Mon 09:00."
    )
    #expect(
      sentence(Attention(open: 0)) == "Nothing is watched yet: no system is connected. Last checked Mon 09:00.")
  }

  @Test func comparesInWords() {
    func words(_ now: Figure, _ before: Figure) -> String? {
      comparison(now, before, name: "last week", direction: .neutral)?.text.replacing("\u{A0}", with: " ")
    }
    #expect(words(.count(9), .count(11)) == "−18 % vs last week")
    #expect(words(.count(9), .count(6)) == "+3 vs last week")
    #expect(words(.count(9), .count(9)) == "same as last week")
    #expect(words(.count(3), .count(0)) == "+3 vs last week")
    #expect(words(.count(1_000), .count(1_001)) == "about the same as last week")
    #expect(words(.count(2_000), .count(10)) == "10 last week")
    #expect(words(.share(part: 7, of: 22), .share(part: 5, of: 24)) == "+11 points vs last week")
    #expect(words(.share(part: 1, of: 100), .share(part: 2, of: 100)) == "−1 point vs last week")
    #expect(words(.money([Amount(100, "USD")]), .money([Amount(0, "USD")])) == "$0 last week")
    #expect(words(.money([Amount(100, "USD")]), .money([Amount(100, "EUR")])) == "last week: unknown")
    #expect(words(.count(3), .unknown("no data")) == "last week: unknown")
    #expect(words(.unknown("no data"), .count(3)) == nil)
  }

  @Test func judgesAChangeByItsDirection() {
    #expect(comparison(.count(9), .count(11), name: "x", direction: .downIsGood)?.tone == "good")
    #expect(comparison(.count(9), .count(11), name: "x", direction: .upIsGood)?.tone == "bad")
    #expect(comparison(.count(9), .count(11), name: "x", direction: .neutral)?.tone == nil)
  }

  @Test func neverShowsZeroForWantOfData() {
    for figure in [Figure.unknown("no dates"), .notEvaluated("no dates"), .share(part: 0, of: 0), .money([])] {
      #expect(figure.value == nil)
      #expect(figure.missing?.isEmpty == false)
    }
    #expect(Figure.count(0).value == "0")
    #expect(percentText(1, of: 1_000) == "<1\u{A0}%")
    #expect(percentText(999, of: 1_000) == ">99\u{A0}%")
    #expect(percentText(1_000, of: 1_000) == "100\u{A0}%")
  }

  @Test func ordersByStandingThenSlaThenMoneyThenAge() {
    func row(_ id: String, _ state: ShopException.State, _ sla: SlaState?, _ money: Int, hours: Int64) -> ExceptionRow {
      ExceptionRow(
        id: id, title: id, reason: "", state: state, sla: sla.map { Sla(due: SampleSite.now, state: $0) },
        stake: money == 0 ? [] : [Amount(money, "USD")], opened: SampleSite.ago(.hours(hours)))
    }
    var watched = row("w", .open, .breached, 5_000, hours: 99)
    watched.isWatched = true
    let wanted = [
      row("a", .open, .breached, 0, hours: 1), row("b", .open, .atRisk, 5, hours: 1),
      row("c", .open, .onTime, 900, hours: 1),
      row("d", .open, nil, 800, hours: 1), row("e", .open, nil, 0, hours: 9), row("f", .open, nil, 0, hours: 2),
      row("g", .acknowledged, .breached, 999, hours: 9), watched, row("h", .resolved, .breached, 999, hours: 99),
    ]
    #expect(wanted.reversed().sorted(by: ExceptionRow.moreUrgent).map(\.id) == wanted.map(\.id))
  }

  @Test func offersCommandsOnlyForIdsThatAShellCannotMisread() {
    #expect(
      Command.standard(for: "EX-7K3M9QX2TA").last?.text
        == "git -C data log -p -- exceptions/7/K/EX-7K3M9QX2TA.json")
    for id in ["EX-1; rm -rf .", "$(id)", "-h", "", "EX-ü"] { #expect(Command.standard(for: id).isEmpty) }
  }

  @Test func drawsGapsWhereACourseIsUnknown() throws {
    let spark = try #require(Sparkline([1, nil, 3, 2]))
    #expect(spark.path == "M4 24M78.7 4L116 14")
    #expect((spark.low, spark.high) == (1, 3))
    #expect(Sparkline([1, nil]) == nil)
    #expect(Sparkline([2, 2])?.path == "M4 14L116 14")
  }

  @Test func keepsChartsInsideTheirBox() {
    let cohort = RecoveryTrend.Cohort(name: "a", base: 10, recoveredByDay: [0, 3, 10, 10, 10, 10, 10, 10, 10])
    let other = RecoveryTrend.Cohort(name: "b", base: 10, recoveredByDay: [1, 2, nil, nil, nil, nil, nil])
    let chart = TrendChart(current: cohort, before: other)
    #expect(chart.rows.map(\.label) == ["0\u{A0}%", "50\u{A0}%", "100\u{A0}%"])
    #expect(chart.lines.count == 2)
    #expect(chart.lines[1].path.hasPrefix("M40 188L"))
    #expect(chart.lines[1].x == "330")
    #expect(chart.lines[1].y == "16")
    #expect(chart.lines[0].x == "88.3")
  }
}
