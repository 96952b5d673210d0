import Foundation
import Records
import Testing

@testable import Site

@Suite struct PagesTests {
  /// Set to true to record the golden files anew; the run then fails, so that it can't stay so by mistake.
  static let recording = false

  static let golden = [
    "index.html", "exceptions/EX-7K3M9QX2TA.html", "workflows/escalations.html", "runs/index.html",
    "runs/run-1000.html", "systems.html",
  ]

  @Test func rendersEachPageAsRecorded() throws {
    let place = try Place()
    var pages = SampleSite.pages
    pages.removeAll { if case .runs = $0 { true } else { false } }
    pages.append(.runs(RunsPage(runs: Array(SampleSite.runs.runs.prefix(5)))))
    try SiteBuilder.buildSample(in: place, pages: pages)
    for path in Self.golden {
      // Hashes of assets change with every touch of the style; they have tests of their own.
      let html = try #require(place.read(path)).replacing(/(style|app|icon)\.[0-9a-f]{12}\./) { "\($0.1).HASH." }
      let file = Shipped.golden + "/" + path.replacingOccurrences(of: "/", with: "-")
      if Self.recording {
        try FileManager.default.createDirectory(atPath: Shipped.golden, withIntermediateDirectories: true)
        try Data(html.utf8).write(to: URL(fileURLWithPath: file))
        Issue.record("recorded \(file)")
      } else {
        let wanted = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let (found, recorded) = (html.components(separatedBy: "\n"), wanted.components(separatedBy: "\n"))
        let line = zip(found, recorded).enumerated().first { $0.element.0 != $0.element.1 }
        let same = html == wanted
        #expect(same, "\(path) line \((line?.offset ?? 0) + 1): \(line?.element.0 ?? "")")
      }
    }
  }

  @Test func resolvesEveryLinkAmongItsOwnFiles() throws {
    let place = try Place()
    try SiteBuilder.buildSample(in: place)
    try place.write("exceptions.csv", "")
    try place.write("runs/20261123T140000Z-1.html", "")
    try place.write("runs/20261123T140000Z~2d1.html", "")
    let files = Set(place.files)
    var checked = 0
    for file in files where file.hasSuffix(".html") {
      let folder = file.contains("/") ? String(file.prefix { $0 != "/" }) + "/" : ""
      let html = try #require(place.read(file))
      for address in addresses(in: html) where !address.hasPrefix("https://") {
        let parts = address.components(separatedBy: "#")
        if parts[0].isEmpty {
          #expect(html.contains("id=\"\(parts[1])\""), "\(file): \(address)")
          continue
        }
        let target = parts[0].hasPrefix("../") ? String(parts[0].dropFirst(3)) : folder + parts[0]
        #expect(files.contains(target), "\(file): \(address)")
        checked += 1
      }
    }
    #expect(checked > 1_000)
  }

  @Test func asksNoOtherHostForAnything() throws {
    let place = try Place()
    try SiteBuilder.buildSample(in: place)
    for file in place.files where file.hasSuffix(".html") {
      let html = try #require(place.read(file))
      #expect(
        html.contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; script-src 'self'"))
      for tag in tags(in: html) {
        let words = tag.split(separator: " ").map(String.init)
        for word in words.dropFirst() {
          #expect(!word.hasPrefix("on") && !word.hasPrefix("style"), "\(file): \(tag)")
        }
        #expect(
          !["iframe", "object", "embed", "base", "form", "style", "img"].contains(words.first), "\(file): \(tag)")
      }
      // Only links that a person follows may leave the site.
      for part in html.components(separatedBy: "=\"http").dropFirst() {
        let before = html.components(separatedBy: "=\"http" + part)[0].suffix(7)
        #expect(before == "<a href", "\(file): http\(part.prefix(40))")
      }
    }
    for file in place.files where file.hasPrefix("assets/") && !file.hasSuffix(".svg") {
      let text = try #require(place.read(file))
      for word in ["http:", "https:", "url(", "@import", "fetch(", "XMLHttpRequest", "import(", "eval(", "innerHTML"] {
        #expect(!text.contains(word), "\(file): \(word)")
      }
    }
  }

  @Test func isWellNestedAndNamesItsParts() throws {
    let place = try Place()
    try SiteBuilder.buildSample(in: place)
    let void: Set<String> = ["meta", "link", "!doctype", "path", "circle", "line", "br", "input"]
    for file in place.files where file.hasSuffix(".html") {
      let html = try #require(place.read(file))
      var open: [String] = []
      var names: [String: Int] = [:]
      for tag in tags(in: html) {
        let name = String(tag.prefix { $0 != " " })
        names[name, default: 0] += 1
        if name.hasPrefix("/") {
          #expect(open.popLast() == String(name.dropFirst()), "\(file): \(tag)")
        } else if !void.contains(name) {
          open.append(name)
        }
        if name == "th" { #expect(tag.contains("scope="), "\(file)") }
        if name == "svg" { #expect(tag.contains("role=") && tag.contains("aria-label"), "\(file)") }
      }
      #expect(open.isEmpty, "\(file): \(open)")
      for landmark in ["h1", "main", "header", "footer", "nav"] {
        #expect(names[landmark, default: 0] >= 1, "\(file): \(landmark)")
      }
      #expect(names["h1"] == 1, "\(file)")
      let ids = html.components(separatedBy: " id=\"").dropFirst().map { $0.components(separatedBy: "\"")[0] }
      #expect(Set(ids).count == ids.count, "\(file)")
    }
  }

  @Test func isCalmWhenNothingIsOpen() throws {
    let place = try Place()
    let calm = OverviewPage(
      attention: Attention(open: 0), systems: Array(SampleSite.systems.prefix(2)), rows: [], tiles: [],
      trend: RecoveryTrend(current: nil), lastRun: [],
      week: Week(revenue: .rows([]), escalations: .rows([]), signals: .unknown(""), campaigns: .rows([])))
    try SiteBuilder.buildSample(in: place, pages: [.overview(calm)])
    let html = try #require(place.read("index.html"))
    #expect(html.contains("Nothing needs you. Last checked Mon 09:00, all 2 systems complete."))
    #expect(html.contains("unknown: no follow-ups yet"))
    #expect(!html.contains("<svg"))
    #expect(!html.contains("<tbody>\n</tbody>"))
  }
}
