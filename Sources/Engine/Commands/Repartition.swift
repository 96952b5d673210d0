internal import Index
internal import Ledger
internal import Records

/// Moves the records of a stream whose rate changed to pages that fit: a commit of its own that changes no record.
struct Repartition {
  let session: Session

  /// What was moved.
  struct Moved {
    var streams: [String] = []
    var commit: Commit?
  }

  /// Looks at every stream; makes one commit when any of them is moved.
  func run() throws(Diagnostic) -> Moved {
    var moved = Moved()
    guard let head = try session.ledger.head(), var manifest = try session.manifest() else { return moved }
    let builder = try session.ledger.beginCommit(on: head)
    do {
      for stream in session.streams {
        guard let old = manifest.steps[stream.fullName] else { continue }
        let new = try fitting(stream)
        guard new != old else { continue }
        try move(stream, from: head, to: PageLayout(step: new), builder)
        manifest.steps[stream.fullName] = new
        moved.streams.append(stream.fullName)
      }
      guard !moved.streams.isEmpty else {
        builder.abandon()
        return moved
      }
      try builder.write("ledger.json", PrettyJSON.bytes(manifest.json))
      let commit = try builder.finish(
        message: CommitMessage(
          subject: "repartition \(moved.streams.joined(separator: ", "))",
          trailers: session.trailers(migrate: "pages")), author: Session.author(nil), at: session.setting.now)
      try Session.diagnosed { try session.index.write(commit: commit.id.description) { _ in } }
      moved.commit = commit
      return moved
    } catch {
      builder.abandon()
      throw error
    }
  }

  private func fitting(_ stream: ConfiguredStream) throws(Diagnostic) -> PageStep {
    var count = 0
    var first = Int.max
    var last = Int.min
    try Session.diagnosed {
      try session.index.read { view in
        try view.forEachRecord(kind: stream.kind, connection: stream.connection.name) { row in
          count += 1
          guard let slot = row.slot, slot != RecordSealer.undated else { return }
          first = min(first, slot)
          last = max(last, slot)
        }
      }
    }
    let isDated = stream.kind.creationField != nil
    return .fitting(records: count, days: isDated ? (first <= last ? last - first + 1 : 1) : nil)
  }

  /// Year by year, so that memory is that of a year of records.
  private func move(
    _ stream: ConfiguredStream, from head: Commit, to layout: PageLayout, _ builder: CommitBuilder
  ) throws(Diagnostic) {
    let folder = try PageLayout.path(connection: stream.connection.name, stream: stream.name)
    let files = try session.ledger.files(under: folder, in: head.tree)
    let byYear = Dictionary(grouping: files) { file in
      String(file.path.dropFirst(folder.utf8.count + 1).prefix { $0 != "/" && $0 != "." })
    }
    let chunks = stream.kind.creationField == nil ? [files] : byYear.keys.sorted().compactMap { byYear[$0] }
    for chunk in chunks {
      var pages: [String: [Page.Edit]] = [:]
      for file in chunk {
        for line in try Page.parse(session.ledger.read(blob: file.blob)) {
          let record = try Lines.object(line.bytes, file.path)
          let slot = RecordSealer.slot(of: record, id: line.id, kind: stream.kind)
          let isDated = stream.kind.creationField != nil && slot != RecordSealer.undated
          let page = layout.page(of: line.id, created: isDated ? Day(number: slot) : nil)
          pages[page, default: []].append(Page.Edit(id: line.id, bytes: line.bytes))
        }
      }
      for file in chunk where pages[String(file.path.dropFirst(folder.utf8.count + 1))] == nil {
        try builder.delete(file.path)
      }
      for (page, edits) in pages.sorted(by: { precedes($0.key, $1.key) }) {
        if let content = try Page.merge(nil, edits).content { try builder.write("\(folder)/\(page)", content) }
      }
    }
  }
}
