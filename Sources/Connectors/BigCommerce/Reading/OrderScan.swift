import Records

/// Which orders are asked for.
struct OrderFilter {
  var status: Int?
  var from: Instant?
  /// The last moment of change; nil for none.
  var to: Instant?
  var floor: Int?
  var ceiling: Int?
  /// Whether orders come with their lines.
  var withLines = false
  /// Which statuses are compared with what the store counts.
  var counts: @Sendable (Int) -> Bool = { $0 != BigCommerceStatus.incomplete }
}

/// A row of a list of orders.
enum OrderRow {
  case order(Answer, id: Int)
  case unreadable(Quarantined)
}

/// Goes through the orders that pass a filter, by growing id.
///
/// Pages begin behind the last id and not at an offset, so that an order that changes meanwhile, and so leaves the
/// window, moves no other one. The end is a page that is not full, and it is believed once the store counts no more
/// than was seen: what lies in a window that is over can leave it but not enter it.
struct OrderScan {
  private static let path = ["v2", "orders"]

  let api: BigCommerceAPI
  let filter: OrderFilter
  let size: Int
  /// Later changes are not compared with the count.
  let until: Instant
  private(set) var last: Int
  private(set) var seen: Int
  private(set) var isDone = false
  private(set) var missing: Missing?
  private var hasAskedAgain = false

  init(_ api: BigCommerceAPI, _ filter: OrderFilter, size: Int, from scan: BigCommerceCursor.Scan) {
    self.api = api
    self.filter = filter
    self.size = size
    until = scan.until
    last = scan.last
    seen = scan.seen
  }

  /// The next page; nil at the end.
  mutating func next() async throws(SyncError) -> [OrderRow]? {
    if isDone { return nil }
    let page = try await api.list(Self.path, query)
    let before = last
    let rows = try rows(page)
    if page.count >= size {
      if last == before { throw api.shape("A whole page of orders has no ids.", Self.path) }
      return rows
    }
    let counted = try await count()
    if counted > seen, !hasAskedAgain {
      hasAskedAgain = true
    } else {
      isDone = true
      missing = counted > seen ? Missing(seen: seen, counted: counted) : nil
    }
    return rows
  }

  private var query: BigCommerceAPI.Query {
    var query = window
    query.removeAll { $0.name == "min_id" }
    query.append(("min_id", String(max(last + 1, filter.floor ?? 1))))
    query += [("sort", "id:asc"), ("limit", String(size))]
    if filter.withLines {
      query += [("include", "consignments.line_items"), ("consignment_structure", "object")]
    }
    return query
  }

  private var window: BigCommerceAPI.Query {
    var query: BigCommerceAPI.Query = []
    if let status = filter.status { query.append(("status_id", String(status))) }
    if let from = filter.from { query.append(("min_date_modified", from.description)) }
    if let to = filter.to { query.append(("max_date_modified", to.description)) }
    if let floor = filter.floor { query.append(("min_id", String(floor))) }
    if let ceiling = filter.ceiling { query.append(("max_id", String(ceiling))) }
    return query
  }

  private mutating func rows(_ page: [JSONValue]) throws(SyncError) -> [OrderRow] {
    var rows: [OrderRow] = []
    for value in page {
      guard case .object(let object) = value, let id = Answer(object).number("id") else {
        let reason: RowReason = value.object.map { $0["id"] == nil } ?? false ? .missingID : .wrongType
        rows.append(
          .unreadable(Quarantined(source: "orders after \(last)", line: nil, reason: reason.rawValue, column: "id")))
        seen += 1
        continue
      }
      guard id > last else { throw BigCommerceDiagnostics.moved(Self.path, after: last) }
      last = id
      let order = Answer(object)
      if isCounted(order) { seen += 1 }
      rows.append(.order(order, id: id))
    }
    return rows
  }

  /// What can't be read counts, so that it is not taken for missing.
  private func isCounted(_ order: Answer) -> Bool {
    if let status = try? order.integer("status_id"), !filter.counts(status) { return false }
    guard let text = order.object["date_modified"]?.string, let changed = MailDate.instant(text) else { return true }
    return changed <= until
  }

  private func count() async throws(SyncError) -> Int {
    let path = Self.path + ["count"]
    var query = window
    if filter.to == nil { query.append(("max_date_modified", until.description)) }
    let answer = try await api.object(path, query)
    do throws(MappingProblem) {
      var (total, all) = (0, 0)
      let statuses = try answer.children("statuses")
      // Every status is told, also those of no order, and what they come to.
      guard !statuses.isEmpty else { throw MappingProblem(.wrongType) }
      for status in statuses {
        guard let id = try status.integer("id"), let count = try status.integer("count"), (0...1 << 40).contains(count)
        else { throw MappingProblem(.wrongType) }
        if filter.counts(id) { total += count }
        all += count
      }
      guard try answer.integer("count").map({ $0 == all }) ?? true else { throw MappingProblem(.wrongType) }
      return total
    } catch {
      throw api.shape("The count of orders is of another form.", path)
    }
  }
}
