import Records

/// One read of a stream: the passes it consists of, one after the other, each window by window and page by page.
///
/// Pages are counted by the system, so a row that leaves the list moves all that follow it. The end of a window is
/// therefore fixed, which makes what changes meanwhile leave it, and a window whose total changed is read anew.
struct ShipStationReading {
  /// How often a window is begun anew before the read gives up.
  static let patience = 4

  let requests: ShipStationRequests
  private var version: ShipStationVersion { requests.version }
  let sink: any RecordSink
  /// What a row says; nil where it says nothing about the stream.
  let map: (ShipStationPass, Answer, ShipStationAccount) throws(MappingProblem) -> MappedRecord?
  /// What orders refer to; empty for the other lists.
  private var account: ShipStationAccount
  /// Asks for it again, which is done once.
  private var learnAgain: (() async throws(SyncError) -> ShipStationAccount)?
  var cursor: ShipStationCursor

  private var now: Instant { requests.context.asOf }
  /// Ids of the open window, and whether they are all of them: those before an interruption are not known any more.
  private var ids: Set<String> = []
  private var knowsIDs = true
  private var attempts = 1
  /// Labels handed over already, which a later pass need not repeat.
  private var handedOver: Set<String> = []
  /// The orders of the one store that is read, for a list that does not know stores.
  private var storeOrders: Set<Int>?
  /// The orders that labels of the second interface are of.
  private var links: ShipStationLinks?
  private var isCurrent = false

  init(
    _ requests: ShipStationRequests, into sink: any RecordSink, from cursor: ShipStationCursor,
    account: ShipStationAccount, learnAgain: (() async throws(SyncError) -> ShipStationAccount)?,
    map: @escaping (ShipStationPass, Answer, ShipStationAccount) throws(MappingProblem) -> MappedRecord?
  ) {
    self.account = account
    self.learnAgain = learnAgain
    self.requests = requests
    self.sink = sink
    self.cursor = cursor
    self.map = map
    knowsIDs = (cursor.window?.page ?? 1) == 1
  }

  /// Reads to the end of the last pass.
  mutating func run() async throws(SyncError) {
    while let pass = cursor.todo.first {
      if cursor.window == nil { cursor.window = try await begin(pass) }
      if let window = cursor.window { try await step(window) } else { finish() }
    }
    if !isCurrent { try await take([], []) }
  }

  private mutating func take(_ records: [MappedRecord], _ quarantined: [Quarantined]) async throws(SyncError) {
    try await sink.take(RecordBatch(records: records, quarantined: quarantined, cursor: cursor.cursor))
    isCurrent = true
  }

  // MARK: Windows

  /// The first window of a pass; nil where the list is empty.
  private mutating func begin(_ pass: ShipStationPass) async throws(SyncError) -> ShipStationCursor.Window? {
    isCurrent = false
    if let mark = cursor.marks[pass], !pass.isWhole {
      var end = now
      if pass == .changedOrders { end = min(end, try await edge(pass, isDescending: true)?.date ?? end) }
      let from = mark - version.overlap(pass)
      return .init(pass: pass, from: from, to: max(from, end), end: max(from, end))
    }
    guard let newest = try await edge(pass, isDescending: true),
      let oldest = try await edge(pass, isDescending: false)
    else { return nil }
    // A clock of ours that is behind must not hide what is there; one that says nonsense has little effect.
    let end = max(now, newest.date ?? now)
    for follower in pass.followers {
      let mark = try await start(of: follower, newest.date)
      cursor.mark(follower, mark)
    }
    let from = min(oldest.date ?? Self.opening, now)
    var window = ShipStationCursor.Window(pass: pass, from: from, to: end, end: end)
    window.isMonthly = oldest.total > requests.limits.window
    window.to = monthEnd(window)
    return window
  }

  /// Where the pass goes on that looks for changes, once everything is read: what the system had seen when that began,
  /// but never later than our own clock, less a minute.
  private func start(of follower: ShipStationPass, _ newest: Instant?) async throws(SyncError) -> Instant {
    var seen = newest
    if follower == .changedOrders { seen = try await edge(follower, isDescending: true)?.date ?? newest }
    return min(seen ?? now, now - .minutes(1))
  }

  /// ShipStation opened in 2011.
  private static let opening = Instant(day: Day(number: 14_975), secondOfDay: 0)

