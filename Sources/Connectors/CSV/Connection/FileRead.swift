import Records

/// Reads one file: rows to records, records to batches, each with a cursor to go on from.
struct FileRead {
  /// The most records of several lines, and bytes of their lines, that are held until a file's end.
  static let maximumGroups = 200_000
  static let maximumGroupBytes = 1 << 30

  let connection: CSVConnection
  let pass: FilePass
  let start: CSVCursor
  let rule: FileRule
  let key: String

  init(_ connection: CSVConnection, _ pass: FilePass, _ cursor: Cursor?) {
    self.connection = connection
    self.pass = pass
    rule = connection.settings.files[pass.rule]
    key = connection.key(of: pass.rule)
    start = CSVCursor(cursor).forgetting(key, unless: rule.print)
  }

  /// Finds the header and compiles the mapping.
  func open() throws(SyncError) -> HeaderFinder.Finding {
    let settings = CellSettings(
      zone: rule.zone ?? connection.zone, dateOrder: rule.dateOrder, decimal: rule.decimal, currency: rule.currency)
    let content = rule.content
    let finder = HeaderFinder(
      file: pass.file,
      make: { (header) throws(HeaderProblem) -> any RowMapper in
        switch content {
        case .preset(let preset): try preset.mapper(header, settings)
        case .custom(let mapping): try MappingPlan(mapping, header, settings)
        }
      }, encoding: rule.encoding)
    var head: [UInt8] = []
    do throws(Diagnostic) {
      let file = try DiskFile(connection.path(of: pass.file))
      try file.read(into: &head, at: 0, count: 1 << 16)
    } catch {
      throw .configuration(error)
    }
    do throws(Diagnostic) { return try finder.find(head) } catch { throw .data(error) }
  }

  /// Reads the file from where the cursor stands.
  func run(into sink: any RecordSink) async throws(SyncError) -> PassReport {
    let finding = try open()
    let resumed = start.rules[key]?.open.flatMap { $0.mark == pass.mark ? $0 : nil }
    var work = Work(self, finding, resuming: resumed)
    let from = max(finding.offset, finding.mapper.grouping == .anywhere ? 0 : resumed?.offset ?? 0)
    let isResumed = from > finding.offset
    let file: DiskFile
    do throws(Diagnostic) {
      file = try DiskFile(connection.path(of: pass.file), from: from, chunk: connection.chunkSize)
    } catch {
      throw .configuration(error)
    }
    var reader = CSVReader(
      file, delimiter: finding.delimiter, offset: from, line: isResumed ? resumed?.line ?? 1 : finding.line)
    var event = CSVReader.Event.row
    while event == .row {
      do throws(Diagnostic) { event = try reader.next(into: &work.lines.spare) } catch { throw .configuration(error) }
      switch event {
      case .row:
        try work.take(endsOpen: reader.endsOpen, encoding: rule.encoding, next: (reader.offset, reader.nextLine))
      case .truncated: work.breakOff()
      case .end: break
      }
      if work.isFull { try await flush(&work, into: sink) }
    }
    try await finish(&work, file, into: sink)
    return work.report(coverage(work), start.finishing(pass.mark, rule: key, print: rule.print).cursor)
  }

  private func flush(_ work: inout Work, into sink: any RecordSink) async throws(SyncError) {
    if Task.isCancelled { throw .retry(CSVDiagnostics.cancelled(pass.file), after: nil) }
    try await sink.take(work.batch { start.opening($0, rule: key, print: rule.print).cursor })
  }

  /// The rest of the records, and with the last batch the cursor that has the file behind it.
  private func finish(_ work: inout Work, _ file: DiskFile, into sink: any RecordSink) async throws(SyncError) {
    work.close()
    while work.giveGroup() { if work.isFull { try await flush(&work, into: sink) } }
    work.setBreakAside()
    if file.size != pass.size { throw .retry(CSVDiagnostics.changing(pass.file), after: nil) }
    try await sink.take(work.batch { _ in start.finishing(pass.mark, rule: key, print: rule.print).cursor })
  }

  private func coverage(_ work: Work) -> Coverage {
    var verdict = Coverage.Verdict.incremental
    if rule.mode != .append, work.position.bad == 0 { verdict = .complete }
    if work.isBroken || work.isMostlyBad { verdict = .partial }
    return Coverage(
      verdict: verdict, createdSince: verdict == .complete ? pass.createdSince : nil, fields: work.fields,
      asOf: pass.asOf)
  }
}

extension CSVConnection {
  /// Reads one file into `sink`, going on where `cursor` stands if the file was read half-way before.
  ///
  /// A file with rows set aside proves nothing by absence: its coverage is incremental. One that breaks off is partial,
  /// and the row it breaks off in is among those set aside.
  /// - Throws: what keeps the file from being read at all; nothing of the stream should be taken for newer then.
  public func read(
    _ pass: FilePass, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> PassReport {
    try await FileRead(self, pass, cursor).run(into: sink)
  }
}
