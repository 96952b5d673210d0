public import Records

/// A ShipStation account, read through its first interface; see ``ShipStationV2Connection`` for the second.
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
    summary: "Orders, labels and parcels marked as shipped, through ShipStation's first API (V1) or its second (V2).",
    kinds: [.order, .shipment],
    service: Service(
      account: nil,
      settings: [
        Service.Setting(
          "store_id", "The number of one store, to read only its orders and shipments.", example: "12345", standard: ""),
        Service.Setting(
          "version", "The version of the API: `1`, or `2` where the account has only a key of V2, which tells less.",
          example: "2", standard: "1"),
      ],
      address: "https://ssapi.shipstation.com", entry: .keyPair, mirrorsOrders: true,
      editions: [
        Service.Edition(
          "version", "2", address: "https://api.shipstation.com/v2", entry: .apiKey(header: "api-key"))
      ]),
    actions: actions)

  let context: ServiceContext
  private let limits: Limits
  let version: ShipStationVersion

  /// A connection over what the run knows.
  public init(_ context: ServiceContext) {
    self.init(context, limits: Limits())
  }

  init(_ context: ServiceContext, limits: Limits, version: ShipStationVersion = .one) {
    self.context = context
    self.limits = limits
    self.version = version
  }

  /// Orders, and shipments.
  public var streams: [RecordStream] { [RecordStream(.order), RecordStream(.shipment)] }

  var requests: ShipStationRequests { ShipStationRequests(context: context, limits: limits, version: version) }
  var asOf: Instant { context.asOf }

  /// The store that is read; empty for all.
  ///
  /// - Throws: what of the settings is none, or does not fit the rest.
  func store() throws(SyncError) -> String {
    let named = context.options["version"] ?? ShipStationVersion.one.rawValue
    guard named == version.rawValue else { throw ShipStationDiagnostics.badVersion(named) }
    if context.address.origin.host == version.other.host { throw ShipStationDiagnostics.wrongHost(version) }
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
    let version = version
    let isLearning = isOrders && version == .one
    let account =
      isLearning ? try await learnAccount(telling: sink) : ShipStationAccount(currency: context.currency)
    let learnAgain: (() async throws(SyncError) -> ShipStationAccount)? =
      isLearning ? { () async throws(SyncError) in try await learnAccount(telling: nil) } : nil
    var reading = ShipStationReading(requests, into: sink, from: start, account: account, learnAgain: learnAgain) {
      (pass, answer, account) throws(MappingProblem) in
      switch (version, pass.list) {
      case (.one, .orders): try ShipStationOrder.map(answer, account)
      case (.one, .shipments): try ShipStationParcel.map(label: answer, today: today)
      case (_, .fulfillments): try ShipStationParcel.map(fulfillment: answer, today: today)
      case (.two, .orders): try ShipStationShipmentV2.map(answer, currency: account.currency)
      case (.two, .shipments): try ShipStationLabelV2.map(answer, numbers: account.numbers, today: today)
      }
    }
    try await reading.run()
    let fields =
      switch version {
      case .one: isOrders ? ShipStationOrder.fields : ShipStationParcel.fields
      case .two: isOrders ? ShipStationShipmentV2.fields : ShipStationLabelV2.fields
      }
    guard let whole = reading.cursor.whole else { return Coverage(verdict: .incremental, fields: fields, asOf: asOf) }
    return Coverage(verdict: whole.short > 0 ? .partial : .complete, fields: fields, asOf: min(whole.begun, asOf))
  }

  /// Where a read begins, with the passes that it has to make.
  private func start(
    _ kind: Kind, from cursor: Cursor?, telling sink: any RecordSink
  ) throws(SyncError) -> ShipStationCursor {
    let store = try store()
    var fresh = ShipStationCursor()
    fresh.version = version
    fresh.store = store
    fresh.whole = ShipStationCursor.Whole(begun: asOf)
    fresh.todo = kind == .order ? [.allOrders] : version == .one ? [.allLabels, .allFulfillments] : [.allLabels]
    guard let cursor else { return fresh }
    guard var known = ShipStationCursor(cursor) else {
      sink.tell(ShipStationDiagnostics.cursor("Where the last read ended can't be read."))
      return fresh
    }
    if known.isAhead(of: asOf) {
      sink.tell(ShipStationDiagnostics.cursor("The last read ended at a time that has not come yet."))
      return fresh
    }
    if known.version != version {
      sink.tell(ShipStationDiagnostics.cursor("version is not what it was."))
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
    var passes: [(next: ShipStationPass, first: ShipStationPass)] =
      kind == .order
      ? [(.changedOrders, .allOrders)]
      : [(.newLabels, .allLabels), (.voidedLabels, .allLabels), (.newFulfillments, .allFulfillments)]
    if version == .two { passes.removeAll { $0.first == .allFulfillments } }
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