  /// The first or last row of a list in the order of a pass: its time, where that can be read; nil for an empty list.
  private func edge(
    _ pass: ShipStationPass, isDescending: Bool
  ) async throws(SyncError) -> (date: Instant?, total: Int)? {
    let sorting = version.sorting(pass, isDescending: isDescending)
    let page = try await requests.page(1, of: pass.list, sorting, store: cursor.store, size: 1)
    guard page.total > 0 else { return nil }
    guard let row = page.rows.first, row.object != nil || row == .nothing else {
      throw ShipStationRequests.changed(version.name(pass.list), "A page was empty though the list is not.")
    }
    return (row.object.flatMap { version.date(of: Answer($0), pass) }, page.total)
  }

  /// The end of a window of a pass by months; what lies ahead of the clock is all in the last one.
  private func monthEnd(_ window: ShipStationCursor.Window) -> Instant {
    guard window.isMonthly else { return window.end }
    let next = PacificTime.nextMonth(after: window.from)
    return next > now ? window.end : min(next, window.end)
  }

  // MARK: Pages

  private mutating func step(_ before: ShipStationCursor.Window) async throws(SyncError) {
    var window = before
    let name = version.name(window.pass.list)
    try await learnStoreOrders(for: window)
    let page = try await requests.page(
      window.page, of: window.pass.list, version.filter(window), store: cursor.store)
    if let total = window.total, total != page.total { return try again(window) }
    window.total = page.total
    let isLast = window.page >= page.pages
    if !isLast, page.rows.isEmpty { throw ShipStationRequests.changed(name, "A page before the last one was empty.") }
    window.rows += page.rows.count
    if window.pass.list == .orders { try await learn(from: page.rows) }
    try await learnLinks(of: page.rows, in: window)
    let read = try rows(page.rows, of: &window)
    let isWhole = window.rows == page.total && (!knowsIDs || ids.count + read.nameless == page.total)
    if isLast, !isWhole { return try again(before) }
    if isLast {
      try await close(window)
    } else {
      window.page += 1
      cursor.window = window
    }
    try await take(read.records, read.quarantined)
  }

  /// The lists of tags and stores have no count, so that one came short shows only by orders that refer to more.
  private mutating func learn(from rows: [JSONValue]) async throws(SyncError) {
    guard let learnAgain, !rows.allSatisfy({ account.knowsAll(of: $0) }) else { return }
    self.learnAgain = nil
    account.add(try await learnAgain())
    if !rows.allSatisfy({ account.knowsAll(of: $0) }) { sink.tell(ShipStationDiagnostics.unlisted) }
  }

  /// Begins a window anew: its rows moved while it was read.
  private mutating func again(_ window: ShipStationCursor.Window) throws(SyncError) {
    guard attempts < Self.patience else {
      throw .retry(ShipStationDiagnostics.moving(version.name(window.pass.list)), after: nil)
    }
    attempts += 1
    forget()
    // What was forgotten of the window's first shipments is needed again.
    if cursor.store.isEmpty { links = nil }
    cursor.window?.page = 1
    cursor.window?.total = nil
    cursor.window?.rows = 0
    cursor.window?.counted = 0
  }

  private mutating func forget() {
    ids.removeAll()
    nameless = 0
    knowsIDs = true
  }

  private var nameless = 0

  private struct Rows {
    var records: [MappedRecord] = []
    var quarantined: [Quarantined] = []
    /// Rows of the window so far that have no id.
    var nameless = 0
  }

  private mutating func rows(
    _ rows: [JSONValue], of window: inout ShipStationCursor.Window
  ) throws(SyncError) -> Rows {
    let pass = window.pass
    let name = version.name(pass.list)
    var result = Rows()
    for row in rows {
      if row == .nothing {
        nameless += 1
        window.counted += 1
        result.quarantined.append(MappingProblem(.wrongType).quarantined("\(name) ?"))
        continue
      }
      guard let object = row.object else {
        throw ShipStationRequests.changed(name, "A row is no object.")
      }
      let answer = Answer(object)
      let id = version.id(of: answer, in: pass.list)
      if let id { ids.insert(id) } else { nameless += 1 }
      let date = version.date(of: answer, pass)
      if let date, version.contradicts(date, window) {
        throw ShipStationRequests.changed(name, "Rows of another time came than was asked for.")
      }
      if pass.isWhole, let date, date < window.from || date >= window.to && window.to != window.end { continue }
      window.counted += 1
      if !pass.isWhole, let date { cursor.mark(pass, min(date, now - .minutes(1))) }
      try checkStore(answer, pass)
      if pass == .voidedLabels, let id, handedOver.contains(id) { continue }
      // The second interface gives all that were voided, of late or not.
      if version == .two, pass == .voidedLabels, let date, date < window.from { continue }
      if pass == .newLabels, let id { handedOver.insert(id) }
      do throws(MappingProblem) {
        if try !isOfStore(answer, pass) { continue }
        if let storeOrders, !storeOrders.contains(try answer.integer("orderId") ?? -1) { continue }
        if let record = try map(pass, answer, account) { result.records.append(record) }
      } catch {
        let source = "\(name) \(id ?? "?")"
        result.quarantined.append(error.quarantined(source))
      }
    }
    result.nameless = nameless
    return result
  }

