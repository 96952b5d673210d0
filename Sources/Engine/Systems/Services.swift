internal import Connectors
internal import HTTP
internal import Records
internal import Synchronization

/// The ways from this machine to the systems of a workspace: one transport that all connections share, made when the first
/// request is sent, and over it a client for each connection with its system's policy and its own credential.
final class Services: Sendable {
  private let workspace: Workspace
  private let setting: Setting
  private let transport: SharedTransport
  private let counters = Mutex<[String: RequestCounter]>([:])

  init(_ workspace: Workspace, _ setting: Setting) {
    self.workspace = workspace
    self.setting = setting
    transport = SharedTransport(setting)
  }

  /// Where a connection's credential is kept.
  func credential(of connection: String, _ entry: Entry) -> CredentialFile {
    CredentialFile(
      connection: connection, path: workspace.credential(of: connection), entry: entry, now: setting.now,
      environment: setting.variable)
  }

  /// What was asked of the systems so far, by connection; nothing of one that was not asked.
  var requests: [String: Receipt.Requests] {
    counters.withLock { $0.mapValues(\.requests) }.filter { $0.value.sent > 0 }
  }

  /// A client for a system, as a connection's settings choose it, that signs nothing. What it sends is counted for the
  /// connection.
  func client(
    _ system: SystemDescriptor, for connection: String, _ options: [String: String]
  ) -> HTTPClient {
    let counter = counters.withLock { counters -> RequestCounter in
      let counter = counters[connection] ?? RequestCounter()
      counters[connection] = counter
      return counter
    }
    // Nothing is sent to a system that could change it, as long as actions are previewed.
    return HTTPClient(
      over: transport, policy: Registry.policy(of: system.name, options), access: .readOnly,
      timing: counter.timing(setting.timing), log: counter.log(setting.log), record: setting.record)
  }

  /// What a connection is made of.
  ///
  /// - Throws: `config.address` where its settings give no address.
  func context(
    _ connection: ConnectionSettings, _ system: SystemDescriptor, _ service: Service, zone: Zone, currency: String
  ) throws(Diagnostic) -> ServiceContext {
    let service = service.chosen(by: connection.options)
    let written = connection.rebased(service.address(connection.options))
    guard let address = HTTPURL(written) else {
      throw Diagnostic(
        .configuration, code: "config.address", "The address of \(connection.name) is none: \(written)",
        hints: ["Look at the settings of connections.\(connection.name)"])
    }
    let client = client(system, for: connection.name, connection.options)
    let start = setting.timing.now()
    let keeper = CredentialKeeper(
      connection.rebased(service.entry), connection: connection.name, address: address,
      store: credential(of: connection.name, service.entry), http: client,
      now: { [setting] in setting.now + Span(seconds: (setting.timing.now() - start).components.seconds) })
    return ServiceContext(
      account: service.account.flatMap { connection.options[$0.key] } ?? "", address: address,
      http: SigningTransport(base: client, keeper: keeper, address: address), asOf: setting.now, zone: zone,
      currency: currency, options: connection.options, timing: setting.timing)
  }
}

/// The transport of a whole session. It is started by the first request: most commands send none.
private actor SharedTransport: HTTPTransport {
  private let setting: Setting
  private var curl: CurlTransport?

  init(_ setting: Setting) { self.setting = setting }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try await started().send(request)
  }

  private func started() throws(HTTPError) -> CurlTransport {
    if let curl { return curl }
    do throws(Diagnostic) {
      let made = try CurlTransport(setting.network)
      curl = made
      return made
    } catch {
      throw HTTPError(.unready(error), decision: .refused)
    }
  }
}

extension ConnectionSettings {
  /// An address of the system, at the other address where `tend.yml` names one: its path is added to that.
  func rebased(_ url: String) -> String {
    guard let address else { return url }
    let base = address.hasSuffix("/") ? String(address.dropLast()) : address
    let behindHost = url.firstRange(of: "://").map { url[$0.upperBound...].drop { $0 != "/" } } ?? url[...]
    return base + behindHost
  }

  /// How one gets in, at the other address where `tend.yml` names one.
  func rebased(_ entry: Entry) -> Entry {
    guard address != nil else { return entry }
    return switch entry {
    case .token, .keyPair, .apiKey: entry
    case .tokenOrApp(let header, let path): .tokenOrApp(header: header, path: rebased(path))
    case .consent(let flow):
      .consent(
        Entry.OAuth(authorize: rebased(flow.authorize), token: rebased(flow.token), scope: flow.scope))
    }
  }
}

extension Service {
  /// Whether a setting can stand in an address as it is.
  static func isPlain(_ value: String) -> Bool {
    value.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  /// The values of a setting that chooses between interfaces; nil where it is another one.
  func choices(of setting: Setting) -> [String]? {
    let others = editions.filter { $0.key == setting.key }.map(\.value)
    return others.isEmpty ? nil : (setting.standard.map { [$0] } ?? []) + others
  }

  /// The address with the settings put in; what is missing or would change its meaning is left empty.
  func address(_ options: [String: String]) -> String {
    var text = address
    for setting in allSettings {
      let value = options[setting.key] ?? setting.standard ?? ""
      text = text.replacing("{\(setting.key)}", with: Self.isPlain(value) ? value : "")
    }
    return text
  }
}
