import Testing

@testable import Site

/// The language of templates, by the examples of the Mustache specification.
@Suite struct MustacheTests {
  func render(_ template: String, _ fields: Fields = [:], partials: [String: String] = [:]) throws -> String {
    var templates = try partials.mapValues { try Mustache($0) }
    templates["main"] = try Mustache(template)
    var renderer = MustacheRenderer(templates: templates, root: fields)
    renderer.render("main")
    return String(decoding: renderer.bytes, as: UTF8.self)
  }

  @Test func escapesVariablesUnlessTold() throws {
    let fields: Fields = ["text": "& \" ' < >"]
    #expect(try render("{{text}}", fields) == "&amp; &quot; &#39; &lt; &gt;")
    #expect(try render("{{{text}}}|{{&text}}|{{& text }}", fields) == "& \" ' < >|& \" ' < >|& \" ' < >")
  }

  @Test func rendersNothingForWhatIsMissing() throws {
    #expect(try render("[{{none}}{{a.b.c}}{{#none}}x{{/none}}]", ["a": .one(["b": nil])]) == "[]")
  }

  @Test func rendersASectionForEachRowOnceForAGroupAndNotForNothing() throws {
    let fields: Fields = [
      "rows": .many([["n": "1"], ["n": "2"]]), "empty": .many([]), "group": .one(["n": "g"]), "yes": true, "no": false,
      "word": "w", "n": "outer",
    ]
    #expect(try render("{{#rows}}{{n}}{{/rows}}{{#empty}}x{{/empty}}", fields) == "12")
    #expect(try render("{{#group}}{{n}}{{/group}}{{#yes}}{{n}}{{/yes}}{{#no}}x{{/no}}", fields) == "gouter")
    #expect(try render("{{#word}}<{{.}}>{{/word}}{{#word}}{{n}}{{/word}}", fields) == "<w>outer")
    #expect(try render("{{^empty}}a{{/empty}}{{^no}}b{{/no}}{{^none}}c{{/none}}{{^rows}}x{{/rows}}", fields) == "abc")
  }

  @Test func looksDottedNamesUpFromTheFirstOneThatIsThere() throws {
    let fields: Fields = ["a": .one(["b": .one(["c": "deep"])]), "b": .one(["c": "wrong"])]
    #expect(try render("{{a.b.c}}", fields) == "deep")
    // The first name decides: a `b` without `c` does not send the search outwards.
    #expect(try render("{{#a}}{{b.d}}{{/a}}", fields) == "")
  }

  @Test(arguments: [
    ("| A\n{{#b}}\n| B\n{{/b}}\n| C", "| A\n| B\n| C"), ("  {{#b}}\nx\n  {{/b}}\ny", "x\ny"),
    ("{{#b}}\r\nx\r\n{{/b}}\r\ny", "x\r\ny"), (" | {{#b}} \t{{/b}} | \n", " |  \t | \n"),
    ("a {{#b}}\nx\n{{/b}}", "a \nx\n"), ("{{! a comment\nover lines }}\nx", "x"), ("a{{! no }}b\n", "ab\n"),
    ("{{#b}}\n{{/b}}", ""), ("x\n  {{#b}}\n  y\n  {{/b}}", "x\n  y\n"),
  ])
  func takesALineThatHoldsOnlyATag(template: String, text: String) throws {
    #expect(try render(template, ["b": true]) == text)
  }

  @Test func changesDelimiters() throws {
    #expect(try render("{{=<% %>=}}(<%text%>{{text}})<%={{ }}=%>{{text}}", ["text": "x"]) == "(x{{text}})x")
    #expect(try render("{{=| |=}}\n|#b|\nx\n|/b|\n", ["b": true]) == "x\n")
  }

  @Test func includesPartialsWithTheirIndent() throws {
    let partials = ["p": "<{{text}}>\nsecond\n", "inline": "i"]
    #expect(try render("[{{>inline}}]", partials: partials) == "[i]")
    #expect(try render("  {{>p}}\nend", ["text": "a\nb"], partials: partials) == "  <a\nb>\n  second\nend")
  }

  @Test func fillsTheBlocksOfAParent() throws {
    let partials = [
      "layout": "<{{$title}}none{{/title}}|{{$body}}{{/body}}>", "page": "{{<layout}}{{$body}}p{{/body}}{{/layout}}",
    ]
    #expect(try render("{{>layout}}", partials: partials) == "<none|>")
    #expect(
      try render("{{<layout}}ignored{{$title}}{{t}}{{/title}}{{/layout}}", ["t": "T"], partials: partials) == "<T|>")
    // Who stands furthest outside has the last word.
    #expect(try render("{{<page}}{{$body}}mine{{/body}}{{/page}}", partials: partials) == "<none|mine>")
  }

  @Test(arguments: [
    ("{{#a}}", 1), ("x\n{{#a}}\n{{#b}}\n{{/b}}", 2), ("{{/a}}", 1), ("\n\n{{#a}}{{/b}}", 3), ("{{}}", 1),
    ("{{a b}}", 1),
    ("{{a", 1), ("{{{a}}", 1), ("{{=a=}}", 1), ("{{a<b}}", 1), ("{{", 1),
  ])
  func saysWhereATemplateIsBroken(template: String, line: Int) {
    #expect(throws: Mustache.Failure.self) { try Mustache(template) }
    do { _ = try Mustache(template) } catch { #expect(error.line == line) }
  }

  @Test func survivesRandomTemplates() throws {
    var random = Seeded(state: 7)
    let pieces = [
      "{{", "}}", "#a", "/a", "^a", ">p", "<p", "$a", "=", "!", "&", "{", "}", "\n", " ", "a", ".", "\u{301}",
    ]
    for _ in 0..<5_000 {
      let text = (0..<Int(random.next() % 14)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
      guard let template = try? Mustache(text) else { continue }
      var renderer = MustacheRenderer(
        templates: ["main": template, "p": try Mustache("<{{a}}>")], root: ["a": .many([["a": "x"]])])
      renderer.render("main")
      #expect(!renderer.bytes.contains(0))
    }
  }
}
