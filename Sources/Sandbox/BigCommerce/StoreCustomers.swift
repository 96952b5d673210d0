import Records

extension SimulatedBigCommerce {
  private static let firstCustomer = 11
  private static let editedAfter = Span.days(10)

  static func customerID(_ index: Int) -> Int { firstCustomer + index }

  /// A customer's last change: of every seventh somebody takes a note after ten days. Orders don't touch it.
  private func changed(_ index: Int, _ created: Instant, _ now: Instant) -> Instant {
    let edited = created + Self.editedAfter
    return index % 7 == 2 && edited <= now ? edited : created
  }

  /// `GET /v3/customers`
  func customerList(_ query: StoreQuery, _ now: Instant) throws(StoreRefusal) -> SandboxResponse {
    let filter = try CustomerQuery(query)
    let limit = try query.limit(isV3: true)
    if let mark = query.text("after") {
      guard let id = StoreForm.id(ofMark: mark) else { throw .badField("after", isV3: true) }
      let rows = customers(filter, from: id - Self.firstCustomer + 1, atMost: limit + 1, now)
      return marked(Array(rows.prefix(limit)), limit, hasNext: rows.count > limit, filter, now)
    }
    var found = customers(filter, from: 0, atMost: .max, now)
    if let mark = query.text("before") {
      guard let id = StoreForm.id(ofMark: mark) else { throw .badField("before", isV3: true) }
      return marked(found.prefix { Self.customerID($0) < id }.suffix(limit), limit, hasNext: true, filter, now)
    }
    if filter.key != nil { sort(&found, filter, now) }
    let page = try query.page(isV3: true)
    let rows = try query.paged(found, isV3: true)
    var meta = [(key: "pagination", value: try query.pagination(total: found.count, count: rows.count))]
    if page == 1 { meta.append(("cursor_pagination", Self.marks(rows, limit, hasNext: rows.count < found.count))) }
    return answer(rows, meta, filter, now)
  }

  /// Customers with an account, from a place on; those at the till have none.
  private func customers(_ filter: CustomerQuery, from first: Int, atMost most: Int, _ now: Instant) -> [Int] {
    var found: [Int] = []
    var index = max(0, first)
    let count = world.customerCount(at: now)
    while index < count, found.count < most {
      let customer = world.customer(index, at: now).state
      let told = search.moment(of: index, at: now)
      if !customer.email.isEmpty, customer.created <= told,
        filter.fits(Self.customerID(index), customer.created, changed(index, customer.created, told))
      {
        found.append(index)
      }
      index += 1
    }
    return found
  }

  private func marked(
    _ rows: [Int], _ limit: Int, hasNext: Bool, _ filter: CustomerQuery, _ now: Instant
  ) -> SandboxResponse {
    answer(rows, [("cursor_pagination", Self.marks(rows, limit, hasNext: hasNext))], filter, now)
  }

  private func sort(_ found: inout [Int], _ filter: CustomerQuery, _ now: Instant) {
    func value(_ index: Int) -> String {
      let customer = world.customer(index, at: now).state
      switch filter.key {
      case "date_created": return customer.created.description
      case "date_modified": return changed(index, customer.created, now).description
      default: return customer.last
      }
    }
    let values = Dictionary(uniqueKeysWithValues: found.map { ($0, value($0)) })
    found.sort { left, right in
      let (first, second) = (values[left] ?? "", values[right] ?? "")
      if sameBytes(first, second) { return left < right }
      return filter.isRising ? precedes(first, second) : precedes(second, first)
    }
  }

  private static func marks(_ rows: [Int], _ limit: Int, hasNext: Bool) -> SandboxJSON {
    var members: [(key: String, value: SandboxJSON)] = [("count", .integer(rows.count)), ("per_page", .integer(limit))]
    var links: [(key: String, value: SandboxJSON)] = []
    // An empty page has neither a start nor an end.
    if let first = rows.first, let last = rows.last {
      let end = StoreForm.mark(customerID(last))
      members += [("start_cursor", .string(StoreForm.mark(customerID(first)))), ("end_cursor", .string(end))]
      if hasNext { links.append(("next", .string("?limit=\(limit)&after=\(end)"))) }
    }
    return .object(members + [("links", .object(links))])
  }

