import Records
import Synchronization

/// The customers' ids by name at one moment, which every page of invoices and of payments needs.
final class BookNames: Sendable {
  private let known = Mutex<(now: Instant, ids: [String: String])?>(nil)

  func ids(at now: Instant, _ make: () -> [String: String]) -> [String: String] {
    if let known = known.withLock({ $0 }), known.now == now { return known.ids }
    let ids = make()
    known.withLock { $0 = (now, ids) }
    return ids
  }
}

/// Rows as QuickBooks writes them.
extension Books {
  /// Rows of one sort; what invoices need of customers is looked up once for all of them.
  func json(_ rows: some Collection<BookRow>, at now: Instant) -> [SandboxJSON] {
    let needsNames = rows.contains { $0.entity == .invoice || $0.entity == .payment }
    let ids = needsNames ? names.ids(at: now) { customerIDs(at: now) } : [:]
    return rows.map { $0.isDeleted ? BookPages.deleted($0) : json($0, ids, at: now) }
  }

  private func json(_ row: BookRow, _ customers: [String: String], at now: Instant) -> SandboxJSON {
    let members =
      switch row.entity {
      case .invoice: invoice(row, customers, at: now)
      case .refundReceipt, .creditMemo: refund(row, at: now)
      case .customer: customer(row, at: now)
      case .payment: payment(row, customers, at: now)
      }
    return .object(
      [
        ("Id", .string(String(row.id))), ("SyncToken", .string(String(row.token))), ("domain", "QBO"),
        ("sparse", false), ("MetaData", BookPages.stamps(row)),
      ] + members)
  }

  private typealias Members = [(key: String, value: SandboxJSON)]

  private func invoice(_ row: BookRow, _ customers: [String: String], at now: Instant) -> Members {
    let index = row.id - Self.firstInvoice
    let invoice = world.invoice(index, at: now).state
    let payments = row.isVoided ? [] : payments(index, at: now)
    let gone = payments.filter { $0.isDeleted || $0.isVoided }
    let amount = row.isVoided ? 0 : invoice.amount
    let balance = row.isVoided ? 0 : gone.reduce(invoice.balance) { $0 + $1.amount }
    var members: Members = [
      ("CustomField", [["DefinitionId": "1", "Name": "Order", "Type": "StringType"]]),
      ("DocNumber", .string(String(ShopNumber.firstInvoice + row.id - Self.firstInvoice))),
      ("TxnDate", .string(invoice.issued.description)), ("CurrencyRef", BookPages.dollars),
      ("PrivateNote", .string(row.isVoided ? "Voided - \(invoice.memo)" : invoice.memo)),
    ]
    let links = payments.filter { !$0.isDeleted && !$0.isVoided }.map { Self.link("Payment", $0.id) }
    members.append(("LinkedTxn", .array(links)))
    members += [
      ("Line", BookPages.lines(invoice.memo, amount)), ("TxnTaxDetail", ["TotalTax": 0]),
      (
        "CustomerRef",
        ["value": .string(customers[invoice.customer] ?? "999999"), "name": .string(invoice.customer)]
      ),
      ("DueDate", .string(invoice.due.description)), ("TotalAmt", BookPages.money(amount)),
      ("ApplyTaxAfterDiscount", false), ("PrintStatus", "NeedToPrint"), ("EmailStatus", "NotSet"),
      ("Balance", BookPages.money(balance)), ("Deposit", 0),
    ]
    return members
  }

  private static func link(_ type: String, _ id: Int) -> SandboxJSON {
    ["TxnId": .string(String(id)), "TxnType": .string(type)]
  }

  private func payment(_ row: BookRow, _ customers: [String: String], at now: Instant) -> Members {
    let index = (row.id - 1) / Self.paymentsOfInvoice
    let customer = world.invoice(index, at: now).state.customer
    let amount = row.isVoided ? 0 : row.amount
    let invoice = self.row(.invoice, Self.firstInvoice + index, at: now)
    let isApplied = !row.isVoided && invoice?.isDeleted == false && invoice?.isVoided == false
    let day = row.correction?.day ?? ShopTime.zone.day(of: row.created)
    var members: Members = [
      ("TxnDate", .string(day.description)), ("CurrencyRef", BookPages.dollars),
      ("CustomerRef", ["value": .string(customers[customer] ?? "999999"), "name": .string(customer)]),
      ("DepositToAccountRef", ["value": "4"]), ("PaymentMethodRef", ["value": "2"]),
      ("TotalAmt", BookPages.money(amount)), ("UnappliedAmt", BookPages.money(isApplied ? 0 : amount)),
      ("ProcessPayment", false),
      (
        "Line",
        isApplied
          ? [
            [
              "Amount": BookPages.money(amount),
              "LinkedTxn": .array([Self.link("Invoice", Self.firstInvoice + index)]),
            ]
          ] : []
      ),
    ]
    if row.isVoided { members.append(("PrivateNote", "Voided")) }
    if let reference = row.correction?.reference ?? Self.reference(row.id) {
      members.append(("PaymentRefNum", .string(reference)))
    }
    return members
  }

