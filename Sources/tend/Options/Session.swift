import Engine
import HTTP
import Records

/// One command under way: where it prints, when it is, and which workspace it is about.
struct Session {
  let console: Console
  let environment: Environment
  private let options: GlobalOptions
  private let clock: Instant

  /// Reads the clock and the environment: once, here.
  init(_ options: GlobalOptions) {
    environment = .current
    clock = Clock.now
    self.options = options
    console = Console(options: options, environment: environment)
  }

  /// The workspace that was named, or the nearest one from the current folder upwards.
  ///
  /// - Throws: `workspace.missing`.
  func workspace() throws(Diagnostic) -> Workspace {
    if let named = options.workspace {
      let workspace = Workspace(root: Paths.absolute(named))
      guard Paths.isFile(workspace.configuration) else { throw workspace.missing }
      return workspace
    }
    var folder: String? = Paths.current
    while let candidate = folder {
      let workspace = Workspace(root: candidate)
      if Paths.isFile(workspace.configuration) { return workspace }
      folder = Paths.parent(candidate)
    }
    throw Workspace(root: Paths.current).missing
  }

  /// What the engine is given; `now` is the machine's clock unless another is named.
  func setting(now: Instant? = nil, progress: Bool = true) throws(Diagnostic) -> Setting {
    let resources = try Resources.find(named: environment.resources, executable: Paths.executable)
    let line = progress ? console.progressLine() : nil
    var setting = Setting(
      now: now ?? clock, version: tendVersion, resources: resources, milliseconds: { Clock.milliseconds },
      progress: { step in line?.show(step) })
    setting.variable = Environment.value
    setting.network = CurlSettings(
      userAgent: "tend/\(tendVersion)", proxy: Proxy(environment: environment.proxies),
      certificateFile: environment.certificates)
    setting.timing = Timing(
      now: { .milliseconds(Clock.milliseconds) }, sleep: { try await Task.sleep(for: $0) },
      random: { Double.random(in: 0..<1) })
    let console = console
    setting.log = { exchange in console.note(.debug, "\(exchange.description)") }
    return setting
  }

  /// The engine on the workspace, at the clock or at `at`.
  func tend(at text: String? = nil, recorder: ExchangeRecorder? = nil) throws(Diagnostic) -> Tend {
    try tend(on: try workspace(), at: text, recorder: recorder)
  }

  func tend(
    on workspace: Workspace, at text: String? = nil, recorder: ExchangeRecorder? = nil
  ) throws(Diagnostic) -> Tend {
    var setting = try setting()
    if let recorder { setting.record = { recorder.keep($0) } }
    var tend = Tend(workspace: workspace, setting: setting)
    if let text { tend = try tend.at(text) }
    console.note(
      .debug, "tend \(tendVersion), workspace \(workspace.root), resources \(setting.resources), clock \(tend.now)")
    return tend
  }

  /// The moment a span after `start`, `2d`, or one that is named like `--at`.
  func moment(_ text: String, from start: Instant, of tend: Tend) throws(Diagnostic) -> Instant {
    if let span = Span(text) { return start + span }
    return try now(at: text, of: tend)
  }

  /// The clock, or what `--at` says.
  func now(at text: String?, of tend: Tend) throws(Diagnostic) -> Instant {
    guard let text else { return clock }
    if let instant = Instant(text) { return instant }
    return try tend.instant(text)
  }

  /// Who does a hand edit: the id of an owner.
  ///
  /// - Throws: `usage.nobody` when neither `--by` nor $USER says and there are several; `exception.unknown-owner`.
  func editor(_ options: EditorOptions) throws(Diagnostic) -> String {
    try tend().owner(by: options.by, user: environment.user)
  }
}
