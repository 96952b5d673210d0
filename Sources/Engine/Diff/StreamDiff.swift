internal import Ledger
internal import Records
internal import Workflows

/// Pairs what a sync staged with what the ledger holds, page by page, and writes the pages that differ.
///
/// Equal bytes are no change; fields the sync did not cover are kept; a record goes because its system says that it was
/// deleted, and one that was only not seen goes inside of a complete coverage's range alone. Memory is that of one day of
/// records, or of one page of a stream paged by hash.
struct StreamDiff {
  /// One record as staged.
  struct Staged {
    var id: String
    var slot: Int
    var line: [UInt8]
  }

  let connection: String
  let kind: Kind
  /// The folder of the stream below `data/`.
  let folder: String
  let layout: PageLayout
  let coverage: Coverage
  let ledger: Ledger
  let old: Commit?
  let builder: CommitBuilder
  /// Where a record stands that has moved to another page since: the old page by id.
  let moved: [String: String]
  /// Called with every change, in the order of pages.
  let report: (Change) throws(Diagnostic) -> Void

  private var edits: [String: [Page.Edit]] = [:]
  private var slot: Int?
  private var visited: Set<String> = []
  private var leaving: [String: [String]]
  /// What its system says is deleted, by page.
  private var deleted: [String: Set<[UInt8]>]

  init(
    connection: String, kind: Kind, folder: String, layout: PageLayout, coverage: Coverage, ledger: Ledger,
    old: Commit?, builder: CommitBuilder, moved: [String: String], deleted: [String: String],
    report: @escaping (Change) throws(Diagnostic) -> Void
  ) {
    self.connection = connection
    self.kind = kind
    self.folder = folder
    self.layout = layout
    self.coverage = coverage
    self.ledger = ledger
    self.old = old
    self.builder = builder
    self.moved = moved
    self.report = report
    leaving = [:]
    self.deleted = [:]
    for (id, page) in moved { leaving[page, default: []].append(id) }
    for (id, page) in deleted { self.deleted[page, default: []].insert(Array(id.utf8)) }
  }

  /// Takes the next staged record; slots must not go down.
  mutating func take(_ staged: Staged) throws(Diagnostic) {
    let page = layout.page(of: staged.id, created: created(staged))
    if edits[page] == nil, slot != staged.slot || !pagesShareSlot { try flush() }
    slot = staged.slot
    edits[page, default: []].append(Page.Edit(id: staged.id, bytes: staged.line))
  }

  /// Writes what is pending, then looks at the pages nothing was staged for.
  mutating func finish() throws(Diagnostic) {
    try flush()
    for page in Set(leaving.keys).union(deleted.keys).sorted() { try write(page, []) }
    guard coverage.verdict == .complete, let old else { return }
    for file in try ledger.files(under: folder, in: old.tree) {
      let page = String(file.path.dropFirst(folder.utf8.count + 1))
      if !visited.contains(page) { try write(page, []) }
    }
  }

  /// The day that decides the page of a staged record.
  private func created(_ staged: Staged) -> Day? {
    kind.creationField == nil || staged.slot == RecordSealer.undated ? nil : Day(number: staged.slot)
  }

  /// Only a day that is split has several pages in one slot.
  private var pagesShareSlot: Bool {
    if case .byTime(.day) = layout.step { return true }
    return kind.creationField != nil && slot == RecordSealer.undated
  }

  private mutating func flush() throws(Diagnostic) {
    for page in edits.keys.sorted() { try write(page, edits[page] ?? []) }
    edits.removeAll(keepingCapacity: true)
  }

  private mutating func write(_ page: String, _ staged: [Page.Edit]) throws(Diagnostic) {
    visited.insert(page)
    let path = folder + "/" + page
    let before = try old.map { commit throws(Diagnostic) in try ledger.read(path, in: commit.tree) } ?? nil
    let known = try before.map { bytes throws(Diagnostic) in try Page.parse(bytes) } ?? []
    if coverage.verdict != .complete, leaving[page] == nil, deleted[page] == nil, Self.isThere(staged, in: known) {
      return
    }
    var edits = try merged(staged, known: known)
    for id in leaving.removeValue(forKey: page) ?? [] { edits.append(Page.Edit(id: id, bytes: nil)) }
    let told = deleted.removeValue(forKey: page) ?? []
    if coverage.verdict == .complete || !told.isEmpty {
      let seen = Set(staged.map { Array($0.id.utf8) })
      for line in known where !seen.contains(Array(line.id.utf8)) && moved[line.id] == nil {
        let isMissed = coverage.verdict == .complete && isInRange(line)
        if isMissed || told.contains(Array(line.id.utf8)) { edits.append(Page.Edit(id: line.id, bytes: nil)) }
      }
    }
    let (content, differences) = try Page.merge(before, edits)
    if differences.isEmpty { return }
    if let content { try builder.write(path, content) } else { try builder.delete(path) }
    for difference in differences { try tell(difference) }
  }

