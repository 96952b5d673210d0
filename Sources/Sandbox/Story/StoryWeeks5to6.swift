import Records

extension ShopBuilder {
  mutating func weekFive() {
    let (loyal, _) = person(1, 1, ordersOn: [-140, -120, -101, -84, -63, -44, -22, -6, 10], "LP-THR-COT")
    let tenth = unshipped(28, 9, [line("LP-THR-WOL"), line("LP-CAN-PIN")], customer: loyal)
    ship(tenth, on: firstDay + 36)
    tell(28, "tenth_order", [.order(tenth), .customer(loyal)], "a customer's tenth order", "VIP: tenth order")
    tell(
      31, "late", [.order(tenth)], "the same order waits until Tuesday of week 6",
      "late from Thursday: a VIP's order; resolved")

    let (spender, _) = person(13, 17, ordersOn: [-70, -30], "LP-MIR-RND")
    let crossing = ordinary(spender, at: at(29, 9), [Line(product: Catalogue.table, quantity: 3)])
    tell(
      29, "lifetime_spend", [.order(crossing), .customer(spender)], "a third order lifts lifetime spend to over 1,000",
      "VIP: third order and spend past the 98th percentile")

    let label = unshipped(28, 14, [line("LP-LIN-TBL")])
    parcel(label, label: at(29, 11), scan: nil, delivered: nil, told: at(29, 11), carrier: "USPS")
    tell(
      29, "label", [.order(label)], "a label that is never scanned",
      "label without a scan from Thursday; open to the end")

    let (unhappy, unhappyOrders) = person(25, 20, ordersOn: [22])
    for (offset, rating) in [(30, 1), (31, 2)] {
      let rated = ticket(unhappy, at: at(offset - 1, 10), rating == 1 ? "Late again" : "Loose thread")
      refer(rated, to: unhappyOrders[0])
      answer(rated, at: at(offset - 1, 11))
      close(rated, at: at(offset - 1, 16))
      score(rated, rating, at: at(offset, 9))
      tell(offset, "rating", [.ticket(rated)], "a rating of \(rating)", "negative signal: rating")
    }
    let happy = stranger(31)
    let thanks = ticket(happy, at: at(31, 9), "Question about wicks")
    answer(thanks, at: at(31, 10))
    write(thanks, at: at(31, 10, 30), tag: "thanks")
    close(thanks, at: at(31, 11))
    tell(31, "counterexample", [.ticket(thanks)], "closed after a word of thanks", "nothing: not waiting")

    let (quiet, _) = person(10, 21, ordersOn: [-91, -77, -63, -49, -34])
    tell(
      26, "inactive", [.customer(quiet)], "ordered every two weeks, last on day -33",
      "inactive after 60 days; open to the end")
    let (back, comeback) = person(18, 22, ordersOn: [-86, -68, -50, -32, 33])
    tell(
      28, "inactive", [.customer(back), .order(comeback[4])],
      "ordered every 18 days, then silence; orders on day 34 unprompted",
      "inactive; then returned by itself, not recovered")
    let (pause, paused) = person(28, 23, ordersOn: [-78, -54, -30, 38])
    tell(
      30, "inactive", [.customer(pause), .order(paused[3])], "ordered every 24 days, then silence for 68",
      "not inactive at 60 days: three times the gap is 72")

    let blurred = ticket(stranger(32), at: at(32, 10), "Delivery date?")
    answer(blurred, at: at(32, 11))
    close(blurred, at: at(32, 12))
    let odd = ordinary(stranger(32), at: at(32, 10), [line("LP-CAN-SEA")])
    tell(
      32, "quarantine", [.ticket(blurred), .order(odd)],
      "a ticket with the date 31/31/2026; a charge with the amount twelve",
      "two records in quarantine; no later file mends them")
  }

