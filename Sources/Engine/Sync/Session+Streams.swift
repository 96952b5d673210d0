internal import Connectors
internal import Records
internal import Workflows

extension Session {
  func configuredStreams() -> [ConfiguredStream] {
    configuration.connections.flatMap { connection in
      var streams = connector(for: connection).streams.map {
        ConfiguredStream(connection: connection, name: $0.name, kind: $0.kind)
      }
      // Refunds that only two exports of an order tell of have no stream in any file.
      if streams.contains(where: { $0.kind == .order }), !streams.contains(where: { $0.kind == .refund }) {
        streams.append(ConfiguredStream(connection: connection, name: Kind.refund.stream, kind: .refund))
      }
      return streams
    }
  }

  /// The connector of a connection, at the session's clock.
  func connector(for connection: ConnectionSettings) -> any Connector {
    CSVConnection(
      connection.csv, folder: workspace.root + "/" + connection.folder, zone: configuration.zone, asOf: setting.now,
      isPersonal: { PrivacyGate.masked($0) != $0 })
  }

  /// Whether a stream has no source of its own but follows from how orders change.
  func infersRefunds(_ stream: ConfiguredStream) -> Bool {
    stream.kind == .refund && !connector(for: stream.connection).streams.contains { $0.kind == .refund }
  }

  /// The connections whose refunds count: in each store the primary one when it tells of refunds, else all that do.
  ///
  /// A shop and its payment processor tell of the same refund; counted from both it would look like two.
  var refundConnections: Set<String> {
    let telling = streams.filter { $0.kind == .refund }.map(\.connection)
    let primary = Set(telling.filter(\.isPrimary).map(\.store))
    return Set(telling.filter { $0.isPrimary || !primary.contains($0.store) }.map(\.name))
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
      if state?.held == "failing" { health.failingSince = state?.troubleSince }
      return health
    }
  }
}
