internal import Connectors
internal import Records

/// One connection of `tend.yml` with what reads it.
struct ConfiguredConnection: Sendable {
  var settings: ConnectionSettings
  var connector: any Connector
}

/// One stream of one configured connection.
struct ConfiguredStream: Sendable {
  var connection: ConnectionSettings
  var connector: any Connector
  var name: String
  var kind: Kind

  /// `connection/stream`, as in paths and commands.
  var fullName: String { "\(connection.name)/\(name)" }
}

/// Which stream of a connection holds the records of a kind. One a kind.
struct StreamNames: Sendable {
  private var names: [String: [Kind: String]] = [:]

  init(_ streams: [ConfiguredStream]) {
    for stream in streams { names[stream.connection.name, default: [:]][stream.kind] = stream.name }
  }

  /// `connection/stream` of the stream in which a record stands.
  func name(of address: RecordAddress) -> String {
    "\(address.connection)/\(stream(of: address.kind, in: address.connection))"
  }

  /// The name of the stream of a connection that holds a kind.
  func stream(of kind: Kind, in connection: String) -> String { names[connection]?[kind] ?? kind.stream }

  /// The kind of a stream; streams are named by their kind unless a file rule names them otherwise.
  func kind(_ connection: String, _ stream: String) -> Kind? {
    names[connection]?.first { $0.value == stream }?.key ?? Kind(stream: stream)
  }
}
