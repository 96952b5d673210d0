import Foundation
import Testing

/// Export files that can't be read, or not all of them.
struct SourceFileTests {
  static let header = SmallWorkspace.header

  /// A good first day of 20 orders, then a bad file.
  private func after(_ bad: Data, mode: String = "full") throws -> (SmallWorkspace, Program.Outcome) {
    let workspace = try SmallWorkspace(mode: mode)
    try workspace.receive(SmallWorkspace.export(1...20), day: 12)
    #expect(try workspace.run(day: 12).code == 0)
    try workspace.write(bad, to: "imports/shop/orders-2026-10-13.csv")
    return (workspace, try workspace.run(day: 13))
  }

  /// The systems page as a reader sees it, on one line.
  private func systems(_ workspace: SmallWorkspace) throws -> String {
    try String(contentsOfFile: "\(workspace.root)/site/systems.html", encoding: .utf8)
      .replacing(try Regex("<[^>]*>"), with: " ").replacing("\n", with: " ")
  }

  @Test(arguments: [
    ("", "csv.empty"), ("1,2026-10-11 09:00:00,USD,10.00,a@example.org,Ann\n", "csv.no-header"),
    ("Id,Placed,Currency,Net,Email\n1,2026-10-11 09:00:00,USD,1.00,a@example.org\n", "csv.missing-column"),
    ("Id,Id,Placed,Currency,Net,Email,Name\n1,1,2026-10-11 09:00:00,USD,1.00,a@example.org,Ann\n", "csv.column-twice"),
  ])
  func `keeps the last good state, names the file and ends with 4`(text: String, code: String) throws {
    let (workspace, outcome) = try after(Data(text.utf8))
    outcome.expectFailure(code, exit: 4)
    #expect(outcome.errors.contains("orders-2026-10-13.csv"), "\(outcome.errors)")
    #expect(try workspace.records == 20)
    try workspace.expectSound()
    let systems = try String(contentsOfFile: "\(workspace.root)/site/systems.html", encoding: .utf8)
    #expect(systems.contains("could not be read"))
    // A good file under the next day's name ends it.
    try workspace.receive(SmallWorkspace.export(1...22), day: 14)
    let good = try workspace.run(day: 14)
    #expect(good.code == 0, "\(good.errors)")
    #expect(try workspace.records == 22)
  }

  @Test func `reads what stands before the place where a file breaks off and concludes nothing`() throws {
    let (workspace, outcome) = try after(Data((SmallWorkspace.export(1...5) + "6,2026-10-11 09:00:00,USD,\"10").utf8))
    outcome.expectFailure("csv.truncated", exit: 4)
    #expect(outcome.errors.contains("orders-2026-10-13.csv breaks off in the row that begins on line 7"))
    #expect(try workspace.records == 20)
    try workspace.expectSound()
    let listed = try workspace.tend("exceptions", "list").output
    #expect(listed.contains("shop/orders was read in part"), "\(listed)")
    #expect(!listed.contains("shop/refunds"), "what follows from orders is not told of again")
    #expect(try systems(workspace).contains(Regex("orders-2026-10-13.csv.*7.*the file breaks off here")))
    let doctor = try workspace.tend("doctor")
    #expect(doctor.code == 8, "\(doctor.output)")
    #expect(doctor.output.contains("orders-2026-10-13.csv, line 7"), "\(doctor.output)")
    // The same file exported whole ends it.
    try workspace.receive(SmallWorkspace.export(1...21), day: 13)
    #expect(try workspace.run(day: 14).code == 0)
    #expect(try workspace.records == 21)
    #expect(try workspace.tend("doctor").code == 0)
  }

  @Test func `sets rows aside that it can't map, counts them, and shows each with line and reason`() throws {
    let bad = """
      21,not a day,USD,10.00,a@example.org,Ann
      22,2026-02-30 09:00:00,USD,10.00,a@example.org,Ann
      23,2026-10-11 09:00:00,USD,ten,a@example.org,Ann
      24,2026-10-11 09:00:00,XYZ,10.00,a@example.org,Ann
      25,2026-10-11 09:00:00
      ,2026-10-11 09:00:00,USD,10.00,a@example.org,Ann
      26,2026-10-11 09:00:00,USD,99999999999999999999.00,a@example.org,Ann

      """
    let (workspace, outcome) = try after(Data((SmallWorkspace.export(1...20) + bad).utf8))
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try outcome.output.contains(Regex("Unreadable\\n +shop/orders .* 7\\n")), "\(outcome.output)")
    #expect(try workspace.records == 20)
    try workspace.expectSound()
    let systems = try String(contentsOfFile: "\(workspace.root)/site/systems.html", encoding: .utf8)
    #expect(systems.contains("7 rows were not understood"))
    for line in 22...28 { #expect(systems.contains("<td class=\"n\" data-label=\"Line\">\(line)</td>"), "\(line)") }
    #expect(systems.contains("column Placed") && systems.contains("column Net") && systems.contains("column Currency"))
    let doctor = try workspace.tend("doctor")
    #expect(doctor.output.contains("7 rows could not be mapped"), "\(doctor.output)")
  }

