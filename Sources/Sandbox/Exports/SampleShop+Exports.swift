public import Records

extension SampleShop {
  /// The files that lie in the imports folder at the end of `day`, New York time, and did not the day before.
  ///
  /// Orders, parcels, payments and tickets: all that began or changed since the file before (the first has the
  /// history). Customers, deals and invoices: everything, weekly; deals on Monday, Wednesday and Friday.
  public func exports(on day: Day) -> [ExportFile] {
    guard day >= firstDay, day < firstDay + days else { return [] }
    var files = [file("shop/orders_export", day, orderFile(day))]
    if day == firstDay || day.weekday == 7 { files.append(file("shop/customers_export", day, customerFile(day))) }
    if hasDeals(day) { files.append(file("crm/hubspot-deals", day, dealFile(day))) }
    if hasParcels(day) { files.append(file("parcels/shipstation-shipments", day, parcelFile(day))) }
    files.append(file("support/gorgias-tickets", day, ticketFile(day)))
    files.append(file("payments/stripe-payments", day, chargeFile(day)))
    if day == firstDay || day.weekday == 5 { files.append(file("books/quickbooks-invoices", day, invoiceFile(day))) }
    return files
  }

  private func file(_ name: String, _ day: Day, _ text: CSVText) -> ExportFile {
    ExportFile(path: "imports/\(name)-\(day).csv", bytes: text.bytes)
  }

  private func hasParcels(_ day: Day) -> Bool { day != firstDay + 24 && day != firstDay + 25 }

  private func hasDeals(_ day: Day) -> Bool { [1, 3, 5].contains(day.weekday) || day == firstDay + 17 }

  /// The span a window export of `day` covers: after the end of the last day that had a file, up to its own end.
  private func window(_ day: Day, history: Int, _ has: (Day) -> Bool = { _ in true }) -> (Instant, Instant) {
    var previous = day - 1
    while previous >= firstDay, !has(previous) { previous = previous - 1 }
    return (ShopTime.end(of: previous < firstDay ? firstDay - history : previous), ShopTime.end(of: day))
  }

  // MARK: Windows

  private func orderFile(_ day: Day) -> CSVText {
    let (from, to) = window(day, history: historyDays + 30)
    var text = CSVText()
    text.row(OrderExport.columns)
    // The newest first, as the shop's admin lists them.
    for index in orderSequence.reversed() where orders[index].touched(after: from, upTo: to) {
      guard let order = orders[index].state(at: to) else { continue }
      let rows = OrderExport.rows(order, number: orderNumbers[index], customer: customers[order.customer])
      for (position, row) in rows.enumerated() {
        var row = row
        if unreadable.totals[index] == day, position == 0 { row[11] = "n/a" }
        if unreadable.dates[index] == day { row[15] = "2026-13-45 25:61:00 -0400" }
        text.row(row)
      }
    }
    return text
  }

  private func parcelFile(_ day: Day) -> CSVText {
    let (from, to) = window(day, history: 30, hasParcels)
    var text = CSVText()
    text.row(ParcelExport.columns)
    for parcel in parcels where parcel.touched(after: from, upTo: to) {
      guard let state = parcel.state(at: to) else { continue }
      text.row(ParcelExport.row(state, number: orderNumbers[state.order], placed: orders[state.order].start))
    }
    return text
  }

  private func ticketFile(_ day: Day) -> CSVText {
    let (from, to) = window(day, history: 30)
    var text = CSVText()
    text.row(TicketExport.columns)
    for (index, ticket) in tickets.enumerated() where ticket.touched(after: from, upTo: to) {
      guard let state = ticket.state(at: to) else { continue }
      let order = state.order.map { orderNumbers[$0] }
      var row = TicketExport.row(
        state, number: ticketNumbers[index], customer: customers[state.customer], order: order)
      if unreadable.tickets[index] == day { row[8] = "31/31/2026" }
      text.row(row)
    }
    return text
  }

  private func chargeFile(_ day: Day) -> CSVText {
    let (from, to) = window(day, history: 14)
    var text = CSVText()
    text.row(ChargeExport.columns)
    for charge in charges where charge.touched(after: from, upTo: to) {
      guard let state = charge.state(at: to), let order = orders[state.order].state(at: to) else { continue }
      var row = ChargeExport.row(state, number: orderNumbers[state.order], email: customers[order.customer].email)
      if unreadable.charges[state.order] == day { row[2] = "twelve" }
      text.row(row)
    }
    return text
  }

  // MARK: Full exports

  private func customerFile(_ day: Day) -> CSVText {
    let end = ShopTime.end(of: day)
    var spent = Array(repeating: 0, count: customers.count)
    var count = spent
    for timeline in orders {
      guard let order = timeline.state(at: end), order.cancelledAt == nil else { continue }
      spent[order.customer] += ShopMoney.total(order) - order.refunded
      count[order.customer] += 1
    }
    var text = CSVText(byteOrderMark: true)
    text.row(CustomerExport.columns)
    for (index, customer) in customers.enumerated() where customer.created <= end && !customer.email.isEmpty {
      text.row(CustomerExport.row(customer, index: index, spent: spent[index], orders: count[index]))
    }
    return text
  }

  private func dealFile(_ day: Day) -> CSVText {
    let end = ShopTime.end(of: day)
    var text = CSVText()
    text.row(DealExport.columns)
    var rows: [(Int, [String])] = []
    for (index, timeline) in deals.enumerated() {
      guard let deal = timeline.state(at: end) else { continue }
      rows.append((dealNumbers[index], DealExport.row(deal, number: dealNumbers[index])))
    }
    rows.sort { $0.0 < $1.0 }
    // The export that was cut short.
    if day == firstDay + 16 { rows.removeLast(rows.count * 3 / 5) }
    for row in rows { text.row(row.1) }
    return text
  }

  private func invoiceFile(_ day: Day) -> CSVText {
    let end = ShopTime.end(of: day)
    var rows: [(Int, BookInvoice)] = []
    for (index, timeline) in invoices.enumerated() {
      guard let invoice = timeline.state(at: end) else { continue }
      rows.append((invoiceNumbers[index], invoice))
    }
    rows.sort { $0.0 < $1.0 }
    var text = CSVText()
    for line in InvoiceExport.title(from: firstDay - historyDays, to: day) { text.row(line) }
    text.row(InvoiceExport.columns)
    for (number, invoice) in rows { text.row(InvoiceExport.row(invoice, number: number)) }
    text.row(InvoiceExport.total(rows.map(\.1)))
    return text
  }
}
