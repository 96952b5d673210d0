internal import Index
internal import Ledger
public import Records

/// What `tend init` is told.
public struct InitOptions: Sendable {
  /// The shop's name.
  public var name: String
  /// The shop's zone, an IANA name.
  public var zone: String
  /// The shop's currency, an ISO 4217 code.
  public var currency: String
  /// The first owner's name.
  public var ownerName: String
  /// The whole of `tend.yml`, where a template does not do; nil for the template.
  public var configuration: String?

  /// What is wrong with a zone; nil when there is one of that name.
  public static func problem(zone: String) -> Diagnostic? {
    let loader = ZoneLoader()
    guard loader.zone(zone) == nil else { return nil }
    return Diagnostic(
      .usage, code: "init.zone", "\"\(zone)\" is not a time zone that this machine knows",
      hints: [loader.suggestion(for: zone).map { "Did you mean \($0)?" } ?? "Write an IANA name: Europe/Rome"])
  }

  /// What is wrong with a currency; nil when it is one.
  public static func problem(currency: String) -> Diagnostic? {
    Currency.codes.contains(currency)
      ? nil
      : Diagnostic(
        .usage, code: "init.currency", "\"\(currency)\" is not a currency", hints: ["Write an ISO 4217 code: EUR"])
  }

  /// Options of their parts.
  public init(
    name: String, zone: String = "UTC", currency: String = "USD", ownerName: String = "Owner",
    configuration: String? = nil
  ) {
    self.name = name
    self.zone = zone
    self.currency = currency
    self.ownerName = ownerName
    self.configuration = configuration
  }
}

extension Tend {
  /// Makes a workspace: configuration, key, private folder, empty ledger. What is already there is kept.
  ///
  /// - Throws: `init.exists` when there is a ledger already; what is wrong with the configuration.
  public static func initialise(
    _ workspace: Workspace, options: InitOptions, setting: Setting
  ) throws(Diagnostic) -> InitReport {
    if Files.exists(workspace.data + "/.git/HEAD"), Files.exists(workspace.key) {
      throw Diagnostic(
        .usage, code: "init.exists", "There is a workspace in \(workspace.root) already",
        hints: ["Run it: tend run", "Or name another folder: tend init DIR"], location: workspace.root)
    }
    if !Files.exists(workspace.data + "/.git"), Files.exists(workspace.index) { throw workspace.incomplete }
    try Files.makeFolder(workspace.root)
    if !Files.exists(workspace.configuration) {
      let text =
        options.configuration
        ?? Configuration.template(
          name: options.name, zone: options.zone, currency: options.currency, owner: options.ownerName)
      try Files.write(Array(text.utf8), to: workspace.configuration)
    }
    let configuration = try Session.configuration(of: workspace)
    try Files.makeFolder(workspace.privateFolder, mode: 0o700)
    if !Files.exists(workspace.key), Files.exists(workspace.data + "/.git/HEAD"),
      try Ledger(data: workspace.data, privateFolder: workspace.privateFolder).head() != nil
    {
      throw WorkspaceKey.missing(at: workspace.key)
    }
    let key =
      try Files.exists(workspace.key) ? WorkspaceKey.read(at: workspace.key) : WorkspaceKey.create(at: workspace.key)
    let folders = configuration.connections.map(\.folder).filter { !$0.isEmpty }
    for folder in folders { try Files.makeFolder(workspace.root + "/" + folder) }
    let lock = try FileLock.lock(workspace.ledgerLock, now: setting.now, patience: Span(seconds: 30))
    defer { lock.release() }
    if !Files.exists(workspace.data + "/.git/HEAD") {
      _ = try Ledger.create(data: workspace.data, privateFolder: workspace.privateFolder)
    }
    return InitReport(
      folder: workspace.root, key: WorkspaceKey.hexText(key),
      next: [
        "Keep the key somewhere safe: without it the pseudonyms in data/ can't be made again",
        "Look through \(workspace.configuration)",
        folders.isEmpty
          ? "Connect its systems: tend connect NAME"
          : "Put your exports into \(folders.joined(separator: ", ")), with their date in the name",
        "Run it: tend run",
      ])
  }
}