  @Test func `sets aside a row that is not in the file's encoding`() throws {
    var bytes = Data(SmallWorkspace.export(1...20).utf8)
    bytes += Data("21,2026-10-11 09:00:00,USD,10.00,a@example.org,Zo".utf8) + [0xEB] + Data("\n".utf8)
    let (workspace, outcome) = try after(bytes)
    #expect(outcome.code == 0, "\(outcome.errors)")
    try workspace.expectSound()
    #expect(try systems(workspace).contains(Regex("orders-2026-10-13.csv.*22.*bytes that are not UTF-8")))
    #expect(try workspace.records == 20)
  }

  @Test func `counts a file of which most can't be understood as read in part`() throws {
    let bad = SmallWorkspace.header + (1...20).map { "\($0),2026-10-11 09:00:00,USD,ten,a@example.org,Ann\n" }.joined()
    let (workspace, outcome) = try after(Data(bad.utf8))
    outcome.expectFailure("sync.rows-set-aside", exit: 4)
    #expect(outcome.errors.contains("orders-2026-10-13.csv, line 2: column Net: not an amount"), "\(outcome.errors)")
    #expect(try workspace.records == 20)
    try workspace.expectSound()
  }

  @Test func `holds an export that replaces the records by others`() throws {
    let others =
      SmallWorkspace.header
      + (1...40).map { "gid-\($0),2026-10-11 09:00:00,USD,10.00,a@example.org,Ann\n" }.joined()
    let (workspace, outcome) = try after(Data(others.utf8))
    outcome.expectFailure("sync.shrank", exit: 4)
    #expect(outcome.errors.contains("would keep 0 of 20 records"), "\(outcome.errors)")
    #expect(try workspace.records == 20)
    #expect(try workspace.tend("accept", "shop/orders", "--by", "maya", "--at", "2026-10-13T21:00:00").code == 0)
    #expect(try workspace.tend("run", "--at", "2026-10-13T22:00:00").code == 0)
    #expect(try workspace.records == 40)
    try workspace.expectSound()
  }

