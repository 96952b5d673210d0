import Records
import Testing

@testable import Engine

/// What people see for a wrong file, word by word.
@Suite struct ConfigurationProblemsTests {
  static func problems(_ bytes: [UInt8]) -> [String] {
    do throws(ConfigurationProblems) {
      _ = try Configuration.read(bytes, path: "tend.yml")
      return []
    } catch {
      return error.diagnostics.map { problem in
        ([problem.location ?? "", problem.code, problem.summary, problem.reason ?? "-"] + problem.hints).joined(
          separator: " | ")
      }
    }
  }

  @Test(arguments: badFiles)
  func saysWhatIsWrong(_ file: BadFile) {
    #expect(Self.problems(Array(file.text.utf8)) == file.problems)
  }

  @Test func refusesWhatIsNoText() {
    #expect(
      Self.problems(Array("version: 1\nname: ".utf8) + [0xE9, 0x0A]) == [
        "tend.yml:2 | config.not-utf8 | The configuration is not UTF-8 text | Its first unreadable byte is on line 2. | "
          + "Save the file as UTF-8"
      ])
    let large = [UInt8](repeating: UInt8(ascii: "#"), count: (1 << 20) + 1)
    #expect(Self.problems(large).first?.contains("config.too-large") == true)
    #expect(Self.problems(Array("version: 1".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })).count == 1)
  }

  @Test func refusesDeepAndSelfReferringFiles() {
    let brackets = "owners: " + String(repeating: "[", count: 20_000)
    #expect(Self.problems(Array(brackets.utf8)).first?.contains("config.too-deep") == true)
    let lines = (0..<900).map { String(repeating: "  ", count: $0) + "a:" }.joined(separator: "\n") + " 1"
    #expect(Self.problems(Array(lines.utf8)).first?.contains("config.too-deep") == true)
    var bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (last, next) in zip("abcdefgh", "bcdefghi") {
      bomb += "\(next): &\(next) [" + Array(repeating: "*\(last)", count: 9).joined(separator: ", ") + "]\n"
    }
    #expect(Self.problems(Array(bomb.utf8)).first?.contains("config.alias") == true)
  }

  @Test func takesSignsInsideOfQuotesCommentsAndBlockTextsForText() {
    let more = """
      name: 'it''s *fine* & good' # *really &so
      rules:
        custom:
          - id: a
            kind: order
            when: {field: tags, contains: "*x &y"}
            title: a * b & c
            why: |
              *bold* text
              &more [[[ {{{
            next_step: "two
              *lines*"
      """
    #expect(Self.problems(Array(small(more).utf8)) == [])
  }

  @Test func listsAtMostAHundredProblemsInTheOrderOfTheFile() throws {
    let keys = (0..<250).map { "unknown\($0)xyz: 1" }.joined(separator: "\n")
    let problems = Self.problems(Array((small() + keys).utf8))
    #expect(problems.count == 101)
    #expect(problems.last?.contains("150 more problems") == true)
    let lines = problems.compactMap { $0.split(separator: ":").dropFirst().first.flatMap { Int($0) } }
    #expect(lines.count == 101 && lines == lines.sorted())
  }

  @Test func neverShowsTheValueOfAnUnknownKey() {
    let problems = Self.problems(Array(small("api_token: shpat_123\nsecret: {a: hunter2}").utf8))
    #expect(problems.count == 2 && !problems.joined().contains("shpat") && !problems.joined().contains("hunter2"))
  }

  /// Whatever the bytes: an answer, and with an error at least one problem.
  @Test func survivesDamagedFiles() {
    var state: UInt64 = 11
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let signs = Array("{}[]:-#'\"&*|>!%@\t\n ,?~x0".utf8) + [0, 0xFF, 0xC3]
    for _ in 0..<400 {
      var bytes = Array(fullExample.utf8)
      for _ in 0...random(4) {
        switch random(3) {
        case 0: bytes[random(bytes.count)] = signs[random(signs.count)]
        case 1: bytes.insert(signs[random(signs.count)], at: random(bytes.count))
        default: bytes.removeSubrange(min(bytes.count - 2, random(bytes.count))..<bytes.count - 1)
        }
      }
      do throws(ConfigurationProblems) {
        _ = try Configuration.read(bytes, path: "tend.yml")
      } catch {
        #expect(!error.diagnostics.isEmpty)
        #expect(error.diagnostics.allSatisfy { $0.category == .configuration && !$0.hints.isEmpty })
      }
    }
  }
}
