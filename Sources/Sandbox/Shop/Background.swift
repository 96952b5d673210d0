import Records

/// The everyday life of the shop, in which nothing needs anybody.
struct Background {
  var builder: ShopBuilder
  let historyDays: Int
  let days: Int

  /// A customer who orders again and again.
  private struct Regular {
    var customer: Int
    var due: Int
    var gap: Int
    var left: Int
  }
  private var regulars: [Regular] = []

  init(builder: ShopBuilder, historyDays: Int, days: Int) {
    self.builder = builder
    self.historyDays = historyDays
    self.days = days
  }

  /// Lives through all days, from the first of the history to the last exported.
  mutating func run() {
    for _ in 0..<(historyDays * 5 / 3) {
      let customer = builder.customer(created: builder.at(-historyDays - builder.random.within(1...90), 12))
      let gap = builder.random.within(18...60)
      regulars.append(
        Regular(
          customer: customer, due: -historyDays + builder.random.below(gap), gap: gap,
          left: builder.random.within(2...14)))
    }
    for offset in -historyDays..<days {
      orders(offset)
      pointOfSale(offset)
      subscriptions(offset)
      if ShopTime.isBusinessDay(builder.firstDay + offset) {
        if offset >= -60 { deal(offset) }
        if (builder.firstDay + offset).weekday == 2 || (builder.firstDay + offset).weekday == 4 { wholesale(offset) }
      }
      if offset >= -30 { tickets(offset) }
    }
  }

  // MARK: Orders

  private func rate(_ offset: Int) -> Int {
    let base = offset < 0 ? 7 + (offset + historyDays) * 9 / max(1, historyDays) : 25 + offset / 8
    let weekend = (builder.firstDay + offset).weekday > 5 ? base * 9 / 10 : base
    return offset >= 39 ? weekend + 7 : weekend
  }

  private mutating func orders(_ offset: Int) {
    var left = rate(offset) + builder.random.within(-2...3)
    for index in regulars.indices where regulars[index].due <= offset && left > 0 {
      guard regulars[index].left > 0 else { continue }
      left -= 1
      regulars[index].left -= 1
      let gap = regulars[index].gap
      regulars[index].due = offset + gap * builder.random.within(75...125) / 100
      everyday(regulars[index].customer, offset)
    }
    while left > 0 {
      left -= 1
      let customer = builder.customer(created: builder.at(offset, 7))
      everyday(customer, offset)
      guard builder.random.chance(45) else { continue }
      let gap = builder.random.within(16...50)
      regulars.append(Regular(customer: customer, due: offset + gap, gap: gap, left: builder.random.within(1...12)))
    }
  }

  private mutating func everyday(_ customer: Int, _ offset: Int) {
    let placed = ShopTime.at(
      builder.firstDay + offset, builder.random.within(7...22), builder.random.below(60), builder.random.below(60))
    var lines: [Line] = []
    for _ in 0...(builder.random.chance(25) ? 1 : 0) {
      let fig = offset < 4 && builder.random.chance(4)
      let grand = builder.random.chance(2)
      let everyday = builder.random.pick(grand ? Catalogue.furniture : Catalogue.everyday)
      let product = fig ? Catalogue.figCandle : everyday
      let quantity = grand || builder.random.chance(80) ? 1 : 2
      if !lines.contains(where: { $0.product.sku == product.sku }) {
        lines.append(Line(product: product, quantity: quantity))
      }
    }
    let code = builder.random.chance(8)
    let paypal = builder.random.chance(25)
    let order = builder.order(customer, at: placed, lines, method: paypal ? "PayPal Express Checkout" : "Stripe") {
      if code {
        $0.discountCode = "HELLO10"
        $0.discount = $0.subtotal / 10
      }
    }
    builder.settle(order, at: placed)
    smallRefund(order, placed)
  }

  /// Staff give a little back on 2 of 100 orders; nobody needs to be told.
  private mutating func smallRefund(_ order: Int, _ placed: Instant) {
    guard builder.random.chance(2) else { return }
    let cents = builder.random.within(4...16) * 100
    builder.refund(order, cents, at: placed + Span(seconds: Int64(builder.random.within(5...12) * 86_400)))
  }

  private mutating func pointOfSale(_ offset: Int) {
    let day = builder.firstDay + offset
    guard day.weekday >= 4 else { return }
    for _ in 0...builder.random.below(2) {
      let placed = ShopTime.at(day, builder.random.within(11...17), builder.random.below(60))
      let lines = [Line(product: builder.random.pick(Catalogue.everyday), quantity: 1)]
      let customer = builder.customer(created: placed)
      builder.customers[customer].email = ""
      builder.customers[customer].phone = ""
      let order = builder.order(customer, at: placed, lines, method: "cash", source: "pos")
      builder.pay(order, at: placed)
      builder.fulfil(order, at: placed)
    }
  }

