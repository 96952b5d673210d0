import Foundation
import Records
import Testing

@testable import tend

/// Whole sessions with the real engine on the sample shop.
struct SessionTests {
  /// Three days of the shop; the third is not run yet.
  private func played() throws -> SampleWorkspace {
    let workspace = try SampleWorkspace()
    #expect(try workspace.tend("init", "--yes").code == 0)
    for day in ["2026-10-12", "2026-10-13"] {
      try workspace.receive(day)
      #expect(try workspace.tend("run", "--at", "\(day)T23:59:59", "--no-build").code == 0)
    }
    try workspace.receive("2026-10-14")
    return workspace
  }

  private func list(_ workspace: SampleWorkspace) throws -> [JSONObject] {
    let outcome = try workspace.tend("exceptions", "list", "--json", "--all")
    #expect(outcome.code == 0)
    #expect(outcome.errors.isEmpty)
    // Of what there may be none of, the list says so.
    let text = outcome.output.replacing(/"(amount|currency|sla_due)": null,?\n/, with: "\n").replacing(
      /,\s*}/, with: "}")
    let elements = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    #expect(elements.allSatisfy { Set(["amount", "currency", "sla_due"]).isSubset(of: $0.keys) })
    return try JSONReader.value(Array(text.utf8)).array?.compactMap(\.object) ?? []
  }

  @Test func `shows a first day as recorded`() throws {
    let workspace = try SampleWorkspace()
    try workspace.receive("2026-10-12")
    var text = try workspace.transcript("init", "--yes")
    text += try workspace.transcript("run", "--at", "2026-10-12T23:59:59", "--dry-run")
    text += try workspace.transcript("run", "--at", "2026-10-12T23:59:59")
    text += try workspace.transcript("status", "--at", "2026-10-13")
    text += try workspace.transcript("run", "--at", "2026-10-12T23:59:59")
    text += try workspace.transcript("exceptions", "list", "--limit", "5")
    text += try workspace.transcript("log")
    text += try workspace.transcript("verify")
    try Golden.expect(text, is: "first-day")
    #expect(workspace.folder.has("site/index.html"))
  }

  @Test func `gives for every reading command JSON and nothing else`() throws {
    let workspace = try played()
    let id = try #require(try list(workspace).first?["id"]?.string)
    let commands = [
      ["run", "--at", "2026-10-14T23:59:59"], ["status"], ["exceptions", "list"], ["exceptions", "show", id],
      ["explain", id, "--at", "2026-10-15"], ["log", id], ["log"], ["diff"], ["verify"], ["rebuild"], ["build"],
      ["maintain"], ["sync", "--at", "2026-10-15"],
    ]
    for command in commands {
      let outcome = try Program.built.run(command + ["--json"], in: workspace.folder)
      #expect(outcome.code == 0, "\(command): \(outcome.errors)")
      #expect(outcome.errors.isEmpty, "\(command)")
      #expect(throws: Never.self, "\(command)") {
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      }
      let again = try Program.built.run(command + ["--quiet"], in: workspace.folder)
      #expect(again.output.isEmpty, "\(command)")
    }
  }

  @Test func `shows the evidence of an exception in words`() throws {
    let workspace = try played()
    let lead = try #require(try list(workspace).first { $0["rule"] == "stale_lead" }?["id"]?.string)
    let shown = try workspace.tend("exceptions", "show", lead)
    #expect(shown.output.contains("Evidence, with times in America/New_York\n"), "\(shown.output)")
    #expect(shown.output.contains("open, against equals open") && !shown.output.contains("{\""), "\(shown.output)")
  }

  @Test func `says that what was only read waits for a run`() throws {
    let workspace = try played()
    let outcome = try workspace.tend("sync", "--at", "2026-10-14T23:59:59")
    #expect(outcome.output.hasSuffix("\nWhat was read waits for the next run: tend run\n"), "\(outcome.output)")
  }

  @Test func `lists exceptions with every promised member`() throws {
    let workspace = try played()
    let exceptions = try list(workspace)
    #expect(!exceptions.isEmpty)
    for exception in exceptions {
      for key in ["id", "workflow", "rule", "state", "severity", "owner", "subject", "title", "opened", "updated"] {
        #expect(exception[key]?.string != nil, "\(key)")
      }
      #expect((exception["amount"] == nil) == (exception["currency"] == nil))
    }
    #expect(exceptions.contains { $0["amount"]?.integer != nil })
    let some = try workspace.tend("exceptions", "list", "--limit", "1", "--json")
    #expect(try (JSONSerialization.jsonObject(with: Data(some.output.utf8)) as? [Any])?.count == 1)
  }

  @Test func `edits by hand, each with its author, and explains what became of it`() throws {
    let workspace = try played()
    let open = try list(workspace).filter { $0["state"] == "open" && $0["owner"] != "priya" }
    let id = try #require(open.first { $0["severity"] != "watch" }?["id"]?.string)
    let at = "2026-10-14T10:00"
    let acknowledged = try workspace.tend("ack", String(id.dropLast(2)), "--by", "jonas", "--at", at)
    #expect(acknowledged.code == 0, "\(acknowledged.errors)")
    #expect(acknowledged.output.hasPrefix("\(id) is acknowledged: "))
    #expect(try workspace.tend("assign", id, "priya", "--by", "jonas", "--at", at).code == 0)
    #expect(try workspace.tend("exceptions", "note", id, "Jane Roe phoned", "--at", at).code == 0)
    #expect(try workspace.tend("snooze", id, "2d", "--at", at).code == 0)
    let resolved = try workspace.tend("resolve", id, "--reason", "false-alarm", "--at", at, "--json")
    #expect(resolved.code == 0, "\(resolved.errors)")
    let exception = try JSONReader.object(Array(resolved.output.utf8))
    #expect(exception["state"] == "resolved")
    #expect(exception["owner"] == "priya")
    #expect(exception["resolution"] == "false-alarm")
    #expect(!resolved.output.contains("Jane"))

    let log = try workspace.tend("log", id, "--json")
    let authors = try JSONReader.value(Array(log.output.utf8)).array?.compactMap { $0.object?["by"]?.string } ?? []
    #expect(authors.prefix(5) == ["maya", "maya", "maya", "jonas", "jonas"])
    #expect(try workspace.tend("run", "--at", "2026-10-14T23:59:59").code == 0)
    #expect(try workspace.tend("verify").code == 0)
  }

  @Test func `refuses what does not fit the workspace`() throws {
    let workspace = try SampleWorkspace()
    #expect(try workspace.tend("init", "--yes").code == 0)
    try workspace.receive("2026-10-12")
    #expect(try workspace.tend("run", "--at", "2026-10-12T23:59:59", "--no-build").code == 0)
    let refused: [([String], code: String, exit: Int32)] = [
      (["ack", "EX-0000000000"], "exception.unknown", 2), (["accept", "shop/nothing"], "accept.unknown", 2),
      (["accept", "shop/orders"], "accept.nothing", 2), (["explain", "no-such-thing"], "explain.unknown", 2),
      (["diff", "ffffffff"], "commit.unknown", 2), (["run", "--at", "2026-10-01"], "ledger.clock-went-back", 5),
      (["run", "--at", "yesterday"], "usage.time", 2), (["forget", "nobody@example.com"], "forget.needs-answer", 2),
      (["forget", "--yes", "nobody"], "forget.email", 2), (["init", "--yes"], "init.exists", 2),
    ]
    for (arguments, code, exit) in refused {
      let outcome = try Program.built.run(arguments, in: workspace.folder)
      #expect(outcome.code == exit, "\(outcome.errors)")
      #expect(outcome.errors.contains("[\(code)]"), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }

  @Test func `forgets a person by address and keeps the name from every file`() throws {
    let workspace = try played()
    let orders = try workspace.folder.text("imports/shop/orders_export-2026-10-12.csv")
    let email = try #require(orders.firstMatch(of: /[a-z0-9.]+@example\.(com|org|net)/).map { String($0.output.0) })
    let outcome = try workspace.tend("forget", "--yes", email, "--at", "2026-10-14T10:00")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try workspace.tend("verify").code == 0)
    let people = FileManager.default.contents(atPath: "\(workspace.folder.path)/.tend/people.sqlite") ?? Data()
    #expect(!people.isEmpty)
    #expect(people.range(of: Data(email.utf8)) == nil)
  }

  @Test func `finds an edited page and ends with the code for problems`() throws {
    let workspace = try played()
    let pages = FileManager.default.enumerator(atPath: "\(workspace.folder.path)/data/records/shop/orders")
    let page = try #require(pages?.compactMap { $0 as? String }.first { $0.hasSuffix(".jsonl") })
    let name = "data/records/shop/orders/\(page)"
    try workspace.folder.write(try workspace.folder.text(name).replacing("USD", with: "EUR"), to: name)
    let run = try workspace.tend("run", "--at", "2026-10-14T23:59:59")
    #expect(run.code == 5)
    #expect(run.errors.contains("[ledger.foreign-edit]"))
    #expect(run.errors.contains(page))
  }

  @Test func `holds a stream that shrinks, ends with 4, and takes it over once accepted`() throws {
    let workspace = try played()
    let name = "imports/crm/hubspot-deals-2026-10-14.csv"
    let rows = try workspace.folder.text(name).split(separator: "\n", omittingEmptySubsequences: false)
    try workspace.folder.write(rows.prefix(8).joined(separator: "\n") + "\n", to: name)
    let held = try workspace.tend("run", "--at", "2026-10-14T23:59:59")
    #expect(held.code == 4)
    #expect(held.errors.hasPrefix("warning: "))
    #expect(held.errors.contains("tend accept crm/leads"))
    #expect(held.output.hasPrefix("Run 20261015T035959Z-1: "))
    #expect(try workspace.tend("accept", "crm/leads", "--by", "priya", "--at", "2026-10-15T09:00").code == 0)
    let taken = try workspace.tend("run", "--at", "2026-10-15T10:00", "--json")
    #expect(taken.code == 0, "\(taken.errors)")
  }

  @Test func `reports every problem of tend.yml with its line`() throws {
    let workspace = try SampleWorkspace()
    #expect(try workspace.tend("init", "--yes").code == 0)
    try workspace.folder.write(
      DemoConfiguration.exports.replacing("zone: America/New_York\n", with: "zoen: x\n"), to: "tend.yml")
    let outcome = try workspace.tend("run")
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("[config."))
    #expect(outcome.errors.contains("tend.yml:4"))
  }

  @Test func `plays a demo and replaces it only when asked`() throws {
    let folder = try Folder()
    let first = try Program.built.run(["demo", "d", "--days", "2"], in: folder)
    #expect(first.code == 0, "\(first.errors)")
    #expect(first.output.contains("Dashboard: \(folder.path)/d/site/index.html"))
    #expect(folder.has("d/site/index.html"))
    #expect(try Program.built.run(["demo", "d", "--days", "2"], in: folder).code == 2)
    let again = try Program.built.run(["demo", "d", "--days", "1", "--replace", "--json"], in: folder)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try JSONReader.object(Array(again.output.utf8))["runs"] == 1)
  }
}
