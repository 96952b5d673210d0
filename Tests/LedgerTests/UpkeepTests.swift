import Foundation
import Records
import Testing

@testable import Ledger

@Suite struct UpkeepTests {
  @Test func rollsUpPacksAndKeepsEverything() throws {
    let scratch = try Scratch()
    let ledger = try scratch.create()
    var random = Seeded(7)
    var lines = (0..<40).map { "{\"id\":\"\($0)\",\"n\":0,\"pad\":\"\(random.next())\(random.next())\"}" }
    for round in 0..<70 {
      lines[Int.random(in: 0..<40, using: &random)] = "{\"id\":\"x\",\"n\":\(round),\"pad\":\"\(random.next())\"}"
      try ledger.save(["p/\(round % 3).jsonl": lines.joined(separator: "\n") + "\n"])
    }
    let model = try ledger.model()
    let done = try #require(try ledger.rollUpPacks(ifOver: 64))
    #expect(done.packs >= 32)
    #expect(done.bytesAfter < done.bytesBefore)
    #expect(try ledger.rollUpPacks(ifOver: 64) == nil)
    #expect(try ledger.model() == model)
    try ledger.save(["p/0.jsonl": "{}\n"])
    let ids = try ledger.log().map(\.id)
    let all = try #require(try ledger.maintain())
    #expect(all.bytesAfter * 2 < done.bytesBefore)
    #expect(try ledger.log().map(\.id) == ids)
    let verified = try ledger.verify()
    #expect(verified.problems.isEmpty)
    #expect(verified.commits == 71)
    #expect(try scratch.complaints() == "")
    try ledger.save(["q": "1"])
    #expect(try scratch.complaints() == "")
  }

  @Test(arguments: 1...200) func deltasGiveBackTheContent(seed: UInt64) throws {
    var random = Seeded(seed)
    let base = (0..<Int.random(in: 0...80_000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    var content = base
    let start = Int.random(in: 0...base.count, using: &random)
    let end = Int.random(in: start...min(base.count, start + 300), using: &random)
    content.replaceSubrange(start..<end, with: (0..<Int.random(in: 0...400, using: &random)).map { UInt8($0 & 255) })
    guard let delta = Delta.make(from: base, to: content, kind: .blob) else { return }
    #expect(applied(delta, to: base) == content)
  }

  @Test(arguments: 1...200) func deltasOfPagesGiveBackTheContent(seed: UInt64) throws {
    var random = Seeded(seed)
    var lines = (0..<Int.random(in: 0...40, using: &random)).map { _ in "\(random.next() % 50) \(random.next())\n" }
    let base = Array(lines.joined().utf8)
    for _ in 0..<Int.random(in: 0...5, using: &random) where !lines.isEmpty {
      let place = lines.indices.randomElement(using: &random) ?? 0
      switch random.next() % 3 {
      case 0: lines.remove(at: place)
      case 1: lines[place] = "\(random.next())\n"
      default: lines.insert(lines.randomElement(using: &random) ?? "", at: place)
      }
    }
    let content = Array(lines.joined().utf8)
    guard let delta = Delta.make(from: base, to: content, kind: .blob) else { return }
    #expect(applied(delta, to: base) == content)
  }

  private func applied(_ delta: [UInt8], to base: [UInt8]) -> [UInt8] {
    var at = 0
    func size() -> Int {
      var (value, shift) = (0, 0)
      while true {
        let byte = Int(delta[at])
        at += 1
        value |= (byte & 0x7f) << shift
        shift += 7
        if byte & 0x80 == 0 { return value }
      }
    }
    guard size() == base.count else { return [] }
    let count = size()
    var out: [UInt8] = []
    while at < delta.count {
      let flags = delta[at]
      at += 1
      if flags & 0x80 == 0 {
        out += delta[at..<(at + Int(flags))]
        at += Int(flags)
        continue
      }
      var (offset, length) = (0, 0)
      for bit in 0..<7 where flags & 1 << UInt8(bit) != 0 {
        if bit < 4 { offset |= Int(delta[at]) << (8 * bit) } else { length |= Int(delta[at]) << (8 * (bit - 4)) }
        at += 1
      }
      out += base[offset..<(offset + (length == 0 ? 0x10000 : length))]
    }
    return out.count == count ? out : []
  }

  @Test func aLockIsRefusedWithItsHolderAndFreeAfterwards() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/run.lock"
    let lock = try FileLock.tryLock(path, now: noon)
    let caught = #expect(throws: Diagnostic.self) { _ = try FileLock.tryLock(path, now: noon) }
    #expect(caught?.category == .busy)
    #expect(caught?.code == "run.locked")
    #expect(caught?.summary.contains("\(ProcessInfo.processInfo.processIdentifier)") == true)
    #expect(caught?.summary.contains(noon.description) == true)
    lock.release()
    _ = try FileLock.tryLock(path, now: noon)
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: path))
    _ = try FileLock.lock(path, now: noon, patience: Span(seconds: 1))
  }

  @Test func objectNamesReadAndOrderAsBytes() {
    var random = Seeded(3)
    let ids = (0..<500).map { _ in (0..<20).map { _ in UInt8.random(in: 0...255, using: &random) } }
    for (left, right) in zip(ids, ids.dropFirst()) {
      #expect(ObjectID(bytes: left).map { ObjectID("\($0)") == $0 && $0.bytes == left } == true)
      if let one = ObjectID(bytes: left), let two = ObjectID(bytes: right) {
        #expect((one < two) == left.lexicographicallyPrecedes(right))
      }
    }
    #expect(ObjectID("zz") == nil)
    #expect(ObjectID(String(repeating: "a", count: 39)) == nil)
    #expect("\(ObjectID.ofBlob([]))" == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
  }
}