  /// Eight people have soap sent every 30 days.
  private mutating func subscriptions(_ offset: Int) {
    let turn = ((offset % 30) + 30) % 30
    guard turn % 4 == 0 else { return }
    let name = "subscriber-\(turn / 4)"
    let known = builder.customers.firstIndex { $0.tags.contains(name) }
    let customer = known ?? builder.customer(created: builder.at(offset, 6))
    if known == nil { builder.customers[customer].tags = ["Active Subscriber", name] }
    let placed = builder.at(offset, 6, 30)
    let order = builder.order(
      customer, at: placed, [Line(product: Catalogue.refill, quantity: 2)], source: "subscription_contract"
    ) { $0.tags = ["Subscription", "Subscription Recurring Order"] }
    builder.settle(order, at: placed)
  }

  private mutating func wholesale(_ offset: Int) {
    let name = builder.random.pick(Names.companies)
    let known = builder.customers.firstIndex { $0.company == name }
    let customer = known ?? builder.company(name, created: builder.at(offset, 9))
    let placed = builder.at(offset, builder.random.within(9...15), builder.random.below(60))
    var lines: [Line] = []
    for product in [builder.random.pick(Catalogue.everyday), Catalogue.table] {
      lines.append(Line(product: product, quantity: builder.random.within(4...14)))
    }
    let due = ShopTime.at(builder.firstDay + offset + 30, 23, 59)
    let order = builder.order(customer, at: placed, lines, method: "", source: "shopify_draft_order") {
      $0.tags = ["wholesale"]
      $0.discount = $0.subtotal * 3 / 10
      $0.shipping = 0
      $0.terms = "Net 30"
      $0.termsDue = due
    }
    builder.ship(order, on: ShopTime.businessDay(onOrAfter: builder.firstDay + offset + 2), carrier: "UPS")
    builder.bill(order, customer: name, issued: builder.firstDay + offset, payAfter: builder.random.within(14...29))
  }

  // MARK: Tickets

  private static let subjects = [
    "Where is my order?", "Care instructions for linen", "Can I change my address?", "Is the throw machine washable?",
    "Gift wrapping", "Invoice for my order, please", "Which candle is the strongest?", "Delivery before the weekend?",
  ]

  private mutating func tickets(_ offset: Int) {
    let day = builder.firstDay + offset
    for _ in 0..<(day.weekday > 5 ? 1 : 3 + builder.random.below(3)) {
      let order = builder.orders.count - 1 - builder.random.below(min(80, builder.orders.count))
      let created = ShopTime.at(day, builder.random.within(8...20), builder.random.below(60), builder.random.below(60))
      guard let customer = builder.order(order, at: ShopTime.end(of: day))?.customer,
        !builder.customers[customer].email.isEmpty
      else { continue }
      let ticket = builder.ticket(customer, at: created, builder.random.pick(Self.subjects))
      if builder.random.chance(60) { builder.refer(ticket, to: order) }
      let answered = ShopTime.businessTime(after: created, seconds: builder.random.within(900...14_400))
      builder.answer(ticket, at: answered)
      let closed = ShopTime.businessTime(after: answered, seconds: builder.random.within(1800...40_000))
      builder.close(ticket, at: closed)
      if builder.random.chance(25) {
        let scored = closed + Span.hours(Int64(builder.random.within(1...20)))
        builder.score(ticket, builder.random.within(4...5), at: scored)
      }
    }
  }

  // MARK: Deals

  /// A trade lead that its owner keeps in touch with until it is won or lost.
  private mutating func deal(_ offset: Int) {
    let created = builder.at(offset, builder.random.within(9...16), builder.random.below(60))
    let deal = builder.deal(created: created, amount: builder.random.within(6...90) * 10_000, close: offset + 45)
    var day = offset
    let stages = ["Qualified", "Sample sent", "Quote sent"]
    for stage in stages {
      for _ in 0..<builder.random.within(1...2) {
        day += builder.random.within(2...4)
        builder.contact(deal, at: ShopTime.at(ShopTime.businessDay(onOrAfter: builder.firstDay + day), 11, 20))
      }
      let moved = ShopTime.at(ShopTime.businessDay(onOrAfter: builder.firstDay + day), 15, 5)
      builder.move(deal, to: stage, at: moved)
    }
    day += builder.random.within(2...4)
    let end = ShopTime.at(ShopTime.businessDay(onOrAfter: builder.firstDay + day), 16, 40)
    builder.contact(deal, at: end)
    builder.move(deal, to: builder.random.chance(60) ? "Closed won" : "Closed lost", at: end)
  }
}
