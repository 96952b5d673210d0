import Records

/// Walks over raw trees, reading only what it must.
struct TreeWalk {
  let repository: Repository

  /// The entry at a path; nil when there is none. An empty path is the tree itself.
  func entry(_ path: String, in tree: ObjectID) throws(Diagnostic) -> TreeEntry? {
    var entry = TreeEntry(mode: TreeEntry.folderMode, name: [], id: tree)
    for name in path.utf8.split(separator: UInt8(ascii: "/")) {
      guard entry.isFolder else { return nil }
      let entries = try repository.tree(entry.id)
      guard let next = entries.first(where: { $0.name.elementsEqual(name) }) else { return nil }
      entry = next
    }
    return entry
  }

  /// Every file of a tree in the order of the paths' bytes.
  func files(
    of tree: ObjectID, under prefix: [UInt8], _ visit: (_ path: [UInt8], _ blob: ObjectID) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    for entry in try repository.tree(tree) {
      let path = prefix.isEmpty ? Array(entry.name) : prefix + [UInt8(ascii: "/")] + entry.name
      if entry.isFolder {
        try files(of: entry.id, under: path, visit)
      } else {
        try visit(path, entry.id)
      }
    }
  }

  /// Every file in which two trees differ, in the order of the paths' bytes; subtrees that are equal are not read.
  ///
  /// `folder` is told of each tree that is new, with its path, before what it holds.
  func changes(
    from old: ObjectID?, to new: ObjectID?, under prefix: [UInt8],
    folder: ((_ path: [UInt8], _ old: ObjectID?, _ new: ObjectID) throws(Diagnostic) -> Void)? = nil,
    file: (_ path: [UInt8], _ old: ObjectID?, _ new: ObjectID?) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    if old == new { return }
    if let new { try folder?(prefix, old, new) }
    let left: [TreeEntry] = if let old { try repository.tree(old) } else { [] }
    let right: [TreeEntry] = if let new { try repository.tree(new) } else { [] }
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      let order = i == left.count ? 1 : j == right.count ? -1 : Tree.order(left[i], right[j])
      let before = order <= 0 ? left[i] : nil
      let after = order >= 0 ? right[j] : nil
      if order <= 0 { i += 1 }
      if order >= 0 { j += 1 }
      if before?.id == after?.id { continue }
      guard let entry = after ?? before else { continue }
      let path = prefix.isEmpty ? Array(entry.name) : prefix + [UInt8(ascii: "/")] + entry.name
      if entry.isFolder {
        try changes(from: before?.id, to: after?.id, under: path, folder: folder, file: file)
      } else {
        try file(path, before?.id, after?.id)
      }
    }
  }
}

/// Makes the trees of a commit: each changed tree is the old one with its entries replaced, in one pass.
struct TreeMerge {
  struct Change {
    var path: [UInt8]
    /// Nil deletes.
    var blob: ObjectID?
  }

  let repository: Repository
  let write: (_ tree: [UInt8]) -> ObjectID

  /// The tree that comes out; nil when nothing is left in it.
  ///
  /// - Parameter changes: sorted by the bytes of their paths, each path once, all below the same `depth` bytes.
  func merge(_ old: ObjectID?, _ changes: ArraySlice<Change>, depth: Int) throws(Diagnostic) -> ObjectID? {
    let before: [TreeEntry] = if let old { try repository.tree(old) } else { [] }
    var after: [TreeEntry] = []
    after.reserveCapacity(before.count + 1)
    var next = 0
    var rest = changes
    while let first = rest.first {
      let name = first.path[depth...].prefix { $0 != UInt8(ascii: "/") }
      let deep = name.endIndex < first.path.count
      var end = rest.startIndex + 1
      if deep {
        let head = first.path[..<(name.endIndex + 1)]
        while end < rest.endIndex, rest[end].path.starts(with: head) { end += 1 }
      }
      var entry = TreeEntry(mode: deep ? TreeEntry.folderMode : TreeEntry.fileMode, name: name, id: zero)
      while next < before.count, Tree.order(before[next], entry) < 0 {
        after.append(before[next])
        next += 1
      }
      var replaced: ObjectID?
      if next < before.count, Tree.order(before[next], entry) == 0 {
        replaced = before[next].id
        next += 1
      }
      let id = deep ? try merge(replaced, rest[rest.startIndex..<end], depth: name.endIndex + 1) : first.blob
      if let id {
        entry.id = id
        after.append(entry)
      }
      rest = rest[end...]
    }
    after.append(contentsOf: before[next...])
    guard !after.isEmpty else { return nil }
    if Set(after.map(\.name)).count != after.count {
      throw Diagnostic(
        .fault, code: "ledger.path-conflict", "a path would be a file and a folder at once",
        location: String(decoding: changes.first?.path ?? [], as: UTF8.self))
    }
    let raw = Tree.encode(after)
    return ObjectID.of(.tree, raw) == old ? old : write(raw)
  }

  private let zero = ObjectID(unchecked: [UInt8](repeating: 0, count: 20))

  init(repository: Repository, write: @escaping (_ tree: [UInt8]) -> ObjectID) {
    self.repository = repository
    self.write = write
  }
}
