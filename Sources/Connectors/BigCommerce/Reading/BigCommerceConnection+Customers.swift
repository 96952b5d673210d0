import Records

extension BigCommerceConnection {
  private static let customersPath = ["v3", "customers"]

  /// Customers, page behind page by the mark of the last one, which stays where it is when customers change.
  func customers(_ read: inout BigCommerceRead) async throws(SyncError) -> Coverage {
    let fields = BigCommerceCustomer.fields
    if read.isIdle { return read.coverage(fields) }
    var marks = MarkWatch()
    var hasAskedAgain = false
    while true {
      let page = try await api.page(Self.customersPath, query(read))
      if page.rows.isEmpty {
        let counted = try await customerCount(read)
        if counted > read.scan.seen, !hasAskedAgain {
          hasAskedAgain = true
          continue
        }
        let missing = counted > read.scan.seen ? Missing(seen: read.scan.seen, counted: counted) : nil
        return try await read.finish([], [], fields: fields, missing: missing)
      }
      let (records, quarantined) = customers(page.rows, &read)
      let mark = try mark(page)
      guard marks.isNew(mark), mark != read.scan.after else { throw BigCommerceDiagnostics.loop(Self.customersPath) }
      read.scan.after = mark
      try await read.take(records, quarantined)
    }
  }

  private func query(_ read: BigCommerceRead) -> BigCommerceAPI.Query {
    var query = read.isFull ? [] : window(read)
    query += [("include", "addresses"), ("limit", String(sizes.others))]
    if let after = read.scan.after { query.append(("after", after)) }
    return query
  }

  private func window(_ read: BigCommerceRead) -> BigCommerceAPI.Query {
    guard let from = read.from else { return [("date_created:max", read.scan.until.description)] }
    return [("date_modified:min", from.description), ("date_modified:max", read.scan.until.description)]
  }

  private func customers(
    _ rows: [JSONValue], _ read: inout BigCommerceRead
  ) -> (records: [MappedRecord], quarantined: [Quarantined]) {
    var records: [MappedRecord] = []
    var quarantined: [Quarantined] = []
    for (place, row) in rows.enumerated() {
      let customer = row.object.map { Answer($0) }
      let id = customer?.number("id")
      let source = id.map { "customers \($0)" } ?? "customers after \(read.scan.last), no. \(place + 1)"
      if isCounted(customer, read) { read.scan.seen += 1 }
      guard let customer else {
        quarantined.append(MappingProblem(.wrongType).quarantined(source))
        continue
      }
      do throws(MappingProblem) {
        records.append(try BigCommerceCustomer.map(customer))
      } catch {
        quarantined.append(error.quarantined(source))
      }
      if let id { read.scan.last = id }
    }
    return (records, quarantined)
  }

  /// Whether the row is one of those that are counted at the end: of a full read, who was there when it began.
  private func isCounted(_ customer: Answer?, _ read: BigCommerceRead) -> Bool {
    guard read.isFull, let text = customer?.object["date_created"]?.string, let created = SystemTime.iso(text) else {
      return true
    }
    return created <= read.scan.until
  }

  private func customerCount(_ read: BigCommerceRead) async throws(SyncError) -> Int {
    let page = try await api.page(Self.customersPath, window(read) + [("page", "1"), ("limit", "1")])
    guard let total = try total(page, Self.customersPath) else {
      throw api.shape("A list of customers does not say how many there are.", Self.customersPath)
    }
    return total
  }

  private func mark(_ page: BigCommerceAPI.Page) throws(SyncError) -> String {
    do throws(MappingProblem) {
      if let mark = try page.meta.child("cursor_pagination")?.text("end_cursor"), BigCommerceCursor.Scan.isMark(mark) {
        return mark
      }
    } catch {}
    throw api.shape("A page of customers has no mark of its end.", Self.customersPath)
  }
}

/// Notices that marks of pages go in a circle, of whatever length, by remembering one of them.
struct MarkWatch {
  private var kept: String?
  private var count = 0
  private var next = 1

  /// Whether a mark is not the one that is remembered.
  mutating func isNew(_ mark: String) -> Bool {
    if let kept, sameBytes(kept, mark) { return false }
    count += 1
    if count == next {
      kept = mark
      next *= 2
    }
    return true
  }
}
