internal import Connectors
internal import Index
internal import Ledger
internal import Records
internal import Site
internal import Workflows

/// Everything the pages are made from, read once a build.
final class DashboardContext {
  let session: Session
  let view: IndexView
  let head: Commit
  let manifest: Manifest
  let now: Instant
  let settings: WorkflowSettings
  let words: DashboardWords
  let routing: Routing
  let rules: [Rule]
  let ruleByID: [String: Rule]
  /// The state of each connection's streams, by connection.
  let sources: [String: SourceState]
  let streams: [ConfiguredStream]
  let health: [StreamHealth]
  /// The newest runs, the newest first, without the list of what they suppressed.
  let runs: [(row: IndexedRun, receipt: Receipt)]
  let reader: RecordReader
  let loader: SubjectLoader
  /// All that is not resolved.
  let open: OpenExceptions
  /// How many exceptions there are by state, rule and workflow.
  let counts: [ExceptionCount]

  /// Runs that the list of runs shows.
  static let shownRuns = 60

  init(_ session: Session, _ view: IndexView, head: Commit, open: OpenExceptions? = nil) throws {
    self.session = session
    self.view = view
    self.head = head
    now = session.setting.now
    settings = session.settings
    manifest = try session.manifest() ?? Manifest(keyFingerprint: "")
    self.open = try open ?? OpenExceptions(view, now: now)
    counts = try view.exceptionCounts()
    words = DashboardWords(settings: settings, asOf: now)
    routing = Routing(settings)
    rules = BuiltInRules.make(settings)
    ruleByID = Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }
    var sources: [String: SourceState] = [:]
    for connection in session.configuration.connections {
      sources[connection.name] = try session.source(connection.name, at: head)
    }
    self.sources = sources
    streams = session.streams
    health = session.health(sources)
    runs = try view.briefRuns(limit: Self.shownRuns).compactMap { row in
      try Receipt(json: JSONReader.object(row.receipt)).map { (row, $0) }
    }
    reader = RecordReader(ledger: session.ledger, commit: head, steps: manifest.steps, streams: session.streamNames)
    loader = SubjectLoader(
      view: view, reader: reader, settings: settings, refundJoinWithin: session.configuration.refundJoinWithin,
      refundConnections: session.refundConnections,
      health: health, marks: manifest.since, now: now)
  }

  var zone: Zone { settings.zone }
  var currency: String { settings.currency }

  /// The workflows with a page: the built-in ones, then a team's own by name.
  lazy var workflows: [SiteFrame.Workflow] = {
    let own = Set(rules.map(\.workflow)).subtracting(BuiltInRules.workflows).sorted(by: precedes)
    return (BuiltInRules.workflows + own).map { SiteFrame.Workflow(name: $0, title: RuleWords.title($0)) }
  }()

  /// What all pages share.
  var frame: SiteFrame {
    let configuration = session.configuration
    let last = runs.first
    return SiteFrame(
      workspace: configuration.name,
      run: SiteFrame.Run(
        id: last?.row.id ?? "none", at: last?.row.at ?? now, commit: head.id.description,
        nextDue: last.map { $0.row.at + configuration.dashboard.expectedEvery }),
      version: session.setting.version, configHash: session.configurationHash, zone: zone, currency: currency,
      accent: configuration.dashboard.accent, workflows: workflows, preview: configuration.actions == .preview)
  }

  /// The ids of a built-in rule and its copies.
  func family(_ id: String) -> [String] { [id] + settings.copies.filter { $0.basedOn == id }.map(\.id) }

  /// Whether any connected system has records of a kind.
  func reads(_ kind: Kind) -> Bool { streams.contains { $0.kind == kind } }

  /// How a stream stands.
  func health(of stream: StreamHealth) -> Health {
    switch stream.verdict {
    case .failed: return .failed
    case .partial: return .partial
    case .complete, .incremental:
      let held = sources[stream.connection]?.streams[stream.stream]?.held
      if held == "failing" { return .failed }
      if held != nil { return .partial }
      if let stale = stream.staleAt, stale <= now { return .stale }
      return stream.verdict == .complete ? .complete : .incremental
    }
  }

  /// Why nothing can be said about what rests on a kind of record: nobody reports it, or its data is bad.
  func objection(_ kind: Kind) -> String? {
    let all = health.filter { $0.kind == kind }
    if all.isEmpty { return "no connected system reports \(Self.plural(kind))" }
    guard all.allSatisfy({ $0.asOf == nil }) else { return nil }
    return "\(Self.plural(kind)) were never read"
  }

  /// `leads`, `campaign figures`.
  static func plural(_ kind: Kind) -> String {
    switch kind {
    case .campaignDay: "campaign figures"
    case .trafficDay: "traffic figures"
    case .shipment: "parcels"
    case .lead: "leads"
    default: kind.stream
    }
  }

  // MARK: Time

  /// The shop's day of the clock.
  var today: Day { zone.day(of: now) }

  /// The moments of some days, both ends included.
  func span(_ days: ClosedRange<Day>) -> ClosedRange<Instant> {
    zone.instant(days.lowerBound)...(zone.instant(days.upperBound + 1) - Span(seconds: 1))
  }

  /// The `days` days of 24 hours that ended `ago` days before the clock.
  func window(days: Int64, ago: Int64 = 0) -> ClosedRange<Instant> {
    let end = now - .days(ago)
    return (end - .days(days) + Span(seconds: 1))...end
  }

  /// When the first run was made; nothing before it was seen.
  lazy var firstRun: IndexedRun? = try? view.firstRun()
}

extension WorkflowSettings {
  /// The built-in rule that a rule is a copy of; nil for others.
  func origin(of rule: String) -> String? { copies.first { $0.id == rule }?.basedOn }
}
