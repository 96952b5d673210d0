internal import Connectors
internal import HTTP
public import Records

extension Tend {
  /// What has to be asked to connect `name`: a connection of `tend.yml`, or a system, which gets a connection of its name.
  ///
  /// - Parameters:
  ///   - system: The system of a new connection, where its name is another.
  ///   - options: The settings of a new connection, as far as they are known.
  /// - Throws: `connect.unknown`; `connect.files` for exported files, which need no connecting.
  public func offer(
    _ name: String, system: String?, options: [String: String] = [:]
  ) throws(Diagnostic) -> ConnectionOffer {
    let known = try connections().first { $0.name == name }
    let (descriptor, usual) = try Self.system(known?.system ?? system ?? name, of: name)
    let service = usual.chosen(by: known?.options ?? options)
    let file = Services(workspace, setting).credential(of: name, service.entry)
    return ConnectionOffer(
      name: name, system: descriptor.name, title: descriptor.title, isNew: known == nil,
      settings: service.allSettings.map {
        ConnectionOffer.Setting(key: $0.key, about: $0.about, example: $0.example, standard: $0.standard)
      },
      scopes: service.scopes.map { ConnectionOffer.Scope(name: $0.name, without: $0.without) },
      secrets: service.entry.secrets.map { set in
        set.map { secret in
          let variable = file.variable(secret.name)
          return ConnectionOffer.NamedSecret(
            name: secret.name, title: secret.title, variable: variable,
            isGiven: setting.variable(variable)?.isEmpty == false)
        }
      },
      needsConsent: service.entry.needsConsent)
  }

  /// Adds a connection to `tend.yml`.
  ///
  /// - Throws: as ``configuration(adding:options:address:)``.
  public func addConnection(
    _ offer: ConnectionOffer, options: [String: String], address: String?
  ) throws(Diagnostic) {
    let edited = try configuration(adding: offer, options: options, address: address)
    try Files.write(Array(edited.utf8), to: workspace.configuration)
  }

  /// The text of `tend.yml` with a connection added.
  ///
  /// - Throws: what would be wrong with the file then; `connect.by-hand` where it is written so that it can't be added.
  public func configuration(
    adding offer: ConnectionOffer, options: [String: String], address: String?
  ) throws(Diagnostic) -> String {
    let (system, _) = try Self.system(offer.system, of: offer.name)
    let lines = ConfigurationEdit.lines(offer.name, system, options: options, address: address)
    guard let bytes = try Files.read(workspace.configuration) else { throw workspace.missing }
    guard let edited = ConfigurationEdit.adding(lines, to: String(decoding: bytes, as: UTF8.self)) else {
      throw Diagnostic(
        .configuration, code: "connect.by-hand", "The connection can't be added to tend.yml",
        reason: "\"connections\" is not written as a block of lines there.",
        hints: ["Add it by hand: " + lines.joined(separator: " / ")], location: workspace.configuration)
    }
    do throws(ConfigurationProblems) {
      _ = try Configuration.read(Array(edited.utf8), path: workspace.configuration)
    } catch {
      throw error.diagnostics.first ?? workspace.missing
    }
    return edited
  }

  /// Keeps what somebody gave for a connection, in place of what was kept for it.
  public func keep(
    secrets: [String: Secret], commands: [String: String], for offer: ConnectionOffer
  ) async throws(Diagnostic) {
    let (_, service) = try Self.system(offer.system, of: offer.name)
    let file = Services(workspace, setting).credential(of: offer.name, service.entry)
    try await file.replace(with: CredentialFile.Content(secrets: secrets, commands: commands))
  }

  /// Begins to ask for consent: where somebody has to agree, and what to make of the answer.
  ///
  /// - Parameter redirect: The address the browser is sent back to; it has to be registered with the app.
  public func consent(_ offer: ConnectionOffer, redirect: String) async throws(Diagnostic) -> ConsentRequest {
    let (_, service) = try Self.system(offer.system, of: offer.name)
    let file = Services(workspace, setting).credential(of: offer.name, service.entry)
    guard case .consent(let flow) = try connection(offer.name).rebased(service.entry),
      let id = try await file.read().secrets["client_id"]
    else {
      throw CredentialKeeper.missing(offer.name)
    }
    return ConsentRequest(flow, client: id, redirect: redirect)
  }

