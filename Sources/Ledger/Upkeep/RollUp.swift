public import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What putting packs together did.
public struct RollUp: Sendable, Equatable {
  /// How many packs became one.
  public var packs: Int
  /// How many objects the one holds.
  public var objects: Int
  /// Their size before, in bytes.
  public var bytesBefore: Int
  /// The size of the one pack, in bytes.
  public var bytesAfter: Int
}

extension Ledger {
  /// Puts small packs together once there are `limit` of them; meant for the end of a run, never inside one.
  ///
  /// Takes the smaller packs, up to the first that outweighs twice all below it, so that a byte is copied seldom.
  /// A kill at any moment loses nothing.
  ///
  /// - Returns: nil when there was no need.
  public func rollUpPacks(ifOver limit: Int = 64) throws(Diagnostic) -> RollUp? {
    let packs = packs()
    guard packs.count >= limit else { return nil }
    var taken = 0
    var (sum, takenSum) = (0, 0)
    for (place, pack) in packs.enumerated() {
      if place == 0 || pack.size < 2 * (sum - takenSum) + takenSum || place < limit / 2 {
        taken = place + 1
        takenSum = sum + pack.size
      }
      sum += pack.size
    }
    return try combine(Array(packs[..<taken]))
  }

  /// Puts all packs together, older versions of a file as what differs from newer ones.
  ///
  /// - Returns: nil when there is nothing to put together.
  public func maintain() throws(Diagnostic) -> RollUp? { try combine(packs()) }

  /// Smallest first; packs that someone marked to be kept are left alone.
  private func packs() -> [(name: String, size: Int)] {
    let names = Set(Disk.names(in: repository.packFolder))
    var found: [(name: String, size: Int)] = []
    for name in names where name.hasSuffix(".idx") {
      let base = String(name.dropLast(4))
      var facts = stat()
      guard !names.contains(base + ".keep"), stat("\(repository.packFolder)/\(base).pack", &facts) == 0 else {
        continue
      }
      found.append((base, Int(facts.st_size)))
    }
    return found.sorted { ($0.size, $0.name) < ($1.size, $1.name) }
  }

  private var rollUpPath: String { privateFolder + "/rolled-up" }

  private func combine(_ packs: [(name: String, size: Int)]) throws(Diagnostic) -> RollUp? {
    guard packs.count > 1 else { return nil }
    var wanted: Set<ObjectID> = []
    for pack in packs {
      let path = "\(repository.packFolder)/\(pack.name).idx"
      guard let index = try Disk.read(path), let ids = PackIndex.objects(index) else {
        throw Trouble.damaged("the index of a pack", path)
      }
      wanted.formUnion(ids)
    }
    let stream = try PackStream(in: repository.packFolder)
    let sealed: (name: String, index: [UInt8], count: Int)
    do throws(Diagnostic) {
      try PackCopy(repository: repository, stream: stream).run(try ordered(wanted), all: wanted)
      try reach(.seal)
      sealed = try stream.seal()
    } catch {
      if error != Ledger.killed { stream.discard() }
      throw error
    }
    let old = packs.map(\.name).filter { $0 != sealed.name }
    try reach(.noteRollUp)
    try Disk.replace(rollUpPath, with: Array(([sealed.name] + old).joined(separator: "\n").utf8))
    try reach(.pack)
    try stream.publish(sealed.name, index: sealed.index) { () throws(Diagnostic) in try reach(.packIndex) }
    try removePacks(old)
    try reach(.forgetRollUp)
    unlink(rollUpPath)
    try repository.reopen()
    var facts = stat()
    _ = stat("\(repository.packFolder)/\(sealed.name).pack", &facts)
    return RollUp(
      packs: packs.count, objects: sealed.count, bytesBefore: packs.reduce(0) { $0 + $1.size },
      bytesAfter: Int(facts.st_size))
  }

