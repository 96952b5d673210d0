import Foundation
import Records
import Testing

@testable import Site

@Suite struct HostileTests {
  static let attacks = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title></svg><script>",
    "{{frame.workspace}}{{{page}}}", "\"\u{301} onmouseover=alert(1) x=\"\u{301}", "<\u{301}script>",
    "\u{600}\" onclick=\u{600}\"",
    "&lt;b&gt;", "\u{202E}gnp.exe\u{2066}", "a\u{0}b\u{1B}[31mc\u{7}\u{85}", "\u{2028}\u{2029}\u{FEFF}\u{E0041}",
    "]]><!--", "--><script>", "javascript:alert(1)", "'\u{200D}'\u{FE0F}\"\u{20E3}", "\r\n<b>\r</b>\u{D7FF}",
  ]

  func pages(_ text: String) -> [SitePage] {
    var row = SampleSite.rows[0]
    (row.title, row.reason, row.owner, row.nextStep) = (text, text, text, text)
    var exception = SampleSite.exception
    exception.row = row
    exception.rule = text
    exception.ruleName = text
    exception.workflow = SiteFrame.Workflow(name: text, title: text)
    exception.resolution = text
    exception.conditions = [ConditionRow(text, value: text, threshold: text, met: nil)]
    exception.steps = [text]
    exception.links = [Link(text, text), Link(text, "https://x.example/\(text)")]
    exception.customer = [CustomerFact(text, text, source: text)]
    exception.story = [StoryEntry(at: row.opened, text, by: text, commit: text, url: text)]
    exception.actions = [
      ActionRow(text, target: text, state: .failed, reason: text, at: row.opened, key: text, url: text)
    ]
    exception.evidence = [EvidenceRow(text, then: text, now: nil)]
    exception.commands = [Command(text, text)]
    var overview = SampleSite.overview
    overview.rows = [row]
    overview.attention.newSince = text
    overview.systems = [SystemChip(title: text, connection: text, health: .failed, asOf: nil)]
    overview.tiles = [
      Tile(
        text, .money([Amount(5, text)]), window: text, before: (.count(1), text), course: [1, 2], courseRange: text,
        note: text, path: text)
    ]
    overview.trend.current?.name = text
    overview.notes = [text]
    overview.week.campaigns = .rows([
      Week.Campaign(name: text, platform: text, spend: .unknown(text), orders: .notEvaluated(text), sales: .count(1))
    ])
    var systems = SampleSite.systemsPage
    systems.quarantine = [QuarantineRow(text, line: 1, reason: text)]
    systems.systems = [
      SystemSection(
        chip: overview.systems[0], limits: text, problem: text, remedies: [text],
        streams: [StreamRow(text, health: .stale, records: .count(1), asOf: nil, note: text, accept: text)])
    ]
    return [.overview(overview), .exception(exception), .systems(systems)]
  }

  @Test(arguments: attacks)
  func keepsWhatACustomerTypedInsideItsElement(text: String) throws {
    var frame = SampleSite.frame
    frame.workspace = text
    frame.accent = text
    let (place, plain) = (try Place(), try Place())
    try SiteBuilder.buildSample(in: place, frame: frame, pages: pages(text))
    var harmless = SampleSite.frame
    harmless.workspace = "harmless"
    harmless.accent = nil
    try SiteBuilder.buildSample(in: plain, frame: harmless, pages: pages("harmless"))
    for name in ["index.html", "systems.html", "exceptions/EX-7K3M9QX2TA.html"] {
      let html = try #require(place.read(name))
      // The same tags with the same attributes in the same order as with a harmless word, links aside.
      let (found, wanted) = (skeleton(of: html), skeleton(of: try #require(plain.read(name))))
      #expect(found == wanted, "\(name): \(zip(found, wanted).first { $0 != $1 } ?? ("", ""))")
      #expect(html.unicodeScalars.allSatisfy { !Self.refused($0) }, "\(name)")
      for address in addresses(in: html) {
        #expect(!address.lowercased().hasPrefix("javascript"), "\(address)")
      }
    }
    let style = try #require(place.files.first { $0.hasPrefix("assets/style.") })
    #expect(place.read(style) == plain.read(style))
  }

  @Test func cleansRandomTextSoThatTheEngineEscapesIt() {
    var random = Seeded(state: 42)
    let alphabet: [Unicode.Scalar] = [
      "<", ">", "\"", "'", "&", "a", "\u{301}", "\u{200D}", "\u{FE0F}", "\u{600}", "\u{202E}", "\u{0}", "\u{A}",
      "\u{D}",
      "\u{1F1E6}", "\u{1F468}", "\u{E0020}", "\u{2028}", "\u{1100}", "\u{0903}", "\u{110BD}", "\u{200E}", "\u{FEFF}",
    ]
    for _ in 0..<5_000 {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<Int(random.next() % 9) { scalars.append(alphabet[Int(random.next() % UInt64(alphabet.count))]) }
      let text = String(scalars)
      let clean = cleanText(text)
      #expect(
        clean.allSatisfy {
          $0.unicodeScalars.count == 1 || !$0.unicodeScalars.contains { "<>&\"'".unicodeScalars.contains($0) }
        })
      #expect(clean.unicodeScalars.allSatisfy { !Self.refused($0) })
      #expect(cleanText(clean) == clean)
    }
  }

  @Test func leavesNamesOfPeopleAsTheyAre() {
    for name in ["Zoë O'Brien", "李小龍", "محمد", "Ångström", "👩‍👩‍👧 Ltd", "Nguyễn Văn A", "tab\there"] {
      #expect(cleanText(name).unicodeScalars.elementsEqual(name.unicodeScalars) || name.contains("👩"), "\(name)")
    }
  }

  @Test(arguments: [
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", " https://a.example", "java\tscript:x", "data:text/html,x",
    "//evil.example",
    "/etc/passwd", "\\\\evil", "http:///x", "https://a.example/\"onclick", "vbscript:x", "file:///etc",
    "https://é.example", "",
    "http://", "x:y", "mailto:a@b.example",
  ])
  func dropsAddressesThatAreNotPlainLinks(url: String) {
    #expect(safeURL(url) == nil)
  }

  @Test(arguments: [
    "https://admin.shopify.com/store/x/orders/1?a=b&c=d#e", "http://localhost:8080/x", "exceptions/EX-1.html",
    "../index.html",
    "a/b:c", "#top", "HTTPS://A.example/",
  ])
  func keepsPlainLinks(url: String) {
    #expect(safeURL(url) == url)
  }

  static func refused(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00..<0x09, 0x0B..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF,
      0xE0000...0xE007F:
      true
    default: false
    }
  }
}

