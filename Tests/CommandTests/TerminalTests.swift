import Records
import Testing

@testable import tend

struct TerminalTests {
  @Test func `leaves plain and foreign text alone`() {
    for text in ["", "Order #1043 is late", "Zoë Müller, 木村, ありがとう", "👩‍👩‍👧 family", "naïve e\u{301}"] {
      #expect(cleanText(text) == text)
    }
  }

  @Test func `escapes in JSON what could steer a terminal, and changes nothing else`() throws {
    let object: JSONObject = ["name": "a\u{9B}31m b\u{202E}c \u{E0041} Zoë 木村 👩‍👩‍👧", "plain": "x\ny"]
    let bytes = PrettyJSON.bytes(object)
    let harmless = Console.harmless(bytes)
    #expect(try JSONReader.object(harmless) == object)
    let text = String(decoding: harmless, as: UTF8.self)
    #expect(text.contains(#"a\u009b31m b\u202ec \udb40\udc41 Zoë 木村 👩‍👩‍👧"#), "\(text)")
    #expect(Console.harmless(Array(#"{"a": "b"}"#.utf8)) == Array(#"{"a": "b"}"#.utf8))
  }

  @Test func `spells out whatever could steer a terminal`() {
    #expect(cleanText("\u{1B}]0;title\u{7}x") == "\\u{1B}]0;title\\u{7}x")
    #expect(cleanText("a\u{9B}31mb") == "a\\u{9B}31mb")
    #expect(cleanText("a\u{202E}b\u{2066}c\u{200B}d\u{FEFF}") == "a\\u{202E}b\\u{2066}c\\u{200B}d\\u{FEFF}")
    #expect(cleanText("two\r\nlines\tand a tab") == "two  lines and a tab")
    #expect(cleanText("\u{2028}\u{E0041}") == "\\u{2028}\\u{E0041}")
  }

  @Test func `lets no scalar through that is a control or a format character`() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value), value != 0x200C, value != 0x200D else { continue }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        #expect(!cleanText(String(scalar)).unicodeScalars.contains(scalar))
      default: break
      }
    }
  }

  @Test func `colours only what has a style, and only where colour is wanted`() {
    let line: Line = "a \("b\u{1B}[0m", .red) c"
    #expect(line.rendered(colour: false) == "a b\\u{1B}[0m c")
    #expect(line.rendered(colour: true) == "a \u{1B}[31mb\\u{1B}[0m\u{1B}[0m c")
  }

  @Test func `cuts by columns and not by bytes`() {
    #expect(Line("Lärm und Rauch").cut(to: 7).plain == "Lärm u…")
    #expect(Line("木村拓哉").cut(to: 5).plain == "木村…")
    #expect(Line("short").cut(to: 5).plain == "short")
    #expect(Line("木村").width == 4)
  }

  @Test func `fits a table into the width it is given`() {
    var table = Table(columns: [
      Table.Column("Id"), Table.Column("Amount", alignsRight: true), Table.Column("Empty"),
      Table.Column("What", gives: true),
    ])
    table.rows = [
      ["EX-1", "5.00", "", Line(String(repeating: "long words ", count: 20))], ["EX-22", "1,234.00", "", "short"],
    ]
    for width in [60, 80, 120] {
      let lines = table.lines(width: width)
      #expect(lines.allSatisfy { $0.width <= width })
      #expect(!lines[0].plain.contains("Empty"))
    }
    #expect(table.lines(width: 80)[2].plain == "EX-22  1,234.00  short")
    #expect(table.lines(width: 80)[1].plain.hasPrefix("EX-1       5.00  long words"))
    #expect(table.lines(width: nil)[1].width > 200)
  }

  @Test func `writes amounts with separators and the currency's own decimals`() {
    #expect(Figures.amount(120_450, "USD") == "1,204.50 USD")
    #expect(Figures.amount(-5, "USD") == "-0.05 USD")
    #expect(Figures.amount(1_234_567, "JPY") == "1,234,567 JPY")
    #expect(Figures.amount(1_234_567, "KWD") == "1,234.567 KWD")
    #expect(Figures.amounts(["USD": 100, "EUR": 250_000, "GBP": 0]) == "2,500.00 EUR and 1.00 USD")
    #expect(Figures.amounts(["USD": 0]) == nil)
  }

  @Test func `says how much needs attention as the dashboard does`() {
    #expect(Figures.attention(open: 0, stake: [:], breached: 0) == "Nothing needs you.")
    #expect(
      Figures.attention(open: 1, stake: ["USD": 5_000], breached: 1)
        == "1 thing needs attention, 50.00 USD at stake. 1 is past its SLA.")
    #expect(
      Figures.attention(open: 1_400, stake: [:], breached: 2) == "1,400 things need attention. 2 are past their SLA.")
  }

  @Test func `makes paths absolute without following anything`() {
    #expect(Paths.absolute("/a/./b//../c/") == "/a/c")
    #expect(Paths.absolute("/../..") == "/")
    #expect(Paths.parent("/a/b") == "/a")
    #expect(Paths.parent("/a") == "/")
    #expect(Paths.parent("/") == nil)
  }
}
