internal import Connectors
internal import Crypto
internal import Index
internal import Ledger
internal import Records
internal import Workflows

/// Everything one command holds open: configuration, ledger, index, people, staging.
final class Session {
  let workspace: Workspace
  let setting: Setting
  let configuration: Configuration
  let ledger: Ledger
  let index: ShopIndex
  let people: PeopleStore
  let pseudonyms: PseudonymMaker
  /// Pseudonyms whose personal data was erased and is not taken in again.
  let forgotten: Set<String>
  /// The ways to the systems that are read over HTTP.
  let services: Services
  /// Every connection, in the order of the configuration.
  let connections: [ConfiguredConnection]
  /// Every stream of every connection, in the order of the configuration.
  private(set) lazy var streams = configuredStreams()
  /// The streams' names, for finding records.
  private(set) lazy var streamNames = StreamNames(streams)
  /// How many records the index took in when the session was opened.
  private(set) var caughtUp = 0
  /// What recovery finished or undid when the session was opened.
  private(set) var recovered: [String] = []

  /// Opens a workspace.
  ///
  /// - Parameters:
  ///   - recovers: Whether to finish what a killed run began; needs the ledger's lock.
  ///   - checksBeside: Whether to look at the ledger's files meanwhile; ended by ``finishCheck()``.
  ///   - configuration: What `tend.yml` says, where it was read a moment ago.
  /// - Throws: what is wrong with the configuration, the key, the ledger or the index.
  init(
    _ workspace: Workspace, _ setting: Setting, recovers: Bool, checksBeside: Bool = false,
    configuration read: Configuration? = nil
  ) throws(Diagnostic) {
    self.workspace = workspace
    self.setting = setting
    configuration = if let read { read } else { try Session.configuration(of: workspace) }
    services = Services(workspace, setting)
    connections = try Session.connections(configuration, workspace, setting, services)
    guard Files.exists(workspace.data + "/.git"), Files.isFolder(workspace.privateFolder) else {
      throw workspace.incomplete
    }
    pseudonyms = try PseudonymMaker(key: WorkspaceKey.read(at: workspace.key))
    ledger = try Ledger(data: workspace.data, privateFolder: workspace.privateFolder)
    index = try Session.diagnosed { try ShopIndex(path: workspace.index) }
    people = try Session.diagnosed { try PeopleStore(path: workspace.people) }
    forgotten = try PeopleFiles.forgotten(ledger, ledger.head())
    if recovers {
      let lock = try FileLock.lock(workspace.ledgerLock, now: setting.now, patience: Session.patience)
      defer { lock.release() }
      recovered = try Session.words(for: ledger.recover(checksBeside: checksBeside))
      if let manifest = try manifest() {
        try WorkspaceKey.require(pseudonyms.fingerprint, toBe: manifest.keyFingerprint, path: workspace.key)
      }
      caughtUp = try catchUp()
    } else if try Session.diagnosed({ try index.commit() }) != ledger.head()?.id.description {
      // Deleted, or left behind by a kill: what it says would be taken for the truth.
      try lockLedger().release()
    }
  }

  /// Reads `tend.yml`; its first problem is the error, the others are counted in it.
  static func configuration(of workspace: Workspace) throws(Diagnostic) -> Configuration {
    guard let bytes = try Files.read(workspace.configuration) else { throw workspace.missing }
    do throws(ConfigurationProblems) {
      return try Configuration.read(bytes, path: workspace.configuration)
    } catch {
      throw summary(of: error.diagnostics)
    }
  }

  /// Everything that is wrong with `tend.yml`, each problem by itself.
  static func problems(of workspace: Workspace) -> [Diagnostic] {
    guard let bytes = (try? Files.read(workspace.configuration)) ?? nil else { return [] }
    do throws(ConfigurationProblems) {
      _ = try Configuration.read(bytes, path: workspace.configuration)
      return []
    } catch {
      return error.diagnostics
    }
  }

  private static func summary(of problems: [Diagnostic]) -> Diagnostic {
    guard var first = problems.first else {
      return Diagnostic(.fault, code: "config.unknown", "The configuration can't be read")
    }
    for other in problems.dropFirst() {
      first.hints.append("Also: \(other.summary)" + (other.location.map { " (\($0))" } ?? ""))
    }
    return first
  }

  /// When somebody has to connect a system again; nil where it does not say. What can't be read is told of by the sync.
  func accessEnds(of connection: ConfiguredConnection) -> Instant? {
    guard let service = Registry.system(named: connection.settings.system)?.service else { return nil }
    let file = services.credential(of: connection.settings.name, service.entry)
    return (try? file.content())?.tokens?.refreshExpires
  }

  /// SHA-256 of the configuration, in hexadecimal.
  var configurationHash: String { WorkspaceKey.hexText(Array(SHA256.hash(data: configuration.source))) }

  /// The settings of rules and plan.
  var settings: WorkflowSettings { configuration.workflows }

  /// How long a command waits for another one's commit.
  static let patience = Span(seconds: 30)

  /// Takes the ledger's lock for a commit section. What a command that was killed under it left is finished first, and
  /// the index is brought up to HEAD: both may have happened long after this session was opened.
  func lockLedger() throws(Diagnostic) -> FileLock {
    let lock = try FileLock.lock(workspace.ledgerLock, now: setting.now, patience: Session.patience)
    do throws(Diagnostic) {
      if ledger.isInterrupted { recovered += try Session.words(for: ledger.recover()) }
      try catchUp()
      return lock
    } catch {
      lock.release()
      throw error
    }
  }

  /// Ends the look at the ledger's files; needs its lock. To be called before a commit by whoever opened the session with it.
  ///
  /// - Throws: `ledger.foreign-edit`.
  func finishCheck() throws(Diagnostic) {
    recovered += try Session.words(for: ledger.finishCheck())
  }

  /// `ledger.json` of HEAD; nil before the first commit.
  func manifest() throws(Diagnostic) -> Manifest? {
    guard let head = try ledger.head(), let bytes = try ledger.read("ledger.json", in: head.tree) else { return nil }
    return try Manifest(bytes: bytes)
  }

  /// `sources/<connection>.json` of a commit; empty when there is none yet.
  func source(_ connection: String, at head: Commit?) throws(Diagnostic) -> SourceState {
    let path = SourceState.path(of: connection)
    guard let head, let bytes = try ledger.read(path, in: head.tree) else { return SourceState() }
    guard let json = try? JSONReader.object(bytes) else {
      throw Diagnostic(
        .ledger, code: "ledger.source-unreadable", "data/\(path) can't be read",
        reason: "The file was edited by hand or damaged.",
        hints: ["Restore it from an earlier commit: git -C data log -- \(path)"],
        location: "data/\(path)")
    }
    return try SourceState(json: json, location: path)
  }

  /// Runs what may throw anything and makes a diagnostic of it.
  static func diagnosed<Result>(_ body: () throws -> Result) throws(Diagnostic) -> Result {
    do { return try body() } catch let diagnostic as Diagnostic {
      throw diagnostic
    } catch {
      throw Diagnostic(
        .fault, code: "fault.unexpected", "Something went wrong that Tend does not expect", reason: "\(error)",
        hints: ["Run the command again; if it stays, report it with the code"])
    }
  }

  private static func words(for recovery: Recovery) -> [String] {
    var words: [String] = []
    if recovery.finishedCommit != nil { words.append("finished-commit") }
    if recovery.undidCommit { words.append("undid-commit") }
    if recovery.rebuiltIndex { words.append("rebuilt-git-index") }
    if recovery.removedLeftovers > 0 { words.append("removed-leftovers") }
    return words
  }
}
