import Records

/// What the simulated books hold, by the names that QuickBooks has for it.
enum BookEntity: String, Sendable, CaseIterable {
  case invoice = "Invoice"
  case refundReceipt = "RefundReceipt"
  case creditMemo = "CreditMemo"
  case customer = "Customer"
  case payment = "Payment"
}

/// Something done in QuickBooks alone.
struct BookEdit: Sendable {
  enum Change: Sendable {
    /// It stays, its amounts 0.
    case voided
    /// Queries do not find it any more; of its change is told for 30 days.
    case deleted
    /// A customer that queries leave out.
    case inactive
    /// Nothing that one sees but its stamp.
    case touched
    /// A payment's day and number, written anew.
    case corrected(Day, String)
  }

  var entity: BookEntity
  var id: Int
  var at: Instant
  var change: Change

  init(_ change: Change, _ entity: BookEntity, _ id: Int, at: Instant) {
    self.entity = entity
    self.id = id
    self.at = at
    self.change = change
  }
}

/// One thing of the books by its stamps; its content is made when it is served.
struct BookRow {
  var entity: BookEntity
  var id: Int
  var created: Instant
  var updated: Instant
  /// How often it was changed.
  var token = 0
  var isDeleted = false
  var isVoided = false
  var isActive = true
  /// The day it is booked on and its reference, where somebody wrote others.
  var correction: (day: Day, reference: String)?
  /// Of a payment.
  var amount = 0
}

/// The books: ids follow from the world's indices and lead back to them.
struct Books: Sendable {
  static let firstInvoice = 101
  /// How many refunds of one order have ids.
  static let refundsOfOrder = 16
  /// How many payments of one invoice have ids.
  static let paymentsOfInvoice = 8

  let world: any ShopWorld
  let edits: [BookEdit]
  let names = BookNames()

  // MARK: Finding

  func rows(_ statement: BookStatement, at now: Instant) throws(BookFault) -> [BookRow] {
    if let ids = statement.ids {
      let rows = ids.compactMap { Int($0) }.compactMap { row(statement.entity, $0, at: now) }
      return rows.filter(statement.fits).sorted(by: statement.precedes)
    }
    return all(statement.entity, since: statement.earliest, at: now).filter(statement.fits).sorted(
      by: statement.precedes)
  }

  func rows(_ entity: BookEntity, updatedSince since: Instant, at now: Instant) -> [BookRow] {
    all(entity, since: since, at: now).filter { $0.updated >= since }
      .sorted { ($0.updated, $0.id) < ($1.updated, $1.id) }
  }

  func row(_ entity: BookEntity, _ id: Int, at now: Instant) -> BookRow? {
    switch entity {
    case .invoice:
      let index = id - Self.firstInvoice
      return (0..<world.invoiceCount(at: now)).contains(index) ? invoice(index, at: now) : nil
    case .payment:
      let (index, part) = (id - 1).quotientAndRemainder(dividingBy: Self.paymentsOfInvoice)
      guard id > 0, index < world.invoiceCount(at: now) else { return nil }
      let payments = payments(index, at: now)
      return part < payments.count ? payments[part] : nil
    case .customer:
      return (1...max(1, world.customerCount(at: now))).contains(id) ? customer(id - 1, at: now) : nil
    case .refundReceipt, .creditMemo:
      let (order, part) = (id - 1).quotientAndRemainder(dividingBy: Self.refundsOfOrder)
      guard id > 0, order < world.orderCount(at: now) else { return nil }
      return refunds(order, entity, at: now).first { $0.id == order * Self.refundsOfOrder + part + 1 }
    }
  }

  /// All rows that may have changed since, also those deleted.
  private func all(_ entity: BookEntity, since: Instant, at now: Instant) -> [BookRow] {
    // An edit may be younger than anything in the world.
    let begin = edits.contains { $0.entity == entity } ? Instant(seconds: 0) : since
    guard begin <= now else { return [] }
    switch entity {
    case .invoice: return (0..<world.invoiceCount(at: now)).map { invoice($0, at: now) }
    case .payment: return (0..<world.invoiceCount(at: now)).flatMap { payments($0, at: now) }
    case .customer: return world.customers(changedIn: begin...now, at: now).map { customer($0, at: now) }
    case .refundReceipt, .creditMemo:
      return world.orders(changedIn: begin...now, at: now).flatMap { refunds($0, entity, at: now) }
    }
  }

  private func invoice(_ index: Int, at now: Instant) -> BookRow {
    let invoice = world.invoice(index, at: now)
    // As the day of issue began nothing had changed it, so this is when it was booked. No change moves that moment.
    let created = min(invoice.changed, world.invoice(index, at: ShopTime.at(invoice.state.issued, 0)).changed)
    var row = BookRow(
      entity: .invoice, id: Self.firstInvoice + index, created: created, updated: invoice.changed,
      token: invoice.changed > created ? 1 : 0)
    // What is owed changes with them.
    for payment in edits.isEmpty ? [] : payments(index, at: now) where payment.isDeleted || payment.isVoided {
      row.updated = max(row.updated, payment.updated)
      row.token += 1
    }
    return edited(row, at: now)
  }

  /// The payments of an invoice, also those deleted.
  func payments(_ index: Int, at now: Instant) -> [BookRow] {
    world.invoice(index, at: now).payments.prefix(Self.paymentsOfInvoice).enumerated().map { part, payment in
      var row = BookRow(
        entity: .payment, id: index * Self.paymentsOfInvoice + part + 1, created: payment.at, updated: payment.at)
      row.amount = payment.amount
      return edited(row, at: now)
    }
  }

  private func customer(_ index: Int, at now: Instant) -> BookRow {
    let customer = world.customer(index, at: now)
    return edited(
      BookRow(
        entity: .customer, id: index + 1, created: customer.state.created, updated: customer.changed,
        token: customer.orders), at: now)
  }

  private func refunds(_ order: Int, _ entity: BookEntity, at now: Instant) -> [BookRow] {
    let order = world.order(order, at: now)
    guard (order.state.isWholesale ? .creditMemo : BookEntity.refundReceipt) == entity else { return [] }
    return order.refunds.prefix(Self.refundsOfOrder).enumerated().map { part, refund in
      edited(
        BookRow(
          entity: entity, id: order.index * Self.refundsOfOrder + part + 1, created: refund.at, updated: refund.at),
        at: now)
    }
  }

  private func edited(_ row: BookRow, at now: Instant) -> BookRow {
    if edits.isEmpty { return row }
    var row = row
    for edit in edits where edit.entity == row.entity && edit.id == row.id && edit.at <= now {
      row.updated = max(row.updated, edit.at)
      row.token += 1
      switch edit.change {
      case .voided: row.isVoided = true
      case .deleted: row.isDeleted = true
      case .inactive: row.isActive = false
      case .touched: break
      case .corrected(let day, let reference): row.correction = (day, reference)
      }
    }
    return row
  }
}
