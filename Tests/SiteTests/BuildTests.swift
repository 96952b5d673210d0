import Foundation
import Records
import Testing

@testable import Site

@Suite struct BuildTests {
  @Test func writesNothingTheSecondTime() throws {
    let place = try Place()
    let first = try SiteBuilder.buildSample(in: place)
    #expect(first.needsEverything)
    #expect(first.report.written == place.files.count - 1)  // all but the note of builds
    let second = try SiteBuilder.buildSample(in: place)
    #expect(!second.needsEverything)
    #expect(second.report.written == 0)
    #expect(second.report.unchanged == first.report.written)
  }

  @Test func rendersTheSameBytesInAnyFolder() throws {
    let (one, other) = (try Place(), try Place())
    try SiteBuilder.buildSample(in: one)
    try SiteBuilder.buildSample(in: other, pages: SampleSite.pages.reversed())
    #expect(one.files == other.files)
    for file in one.files { #expect(one.read(file) == other.read(file), "\(file)") }
  }

  @Test func leavesExceptionPagesAloneFromRunToRun() throws {
    let place = try Place()
    try SiteBuilder.buildSample(in: place)
    let before = place.files.filter { $0.hasPrefix("exceptions/") || $0.hasPrefix("workflows/") }.map(place.read)
    var frame = SampleSite.frame
    frame.run = SiteFrame.Run(id: "later", at: frame.run.at + .minutes(15), commit: "0000", nextDue: nil)
    let later = try SiteBuilder.buildSample(in: place, frame: frame)
    #expect(!later.needsEverything)
    let after = place.files.filter { $0.hasPrefix("exceptions/") || $0.hasPrefix("workflows/") }.map(place.read)
    #expect(before == after)
    #expect(try #require(place.read("index.html")).contains("later"))
  }

  @Test func writesEveryPageAnewForAnotherConfiguration() throws {
    let place = try Place()
    try SiteBuilder.buildSample(in: place)
    var frame = SampleSite.frame
    frame.configHash = "other"
    // Names, owners and thresholds stand on all of them.
    #expect(try SiteBuilder.buildSample(in: place, frame: frame).needsEverything)
  }

  @Test func writesTheOverviewLast() throws {
    let place = try Place()
    let template = try SiteTemplate(shipped: Shipped.template)
    var builder = try SiteBuilder(template: template, frame: SampleSite.frame, into: place.path)
    try builder.write(.overview(SampleSite.overview))
    try builder.write(.systems(SampleSite.systemsPage))
    try builder.flush()
    #expect(place.read("index.html") == nil)
    #expect(place.read("systems.html") != nil)
    try builder.finish()
    #expect(place.read("index.html") != nil)
  }

  @Test func prunesOnlyPagesThatAreGone() throws {
    let place = try Place()
    var builder = try SiteBuilder.buildSample(in: place)
    try place.write("exceptions.csv", "a,b\n")
    try place.write("exceptions/EX-GONE.html", "old")
    try place.write("runs/run-1.html.tmp", "half")
    try builder.prune(keeping: Set(SampleSite.pages.flatMap(SiteBuilder.paths)))
    #expect(builder.report.removed == 2)
    #expect(place.read("exceptions/EX-GONE.html") == nil)
    #expect(place.read("exceptions.csv") != nil)
    #expect(place.read("exceptions/EX-7K3M9QX2TA.html") != nil)
  }

  @Test func keepsTheAssetsOfThePreviousTwoBuilds() throws {
    let place = try Place()
    var styles: [String] = []
    for accent in ["#101010", "#202020", "#303030", "#404040"] {
      var frame = SampleSite.frame
      frame.accent = accent
      let builder = try SiteBuilder.buildSample(in: place, frame: frame, pages: [.overview(SampleSite.overview)])
      #expect(builder.needsEverything)
      let now = Set(place.files.filter { $0.hasPrefix("assets/style.") })
      styles.append(try #require(now.subtracting(styles).first))
    }
    #expect(Set(place.files.filter { $0.hasPrefix("assets/style.") }) == Set(styles.suffix(3)))
    #expect(place.files.filter { $0.hasPrefix("assets/app.") }.count == 1)
  }

  @Test func keepsEveryPathInsideTheSite() {
    for name in [
      "../../etc/passwd", "a/b", "..", "", ".", "%2e%2e", "a\u{0}b", "name.html", String(repeating: "é", count: 300),
    ] {
      let path = SitePath.exception(name)
      let stem = path.dropFirst("exceptions/".count).dropLast(".html".count)
      #expect(stem.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_~".contains($0)) }, "\(path)")
      #expect(stem.utf8.count < 200)
    }
    #expect(SitePath.workflow("vip-2") != SitePath.workflow("vip", page: 2))
    #expect(SitePath.exception("index") != SitePath.everything())
    #expect(SitePath.run("page-2") != SitePath.runs(page: 2))
    #expect(SitePath.exception("EX-7K3M9QX2TA") == "exceptions/EX-7K3M9QX2TA.html")
    let long = String(repeating: "a", count: 90)
    #expect(SitePath.exception(long + "b") != SitePath.exception(long + "c"))
  }

  @Test func splitsListsAtAHundredRows() throws {
    let place = try Place()
    try SiteBuilder.buildSample(in: place)
    let total = SampleSite.everything.rows.count
    // 16 that are not resolved, and of the others the newest hundred.
    #expect(total == 137)
    let (one, two) = (
      try #require(place.read("exceptions/index.html")), try #require(place.read("exceptions/page-2.html"))
    )
    #expect(one.components(separatedBy: "class=\"case\"").count - 1 == 100)
    #expect(two.components(separatedBy: "class=\"case\"").count - 1 == 16)
    #expect(one.contains("<a href=\"../exceptions/page-2.html\" rel=\"next\">"))
    #expect(SiteBuilder.paths(of: .list(SampleSite.everything)) == ["exceptions/index.html", "exceptions/page-2.html"])
    #expect(SitePath.pages(rows: 0) == 1)
    #expect(SitePath.pages(rows: 100) == 1)
    #expect(SitePath.pages(rows: 101) == 2)
  }

  @Test func countsOldResolvedRowsInsteadOfListingThem() throws {
    var list = SampleSite.list
    for index in 0..<450 {
      var row = SampleSite.rows[7]
      row.id = "EX-OLD\(index)"
      row.resolved = SampleSite.ago(.days(Int64(30 + index)))
      list.rows.append(row)
    }
    let place = try Place()
    try SiteBuilder.buildSample(in: place, pages: [.list(list)])
    let paths = SiteBuilder.paths(of: .list(list))
    #expect(paths.count == 2)  // 16 that are not resolved and the newest 100 that are
    let html = try paths.map { try #require(place.read($0)) }.joined()
    #expect(html.contains("EX-9Z8Y7X6W5V") && html.contains("EX-OLD98.html") && !html.contains("EX-OLD99.html"))
    #expect(html.contains("14 open, 1 acknowledged, 1 snoozed and 663 resolved."))
  }

  @Test func saysWhatItCannotWrite() throws {
    let place = try Place()
    try place.write("site", "a file where the folder should be")
    let template = try SiteTemplate(shipped: Shipped.template)
    do {
      _ = try SiteBuilder(template: template, frame: SampleSite.frame, into: place.path + "/site")
      Issue.record("a file was taken for a folder")
    } catch {
      #expect(error.code == "site.write")
      #expect(error.location?.contains("/site") == true)
    }
  }
}
