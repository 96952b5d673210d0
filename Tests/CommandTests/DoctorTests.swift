import Foundation
import Records
import Testing

@testable import tend

/// What `tend doctor` prints: findings, and the table of workflows.
struct DoctorTests {
  /// The sample shop without its help desk, and with leads that were never exported.
  private func workspace() throws -> SampleWorkspace {
    let workspace = try SampleWorkspace()
    let lines = DemoConfiguration.exports.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "  support:"))
    let end = try #require(lines.firstIndex(of: "  payments:"))
    try workspace.folder.write((lines[..<start] + lines[end...]).joined(separator: "\n"), to: "tend.yml")
    #expect(try workspace.tend("init", "--yes").code == 0)
    try workspace.receive("2026-10-12")
    try FileManager.default.removeItem(atPath: "\(workspace.folder.path)/imports/crm")
    try FileManager.default.createDirectory(
      atPath: "\(workspace.folder.path)/imports/crm", withIntermediateDirectories: true)
    #expect(try workspace.tend("run", "--at", "2026-10-12T23:59:59", "--no-build").code == 0)
    return workspace
  }

  @Test func `shows what each workflow sees as recorded, in 80 columns`() throws {
    let workspace = try workspace()
    let arguments = ["doctor", "--at", "2026-10-15T09:00"]
    let outcome = try Program.built.run(arguments, in: workspace.folder, environment: ["COLUMNS": "80"])
    #expect(outcome.code == 0)
    let table = try #require(outcome.output.split(separator: "\n\n").dropFirst().first)
    #expect(table.split(separator: "\n").allSatisfy { displayWidth(String($0)) <= 80 }, "\(table)")
    try Golden.expect(outcome.transcript(of: arguments, in: workspace.folder), is: "doctor")
  }

  @Test func `gives the same as JSON`() throws {
    let workspace = try workspace()
    let outcome = try workspace.tend("doctor", "--json", "--at", "2026-10-12T23:59:59")
    let report = try JSONReader.object(Array(outcome.output.utf8))
    #expect(report["ok"] == true && report["findings"]?.array?.isEmpty == false)
    let workflows = report["workflows"]?.array?.compactMap(\.object) ?? []
    #expect(
      workflows.compactMap { $0["workflow"]?.string } == [
        "sales-recovery", "vip-orders", "escalations", "customer-recovery", "sync-health", "weekly-dashboard",
      ])
    let missing = workflows.first { $0["workflow"] == "escalations" }?["missing"]?.array?.compactMap(\.object) ?? []
    let tickets = try #require(missing.first { $0["kinds"] == ["ticket"] })
    #expect(tickets["cause"] == "system")
    #expect(tickets["rules"] == ["unanswered_ticket", "vip_ticket", "negative_signal"])
  }

  @Test func `breaks lines between words, and cuts a word that has no room`() {
    #expect(SightView.wrapped("one two three", to: 7) == ["one two", "three"])
    #expect(SightView.wrapped("incomprehensible", to: 6) == ["incom…"])
    #expect(SightView.wrapped("", to: 6) == [""])
    #expect(SightView.wrapped("木村 木村", to: 8) == ["木村", "木村"])
    #expect(SightView.wrapped("木村 木村", to: 9) == ["木村 木村"])
  }
}
