internal import Connectors
internal import Records
internal import Workflows

extension Session {
  func configuredStreams() -> [ConfiguredStream] {
    connections.flatMap { connection in
      var streams = connection.connector.streams.map {
        ConfiguredStream(connection: connection.settings, connector: connection.connector, name: $0.name, kind: $0.kind)
      }
      // Refunds that only two exports of an order tell of have no stream in any file. A copy of an order tells of none.
      if !connection.settings.mirrorsOrders, streams.contains(where: { $0.kind == .order }),
        !streams.contains(where: { $0.kind == .refund })
      {
        streams.append(
          ConfiguredStream(
            connection: connection.settings, connector: connection.connector, name: Kind.refund.stream, kind: .refund))
      }
      return streams
    }
  }

  /// The connections of a configuration, at the clock of `setting`.
  static func connections(
    _ configuration: Configuration, _ workspace: Workspace, _ setting: Setting, _ services: Services
  ) throws(Diagnostic) -> [ConfiguredConnection] {
    var connections: [ConfiguredConnection] = []
    for settings in configuration.connections {
      let connector: any Connector
      if let system = Registry.system(named: settings.system), let service = system.service {
        let context = try services.context(
          settings, system, service, zone: configuration.zone, currency: configuration.currency)
        guard let made = Registry.connection(to: settings.system, context) else {
          throw Diagnostic(.fault, code: "fault.registry", "No connector is known for \(settings.system)")
        }
        connector = made
      } else {
        connector = CSVConnection(
          settings.csv, folder: workspace.root + "/" + settings.folder, zone: configuration.zone, asOf: setting.now,
          isPersonal: { PrivacyGate.masked($0) != $0 })
      }
      connections.append(ConfiguredConnection(settings: settings, connector: connector))
    }
    return connections
  }

  /// Whether a stream has no source of its own but follows from how orders change.
  func infersRefunds(_ stream: ConfiguredStream) -> Bool {
    stream.kind == .refund && !stream.connector.streams.contains { $0.kind == .refund }
  }

  /// The connections whose refunds count: in each store the primary one when it tells of refunds, else all that do.
  ///
  /// A shop and its payment processor tell of the same refund; counted from both it would look like two.
  var refundConnections: Set<String> {
    let telling = streams.filter { $0.kind == .refund }.map(\.connection)
    let primary = Set(telling.filter(\.isPrimary).map(\.store))
    return Set(telling.filter { $0.isPrimary || !primary.contains($0.store) }.map(\.name))
  }

  /// Whether a connection's orders are copies of those of a shop that is read too.
  func copiesOrders(_ connection: ConnectionSettings) -> Bool {
    connection.mirrorsOrders
      && configuration.connections.contains { $0.hasOrders && !$0.mirrorsOrders && $0.store == connection.store }
  }

  /// How well every stream is known, from what the last syncs left.
  func health(_ sources: [String: SourceState]) -> [StreamHealth] {
    streams.map { stream in
      let own = sources[stream.connection.name]?.streams
      // Refunds that follow from orders are as well known as the orders are.
      let isInferred = infersRefunds(stream)
      let state = isInferred ? own?[streamNames.stream(of: .order, in: stream.connection.name)] : own?[stream.name]
      var health = StreamHealth(
        connection: stream.connection.name, stream: stream.name, kind: stream.kind, store: stream.connection.store,
        verdict: state?.held == "failing" ? .failed : state?.coverage.verdict ?? .failed, asOf: state?.asOf,
        staleAfter: stream.connection.staleAfter)
      health.isInferred = isInferred
      if isInferred { return health }
      health.quarantined = state?.quarantined ?? 0
      if let offered = state?.offered, let state { health.shrink = .init(from: state.records, to: offered) }
      if stream.name == streams.first(where: { $0.connection.name == stream.connection.name })?.name {
        health.accessEnds = sources[stream.connection.name]?.accessEnds
      }
      if state?.held == "failing" { health.failingSince = state?.troubleSince }
      return health
    }
  }
}
