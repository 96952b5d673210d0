import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import Sandbox

/// Signs like the connection's own layer, then carries to a simulated ShipStation under all layers, with time that
/// passes only by waiting.
final class ShipStationPlace: Sendable {
  let twin: SimulatedShipStation
  let transport: SandboxTransport
  let client: HTTPClient
  private let waited: Waits

  private final class Waits: Sendable {
    let lengths = Mutex<[Duration]>([])
    var total: Duration { lengths.withLock { $0.reduce(.zero, +) } }
  }

  private struct Signing: HTTPTransport {
    let base: any HTTPTransport
    let secret: String

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      var request = request
      request.headers["Authorization"] = "Basic \(Secret(secret))"
      return try await base.send(request)
    }
  }

  init(
    _ twin: SimulatedShipStation = larkspur(), at now: Instant, secret: String = SimulatedShipStation.authorization,
    tamper: @escaping SandboxTransport.Tamper = { _, _, response throws(HTTPError) in response }
  ) {
    let waited = Waits()
    self.waited = waited
    self.twin = twin
    transport = SandboxTransport(twin, at: now, tamper: tamper)
    let timing = Timing(
      now: { waited.total }, sleep: { length in waited.lengths.withLock { $0.append(length) } }, random: { 0 })
    let word = secret.split(separator: " ").last.map(String.init) ?? ""
    client = HTTPClient(
      over: Signing(base: transport, secret: word), policy: .shipStation, access: .readOnly, timing: timing)
  }

  var waits: [Duration] { waited.lengths.withLock { $0 } }

  func connection(
    _ asOf: Instant? = nil, store: String = "", limits: ShipStationConnection.Limits = .init()
  ) throws -> ShipStationConnection {
    let address = try #require(HTTPURL("https://ssapi.shipstation.com"))
    return ShipStationConnection(
      ServiceContext(
        account: "", address: address, http: client, asOf: asOf ?? transport.now, zone: newYork, currency: "USD",
        options: store.isEmpty ? [:] : ["store_id": store]), limits: limits)
  }
}

/// A sample shop of three weeks, that is made once.
let threeWeeks = SampleShop(seed: 7, firstDay: Day(number: 20_738), days: 21, historyDays: 40)
func larkspur(requestsAMinute: Int = .max) -> SimulatedShipStation {
  SimulatedShipStation(shop: threeWeeks, requestsAMinute: requestsAMinute)
}

let orderStream = RecordStream(.order)
let shipmentStream = RecordStream(.shipment)

/// What a read gave: the last record of each id.
struct ShipStationOutcome {
  var records: [String: MappedRecord] = [:]
  var given = 0
  var batches = 0
  var quarantined: [Quarantined] = []
  var notices: [Diagnostic] = []
  var cursor: Cursor?
  var coverage: Coverage?
  var error: SyncError?

  /// Adds what came later.
  mutating func add(_ later: ShipStationOutcome) {
    records.merge(later.records) { $1 }
    given += later.given
    cursor = later.cursor ?? cursor
    coverage = later.coverage
    error = later.error
  }
}

func outcome(
  _ connection: any Connector, _ stream: RecordStream, from cursor: Cursor? = nil, limit: Int = .max
) async -> ShipStationOutcome {
  let sink = Collector(limit: limit)
  var outcome = ShipStationOutcome()
  do throws(SyncError) {
    outcome.coverage = try await connection.read(stream, from: cursor, into: sink)
  } catch {
    outcome.error = error
  }
  for record in await sink.records { outcome.records[record.id] = record }
  outcome.given = await sink.records.count
  outcome.batches = await sink.batches.count
  outcome.quarantined = await sink.quarantined
  outcome.notices = sink.told
  outcome.cursor = await sink.batches.last?.cursor
  return outcome
}

/// The kind of an error, for short comparisons.
func word(_ error: SyncError?) -> String {
  switch error {
  case .retry: "retry"
  case .reconnect: "reconnect"
  case .configuration: "configuration"
  case .data: "data"
  case nil: "none"
  }
}

/// One object of JSON, as a body has it.
func answer(_ text: String) throws -> Answer {
  Answer(try #require(try JSONReader.answer(text.utf8).object))
}
