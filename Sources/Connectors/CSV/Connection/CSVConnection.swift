public import Records

/// A folder that dated export files are put into.
public struct CSVConnection: Connector {
  /// The system `csv`.
  public static let descriptor = SystemDescriptor(
    name: "csv", title: "CSV files", summary: "Dated export files of any system, put into a folder.",
    kinds: Kind.allCases)

  /// What the folder holds.
  public let settings: CSVSettings
  /// The folder's path.
  public let folder: String
  /// The shop's zone: files are dated in it.
  public let zone: Zone
  /// The moment up to which files count: the run's clock.
  public let asOf: Instant

  let listing: @Sendable (String) throws(Diagnostic) -> [FolderEntry]
  /// Whether a file's name holds something personal.
  let isPersonal: @Sendable (String) -> Bool
  let batchSize: Int
  let chunkSize: Int

  /// A connection. `isPersonal` says of a file's name whether it must not be kept; `listing` gives the folder's entries
  /// and is only replaced in tests.
  public init(
    _ settings: CSVSettings, folder: String, zone: Zone, asOf: Instant,
    isPersonal: @escaping @Sendable (String) -> Bool = { _ in false },
    listing: @escaping @Sendable (String) throws(Diagnostic) -> [FolderEntry] = DiskFolder.list
  ) {
    self.init(
      settings, folder: folder, zone: zone, asOf: asOf, isPersonal: isPersonal, listing: listing, batchSize: 1000,
      chunkSize: 1 << 18)
  }

  init(
    _ settings: CSVSettings, folder: String, zone: Zone, asOf: Instant,
    isPersonal: @escaping @Sendable (String) -> Bool = { _ in false },
    listing: @escaping @Sendable (String) throws(Diagnostic) -> [FolderEntry], batchSize: Int, chunkSize: Int
  ) {
    self.settings = settings
    self.folder = folder
    self.zone = zone
    self.asOf = asOf
    self.isPersonal = isPersonal
    self.listing = listing
    self.batchSize = batchSize
    self.chunkSize = chunkSize
  }

  /// The streams of the rules, each once, in their order.
  public var streams: [RecordStream] {
    var seen: Set<String> = []
    return settings.files.map(\.stream).filter { seen.insert($0.name).inserted }
  }

  /// Reads all pending files of a stream, one after the other. The coverage is that of the newest; partial where a file
  /// breaks off, unless a full export came after it.
  ///
  /// Where nothing is pending, the coverage is incremental, covers no field and describes now.
  public func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage {
    var cursor = cursor
    var coverage = Coverage(verdict: .incremental, fields: [], asOf: asOf)
    let pending = try pending(stream, from: cursor)
    for notice in pending.notices { sink.tell(notice) }
    var isBroken = false
    for pass in pending.passes {
      sink.begin(pass.file)
      let report = try await read(pass, from: cursor, into: sink)
      for notice in report.notices { sink.tell(notice) }
      cursor = report.cursor
      coverage = report.coverage
      isBroken = coverage.verdict == .partial || isBroken && pass.mode != .full
    }
    if isBroken { coverage.verdict = .partial }
    // What one file rule has in full says nothing about the records of another.
    if settings.files.count(where: { $0.stream.name == stream.name }) > 1, coverage.verdict == .complete {
      coverage.verdict = .incremental
    }
    return coverage
  }

  /// The newest full export that waits, with its fingerprint.
  public func whole(_ stream: RecordStream, from cursor: Cursor?) throws(SyncError) -> String? {
    let rules = settings.files.filter { $0.stream.name == stream.name }
    guard rules.count == 1, rules[0].mode == .full, let file = try pending(stream, from: cursor).passes.last else {
      return nil
    }
    return "\(file.file) \(file.print)"
  }

  /// Looks whether the folder and its files could be read: every rule's newest file has its header checked.
  public func check() async -> ConnectionReport {
    var report = ConnectionReport()
    do throws(SyncError) {
      for stream in streams {
        let pending = try pending(stream, from: nil)
        report.notices += pending.notices
        for (index, rule) in settings.files.enumerated() where rule.stream.name == stream.name {
          let files = pending.passes.filter { $0.rule == index }
          let newest = files.last.map { ", newest \($0.day)" } ?? ""
          report.facts.append("\(rule.match): \(files.count) \(files.count == 1 ? "file" : "files")\(newest)")
          guard let last = files.last else {
            report.notices.append(CSVDiagnostics.none(of: rule.match, in: folder))
            continue
          }
          do throws(SyncError) { _ = try FileRead(self, last, nil).open() } catch {
            report.problems.append(error.diagnostic)
          }
        }
      }
      report.notices += try unmatched()
    } catch {
      report.problems.append(error.diagnostic)
    }
    return report
  }

  /// Files that no rule is about: a mistyped pattern, or an export nobody has mapped.
  private func unmatched() throws(SyncError) -> [Diagnostic] {
    let globs = settings.files.map { Glob($0.match) }
    let entries: [FolderEntry]
    do throws(Diagnostic) { entries = try listing(folder) } catch { throw .configuration(error) }
    return entries.filter { entry in
      entry.form == .file && !entry.name.hasPrefix(".") && !globs.contains { $0.matches(entry.name) }
    }.map { CSVDiagnostics.unmatched(DiskFolder.shown($0.name), patterns: settings.files.map(\.match)) }
  }
}
