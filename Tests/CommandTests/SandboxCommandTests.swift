import Foundation
import Records
import Testing

struct SandboxCommandTests {
  @Test func `writes as many orders as were asked for, the same each time`() throws {
    let folder = try Folder()
    let outcome = try Program.built.run(["sandbox", "orders", "--count", "250", "a.csv", "--json"], in: folder)
    #expect(outcome.code == 0)
    let report = try JSONReader.object(Array(outcome.output.utf8))
    #expect(report["orders"] == 250)
    let first = try folder.text("a.csv")
    #expect(first.split(separator: "\n").count == 251)
    let again = try Program.built.run(["sandbox", "orders", "--count", "250", "-"], in: folder)
    #expect(again.output == first)
  }

  @Test func `names the file that can't be written`() throws {
    let folder = try Folder()
    let outcome = try Program.built.run(["sandbox", "orders", "--count", "1", "no/such/folder.csv"], in: folder)
    #expect(outcome.code == 7)
    #expect(outcome.errors.contains("[system.file]"))
    #expect(outcome.errors.contains("\(folder.path)/no/such/folder.csv"))
  }
}
