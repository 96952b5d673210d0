import Records

extension BigCommerceConnection {
  private static let refundsPath = ["v3", "orders", "payment_actions", "refunds"]

  /// Refunds, which are listed by growing id and never change; each with its order, which tells currency and customer.
  ///
  /// The list is cut off at the window's end and nothing leaves it, so that pages by number stay where they are.
  func refunds(_ read: inout BigCommerceRead) async throws(SyncError) -> Coverage {
    if read.isIdle { return read.coverage(BigCommerceRefund.fields) }
    var orders: [Int: Answer?] = [:]
    var hasAskedAgain = false
    while true {
      let page = try await api.page(Self.refundsPath, query(read))
      if page.rows.isEmpty {
        let counted = try total(page, Self.refundsPath)
        let isShort = counted.map { $0 != read.scan.seen } ?? !hasAskedAgain
        if isShort, !hasAskedAgain {
          hasAskedAgain = true
          continue
        }
        let missing = counted.flatMap { $0 == read.scan.seen ? nil : Missing(seen: read.scan.seen, counted: $0) }
        return try await read.finish([], [], fields: BigCommerceRefund.fields, missing: missing)
      }
      try await refunds(page.rows, &read, &orders)
    }
  }

  private func query(_ read: BigCommerceRead) -> BigCommerceAPI.Query {
    var query: BigCommerceAPI.Query = []
    if let from = read.from { query.append(("created:min", from.description)) }
    query.append(("created:max", read.scan.until.description))
    return query + [("page", String(read.scan.page)), ("limit", String(sizes.others))]
  }

  private func refunds(
    _ rows: [JSONValue], _ read: inout BigCommerceRead, _ orders: inout [Int: Answer?]
  ) async throws(SyncError) {
    var records: [MappedRecord] = []
    var quarantined: [Quarantined] = []
    for (place, row) in rows.enumerated() {
      guard case .object(let object) = row, let id = Answer(object).number("id") else {
        quarantined.append(
          MappingProblem(.missingID, "id").quarantined("refunds page \(read.scan.page), no. \(place + 1)"))
        continue
      }
      guard id > read.scan.last else { throw BigCommerceDiagnostics.moved(Self.refundsPath, after: read.scan.last) }
      read.scan.last = id
      do throws(MappingProblem) {
        _ = try Answer(object).integer("order_id")
      } catch {
        quarantined.append(error.quarantined("refunds \(id)"))
        continue
      }
      let order = try await order(of: object, &orders)
      do throws(MappingProblem) {
        records.append(try BigCommerceRefund.map(Answer(object), order: order))
      } catch {
        quarantined.append(error.quarantined("refunds \(id)"))
      }
    }
    read.scan.seen += rows.count
    read.scan.page += 1
    try await read.take(records, quarantined)
  }

  /// The order of a refund, asked for once; nil where it is gone.
  private func order(of refund: JSONObject, _ orders: inout [Int: Answer?]) async throws(SyncError) -> Answer? {
    guard let id = Answer(refund).number("order_id") else { return nil }
    if let known = orders[id] { return known }
    if orders.count >= 1000 { orders.removeAll(keepingCapacity: true) }
    let order = try await order(id)
    orders[id] = .some(order)
    return order
  }

  /// An order by itself; nil only where the list does not have it either, since its refund is not asked for again.
  private func order(_ id: Int) async throws(SyncError) -> Answer? {
    let path = ["v2", "orders", String(id)]
    var order = try await api.find(path)
    if order == nil {
      let rows = try await api.list(["v2", "orders"], [("min_id", String(id)), ("max_id", String(id))])
      order = rows.first?.object.map { Answer($0) }
    }
    if let order, order.number("id") != id {
      throw api.shape("Another order than that asked for came.", path)
    }
    return order
  }

  /// How many rows a list has in all; nil where it does not say.
  func total(_ page: BigCommerceAPI.Page, _ path: [String]) throws(SyncError) -> Int? {
    do throws(MappingProblem) {
      return try page.meta.child("pagination")?.integer("total")
    } catch {
      throw api.shape("The total of a list is of another form.", path)
    }
  }
}