  @Test(arguments: ["append", "full"])
  func `reads files again when their mapping is corrected`(mode: String) throws {
    let workspace = try SmallWorkspace(mode: mode)
    let german =
      SmallWorkspace.header + (1...3).map { "\($0),2026-10-11 09:00:00,USD,\"1.234,50\",a@example.org,Ann\n" }.joined()
    try workspace.receive(german, day: 12)
    try workspace.run(day: 12).expectFailure("sync.rows-set-aside", exit: 4)
    let path = "\(workspace.root)/tend.yml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try workspace.write(
      text.replacing("      - match:", with: "      - decimal: \",\"\n        match:"), to: "tend.yml")
    let outcome = try workspace.run(day: 13)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try workspace.records == 3)
    #expect(try workspace.git("grep", "-h", "\"id\":\"3\"", "HEAD", "--", "records").contains("123450"))
    #expect(try workspace.tend("doctor").output.contains("could not be mapped") == false)
    // A file that only looks different says the same.
    try workspace.write("# as before\n" + String(contentsOfFile: path, encoding: .utf8), to: "tend.yml")
    #expect(try workspace.run(day: 14).output.contains("0 changes"))
  }

  @Test func `forgets unreadable rows of a file that was mended`() throws {
    let workspace = try SmallWorkspace(mode: "append")
    try workspace.receive(SmallWorkspace.export(1...20), day: 12)
    try workspace.receive(SmallWorkspace.export(21...23) + "24,not a day,USD,1.00,a@example.org,Ann\n", day: 13)
    #expect(try workspace.run(day: 13).errors.contains("[sync.rows-set-aside]"))
    try workspace.receive(SmallWorkspace.export(21...24), day: 13)
    let outcome = try workspace.run(day: 14)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try workspace.records == 24)
    #expect(try workspace.tend("doctor").output.contains("could not be mapped") == false)
    #expect(try !workspace.tend("exceptions", "list").output.contains("could not be mapped"))
  }

  @Test func `leaves a file alone whose name is somebody's address`() throws {
    let workspace = try SmallWorkspace()
    try workspace.receive(SmallWorkspace.export(1...20), day: 12)
    try workspace.write(SmallWorkspace.export(1...3), to: "imports/shop/orders-ann@example.com-2026-10-11.csv")
    try workspace.write(SmallWorkspace.export(1...3), to: "imports/shop/orders-2062-10-12.csv")
    let outcome = try workspace.run(day: 12)
    #expect(outcome.errors.contains("[csv.personal-name]") && outcome.errors.contains("[csv.file-ahead]"))
    #expect(try workspace.git("grep", "-c", "example.com", "HEAD") == "")
  }

  @Test func `leaves a file alone whose name is not text`() throws {
    let workspace = try SmallWorkspace()
    try workspace.receive(SmallWorkspace.export(1...20), day: 12)
    try workspace.shell(
      "cd '\(workspace.root)/imports/shop' && cp orders-2026-10-12.csv \"$(printf 'orders-2026-10-12\\377.csv')\"")
    let outcome = try workspace.run(day: 12)
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("[csv.odd-name]"))
    #expect(outcome.errors.contains("To mend: Rename the file"))
    #expect(try workspace.records == 20)
  }

  @Test func `tells of a run whose pages can't be written`() throws {
    let workspace = try SmallWorkspace()
    try workspace.receive(SmallWorkspace.export(1...20), day: 12)
    try workspace.write("in the way", to: "site")
    let outcome = try workspace.run(day: 12)
    #expect(outcome.code != 0 && outcome.code != 4)
    #expect(outcome.output.contains("20 changes"), "\(outcome.output)")
    #expect(!outcome.errors.contains("NSCocoaErrorDomain"), "\(outcome.errors)")
    #expect(try workspace.records == 20)
    try workspace.expectSound()
  }

  @Test func `takes the last of rows with one id`() throws {
    let twice = SmallWorkspace.export(1...20) + "7,2026-10-11 09:00:00,USD,77.00,a7@example.org,Ann\n"
    let (workspace, outcome) = try after(Data(twice.utf8))
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("[sync.duplicate-ids]"), "\(outcome.errors)")
    #expect(try workspace.records == 20)
    #expect(try workspace.git("grep", "-h", "\"id\":\"7\"", "HEAD", "--", "records").contains("7700"))
  }

  @Test func `adds up amounts beyond what a file can hold`() throws {
    // The largest amount that is read, so often that 64 bits overflow; more than 2^53 is no number in JSON.
    let workspace = try SmallWorkspace(mode: "append")
    try workspace.receive(SmallWorkspace.export(1...1_200, net: "90071992547409.91"), day: 12)
    for day in [12, 13] {
      let outcome = try workspace.run(day: day)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("90,071,992,547,409.91 USD at stake"), "\(outcome.output)")
    }
    #expect(try workspace.records == 1_200)
    for command in ["status", "rebuild", "build", "doctor"] {
      let outcome = try workspace.tend(command)
      #expect(outcome.code == 0, "\(command): \(outcome.errors)")
    }
    try workspace.expectSound()
    // Taken off again, nothing of them is left in the sums.
    try workspace.receive(SmallWorkspace.export(1...1_200), day: 14)
    #expect(try workspace.run(day: 14).code == 0)
    #expect(try workspace.tend("verify").code == 0)
  }

  @Test func `leaves a folder with a file's name alone and says so`() throws {
    let workspace = try SmallWorkspace()
    try workspace.receive(SmallWorkspace.export(1...20), day: 12)
    try workspace.write("x", to: "imports/shop/orders-2026-10-11.csv/inside")
    let outcome = try workspace.run(day: 12)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("[csv.not-a-file]"), "\(outcome.errors)")
    #expect(try workspace.records == 20)
  }

  @Test func `holds a stream that shrinks a little every day`() throws {
    let workspace = try SmallWorkspace()
    try workspace.receive(SmallWorkspace.export(1...100), day: 12)
    #expect(try workspace.run(day: 12).code == 0)
    var codes: [Int32] = []
    for (day, rows) in [(13, 92), (14, 84), (15, 76), (16, 68)] {
      try workspace.receive(SmallWorkspace.export(1...rows), day: day)
      codes.append(try workspace.run(day: day).code)
    }
    // Measured against the week's highest, 100: 92 and 84 are believed, 76 and less are not.
    #expect(codes == [0, 0, 4, 4])
    #expect(try workspace.records == 84)
    #expect(try workspace.tend("accept", "shop/orders", "--by", "maya", "--at", "2026-10-16T21:00:00").code == 0)
    #expect(try workspace.tend("run", "--at", "2026-10-16T22:00:00").code == 0)
    #expect(try workspace.records == 68)
    try workspace.expectSound()
  }
}
