import Foundation
import Records
import Testing

@testable import Engine

@Suite struct ZoneLoaderTests {
  private static let names = [
    "America/New_York", "Europe/Rome", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Istanbul",
    "America/Caracas", "Pacific/Apia", "Asia/Tokyo", "America/Sao_Paulo", "Europe/Dublin", "Asia/Tehran",
    "Antarctica/Troll", "America/Santiago", "Asia/Gaza",
  ]

  /// The zone files and Foundation are two sources; they must tell the same.
  @Test(arguments: names)
  func agreesWithFoundation(_ name: String) throws {
    let table = try #require(ZoneLoader().zone(name))
    let zone = try #require(TimeZone(identifier: name))
    var state: UInt64 = 42
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      // 1975 to 2037: before, offsets with seconds are rounded differently; after, only rules remain.
      let seconds = 157_766_400 + Int64(state >> 33) % (2_114_380_800 - 157_766_400)
      let expected = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
      #expect(table.offset(at: Instant(seconds: seconds)) == expected, "\(name) \(Instant(seconds: seconds))")
    }
  }

  @Test func makesTheSameTableFromFoundationAlone() throws {
    for name in ["America/New_York", "Europe/Rome", "Asia/Kathmandu"] {
      let files = try #require(ZoneLoader().zone(name))
      let foundation = try #require(ZoneLoader(folders: []).zone(name))
      let year = Instant(seconds: 1_577_836_800)..<Instant(seconds: 2_082_758_400)
      #expect(files.periods.filter { year.contains($0.start) } == foundation.periods.filter { year.contains($0.start) })
    }
  }

  @Test func goesOnAfterTheFilesLastEntry() throws {
    let zone = try #require(ZoneLoader().zone("America/New_York"))
    // 2045-03-12 02:00 EST and 2045-11-05 02:00 EDT.
    let spring = try #require(Instant("2045-03-12T07:00:00Z"))
    let autumn = try #require(Instant("2045-11-05T06:00:00Z"))
    #expect(zone.offset(at: spring - Span(seconds: 1)) == -18_000 && zone.offset(at: spring) == -14_400)
    #expect(zone.offset(at: autumn - Span(seconds: 1)) == -14_400 && zone.offset(at: autumn) == -18_000)
  }

  @Test(arguments: [
    "", "Europe", "europe/rome", "Europe/Roma", "../../etc/passwd", "/etc/localtime", "Europe/../Europe/Rome",
    "A/B/C/D",
    "GMT+25", "Mars/Olympus", "posixrules/x", "zone.tab",
  ])
  func refusesWhatIsNoZone(_ name: String) {
    #expect(ZoneLoader().zone(name) == nil)
    #expect(ZoneLoader(folders: []).zone(name) == nil)
  }

  @Test func survivesBrokenZoneFiles() throws {
    let file = FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Rome")
    guard let file else { return }
    var state: UInt64 = 7
    for _ in 0..<3000 {
      var bytes = Array(file)
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 25)
      }
      _ = ZoneFile.zone("X", Array(bytes.prefix(Int(state >> 40) % (bytes.count + 1))))
      _ = ZoneFile.zone("X", bytes)
    }
  }

  @Test(arguments: [
    "", "EST", "EST5EDT,M3.2", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,J0,J400", "<+03", "<>-3<>", "A99999", ",,",
  ])
  func readsOnlyStandardRules(_ text: String) {
    #expect(ZoneRule(text) == nil)
  }

  @Test func suggestsNearNames() {
    #expect(ZoneLoader().suggestion(for: "America/New York") == "America/New_York")
    #expect(ZoneLoader().suggestion(for: "Europe/Roma") == "Europe/Rome")
    #expect(ZoneLoader().suggestion(for: "tokyo") == "Asia/Tokyo")
  }
}
