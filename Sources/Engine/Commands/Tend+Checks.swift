internal import Connectors
internal import Index
internal import Ledger
public import Records
internal import Workflows

extension Tend {
  /// Checks that nothing of the history was altered, and that what is derived from it fits.
  public func verify() throws(Diagnostic) -> CheckReport {
    let session: Session
    do throws(Diagnostic) {
      session = try Session(workspace, setting, recovers: false)
    } catch  where error.code == "ledger.history-changed" {
      return CheckReport(findings: [
        .init(.problem, "history", "\(error.summary): \(error.reason ?? "")", hint: error.hints.first)
      ])
    }
    var report = CheckReport(findings: [])
    var history = try session.ledger.verify()
    if history.problems.isEmpty {
      let lock = try session.lockLedger()
      defer { lock.release() }
      if let head = try session.ledger.head() { history.problems = try session.ledger.verifyWorktree(head) }
    }
    for problem in history.problems {
      report.findings.append(.init(.problem, problem.location ?? "history", problem.summary, hint: problem.hints.first))
    }
    if history.problems.isEmpty {
      report.findings.append(
        .init(
          .ok, "history",
          "\(counted(history.commits, "commit", "commits")) and \(counted(history.objects, "object", "objects")) checked: whole and Tend's own"
        ))
    }
    guard let head = try session.ledger.head() else { return report }
    report.findings += try session.checkPages(head)
    report.findings += try session.checkExceptions(head)
    let reflected = try Session.diagnosed { try session.index.commit() }
    report.findings.append(
      reflected == head.id.description
        ? .init(.ok, "index", "reflects the newest commit")
        : .init(.warning, "index", "is behind the ledger", hint: "The next run catches up; or: tend rebuild"))
    return report
  }

  /// Looks whether a run would succeed, without reading records.
  public func doctor() async throws(Diagnostic) -> CheckReport {
    var report = CheckReport(findings: [])
    let session: Session
    let problems = Session.problems(of: workspace)
    guard problems.isEmpty else {
      report.findings = problems.map {
        .init(.problem, $0.location ?? workspace.configuration, $0.summary, hint: $0.hints.first)
      }
      return report
    }
    do throws(Diagnostic) {
      session = try Session(workspace, setting, recovers: false)
    } catch {
      report.findings.append(.init(.problem, error.location ?? "workspace", error.summary, hint: error.hints.first))
      return report
    }
    report.findings.append(.init(.ok, "tend.yml", "can be read"))
    if let manifest = try session.manifest(), manifest.keyFingerprint != session.pseudonyms.fingerprint {
      report.findings.append(
        .init(.problem, "key", "does not fit the data directory", hint: "Restore it from your recovery kit"))
    } else {
      report.findings.append(.init(.ok, "key", "fits the data directory (\(session.pseudonyms.fingerprint))"))
    }
    var looks: [SightMaker.Look] = []
    for connection in session.connections {
      let found = await connection.connector.check().told(of: connection.settings)
      report.findings += CheckReport.findings(found, of: connection.settings.name)
      looks.append(SightMaker.Look(connection: connection.settings.name, report: found))
    }
    report.findings.append(try session.checkLedger())
    report.findings += try session.checkStreams()
    if let finding = try session.checkHighValue() { report.findings.append(finding) }
    report.findings.append(
      .init(.ok, "actions", "are previewed: planned and shown, nothing is sent"))
    report.workflows = try session.sights(looks)
    return report
  }
}

extension CheckReport {
  /// What a look at a connection found; each begins with the connection's name.
  static func findings(_ found: ConnectionReport, of connection: String) -> [Finding] {
    func finding(_ level: Finding.Level, _ told: Diagnostic) -> Finding {
      let told = told.at(connection)
      return Finding(level, told.location ?? connection, told.summary, hint: told.hints.first)
    }
    return found.facts.map { Finding(.ok, connection, $0) } + found.notices.map { finding(.warning, $0) }
      + found.problems.map { finding(.problem, $0) }
  }
}

extension Session {
  /// Whether a run could go on from the history and its files.
  fileprivate func checkLedger() throws(Diagnostic) -> CheckReport.Finding {
    let lock = try FileLock.lock(workspace.ledgerLock, now: setting.now, patience: Session.patience)
    defer { lock.release() }
    guard let obstacle = ledger.obstacle() else { return .init(.ok, "data", "is as Tend left it") }
    let place = obstacle.location.map { " (\($0))" } ?? ""
    return .init(.problem, "data", obstacle.summary + place, hint: obstacle.hints.first)
  }

