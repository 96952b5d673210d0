import HTTP
import Records

extension BigCommerceConnection {
  /// Orders with their lines, in one request a page.
  func orders(_ read: inout BigCommerceRead) async throws(SyncError) -> Coverage {
    let panel = try await panel()
    let fields = BigCommerceOrder.fields + (panel == nil ? [] : ["link"])
    if read.isIdle { return read.coverage(fields) }
    if panel == nil { read.sink.tell(BigCommerceDiagnostics.noPanel()) }
    let filter = OrderFilter(from: read.from, to: read.isFull ? nil : read.scan.until, withLines: true)
    let pages = OrderScan(api, filter, size: sizes.orders, from: read.scan)
    return try await scan(pages, &read, fields) { order, id, page throws(SyncError) in
      switch try await record(order, id, panel) {
      case .success(let record): if let record { page.records.append(record) }
      case .failure(let problem): page.quarantined.append(problem.quarantined("orders \(id)"))
      }
    }
  }

  /// What the orders of one page came to.
  struct Page {
    var records: [MappedRecord] = []
    var quarantined: [Quarantined] = []
  }

  /// Goes through orders page by page and hands over what `add` makes of each.
  func scan(
    _ orders: OrderScan, _ read: inout BigCommerceRead, _ fields: [String],
    add: (_ order: Answer, _ id: Int, _ page: inout Page) async throws(SyncError) -> Void
  ) async throws(SyncError) -> Coverage {
    var orders = orders
    while let rows = try await orders.next() {
      var page = Page()
      for row in rows {
        switch row {
        case .unreadable(let row): page.quarantined.append(row)
        case .order(let order, let id): try await add(order, id, &page)
        }
      }
      (read.scan.last, read.scan.seen) = (orders.last, orders.seen)
      if orders.isDone {
        return try await read.finish(page.records, page.quarantined, fields: fields, missing: orders.missing)
      }
      if !rows.isEmpty { try await read.take(page.records, page.quarantined) }
    }
    return read.coverage(fields)
  }

  private func record(
    _ order: Answer, _ id: Int, _ panel: HTTPURL?
  ) async throws(SyncError) -> Result<MappedRecord?, MappingProblem> {
    if (try? order.integer("status_id")) == BigCommerceStatus.incomplete { return .success(nil) }
    do throws(MappingProblem) {
      let within = try BigCommerceLines.within(order)
      if let within { return .success(try BigCommerceOrder.map(order, lines: within, panel: panel)) }
    } catch {
      return .failure(error)
    }
    let lines = try await lines(of: id)
    do throws(MappingProblem) {
      return .success(try BigCommerceOrder.map(order, lines: BigCommerceLines.answers(lines), panel: panel))
    } catch {
      return .failure(error)
    }
  }

  /// The lines of an order by themselves, for one that came without.
  private func lines(of id: Int) async throws(SyncError) -> [JSONValue] {
    try await all(["v2", "orders", String(id), "products"])
  }

  /// All pages of a list that belongs to one order.
  func all(_ path: [String]) async throws(SyncError) -> [JSONValue] {
    var rows: [JSONValue] = []
    for page in 1...40 {
      let next = try await api.list(path, [("page", String(page)), ("limit", String(sizes.others))])
      if let first = next.first, rows.contains(first) { throw BigCommerceDiagnostics.loop(path) }
      rows += next
      if next.count < sizes.others { return rows }
    }
    throw BigCommerceDiagnostics.loop(path)
  }

  /// Where orders can be looked at; nil where the store does not say or the account may not ask.
  private func panel() async throws(SyncError) -> HTTPURL? {
    do throws(SyncError) {
      let path = ["v2", "store"]
      let store = try await api.object(path)
      guard store.object["id"] != nil else { throw api.shape("The store does not say who it is.", path) }
      return Self.panel(store)
    } catch {
      guard case .configuration(let diagnostic) = error, diagnostic.code == "bigcommerce.scope" else { throw error }
      return nil
    }
  }

  /// The control panel's address, if it is one: without a query, since that could hold a token.
  static func panel(_ store: Answer) -> HTTPURL? {
    guard let text = store.object["control_panel_base_url"]?.string, text.hasPrefix("https://"),
      !text.contains(where: { "?#@".contains($0) }), let url = HTTPURL(text)
    else { return nil }
    return url
  }
}