  private func answer(
    _ rows: [Int], _ meta: [(key: String, value: SandboxJSON)], _ filter: CustomerQuery, _ now: Instant
  ) -> SandboxResponse {
    SandboxResponse(["data": .array(rows.map { json($0, filter, now) }), "meta": .object(meta)])
  }

  private func json(_ index: Int, _ filter: CustomerQuery, _ now: Instant) -> SandboxJSON {
    let customer = world.customer(index, at: now).state
    let changed = changed(index, customer.created, search.moment(of: index, at: now))
    let id = Self.customerID(index)
    var members: [(key: String, value: SandboxJSON)] = [
      ("id", .integer(id)), ("email", .string(customer.email)), ("first_name", .string(customer.first)),
      ("last_name", .string(customer.last)), ("company", .string(customer.company)),
      ("phone", .string(customer.phone)), ("registration_ip_address", ""),
      ("notes", .string(changed > customer.created ? "Called about delivery" : customer.note)),
      ("tax_exempt_category", ""), ("customer_group_id", 0), ("date_created", .string(customer.created.description)),
      ("date_modified", .string(changed.description)), ("address_count", 1),
      ("attribute_count", .integer(attributes.values(of: id).count)),
      ("authentication", ["force_password_reset": false]),
      ("accepts_product_review_abandoned_cart_emails", .bool(customer.subscribed)), ("origin_channel_id", 1),
      ("channel_ids", nil),
    ]
    if filter.hasAddresses {
      members.append(
        (
          "addresses",
          [
            [
              "id": .integer(id), "customer_id": .integer(id), "first_name": .string(customer.first),
              "last_name": .string(customer.last), "company": .string(customer.company), "address1": "",
              "address2": "", "city": "", "state_or_province": .string(customer.state), "postal_code": "",
              "country": "United States", "country_code": "US", "phone": .string(customer.phone),
              "address_type": "residential",
            ]
          ]
        ))
    }
    if filter.hasAttributes {
      members.append(("attributes", .array(attributes.values(of: id).map(StoreAttributes.json))))
    }
    return .object(members)
  }
}

/// The filters of a list of customers. Its bounds leave out the moment that they name, as the documents word it.
private struct CustomerQuery {
  var key: String?
  var isRising = true
  var hasAddresses: Bool
  var hasAttributes: Bool
  private let ids: Set<Int>?
  private let created: (after: Instant?, before: Instant?)
  private let modified: (after: Instant?, before: Instant?)

  private static let includes = [
    "addresses", "storecredit", "attributes", "formfields", "shopper_profile_id", "segment_ids",
  ]

  init(_ query: StoreQuery) throws(StoreRefusal) {
    created = (
      try query.instant("date_created:min", isV3: true), try query.instant("date_created:max", isV3: true)
    )
    modified = (
      try query.instant("date_modified:min", isV3: true), try query.instant("date_modified:max", isV3: true)
    )
    let include = (query.text("include") ?? "").split(separator: ",").map(String.init)
    guard include.allSatisfy(Self.includes.contains) else { throw .badField("include", isV3: true) }
    hasAddresses = include.contains("addresses")
    hasAttributes = include.contains("attributes")
    ids = try query.integers("id:in")
    if let sort = query.text("sort") {
      let parts = sort.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, ["date_created", "date_modified", "last_name"].contains(parts[0]),
        ["asc", "desc"].contains(parts[1])
      else { throw .badField("sort", isV3: true) }
      key = parts[0]
      isRising = parts[1] == "asc"
    }
  }

  func fits(_ id: Int, _ created: Instant, _ modified: Instant) -> Bool {
    (ids?.contains(id) ?? true) && Self.lies(created, self.created) && Self.lies(modified, self.modified)
  }

  private static func lies(_ instant: Instant, _ bounds: (after: Instant?, before: Instant?)) -> Bool {
    (bounds.after.map { instant > $0 } ?? true) && (bounds.before.map { instant < $0 } ?? true)
  }
}