  /// Every page is canonical, and every record on the page where it belongs.
  fileprivate func checkPages(_ head: Commit) throws(Diagnostic) -> [CheckReport.Finding] {
    guard let manifest = try manifest() else { return [] }
    var problems: [CheckReport.Finding] = []
    var records = 0
    for file in try ledger.files(under: "records", in: head.tree) {
      let parts = file.path.split(separator: "/", maxSplits: 3).map(String.init)
      guard parts.count == 4, let kind = streamNames.kind(parts[1], parts[2]),
        let step = manifest.steps["\(parts[1])/\(parts[2])"]
      else {
        problems.append(.init(.problem, file.path, "belongs to no stream"))
        continue
      }
      let lines: [Page.Line]
      do throws(Diagnostic) { lines = try Page.parse(ledger.read(blob: file.blob)) } catch {
        let place = error.location.map { " (\($0))" } ?? ""
        problems.append(.init(.problem, file.path, error.summary + place, hint: error.hints.first))
        continue
      }
      for line in lines {
        records += 1
        let record = try Lines.object(line.bytes, file.path)
        if CanonicalJSON.bytes(record) != line.bytes {
          problems.append(.init(.problem, file.path, "the record \(line.id) is not canonical"))
        }
        let slot = RecordSealer.slot(of: record, id: line.id, kind: kind)
        let isDated = kind.creationField != nil && slot != RecordSealer.undated
        let page = PageLayout(step: step).page(of: line.id, created: isDated ? Day(number: slot) : nil)
        if page != parts[3] { problems.append(.init(.problem, file.path, "the record \(line.id) belongs on \(page)")) }
      }
    }
    return problems.isEmpty
      ? [.init(.ok, "records", "\(counted(records, "record is", "records are")) canonical and on their pages")]
      : problems
  }

  /// Every exception can be read and stands under its own name.
  fileprivate func checkExceptions(_ head: Commit) throws(Diagnostic) -> [CheckReport.Finding] {
    var problems: [CheckReport.Finding] = []
    var count = 0
    for file in try ledger.files(under: "exceptions", in: head.tree) {
      count += 1
      let exception = (try? JSONReader.object(ledger.read(blob: file.blob))).flatMap {
        try? ShopException(json: $0, location: file.path)
      }
      if exception?.path != file.path {
        problems.append(.init(.problem, file.path, "is not the exception that its name says"))
      } else if let exception, !exception.followsFromItsTimeline {
        problems.append(
          .init(.problem, file.path, "is \(exception.state.rawValue), which its timeline does not tell of"))
      }
    }
    return problems.isEmpty
      ? [.init(.ok, "exceptions", "\(counted(count, "exception", "exceptions")) can be read")] : problems
  }

  /// What the threshold of high-value orders means in this shop, and the one that would give about two alerts a day.
  fileprivate func checkHighValue() throws(Diagnostic) -> CheckReport.Finding? {
    guard let newest = try ledger.head()?.time else { return nil }
    let amounts = try Session.diagnosed {
      try index.read {
        try $0.orderAmounts(
          classification: OrderClass.online.rawValue, currency: settings.currency,
          created: (newest - .days(HighValueProposal.days))...newest)
      }
    }
    guard let proposal = HighValueProposal(amounts, threshold: settings.thresholds.highValue) else { return nil }
    let words = FactWords(settings)
    let now = "high_value_order at \(words.amount(settings.thresholds.highValue)) gave about \(proposal.perDay) a day"
    let other = "\(words.amount(proposal.proposed)) would give about 2"
    return .init(
      proposal.isFitting ? .ok : .warning, "rules", "\(now) in the last \(HighValueProposal.days) days",
      hint: proposal.isFitting ? nil : "\(other): set rules.high_value_order.at_least in tend.yml")
  }

  /// What the last syncs left to worry about.
  fileprivate func checkStreams() throws(Diagnostic) -> [CheckReport.Finding] {
    let head = try ledger.head()
    var findings: [CheckReport.Finding] = []
    for stream in streams {
      guard let state = try source(stream.connection.name, at: head).streams[stream.name] else { continue }
      if state.held == "shrank" {
        findings.append(
          .init(
            .problem, stream.fullName,
            "newer data is held back: it would shrink to \(counted(state.offered ?? 0, "record", "records"))",
            hint: "Look at the export; if the records are really gone: tend accept \(stream.fullName)"))
      } else if state.held != nil {
        findings.append(.init(.problem, stream.fullName, "can't be read", hint: "See: tend run"))
      } else if state.coverage.verdict == .partial {
        findings.append(
          .init(
            .problem, stream.fullName, "was read in part, so nothing is concluded from what is missing",
            hint: "Export it anew and whole"))
      } else if let asOf = state.asOf, asOf + stream.connection.staleAfter < setting.now {
        findings.append(
          .init(
            .warning, stream.fullName, "is out of date: as of \(asOf)",
            hint: stream.connection.folder.isEmpty
              ? "Look why the last runs could not read it" : "Put a newer export into \(stream.connection.folder)"))
      }
      if state.quarantined > 0 {
        findings.append(
          .init(
            .warning, stream.fullName, "\(counted(state.quarantined, "row", "rows")) could not be mapped",
            hint: "Mend the source, or the mapping in tend.yml"))
        for row in state.quarantine {
          let line = row.line.map { ", line \(grouped($0))" } ?? ""
          findings.append(
            .init(.warning, "\(stream.connection.name)/\(row.source)\(line)", DashboardWords.reason(of: row)))
        }
      }
    }
    return findings
  }
}
