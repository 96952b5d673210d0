import Connectors
import Foundation
import HTTP
import Records
import Testing

@testable import Engine

/// Adding a connection to a `tend.yml` that somebody wrote, and asking for consent.
@Suite struct ConnectTests {
  private let added = ["books:", "  system: quickbooks", "  company: \"42\""]

  @Test func `a connection goes behind the last one, indented like it`() {
    let text = """
      version: 1
      connections:   # what is read
          shop:
              system: csv

              folder: imports   # the exports

      # rules
      rules:
        late_order: {business_days: 2}

      """
    #expect(
      ConfigurationEdit.adding(added, to: text) == """
        version: 1
        connections:   # what is read
            shop:
                system: csv

                folder: imports   # the exports
            books:
              system: quickbooks
              company: "42"

        # rules
        rules:
          late_order: {business_days: 2}

        """)
  }

  @Test func `a file that ends with its connections keeps its end`() {
    #expect(
      ConfigurationEdit.adding(["a:", "  system: b"], to: "connections:\n  shop: {system: csv}\n")
        == "connections:\n  shop: {system: csv}\n  a:\n    system: b\n")
  }

  @Test func `the first connection takes the place of none`() {
    let added = "connections:   # none yet\n  a:\n    system: b\nname: x\n"
    for head in ["connections: {}", "connections:"] {
      #expect(ConfigurationEdit.adding(["a:", "  system: b"], to: "\(head)   # none yet\nname: x\n") == added)
    }
  }

  @Test func `lines of Windows stay such`() {
    #expect(
      ConfigurationEdit.adding(["a:"], to: "connections:\r\n  shop: {}\r\nname: x\r\n")
        == "connections:\r\n  shop: {}\r\n  a:\r\nname: x\r\n")
  }

  @Test(arguments: ["connections: {shop: {system: csv}}\n", "version: 1\n", ""])
  func `connections in another form are left to a person`(_ text: String) {
    #expect(ConfigurationEdit.adding(added, to: text) == nil)
  }

  // MARK: Looking

  @Test func `what was found names the connection and what to do about it`() {
    var report = ConnectionReport(
      problems: [
        Diagnostic(.source, code: "quickbooks.reconnect", "No", hints: ["Connect it again"], location: "GET x"),
        Diagnostic(.source, code: "http.unreachable", "Nobody", hints: ["Try again later"]),
      ],
      notices: [Diagnostic(.source, code: "x.y", "So", location: "orders")], facts: ["orders: 5"])
    var settings = ConnectionSettings(
      name: "books", system: "quickbooks", folder: "", store: "main", isPrimary: false, staleAfter: .hours(36),
      csv: CSVSettings(files: []), options: [:], address: "http://127.0.0.1:8200/quickbooks")
    let found = CheckReport.findings(report.told(of: settings), of: "books")
    #expect(found.map(\.subject) == ["books", "books, orders", "books, GET x", "books"])
    #expect(found[2].hint == "Look at its credentials, then: tend connect books")
    #expect(found[3].hint == "Look whether `address` in tend.yml is right")
    settings.address = nil
    report.problems.removeFirst()
    #expect(CheckReport.findings(report.told(of: settings), of: "books").last?.hint == "Try again later")
  }

  // MARK: Consent

  private let flow = Entry.OAuth(
    authorize: "https://auth.example.com/agree", token: "https://auth.example.com/token", scope: "read all")

  private func value(_ name: String, in url: String) -> String? {
    URLComponents(string: url)?.queryItems?.first { $0.name == name }?.value
  }

  @Test func `the address to agree at holds a state and a proof`() throws {
    let consent = ConsentRequest(flow, client: Secret("the id"), redirect: "http://127.0.0.1:5000/tend")
    #expect(
      consent.url.hasPrefix("https://auth.example.com/agree?client_id=the%20id&response_type=code&scope=read%20all"))
    #expect(value("redirect_uri", in: consent.url) == "http://127.0.0.1:5000/tend")
    #expect(value("code_challenge_method", in: consent.url) == "S256")
    #expect(try #require(value("code_challenge", in: consent.url)).count == 43)
    #expect(try #require(value("state", in: consent.url)).count == 43)
    let other = ConsentRequest(flow, client: Secret("the id"), redirect: "http://127.0.0.1:5000/tend")
    #expect(value("state", in: consent.url) != value("state", in: other.url))
  }

  @Test func `only the answer to this question is taken`() throws {
    let consent = ConsentRequest(flow, client: Secret("id"), redirect: "http://127.0.0.1/tend")
    let state = try #require(value("state", in: consent.url))
    #expect(try consent.code(in: "http://127.0.0.1/tend?code=c%2B1&state=\(state)") == Secret("c+1"))
    for wrong in ["?code=c&state=other", "?code=c", "?state=\(state)", "?code=&state=\(state)", ""] {
      do {
        _ = try consent.code(in: "http://127.0.0.1/tend" + wrong)
        Issue.record("\(wrong) was taken")
      } catch { #expect(error.code == "connect.other-answer") }
    }
  }

  @Test func `a refusal is told of in the system's word`() {
    let consent = ConsentRequest(flow, client: Secret("id"), redirect: "http://127.0.0.1/tend")
    do {
      _ = try consent.code(in: "http://127.0.0.1/tend?error=access_denied")
      Issue.record("it was taken")
    } catch { #expect(error.code == "connect.refused") }
  }
}
