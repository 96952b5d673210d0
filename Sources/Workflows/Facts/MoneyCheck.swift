import Records

/// The four-way check of an order's money: what the shop, the processor, the parcels and the books say must agree.
extension FactBuilder {
  mutating func addMoneyCheck(_ orderClass: OrderClass) {
    addUnpaid(orderClass)
    addPaidBack()
    addBooks()
  }

  /// An order that left without being paid. Who may pay later is not asked.
  private mutating func addUnpaid(_ orderClass: OrderClass) {
    guard ["pending", "failed", "voided"].contains(record["payment"]?.string), record["payment_terms"] == nil,
      ![.wholesale, .pos, .test, .replacement].contains(orderClass), money("total") ?? money("net") ?? 0 > 0
    else { return }
    var left: [Instant] = []
    if case .instant(let parcel)? = facts["parcel_left"] { left.append(parcel) }
    if let shipped = record["shipped"]?.instant { left.append(shipped) }
    facts["unpaid_due"] = left.min().map { .instant($0 + thresholds.shippedUnpaidWithin) }
  }

  /// More was paid back than the order came to.
  private mutating func addPaidBack() {
    let shop = max(paid(related.refunds), money("refunded") ?? 0)
    let most = related.paidBack.reduce(shop) { max($0, paid($1.isBooks ? cash($1.refunds) : $1.refunds)) }
    guard most > 0, !isForeign(record) else { return }
    facts["paid_back"] = .money(most)
    let all = related.refunds + related.paidBack.flatMap(\.refunds)
    facts["paid_back_last"] = all.compactMap(Self.moment).max().map { .instant($0) }
    if let total = money("total"), most > total { facts["paid_back_over"] = .money(bounded(most, minus: total)) }
  }

  /// The books know the order and not what was paid back for it. A voided invoice takes everything back.
  private mutating func addBooks() {
    let books = related.paidBack.filter(\.isBooks)
    let isVoided = related.invoices.contains { ["void", "voided"].contains($0["state"]?.string) }
    let known = books.flatMap(\.refunds)
    guard !books.isEmpty, !related.invoices.isEmpty, !isVoided, !isForeign(record),
      !known.contains(where: isForeign)
    else { return }
    let missing = bounded(paid(related.refunds), minus: paid(known))
    guard missing > 0, let last = related.refunds.compactMap(Self.moment).max() else { return }
    facts["books_missing"] = .money(missing)
    facts["books_due"] = .instant(last + thresholds.booksWithin)
  }

  /// A credit memo of the books is a credit, and no money that went back.
  private func cash(_ refunds: [JSONObject]) -> [JSONObject] {
    refunds.filter { $0["type"]?.string != "price_correction" }
  }

  private func paid(_ refunds: [JSONObject]) -> Int {
    refunds.filter { $0["state"]?.string ?? "paid" == "paid" && !isForeign($0) }
      .reduce(0) { bounded($0, plus: $1["amount"]?.integer ?? 0) }
  }

  private static func moment(_ refund: JSONObject) -> Instant? {
    refund["created"]?.instant ?? refund["observed"]?.instant
  }
}