  /// Whether every staged line stands in the page as it is, which most that are read again do. Both are in the order of ids.
  private static func isThere(_ staged: [Page.Edit], in known: [Page.Line]) -> Bool {
    var rest = known[...]
    return staged.allSatisfy { edit in
      rest = rest.drop { $0.bytes != edit.bytes }
      return rest.popFirst() != nil
    }
  }

  private func tell(_ difference: Page.Difference) throws(Diagnostic) {
    let address = RecordAddress(connection: connection, kind: kind, id: difference.id)
    var before = try difference.old.map { line throws(Diagnostic) in try Lines.object(line, folder) }
    let after = try difference.new.map { line throws(Diagnostic) in try Lines.object(line, folder) }
    if let page = moved[difference.id] {
      // Told once, with both sides, from the page it went to.
      if after == nil { return }
      before = try line(of: difference.id, on: page).map { line throws(Diagnostic) in try Lines.object(line, folder) }
    }
    try report(Change(address: address, before: before, after: after))
  }

  private func line(of id: String, on page: String) throws(Diagnostic) -> [UInt8]? {
    guard let old, let bytes = try ledger.read(folder + "/" + page, in: old.tree) else { return nil }
    return try Page.parse(bytes).first { sameBytes($0.id, id) }?.bytes
  }

  /// Staged lines with the fields that this sync does not cover taken over from the record as it stands.
  private func merged(_ staged: [Page.Edit], known: [Page.Line]) throws(Diagnostic) -> [Page.Edit] {
    guard !known.isEmpty || !moved.isEmpty else { return staged }
    let lines = Dictionary(known.map { (Array($0.id.utf8), $0.bytes) }) { first, _ in first }
    var result: [Page.Edit] = []
    for edit in staged {
      var standing = lines[Array(edit.id.utf8)]
      if standing == nil, let page = moved[edit.id] { standing = try line(of: edit.id, on: page) }
      guard let standing, let bytes = edit.bytes, standing != bytes else {
        result.append(edit)
        continue
      }
      let kept = Lines.merged(
        try Lines.object(bytes, folder), onto: try Lines.object(standing, folder), covered: coverage)
      result.append(Page.Edit(id: edit.id, bytes: CanonicalJSON.bytes(kept)))
    }
    return result
  }

  private func isInRange(_ line: Page.Line) -> Bool {
    guard let since = coverage.createdSince else { return true }
    guard let field = kind.creationField, let object = try? JSONReader.object(line.bytes) else { return false }
    if let created = object[field]?.instant { return created >= since }
    return object[field]?.day.map { Instant(day: $0, secondOfDay: 0) >= since } ?? false
  }
}

/// Single records as lines of pages.
enum Lines {
  /// Reads a line that a page holds.
  static func object(_ line: [UInt8], _ folder: String) throws(Diagnostic) -> JSONObject {
    do { return try JSONReader.object(line) } catch {
      throw Diagnostic(
        .ledger, code: "ledger.bad-page", "A record can't be read: \(error)",
        reason: "A page was edited by hand or damaged.",
        hints: ["See what differs from the last commit: git -C data status"], location: "data/\(folder)")
    }
  }

  /// `new` with the members of `old` that are not covered; what the engine adds itself is always covered, unless people
  /// were hidden: then who is known stays known. An order's class stays too where it followed from what is not covered.
  static func merged(_ new: JSONObject, onto old: JSONObject, covered coverage: Coverage) -> JSONObject {
    let covered = Set(coverage.fields + ["id", "store"] + (coverage.hidesPeople ? [] : ["people", "private"]))
    var result = new
    if coverage.hidesPeople {
      result["private"] = old["private"] ?? new["private"]
      let people = Set((new["people"]?.array ?? []) + (old["people"]?.array ?? [])).compactMap(\.string)
      result["people"] = people.isEmpty ? nil : .array(people.sorted(by: precedes).map { .string($0) })
    }
    let kept = old.members.filter { !covered.contains($0.key) && result[$0.key] == nil }
    for member in kept { result[member.key] = member.value }
    let classes = [old, new].compactMap { $0["class"]?.string.flatMap(OrderClass.init) }
    let hidesInputs = kept.contains { OrderClass.inputs.contains($0.key) }
    // Who is of the staff shows by their address; that an order is a copy is in no field of its own.
    if hidesInputs || coverage.hidesPeople && classes.first == .staff, classes.count == 2, !classes.contains(.copy),
      !covered.contains("class")
    {
      result["class"] = old["class"]
    }
    return result
  }
}
