public import Records

/// A ShipStation account, read through its first interface.
public struct ShipStationConnection: Connector {
  /// How much is asked for at once.
  struct Limits: Sendable {
    /// The largest page that ShipStation gives.
    var page = 500
    /// Up to so many rows a list is read in one window; a longer one by months, so that little is read twice.
    var window = 2500
  }

  /// The system `shipstation`.
  public static let descriptor = SystemDescriptor(
    name: "shipstation", title: "ShipStation",
    summary: "Orders, labels and parcels marked as shipped, through ShipStation's first API (V1); V2 is not read.",
    kinds: [.order, .shipment],
    service: Service(
      account: nil,
      settings: [
        Service.Setting(
          "store_id", "The number of one store, to read only its orders and shipments.", example: "12345", standard: "")
      ],
      address: "https://ssapi.shipstation.com", entry: .keyPair,
      mirrorsOrders: true),
    actions: actions)

  let context: ServiceContext
  private let limits: Limits

  /// A connection over what the run knows.
  public init(_ context: ServiceContext) {
    self.init(context, limits: Limits())
  }

  init(_ context: ServiceContext, limits: Limits) {
    self.context = context
    self.limits = limits
  }

  /// Orders, and shipments.
  public var streams: [RecordStream] { [RecordStream(.order), RecordStream(.shipment)] }

  var requests: ShipStationRequests { ShipStationRequests(context: context, limits: limits) }
  var asOf: Instant { context.asOf }

  /// The store that is read; empty for all.
  func store() throws(SyncError) -> String {
    let store = context.options["store_id"] ?? ""
    guard store.utf8.count <= 15, store.utf8.allSatisfy(isDigit), !store.hasPrefix("0") else {
      throw ShipStationDiagnostics.badStore()
    }
    return store
  }

  /// Reads everything where there is no cursor; else what changed, and what is new, since.
  public func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage {
    sink.begin(stream.name)
    let start = try start(stream.kind, from: cursor, telling: sink)
    let today = PacificTime.zone.day(of: asOf)
    let isOrders = stream.kind == .order
    let account = isOrders ? try await learnAccount(telling: sink) : ShipStationAccount(currency: context.currency)
    let learnAgain: (() async throws(SyncError) -> ShipStationAccount)? =
      isOrders ? { () async throws(SyncError) in try await learnAccount(telling: nil) } : nil
    var reading = ShipStationReading(requests, into: sink, from: start, account: account, learnAgain: learnAgain) {
      (pass, answer, account) throws(MappingProblem) in
      switch pass.list {
      case .orders: try ShipStationOrder.map(answer, account)
      case .shipments: try ShipStationParcel.map(label: answer, today: today)
      case .fulfillments: try ShipStationParcel.map(fulfillment: answer, today: today)
      }
    }
    try await reading.run()
    let fields = stream.kind == .order ? ShipStationOrder.fields : ShipStationParcel.fields
    guard let whole = reading.cursor.whole else { return Coverage(verdict: .incremental, fields: fields, asOf: asOf) }
    return Coverage(verdict: whole.short > 0 ? .partial : .complete, fields: fields, asOf: min(whole.begun, asOf))
  }

  /// Where a read begins, with the passes that it has to make.
  private func start(
    _ kind: Kind, from cursor: Cursor?, telling sink: any RecordSink
  ) throws(SyncError) -> ShipStationCursor {
    let store = try store()
    var fresh = ShipStationCursor()
    fresh.store = store
    fresh.whole = ShipStationCursor.Whole(begun: asOf)
    fresh.todo = kind == .order ? [.allOrders] : [.allLabels, .allFulfillments]
    guard let cursor else { return fresh }
    guard var known = ShipStationCursor(cursor) else {
      sink.tell(ShipStationDiagnostics.cursor("Where the last read ended can't be read."))
      return fresh
    }
    if known.isAhead(of: asOf) {
      sink.tell(ShipStationDiagnostics.cursor("The last read ended at a time that has not come yet."))
      return fresh
    }
    if known.store != store {
      sink.tell(ShipStationDiagnostics.cursor("store_id is not what it was."))
      return fresh
    }
    if known.isEmpty {
      if let whole = known.whole, whole.short > 0 { fresh.whole?.before = whole.short }
      return fresh
    }
    guard known.todo.isEmpty else { return known }
    known.whole = nil
    let passes: [(next: ShipStationPass, first: ShipStationPass)] =
      kind == .order
      ? [(.changedOrders, .allOrders)]
      : [(.newLabels, .allLabels), (.voidedLabels, .allLabels), (.newFulfillments, .allFulfillments)]
    // A list that was empty has no mark to go on from.
    for pass in passes {
      let wanted = known.marks[pass.next] == nil ? pass.first : pass.next
      if known.todo.last != wanted { known.todo.append(wanted) }
    }
    return known
  }

  /// The tags' names and the stores' marketplaces.
  private func learnAccount(telling sink: (any RecordSink)?) async throws(SyncError) -> ShipStationAccount {
    var account = ShipStationAccount(currency: context.currency)
    for tag in try await requests.objects(["accounts", "listtags"]) {
      guard let id = try? tag.integer("tagId"), let name = try? tag.plain("name") else { continue }
      account.tags[id] = name
    }
    let store = try store()
    for entry in try await stores() {
      account.stores.insert(entry.id)
      account.channels[entry.id] = entry.marketplace
      if entry.isStale(at: asOf), store.isEmpty || store == String(entry.id), let last = entry.lastImport {
        sink?.tell(ShipStationDiagnostics.staleStore(String(entry.id), last))
      }
    }
    return account
  }
}