  // MARK: Ends

  /// Goes on to what comes after a window.
  private mutating func close(_ window: ShipStationCursor.Window) async throws(SyncError) {
    attempts = 1
    forget()
    cursor.whole?.counted += window.counted
    if window.to < window.end {
      var next = ShipStationCursor.Window(pass: window.pass, from: window.to, to: window.end, end: window.end)
      next.isMonthly = window.isMonthly
      next.to = monthEnd(next)
      cursor.window = next
      return
    }
    try await compare(window)
    finish()
  }

  private mutating func finish() {
    isCurrent = false
    cursor.todo.removeFirst()
    cursor.window = nil
    // Without marks the next read begins anew.
    if cursor.todo.isEmpty, cursor.whole?.isToRepeat == true { cursor.marks = [:] }
  }

  /// Whether as much was read as the list holds.
  private mutating func compare(_ window: ShipStationCursor.Window) async throws(SyncError) {
    guard var whole = cursor.whole else { return }
    let total = try await requests.page(
      1, of: window.pass.list, version.filter(until: window), store: cursor.store, size: 1
    ).total
    let read = whole.counted
    whole.counted = 0
    if read < total {
      whole.short += total - read
      sink.tell(
        ShipStationDiagnostics.short(
          version.name(window.pass.list), read: read, total: total, isToRepeat: whole.isToRepeat))
    }
    cursor.whole = whole
  }

  // MARK: One store of several

  private func checkStore(_ answer: Answer, _ pass: ShipStationPass) throws(SyncError) {
    guard !cursor.store.isEmpty, let store = version.store(of: answer), store != cursor.store else { return }
    throw ShipStationRequests.changed(version.name(pass.list), "Rows of another store came than was asked for.")
  }

  /// Whether a label is of an order of the one store that is read; only that names the store.
  private func isOfStore(_ answer: Answer, _ pass: ShipStationPass) throws(MappingProblem) -> Bool {
    guard version == .two, !cursor.store.isEmpty, pass.list == .shipments else { return true }
    return try answer.plain("shipment_id").map { account.numbers[$0] != nil } ?? false
  }

  /// Learns the numbers of the orders that labels of the second interface are of.
  private mutating func learnLinks(
    of rows: [JSONValue], in window: ShipStationCursor.Window
  ) async throws(SyncError) {
    guard version == .two, window.pass.list == .shipments else { return }
    var links = self.links ?? ShipStationLinks(window, store: cursor.store)
    try await links.learn(for: rows, requests, store: cursor.store)
    account.numbers = links.numbers
    self.links = links
  }

  /// Fulfilments name no store, so those of one store are told by its orders.
  private mutating func learnStoreOrders(for window: ShipStationCursor.Window) async throws(SyncError) {
    guard version == .one, !cursor.store.isEmpty, !version.knowsStores(window.pass.list), storeOrders == nil else {
      return
    }
    var filter: [(name: String, value: String)] = [("sortBy", "CreateDate"), ("sortDir", "ASC")]
    // What was marked as shipped since then changed with it.
    if !window.pass.isWhole { filter.append(("modifyDateStart", PacificTime.text(from: window.from - .minutes(65)))) }
    var known: Set<Int> = []
    for _ in 0..<Self.patience {
      var number = 1
      var page = try await requests.page(number, of: .orders, filter, store: cursor.store)
      known.formUnion(page.rows.compactMap(Self.order))
      while number < page.pages, !page.rows.isEmpty {
        number += 1
        page = try await requests.page(number, of: .orders, filter, store: cursor.store)
        known.formUnion(page.rows.compactMap(Self.order))
      }
      if known.count >= page.total {
        storeOrders = known
        return
      }
    }
    throw .retry(ShipStationDiagnostics.moving(ShipStationList.orders.rawValue), after: nil)
  }

  private static func order(_ row: JSONValue) -> Int? { row.object.flatMap { try? Answer($0).integer("orderId") } }
}

extension ShipStationPass {
  /// The passes that go on from where this one began.
  fileprivate var followers: [ShipStationPass] {
    switch self {
    case .allOrders: [.changedOrders]
    case .allLabels: [.newLabels, .voidedLabels]
    case .allFulfillments: [.newFulfillments]
    default: []
    }
  }
}
