import Records

/// What goes wrong, planted by hand into the everyday life; offsets are days after the first day, a Monday.
extension ShopBuilder {
  func line(_ sku: String, _ quantity: Int = 1) -> Line {
    let product = Catalogue.everyday.first { $0.sku == sku } ?? Catalogue.table
    return Line(product: product, quantity: quantity)
  }

  /// A person of a story with paid and shipped orders on the days given.
  mutating func person(_ first: Int, _ last: Int, ordersOn days: [Int], _ sku: String = "LP-LIN-TBL") -> (Int, [Int]) {
    let customer = customer(created: at((days.first ?? 0) - 1, 12), first: first, last: last)
    let orders = days.map { ordinary(customer, at: at($0, 9, 40), [line(sku)]) }
    return (customer, orders)
  }

  mutating func stranger(_ offset: Int) -> Int { customer(created: at(offset, 7)) }

  /// A paid order that nothing has been shipped for.
  mutating func unshipped(_ offset: Int, _ hour: Int, _ lines: [Line], customer: Int? = nil) -> Int {
    let placed = at(offset, hour, 12)
    let order = order(customer ?? stranger(offset), at: placed, lines)
    pay(order, at: placed + Span(seconds: 20))
    return order
  }

  mutating func weekOne() {
    let forgotten = unshipped(-45, 10, [line("LP-VAS-TAL")])
    tell(0, "backlog", [.order(forgotten)], "paid 45 days ago and never shipped", "backlog: counted, no alert")
    let early = unshipped(-5, 10, [line("LP-MIR-RND")])
    ship(early, on: firstDay + 2)
    tell(
      0, "late", [.order(early)], "paid on the Wednesday before, shipped on day 3", "late at the first run; resolved")
    let late = unshipped(1, 10, [line("LP-LMP-DSK")])
    ship(late, on: firstDay + 7)
    tell(
      1, "late", [.order(late)], "paid Tuesday morning, shipped the Monday after",
      "late from Friday; resolved on Monday")

    let large = ordinary(
      stranger(1), at: at(1, 11, 30), [Line(product: Catalogue.sofa, quantity: 1), line("LP-THR-WOL", 3)])
    tell(1, "high_value", [.order(large)], "an online order of over 1,200", "VIP order: high value")

    let held = order(stranger(2), at: at(2, 9, 10), [line("LP-LIN-TBL"), line("LP-LIN-NAP")])
    let authorised = Instant(seconds: at(2, 9, 10).seconds + 15)
    orders[held].change(at: authorised) { $0.payment = "authorized" }
    orders[held].change(at: at(9, 8)) {
      $0.payment = "voided"
      $0.cancelledAt = $0.placed + .days(7)
    }
    tell(
      2, "authorization", [.order(held)], "authorised, never captured; voided and cancelled a week later",
      "authorisation about to expire; not late")
    let transfer = order(stranger(2), at: at(2, 13, 5), [line("LP-MIR-RND")], method: "Bank Deposit")
    tell(2, "pending", [.order(transfer)], "a bank transfer that never arrives", "unpaid: never late")

    let question = ticket(stranger(2), at: at(2, 10), "Wrong colour received")
    answer(question, at: at(4, 11))
    close(question, at: at(4, 15))
    tell(
      2, "unanswered", [.ticket(question)], "asked Wednesday 10:00, answered Friday 11:00",
      "unanswered for over 8 business hours; resolved")

    let address = unshipped(3, 9, [line("LP-PLT-DIN")])
    orders[address].change(at: at(3, 9, 30)) {
      $0.fulfillment = "on_hold"
      $0.tags.append("hold-address")
      $0.note = "Street number is missing, wrote to the customer"
    }
    orders[address].change(at: at(8, 9)) {
      $0.fulfillment = "unfulfilled"
      $0.tags = []
    }
    ship(address, on: firstDay + 8)
    tell(
      3, "held", [.order(address)], "held for its address until the Tuesday after", "held over 1 business day; not late"
    )

    let test = order(
      stranger(3), at: at(3, 8), [Line(product: Catalogue.sofa, quantity: 3)], method: "(for testing) Bogus Gateway"
    ) {
      $0.tags = ["test"]
    }
    pay(test, at: at(3, 8, 1))
    let staff = customer(created: at(3, 7), first: 16, last: 10)
    customers[staff].email = "quill@larkspurpine.example.com"
    let perk = order(staff, at: at(3, 12), [line("LP-THR-WOL")], method: "") {
      $0.discountCode = "STAFF100"
      $0.discount = $0.subtotal
    }
    settle(perk, at: at(3, 12))
    tell(
      3, "class", [.order(test), .order(perk)], "a test order of 2,670 and a staff order at 100 % off",
      "neither VIP nor late")

    let inn = customers.firstIndex { $0.company == "Fernway Inn" } ?? company("Fernway Inn", created: at(-60, 9))
    let trade = order(inn, at: at(4, 10), [line("LP-LIN-TBL", 40)], method: "", source: "shopify_draft_order") {
      $0.tags = ["wholesale"]
      $0.shipping = 0
      $0.terms = "Net 30"
    }
    ship(trade, on: firstDay + 9, carrier: "UPS")
    bill(trade, customer: "Fernway Inn", issued: firstDay + 4, payAfter: nil)
    tell(
      4, "wholesale", [.order(trade)], "a trade order of 3,840, shipped on its third business day",
      "no VIP, not late; its invoice falls due in week 5 and stays open")

    let weekend = ticket(stranger(5), at: at(5, 10), "Do you ship to Vermont?")
    answer(weekend, at: at(7, 10))
    close(weekend, at: at(7, 12))
    tell(
      5, "counterexample", [.ticket(weekend)], "asked on Saturday, answered Monday 10:00",
      "nothing: one business hour has passed")
  }