  /// The wanted objects that history reaches, versions of one path together, newest first.
  private func ordered(_ wanted: Set<ObjectID>) throws(Diagnostic) -> [PackCopy.Item] {
    var items: [PackCopy.Item] = []
    var age = 0
    try forEachCommit { commit throws(Diagnostic) in
      age += 1
      guard wanted.contains(commit.id) else { return true }
      items.append(PackCopy.Item(path: [], age: age, id: commit.id, kind: .commit))
      let old: ObjectID? = if let parent = commit.parent { try repository.commit(parent).tree } else { nil }
      try walk.changes(
        from: old, to: commit.tree, under: [],
        folder: { path, _, new throws(Diagnostic) in
          if wanted.contains(new) { items.append(PackCopy.Item(path: path, age: age, id: new, kind: .tree)) }
        },
        file: { path, _, new throws(Diagnostic) in
          if let new, wanted.contains(new) {
            items.append(PackCopy.Item(path: path, age: age, id: new, kind: .blob))
          }
        })
      return true
    }
    return items.sorted { left, right in
      if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
      if left.path != right.path { return left.path.lexicographicallyPrecedes(right.path) }
      return left.age < right.age
    }
  }

  /// Takes away the packs that a roll-up has replaced, should a kill have come between.
  func finishRollUp() throws(Diagnostic) {
    guard let note = try Disk.read(rollUpPath) else { return }
    let names = String(decoding: note, as: UTF8.self).split(separator: "\n").map(String.init)
    let folder = repository.packFolder
    if let new = names.first {
      if Disk.exists("\(folder)/\(new).idx"), Disk.exists("\(folder)/\(new).pack") {
        try removePacks(Array(names.dropFirst()))
        try repository.reopen()
      } else {
        unlink("\(folder)/\(new).pack")
      }
    }
    unlink(rollUpPath)
  }

  private func removePacks(_ names: [String]) throws(Diagnostic) {
    let folder = repository.packFolder
    // Derived, and it would name packs that are gone.
    unlink(folder + "/multi-pack-index")
    for name in names where name.hasPrefix("pack-") && !name.contains("/") {
      try reach(.removePack)
      for ending in [".idx", ".rev", ".bitmap", ".pack"] { unlink("\(folder)/\(name)\(ending)") }
    }
    try Disk.syncFolder(folder)
  }
}

/// Copies objects into a new pack.
private struct PackCopy {
  struct Item {
    var path: [UInt8]
    /// 1 is the newest commit.
    var age: Int
    var id: ObjectID
    var kind: ObjectKind
  }

  /// So many steps at most lead from an object to one that is stored whole; reading walks them all.
  static let longestChain = 24

  let repository: Repository
  let stream: PackStream

  func run(_ items: [Item], all: Set<ObjectID>) throws(Diagnostic) {
    var deflater = Deflater()
    var depths: [ObjectID: Int] = [:]
    var base: (path: [UInt8], kind: ObjectKind, id: ObjectID, content: [UInt8])?
    for item in items where depths[item.id] == nil {
      let content = try repository.read(item.id, item.kind)
      var depth = 0
      if let base, item.kind != .commit, base.kind == item.kind, base.path == item.path,
        let below = depths[base.id], below < Self.longestChain,
        let delta = Delta.make(from: base.content, to: content, kind: item.kind)
      {
        stream.add(delta: delta, of: item.id, from: base.id, with: &deflater)
        depth = below + 1
      } else {
        stream.add(item.kind, content, id: item.id, with: &deflater)
      }
      depths[item.id] = depth
      base = (item.path, item.kind, item.id, content)
      if let failure = stream.failure { throw failure }
    }
    // Objects that history does not reach are kept: it is not for a roll-up to judge them.
    for id in all.sorted() where depths[id] == nil {
      guard let (kind, content) = repository.object(id) else { throw Trouble.missingObject(id, repository.folder) }
      stream.add(kind, content, id: id, with: &deflater)
      if let failure = stream.failure { throw failure }
    }
  }
}
