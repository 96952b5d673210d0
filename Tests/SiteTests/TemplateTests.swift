import Records
import Testing

@testable import Site

@Suite struct TemplateTests {
  func failure(_ overrides: Place) -> Diagnostic? {
    do {
      _ = try SiteTemplate(shipped: Shipped.template, overrides: overrides.path)
      return nil
    } catch {
      return error
    }
  }

  @Test func overridesFileByFile() throws {
    let (place, overrides) = (try Place(), try Place())
    try overrides.write("systems.mustache", "<p>Ours: {{frame.workspace}}</p>")
    try overrides.write("assets/style.css", "body{margin:1em}")
    try SiteBuilder.buildSample(in: place, overrides: overrides.path)
    #expect(place.read("systems.html") == "<p>Ours: Larch &amp; Linen</p>\n")
    #expect(try #require(place.read("index.html")).contains("Needs attention"))
    let style = try #require(place.files.first { $0.hasPrefix("assets/style.") })
    #expect(try #require(place.read(style)).hasSuffix("body{margin:1em}"))
  }

  @Test(
    arguments: [
      ("{{#rows}}\n<p>{{/row}}", "site.template", 2), ("line\n\n{{#rows}}", "site.template", 3),
      ("{{name", "site.template", 1), ("{{na me}}", "site.template", 1), ("{{>nowhere}}", "site.template-partial", nil),
      ("{{>systems}}", "site.template-cycle", nil),
    ] as [(String, String, Int?)])
  func namesTheFileOfABrokenTemplate(text: String, code: String, line: Int?) throws {
    let overrides = try Place()
    try overrides.write("systems.mustache", text)
    let diagnostic = try #require(failure(overrides))
    #expect(diagnostic.code == code)
    #expect(diagnostic.category == .configuration)
    #expect(diagnostic.location == overrides.path + "/systems.mustache" + (line.map { ":\($0)" } ?? ""))
    #expect(!diagnostic.hints.isEmpty)
  }

  @Test func findsACycleThroughOtherTemplates() throws {
    let overrides = try Place()
    try overrides.write("time.mustache", "{{>mark}}")
    try overrides.write("mark.mustache", "{{> time }}")
    #expect(failure(overrides)?.code == "site.template-cycle")
  }

  @Test func saysWhichFolderOrTemplateIsMissing() throws {
    let place = try Place()
    #expect(throws: Diagnostic.self) { try SiteTemplate(shipped: place.path + "/none") }
    do {
      _ = try SiteTemplate(shipped: place.path)
      Issue.record("an empty folder was taken for a template")
    } catch { #expect(error.code == "site.template-missing") }
  }

  @Test func doesNotLetAnOuterFieldShineThrough() throws {
    let overrides = try Place()
    try overrides.write(
      "systems.mustache", "{{#page.rows}}[{{name}}{{^name}}none{{/name}}{{#name?}}!{{/name?}}]{{/page.rows}}")
    let template = try SiteTemplate(shipped: Shipped.template, overrides: overrides.path)
    let fields: Fields = [
      "name": "outer", "page": .one(["name": "page", "rows": .many([["name": "a"], ["name": nil], [:]])]),
    ]
    #expect(String(decoding: template.render("systems", fields), as: UTF8.self) == "[a!][none][outer!]\n")
  }
}