  mutating func weekTwo() {
    var group: [Int] = []
    for index in 0..<6 {
      let lines = [Line(product: Catalogue.figCandle, quantity: 1 + index % 3)]
      let order = unshipped(7 + index / 4, 9 + index, lines)
      orders[order].change(at: at(9, 9)) { $0.tags.append("backorder") }
      ship(order, on: firstDay + 16)
      group.append(order)
    }
    tell(
      7, "late_group", group.map { .order($0) },
      "six orders wait for the fig candle, which is out of stock until day 17",
      "late from Thursday and Friday, as one case of one SKU")

    let (_, growing) = person(2, 5, ordersOn: [1])
    refund(growing[0], 1800, at: at(8, 14))
    refund(growing[0], 2300, at: at(10, 14))
    tell(
      8, "refund", [.order(growing[0])], "18.00 given back, two days later 41.00 in all",
      "two small refunds: digest only")
    let (_, big) = person(6, 8, ordersOn: [2], "LP-MIR-RND")
    refund(big[0], 12_800, at: at(9, 11))
    tell(
      9, "refund", [.order(big[0])], "128.00 of 135.00 and tax refunded",
      "large refund: at least 100 and half of the order")

    var bad: [Int] = []
    for _ in 0..<2 {
      let order = unshipped(9, 15, [line("LP-BWL-SRV")])
      ship(order, on: firstDay + 10)
      bad.append(order)
    }
    tell(
      9, "quarantine", bad.map { .order($0) }, "one order's total and one order's date are unreadable in this file",
      "two records in quarantine, gone with the next export")

    let (_, refunded) = person(14, 11, ordersOn: [-100, -70, -40, -20, 4])
    refund(refunded[1], 3000, at: at(-60, 12))
    refund(refunded[3], 2500, at: at(-10, 12))
    refund(refunded[4], 4000, at: at(10, 12))
    tell(
      10, "third_refund", [.order(refunded[4])], "the third refund of a customer with five orders", "repeated refund")

    let cancelled = unshipped(11, 9, [line("LP-MIR-RND")])
    cancel(cancelled, at: at(11, 12))
    refund(cancelled, 100_000, at: at(15, 10))
    tell(
      11, "cancelled_paid", [.order(cancelled)], "cancelled at noon, refunded four days later",
      "cancelled, paid and not refunded for 24 hours; resolved")

    let edited = order(stranger(11), at: at(11, 16), [line("LP-VAS-SML")])
    pay(edited, at: at(11, 16, 1))
    ship(edited, on: firstDay + 14)
    let more = line("LP-TRY-BRS")
    orders[edited].change(at: at(12, 10)) { $0.lines.append(more) }
    tell(
      12, "edited", [.order(edited)], "a tray is added to the order; the total grows by 52.00", "a change, no exception"
    )
  }
}
