import Records
import Testing

@testable import Ledger

@Suite struct HistoryTests {
  @Test func firstCommitIsCleanForGit() throws {
    let scratch = try Scratch()
    let ledger = try scratch.create()
    #expect(try ledger.head() == nil)
    let commit = try ledger.save(["ledger.json": "{}\n", "records/shop/orders/2026/11.jsonl": "x\n"])
    #expect(try ledger.head()?.id == commit.id)
    #expect(commit.trailer("Tend-Run") == "r1")
    #expect(commit.time == noon)
    #expect(try scratch.complaints() == "")
    #expect(scratch.text("records/shop/orders/2026/11.jsonl") == "x\n")
    #expect(scratch.text(".gitattributes") == "* -text\n")
    #expect(try scratch.git("log", "--format=%(trailers:key=Tend-Version,valueonly)").output.contains("0.1.0"))
  }

  @Test func sameFilesAtTheSameTimeGiveTheSameCommit() throws {
    let (one, two) = (try Scratch(), try Scratch())
    let files = Dictionary(uniqueKeysWithValues: (0..<200).map { ("a/\($0 % 7)/\($0)", String?("text \($0)\n")) })
    #expect(try one.create().save(files).id == (try two.create().save(files).id))
  }

  @Test func writingWhatIsThereIsNoChange() throws {
    let scratch = try Scratch()
    let ledger = try scratch.create()
    let head = try ledger.save(["a/b": "1", "c": "2"])
    let builder = try ledger.beginCommit(on: head)
    try builder.write("a/b", Array("1".utf8))
    try builder.delete("nothing/here")
    try builder.write("c", Array("3".utf8))
    #expect(!builder.isEmpty)
    try builder.write("c", Array("2".utf8))
    #expect(builder.isEmpty)
    builder.abandon()
    #expect(try ledger.head()?.id == head.id)
    #expect(try scratch.complaints() == "")
    #expect(Disk.names(in: ledger.repository.packFolder).allSatisfy { $0.hasPrefix("pack-") })
  }

  @Test(arguments: 1...6) func randomHistoriesAgreeWithAModel(seed: UInt64) throws {
    var random = Seeded(seed)
    let scratch = try Scratch()
    var ledger = try scratch.create()
    var model = [".gitattributes": "* -text\n"]
    var previous: (tree: ObjectID, model: [String: String])?
    // Names that sort around a slash, and names that are now a file, now a folder.
    let names = ["a", "a.b", "a-b", "a0", "b", "c"]
    for round in 0..<12 {
      let builder = try ledger.beginCommit(on: try ledger.head())
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let depth = Int.random(in: 1...3, using: &random)
        let path = (0..<depth).map { _ in names.randomElement(using: &random) ?? "a" }.joined(separator: "/")
        if Bool.random(using: &random) {
          for other in model.keys where other.hasPrefix(path + "/") || path.hasPrefix(other + "/") {
            try builder.delete(other)
            model[other] = nil
          }
          let text = "\(Int.random(in: 0..<4, using: &random))\n"
          try builder.write(path, Array(text.utf8))
          model[path] = text
        } else {
          try builder.delete(path)
          model[path] = nil
        }
      }
      let commit = try builder.finish(message: message(), author: tester, at: noon + .minutes(Int64(round)))
      #expect(try ledger.model() == model)
      #expect(try scratch.git("status", "--porcelain").output == "")
      if let previous {
        let changes = try ledger.changes(from: previous.tree, to: commit.tree)
        let expected = Set(model.keys).union(previous.model.keys).filter { model[$0] != previous.model[$0] }
        #expect(changes.map(\.path) == expected.sorted(by: precedes))
        for change in changes {
          #expect(change.new == model[change.path].map { ObjectID.ofBlob(Array($0.utf8)) })
          #expect(change.old == previous.model[change.path].map { ObjectID.ofBlob(Array($0.utf8)) })
        }
        let under = try ledger.changes(from: previous.tree, to: commit.tree, under: "a")
        #expect(under == changes.filter { $0.path == "a" || $0.path.hasPrefix("a/") })
      }
      previous = (commit.tree, model)
      if round % 4 == 3 {
        ledger = try scratch.open()
        #expect(try ledger.recover().isClean)
      }
    }
    #expect(try scratch.complaints() == "")
    #expect(try ledger.log().count == 12)
  }

  @Test func logOfAPathHoldsItsChangesOnly() throws {
    let scratch = try Scratch()
    let ledger = try scratch.create()
    try ledger.save(["x/one": "1", "y": "1"], "first")
    try ledger.save(["y": "2"], "second")
    try ledger.save(["x/one": "2"], "third")
    try ledger.save(["x/one": nil], "fourth")
    #expect(try ledger.log(path: "x/one").map(\.subject) == ["fourth", "third", "first"])
    #expect(try ledger.log(path: "x/one", limit: 1).map(\.subject) == ["fourth"])
    #expect(try ledger.log(limit: 2).map(\.subject) == ["fourth", "third"])
  }

  @Test(arguments: [
    "", "/a", "a/", "a//b", "../a", ".git/config", "a/.GIT/b", "a/./b", "a b", "ü", ".gitmodules", "a.",
  ])
  func refusesUnsafePaths(path: String) throws {
    let scratch = try Scratch()
    let builder = try scratch.create().beginCommit(on: nil)
    #expect(code { try builder.write(path, []) } == "ledger.bad-path")
    #expect(code { try builder.delete(path) } == "ledger.bad-path")
    builder.abandon()
  }

  @Test func refusesAPathThatWouldBeFileAndFolder() throws {
    let scratch = try Scratch()
    let ledger = try scratch.create()
    try ledger.save(["a": "1"])
    #expect(code { try ledger.save(["a/b": "1"]) } == "ledger.path-conflict")
    #expect(try scratch.complaints() == "")
  }

  @Test func refusesToCommitOnAnOldParent() throws {
    let scratch = try Scratch()
    let ledger = try scratch.create()
    let first = try ledger.save(["a": "1"])
    try ledger.save(["a": "2"])
    let builder = try ledger.beginCommit(on: first)
    try builder.write("a", Array("3".utf8))
    #expect(code { _ = try builder.finish(message: message(), author: tester, at: noon) } == "ledger.moved")
    #expect(try ledger.model()["a"] == "2")
    #expect(try scratch.complaints() == "")
  }
}