  /// Turns the answer to a consent into tokens and keeps them.
  ///
  /// - Parameter answer: The address the browser was sent to.
  /// - Throws: `connect.refused`, `connect.other-answer`, `connect.other-company`; what the exchange says.
  public func finish(
    _ consent: ConsentRequest, answer: String, for offer: ConnectionOffer
  ) async throws(Diagnostic) {
    let (system, service) = try Self.system(offer.system, of: offer.name)
    let code = try consent.code(in: answer)
    let options = try connection(offer.name).options
    let account = service.account.flatMap { options[$0.key] }
    if let realm = consent.value("realmId", in: answer), let account, realm != account {
      throw Diagnostic(
        .configuration, code: "connect.other-company", "Somebody agreed for another company than tend.yml names",
        reason: "It was \(realm); connections.\(offer.name) has \(account).",
        hints: ["Agree for the right company", "Or correct tend.yml"])
    }
    let services = Services(workspace, setting)
    let file = services.credential(of: offer.name, service.entry)
    let kept = try await file.read()
    let tokens: Tokens
    do throws(HTTPError) {
      tokens = try await consent.tokens(
        for: code, kept, services.client(system, for: offer.name, options), at: setting.now)
    } catch {
      throw error.diagnostic
    }
    try await file.keep(tokens)
  }

  /// The connections to folders of exported files in which there is none: left from `tend init`, where a shop is read itself.
  public func emptyFolders() throws(Diagnostic) -> [String] {
    try Session.configuration(of: workspace).connections.filter { connection in
      guard connection.isFiles else { return false }
      let entries = try? DiskFolder.list(workspace.root + "/" + connection.folder)
      return entries?.contains { !$0.name.hasPrefix(".") } != true
    }.map(\.name)
  }

  /// Looks whether a connection would be let in and what it may see.
  public func check(_ name: String) async throws(Diagnostic) -> CheckReport {
    let session = try Session(workspace, setting, recovers: false)
    guard let connection = session.connections.first(where: { $0.settings.name == name }) else {
      throw Self.unknown(name)
    }
    let found = await connection.connector.check().told(of: connection.settings)
    return CheckReport(findings: CheckReport.findings(found, of: name))
  }

  /// The connections of `tend.yml`; none where that is all that is wrong with it, since one is about to be added.
  private func connections() throws(Diagnostic) -> [ConnectionSettings] {
    let problems = Set(Session.problems(of: workspace).map(\.code))
    if problems.contains("config.no-connection"), problems.isSubset(of: ["config.no-connection", "config.no-value"]) {
      return []
    }
    return try Session.configuration(of: workspace).connections
  }

  private func connection(_ name: String) throws(Diagnostic) -> ConnectionSettings {
    guard let found = try Session.configuration(of: workspace).connections.first(where: { $0.name == name }) else {
      throw Self.unknown(name)
    }
    return found
  }

  private static func system(_ word: String, of name: String) throws(Diagnostic) -> (SystemDescriptor, Service) {
    guard let system = Registry.system(named: word) else { throw unknown(name) }
    guard let service = system.service else {
      throw Diagnostic(
        .usage, code: "connect.files", "\(name) is a folder of exported files and needs no connecting",
        hints: ["Look whether its files can be read: tend doctor"])
    }
    return (system, service)
  }

  private static func unknown(_ name: String) -> Diagnostic {
    let systems = Registry.systems.filter { $0.service != nil }.map(\.name)
    return Diagnostic(
      .usage, code: "connect.unknown", "There is no connection or system \"\(name)\"",
      hints: (Suggestion.nearest(to: name, among: systems).map { ["Did you mean \($0)?"] } ?? [])
        + ["Name a connection of tend.yml, or one of \(systems.joined(separator: ", "))"])
  }
}

extension Entry {
  /// Whether somebody has to agree in a browser.
  var needsConsent: Bool { if case .consent = self { true } else { false } }
}
