import Records

extension BigCommerceConnection {
  /// Orders that stand at the payment page, as checkouts; and those watched that have gone on from there.
  func checkouts(_ read: inout BigCommerceRead) async throws(SyncError) -> Coverage {
    if read.isIdle { return read.coverage(BigCommerceCheckout.fields) }
    if !read.scan.isSecond {
      let incomplete = OrderFilter(
        status: BigCommerceStatus.incomplete, from: read.from, to: read.isFull ? nil : read.scan.until,
        counts: { $0 == BigCommerceStatus.incomplete })
      let open = read.watched.open
      // A first read watches nobody yet; one that is made once more does.
      let isLast = open.isEmpty || (read.isFull && read.short == nil)
      if let coverage = try await pass(&read, incomplete, isLast: isLast) { return coverage }
      read.scan.isSecond = true
      (read.scan.last, read.scan.seen) = (0, 0)
    }
    guard let first = read.watched.open.first, let last = read.watched.open.last else {
      return try await read.finish([], [], fields: BigCommerceCheckout.fields, missing: nil)
    }
    let left = OrderFilter(from: read.from, to: read.scan.until, floor: first, ceiling: last)
    if let coverage = try await pass(&read, left, isLast: true) { return coverage }
    return read.coverage(BigCommerceCheckout.fields)
  }

  /// Goes through one list; nil where another one follows.
  private func pass(
    _ read: inout BigCommerceRead, _ filter: OrderFilter, isLast: Bool
  ) async throws(SyncError) -> Coverage? {
    var pages = OrderScan(api, filter, size: sizes.others, from: read.scan)
    while let rows = try await pages.next() {
      var records: [MappedRecord] = []
      var quarantined: [Quarantined] = []
      for row in rows {
        switch row {
        case .unreadable(let row): quarantined.append(row)
        case .order(let order, let id):
          do throws(MappingProblem) {
            if let record = try checkout(order, id, &read.watched) { records.append(record) }
          } catch {
            quarantined.append(error.quarantined("orders \(id)"))
          }
        }
      }
      (read.scan.last, read.scan.seen) = (pages.last, pages.seen)
      if pages.isDone, isLast || pages.missing != nil {
        return try await read.finish(
          records, quarantined, fields: BigCommerceCheckout.fields, missing: pages.missing)
      }
      if !records.isEmpty || !quarantined.isEmpty { try await read.take(records, quarantined) }
    }
    return nil
  }

  /// An order as a checkout, where it is or was seen to be one.
  private func checkout(
    _ order: Answer, _ id: Int, _ watched: inout BigCommerceCursor
  ) throws(MappingProblem) -> MappedRecord? {
    guard let status = try order.integer("status_id") else { throw order.problem(.wrongType, "status_id") }
    let isOpen = status == BigCommerceStatus.incomplete
    guard isOpen || watched.open.contains(id) else { return nil }
    let record = try BigCommerceCheckout.map(order)
    if isOpen { watched.watch(id) }
    if record.fields["recovered"] == true { watched.open.removeAll { $0 == id } }
    return record
  }
}
