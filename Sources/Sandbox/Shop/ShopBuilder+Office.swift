import Records

/// Tickets, deals and invoices.
extension ShopBuilder {
  mutating func ticket(_ customer: Int, at created: Instant, _ subject: String, tags: [String] = []) -> Int {
    let ticket = Ticket(
      created: created, customer: customer, subject: subject, tags: tags,
      channel: random.pick(["email", "email", "chat", "contact_form"]),
      assignee: random.pick(["Noor Hatch", "Bo Tansy"]))
    tickets.append(Timeline(start: created, ticket))
    return tickets.count - 1
  }

  /// Names the order the ticket is about, from the moment the ticket exists.
  mutating func refer(_ index: Int, to order: Int) {
    tickets[index].change(at: tickets[index].start) { $0.order = order }
  }

  mutating func answer(_ index: Int, at instant: Instant) {
    tickets[index].change(at: instant) {
      $0.answered = $0.answered ?? instant
      $0.agentMessages += 1
    }
  }

  /// The customer writes again.
  mutating func write(_ index: Int, at instant: Instant, tag: String? = nil) {
    tickets[index].change(at: instant) {
      $0.customerMessages += 1
      if let tag { $0.tags.append(tag) }
    }
  }

  mutating func close(_ index: Int, at instant: Instant) {
    tickets[index].change(at: instant) { $0.closed = instant }
  }

  mutating func score(_ index: Int, _ score: Int, at instant: Instant) {
    tickets[index].change(at: instant) {
      $0.score = score
      $0.scored = instant
    }
  }

  mutating func deal(created: Instant, amount: Int, close: Int, company: String? = nil) -> Int {
    let company = company ?? random.pick(Names.companies)
    let given = random.pick(Names.first)
    let family = random.pick(Names.last)
    let email = "\(given.1).\(family.1)@\(random.pick(Names.domains))"
    let deal = Deal(
      name: "\(company) - \(random.pick(["lobby", "guest rooms", "gift shop", "restock", "holiday order"]))",
      company: company, contact: "\(given.0) \(family.0) (\(email))", created: created, amount: amount,
      owner: random.pick(["Ines Calder", "Theo Brandt"]), close: firstDay + close)
    deals.append(Timeline(start: created, deal))
    return deals.count - 1
  }

  mutating func contact(_ index: Int, at instant: Instant) {
    deals[index].change(at: instant) { $0.contacted = instant }
  }

  mutating func move(_ index: Int, to stage: String, at instant: Instant) {
    deals[index].change(at: instant) { $0.stage = stage }
  }

  /// Books an invoice for an order's total, due in 30 days; paid after `payAfter` days where given.
  @discardableResult
  mutating func bill(_ order: Int, customer: String, issued: Day, payAfter: Int?) -> Int {
    let total = self.order(order, at: ShopTime.end(of: issued)).map(ShopMoney.total) ?? 0
    let index = invoice(customer, issued: issued, due: issued + 30, amount: total, memo: "Trade order, Net 30")
    if let payAfter {
      let paid = ShopTime.at(issued + payAfter, 14)
      settleInvoice(index, at: paid)
      orders[order].change(at: paid) {
        $0.payment = "paid"
        $0.paidAt = paid
      }
    }
    return index
  }

  mutating func invoice(_ customer: String, issued: Day, due: Day, amount: Int, memo: String) -> Int {
    let invoice = BookInvoice(issued: issued, due: due, customer: customer, memo: memo, amount: amount, balance: amount)
    invoices.append(Timeline(start: ShopTime.at(issued, 12), invoice))
    return invoices.count - 1
  }

  mutating func settleInvoice(_ index: Int, at instant: Instant, leaving balance: Int = 0) {
    invoices[index].change(at: instant) { $0.balance = balance }
  }
}