struct Seeded {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

/// The tags of a page with the names of their attributes, as an HTML tokenizer over bytes sees them. `a` and what
/// depends on a usable link is left out.
func skeleton(of html: String) -> [String] {
  tags(in: html).filter { !$0.hasPrefix("a ") && $0 != "a" && $0 != "/a" }
}

func tags(in html: String) -> [String] {
  let bytes = Array(html.utf8)
  var tags: [String] = []
  var index = 0
  while index < bytes.count {
    guard bytes[index] == UInt8(ascii: "<"), index + 1 < bytes.count,
      isLetter(bytes[index + 1]) || "/!".utf8.contains(bytes[index + 1])
    else {
      index += 1
      continue
    }
    var words: [String] = []
    var word: [UInt8] = []
    var quote: UInt8?
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        break
      } else if byte <= 0x20 {
        words.append(String(decoding: word, as: UTF8.self))
        word = []
      } else {
        word.append(byte)
      }
    }
    words.append(String(decoding: word, as: UTF8.self))
    tags.append(words.joined(separator: " "))
  }
  return tags
}

private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

/// The values of `href` and `src`.
func addresses(in html: String) -> [String] {
  var found: [String] = []
  for name in [" href=\"", " src=\""] {
    for part in html.components(separatedBy: name).dropFirst() {
      found.append(part.components(separatedBy: "\"")[0].replacingOccurrences(of: "&amp;", with: "&"))
    }
  }
  return found
}