  /// What somebody wrote down of a payment: mostly a processor's number, sometimes words, sometimes nothing.
  private static func reference(_ id: Int) -> String? {
    switch id / paymentsOfInvoice % 5 {
    case 3: "Bank transfer"
    case 4: nil
    default: "ch_3\(String(10_000_019 &* id, radix: 36))"
    }
  }

  /// The first customer of each name or company; somebody without a number of the shop has one far behind.
  private func customerIDs(at now: Instant) -> [String: String] {
    var ids: [String: String] = [:]
    for index in 0..<world.customerCount(at: now) {
      let customer = world.customer(index, at: now).state
      for name in [customer.company, "\(customer.first) \(customer.last)"] where ids[name] == nil {
        ids[name] = String(index + 1)
      }
    }
    return ids
  }

  private func refund(_ row: BookRow, at now: Instant) -> Members {
    let (index, part) = (row.id - 1).quotientAndRemainder(dividingBy: Self.refundsOfOrder)
    let order = world.order(index, at: now)
    let customer = world.customer(order.state.customer, at: now).state
    let amount = row.isVoided ? 0 : order.refunds[part].amount
    let isReceipt = row.entity == .refundReceipt
    let note = isReceipt ? "Paid back in the shop" : "Credit for order #\(order.number)"
    var members: Members = [
      ("DocNumber", .string("\(isReceipt ? "R" : "CM")-\(order.number)")),
      ("TxnDate", .string(ShopTime.zone.day(of: row.created).description)), ("CurrencyRef", BookPages.dollars),
      ("PrivateNote", .string(row.isVoided ? "Voided - \(note)" : note)),
      ("Line", BookPages.lines("Goods", amount)), ("TxnTaxDetail", ["TotalTax": 0]),
      (
        "CustomerRef",
        ["value": .string(String(order.state.customer + 1)), "name": .string("\(customer.first) \(customer.last)")]
      ), ("TotalAmt", BookPages.money(amount)), ("PrintStatus", "NotSet"),
      ("BillEmail", ["Address": .string(customer.email)]),
    ]
    if isReceipt {
      members += [
        (
          "CustomField",
          [
            [
              "DefinitionId": "1", "Name": "Order", "Type": "StringType",
              "StringValue": .string(String(order.number)),
            ]
          ]
        ), ("Balance", 0), ("DepositToAccountRef", ["value": "35", "name": "Checking"]),
        ("PaymentMethodRef", ["value": "2", "name": "Card"]),
      ]
    } else {
      members += [("Balance", BookPages.money(amount)), ("RemainingCredit", BookPages.money(amount))]
    }
    return members
  }

  private func customer(_ row: BookRow, at now: Instant) -> Members {
    let customer = world.customer(row.id - 1, at: now).state
    let name = customer.company.isEmpty ? "\(customer.first) \(customer.last)" : customer.company
    // Names are unique in QuickBooks.
    let shown = "\(name) \(row.id)" + (row.isActive ? "" : " (deleted)")
    var members: Members = [
      ("Taxable", true),
      (
        "BillAddr",
        ["Id": .string(String(row.id + 1)), "CountrySubDivisionCode": .string(customer.state), "Country": "US"]
      ), ("Job", false), ("BillWithParent", false), ("Balance", 0), ("BalanceWithJobs", 0),
      ("CurrencyRef", BookPages.dollars), ("PreferredDeliveryMethod", "Email"),
      ("GivenName", .string(customer.first)), ("FamilyName", .string(customer.last)),
      ("FullyQualifiedName", .string(shown)), ("DisplayName", .string(shown)), ("PrintOnCheckName", .string(name)),
      ("Active", .bool(row.isActive)), ("PrimaryEmailAddr", ["Address": .string(customer.email)]),
    ]
    if !customer.company.isEmpty { members.append(("CompanyName", .string(customer.company))) }
    if !customer.phone.isEmpty { members.append(("PrimaryPhone", ["FreeFormNumber": .string(customer.phone)])) }
    if !customer.note.isEmpty { members.append(("Notes", .string(customer.note))) }
    return members
  }
}
