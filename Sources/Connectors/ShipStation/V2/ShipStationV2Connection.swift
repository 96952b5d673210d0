public import Records

/// A ShipStation account, read through its second interface: for accounts that have a key of that only.
///
/// It tells carriers' states, which the first does not, and less of orders. The lists are read as those of the first, see
/// ``ShipStationReading``.
public struct ShipStationV2Connection: Connector {
  /// The system `shipstation`, as its second interface has it.
  public static let descriptor: SystemDescriptor = {
    var descriptor = ShipStationConnection.descriptor
    descriptor.summary =
      "Orders to ship, and labels with what carriers say of them, through ShipStation's second API (V2)."
    descriptor.service = descriptor.service?.chosen(by: ["version": ShipStationVersion.two.rawValue])
    descriptor.actions = actions
    return descriptor
  }()

  let base: ShipStationConnection

  /// A connection over what the run knows.
  public init(_ context: ServiceContext) {
    // What a page may hold is not documented; the first interface takes 500.
    self.init(context, limits: ShipStationConnection.Limits(page: 100))
  }

  init(_ context: ServiceContext, limits: ShipStationConnection.Limits) {
    base = ShipStationConnection(context, limits: limits, version: .two)
  }

  /// Orders, and shipments.
  public var streams: [RecordStream] { base.streams }

  /// Reads everything where there is no cursor; else what changed, and what is new, since.
  public func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage {
    try await base.read(stream, from: cursor, into: sink)
  }

  /// Asks for one row of each list and for the tags: three requests of the minute's 200.
  public func check() async -> ConnectionReport {
    var report = ConnectionReport(notices: [ShipStationDiagnostics.fullKey])
    do throws(SyncError) {
      let store = try base.store()
      for list in [ShipStationList.orders, .shipments] {
        let name = ShipStationVersion.two.name(list)
        let total = try await base.requests.page(1, of: list, [], store: store, size: 1).total
        report.facts.append("\(name): \(total)")
        if list == .orders, !store.isEmpty, total == 0 {
          report.notices.append(ShipStationDiagnostics.emptyStore(store))
        }
      }
      report.facts.append("tags: \(try await base.requests.tags().count)")
      report.facts.append("V2 of the API; 200 requests a minute, shared by all tools with this key")
      report.facts.append("orders without order dates and discounts; no parcels that were marked as shipped elsewhere")
    } catch {
      report.problems.append(error.diagnostic)
    }
    return report
  }
}