  mutating func weekSix() {
    var chipped: [Int] = []
    for index in 0..<4 {
      let (customer, mugs) = person(3 + index, 13 + index, ordersOn: [27 + index / 2], "LP-MUG-STN")
      let complaint = ticket(customer, at: at(35 + index, 10, 15), "Mug arrived chipped", tags: ["damaged", "mug"])
      refer(complaint, to: mugs[0])
      answer(complaint, at: at(35 + index, 11))
      close(complaint, at: at(35 + index, 15))
      refund(mugs[0], 4200, at: at(35 + index, 12))
      chipped.append(mugs[0])
    }
    tell(
      35, "bad_batch", chipped.map { .order($0) }, "four chipped mugs of one SKU refunded from Monday to Thursday",
      "small refunds; bad-batch radar from the third on")

    let risky = order(
      stranger(36), at: at(36, 10),
      [Line(product: Catalogue.sofa, quantity: 1), Line(product: Catalogue.table, quantity: 2)]
    ) {
      $0.risk = "High"
    }
    pay(risky, at: at(36, 10, 1))
    shipNormally(risky, paid: at(37, 12))
    tell(
      36, "high_value", [.order(risky)], "an order of 1,380 with a high risk level",
      "review the payment first: no tag, no thanks")

    var open: [Int] = []
    for hour in [9, 13] { open.append(unshipped(36, hour, [line("LP-PLT-DIN")])) }
    tell(
      36, "late", open.map { .order($0) }, "two orders of Tuesday that are not shipped by the end",
      "late from Friday; open to the end")

    let replacement = order(stranger(37), at: at(37, 10), [line("LP-MUG-STN")], method: "") {
      $0.tags = ["replacement"]
      $0.discount = $0.subtotal
      $0.shipping = 0
    }
    settle(replacement, at: at(37, 10))
    tell(37, "class", [.order(replacement)], "a replacement, free of charge", "no sale, no VIP")

    let studio = invoice(
      "Ulla Wrenfield", issued: firstDay + 8, due: firstDay + 37, amount: 64_000, memo: "Styling, one room")
    let window = invoice(
      "Bram Dunmarsh", issued: firstDay - 40, due: firstDay - 10, amount: 28_500, memo: "Custom frames, \"gilt\"")
    settleInvoice(window, at: at(24, 12), leaving: 8500)
    tell(
      37, "overdue_invoice", [.invoice(studio), .invoice(window)],
      "two private customers' invoices: one falls due today, one is half paid since October",
      "open invoice past its due date")

    let unanswered = ticket(stranger(38), at: at(38, 9, 30), "Is my parcel lost?")
    tell(
      38, "unanswered", [.ticket(unanswered)], "asked on Thursday, not answered by the end",
      "unanswered from Friday; open to the end")
    tell(39, "sale", [], "a weekend sale: about a quarter more orders", "nothing: they are shipped in time")
    fair()
  }

  /// Leads of two trade fairs that nobody calls for a week; after the second one the team is quicker.
  private mutating func fair() {
    // Found stale seven days after they came: in the first week of November, then in the second.
    let slow = inquiries(on: [13, 13, 14, 15, 16, 17], called: [3, 5, nil, nil, nil, nil], lost: 30)
    let quick = inquiries(on: [20, 20, 21, 21, 22, 22, 23, 24], called: [1, 2, 2, 3, 4, 6, nil, nil], lost: 38)
    tell(
      20, "fair", slow.map { .deal($0) },
      "six inquiries of a fair, two of them called after three and five days too late",
      "stale after 7 days; two recovered, the others lost")
    tell(
      27, "fair", quick.map { .deal($0) }, "eight inquiries of the next fair, six of them called within a week",
      "stale after 7 days; six recovered: the recovery trend")
  }

  /// Inquiries by the day they came, with the days from being found stale to the first call; the rest is lost at the end.
  private mutating func inquiries(on days: [Int], called: [Int?], lost: Int) -> [Int] {
    days.indices.map { place in
      let day = days[place]
      let inquiry = deal(created: at(day, 10, place), amount: 40_000 + place * 15_000, close: 75)
      if let days = called[place] {
        contact(inquiry, at: at(day + 7 + days, 11, place))
        move(inquiry, to: "Qualified", at: at(day + 7 + days, 11, place + 1))
        contact(inquiry, at: at(40, 11, place))
      } else {
        move(inquiry, to: "Closed lost", at: at(lost, 16, place))
      }
      return inquiry
    }
  }
}
