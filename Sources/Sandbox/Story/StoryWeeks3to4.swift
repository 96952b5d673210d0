import Records

extension ShopBuilder {
  mutating func weekThree() {
    leads()
    var labels: [Int] = []
    for index in 0..<5 {
      let order = unshipped(13, 10 + index, [line("LP-CUS-LIN")])
      parcel(
        order, label: at(14, 11, index), scan: at(18, 16, 30), delivered: at(21, 12), told: at(14, 11, index),
        carrier: "UPS")
      labels.append(order)
    }
    tell(
      14, "label_group", labels.map { .order($0) }, "five UPS labels on Monday, scanned on Friday",
      "labels without a scan from Wednesday, one case of one carrier; resolved")

    let damaged = unshipped(11, 10, [line("LP-VAS-TAL")])
    let first = parcel(damaged, label: at(14, 10), scan: at(14, 17), delivered: nil, told: at(14, 10), carrier: "FedEx")
    parcels[first].change(at: at(15, 15)) { $0.status = "Exception: damaged in transit" }
    parcels[first].change(at: at(17, 9)) { $0.voided = $0.labelled + .days(3) }
    parcel(damaged, label: at(17, 10), scan: at(17, 17), delivered: at(20, 12), told: nil, carrier: "FedEx")
    tell(
      15, "shipment_exception", [.order(damaged)], "damaged on the way; a second parcel leaves two days later",
      "shipment exception; resolved")
    let lost = unshipped(10, 10, [line("LP-FRM-OAK", 2)])
    let gone = parcel(lost, label: at(11, 10), scan: at(11, 17), delivered: nil, told: at(11, 10), carrier: "USPS")
    parcels[gone].change(at: at(21, 9)) { $0.status = "Lost" }
    tell(
      21, "shipment_exception", [.order(lost)], "shipped in week 2 and declared lost", "lost parcel; open to the end")

    tell(
      16, "shrink", [.file("hubspot-deals")],
      "the deals export has only two fifths of its rows, whole again on Thursday",
      "shrink guard: last good snapshot stands; nothing is deleted or resolved")

    let declined = order(stranger(18), at: at(18, 10), [line("LP-LMP-DSK")])
    charge(declined, at: at(18, 10, 1), failed: "insufficient_funds")
    pay(declined, at: at(19, 18))
    shipNormally(declined, paid: at(19, 18))
    tell(
      18, "payment_failed", [.order(declined)], "the card is declined on Friday, paid on Saturday evening",
      "payment failed and unpaid; resolved")

    let card = order(stranger(19), at: at(19, 11), [Line(product: Catalogue.giftCard, quantity: 2)])
    pay(card, at: at(19, 11, 1))
    let mixed = order(
      stranger(19), at: at(19, 12), [Line(product: Catalogue.giftCard, quantity: 1), line("LP-SOA-LAV")])
    settle(mixed, at: at(19, 12))
    tell(
      19, "gift_card", [.order(card), .order(mixed)], "a gift card alone is never fulfilled, one with soap is",
      "not late: nothing to ship; not net sales")

    // 1:30 on the wall occurs twice where daylight saving ends.
    let once = ShopTime.at(firstDay + 20, 1, 30)
    let twice = once + .hours(1)
    let before = ordinary(stranger(19), at: once, [line("LP-CAN-PIN")])
    let after = ordinary(stranger(19), at: twice, [line("LP-CAN-SEA")])
    tell(
      20, "clock_change", [.order(before), .order(after)], "two orders an hour apart on the night the clocks change",
      "both on the same day, in the right order")
  }

  /// Six leads that their owners lose sight of, each in another way.
  private mutating func leads() {
    let won = deal(created: at(2, 10), amount: 240_000, close: 40, company: "Blue Latch Cafe")
    contact(won, at: at(3, 11))
    contact(won, at: at(15, 11))
    move(won, to: "Closed won", at: at(18, 15))
    tell(
      10, "stale_lead", [.deal(won)], "new, last contact on day 4; called on day 16, won on day 19",
      "stale for 7 days; then recovered")
    let quote = deal(created: at(-20, 10), amount: 780_000, close: 60, company: "Pennant Hotel Group")
    move(quote, to: "Quote sent", at: at(-10, 10))
    contact(quote, at: at(0, 15))
    tell(
      14, "stale_lead", [.deal(quote)], "quote sent, last contact on the first day",
      "stale for 14 days; open to the end")
    let overdue = deal(created: at(-5, 10), amount: 310_000, close: 17, company: "Halcyon Yoga")
    move(overdue, to: "Sample sent", at: at(3, 10))
    for offset in [3, 10, 16, 23, 30, 37] { contact(overdue, at: at(offset, 14)) }
    tell(18, "past_close", [.deal(overdue)], "contacted every week, but its close date passes", "past its close date")
    let planned = deal(created: at(-10, 10), amount: 450_000, close: 60, company: "Old Mill Restaurant")
    move(planned, to: "Qualified", at: at(1, 10))
    contact(planned, at: at(5, 10))
    let meeting = at(22, 10)
    deals[planned].change(at: at(6, 10)) { $0.next = meeting }
    contact(planned, at: at(22, 10, 30))
    deals[planned].change(at: at(22, 11)) { $0.next = nil }
    contact(planned, at: at(34, 10))
    tell(
      19, "counterexample", [.deal(planned)], "14 days without contact, but a meeting is set for day 23", "not stale")
    let dropped = deal(created: at(6, 10), amount: 120_000, close: 60, company: "Rowan Tree Books")
    contact(dropped, at: at(7, 10))
    contact(dropped, at: at(17, 10))
    move(dropped, to: "Closed lost", at: at(20, 10))
    tell(
      14, "stale_lead", [.deal(dropped)], "contacted on day 18 after ten days, lost on day 21",
      "stale, resolved, never recovered")
    let pushed = deal(created: at(8, 10), amount: 90_000, close: 25, company: "Saltbox Mercantile")
    contact(pushed, at: at(9, 10))
    let later = firstDay + 70
    deals[pushed].change(at: at(24, 10)) { $0.close = later }
    tell(
      16, "stale_lead", [.deal(pushed)], "never contacted again; its close date is pushed on day 25",
      "stale; a pushed date is no recovery")
  }

  mutating func weekFour() {
    let (asker, asked) = person(9, 12, ordersOn: [14], "LP-THR-WOL")
    let request = ticket(asker, at: at(21, 11), "Refund for my throw please", tags: ["refund-request"])
    refer(request, to: asked[0])
    answer(request, at: at(21, 15))
    refund(asked[0], 11_800, at: at(28, 12))
    close(request, at: at(28, 13))
    tell(
      21, "refund_requested", [.ticket(request), .order(asked[0])], "a refund is asked for and paid a week later",
      "refund requested and not settled; resolved")

    let untold = unshipped(21, 10, [line("LP-BSK-SEA")])
    parcel(untold, label: at(22, 10), scan: at(22, 17), delivered: at(26, 12), told: at(27, 10))
    let never = unshipped(21, 12, [line("LP-LIN-NAP")])
    parcel(never, label: at(22, 11), scan: at(22, 17), delivered: at(26, 13), told: nil)
    tell(
      22, "shop_not_told", [.order(untold), .order(never)],
      "shipped, but the shop still says unfulfilled; the first is mended on day 28",
      "shop not told of the shipment; never late")

    let (angry, angryOrders) = person(20, 2, ordersOn: [15])
    let chargeback = ticket(angry, at: at(23, 9, 30), "I will file a chargeback", tags: ["urgent"])
    refer(chargeback, to: angryOrders[0])
    answer(chargeback, at: at(23, 10, 30))
    let (again, againOrders) = person(21, 3, ordersOn: [16])
    let second = ticket(again, at: at(23, 14), "Broken for the second time", tags: ["damaged"])
    refer(second, to: againOrders[0])
    answer(second, at: at(23, 16))
    close(second, at: at(25, 11))
    let harmless = ticket(stranger(23), at: at(23, 11), "Not a complaint, not angry, just a question")
    answer(harmless, at: at(23, 12))
    close(harmless, at: at(23, 13))
    tell(
      23, "negative_signal", [.ticket(chargeback), .ticket(second)],
      "a chargeback announced; something broken for the second time", "negative signals; the chargeback stays open")
    tell(23, "counterexample", [.ticket(harmless)], "negative words, all negated", "nothing")

    let (vip, _) = person(4, 6, ordersOn: [-148, -131, -115, -99, -83, -66, -50, -33, -17, -2], "LP-CUS-LIN")
    let asks = ticket(vip, at: at(24, 10), "Matching cushion covers?")
    answer(asks, at: at(24, 15))
    close(asks, at: at(24, 16))
    tell(
      24, "vip_ticket", [.ticket(asks), .customer(vip)], "a customer with ten orders waits five hours",
      "VIP's ticket unanswered for 2 business hours; resolved")

    tell(
      24, "missing_file", [.file("shipstation-shipments")],
      "no parcels file on Thursday and Friday; Saturday's has all three days",
      "parcels stale: late orders are not judged until Saturday's file")

    let chatty = ordinary(stranger(26), at: at(26, 9), [line("LP-TRY-BRS")])
    orders[chatty].change(at: at(26, 9, 5)) {
      $0.note =
        "Please call Maddy on 555-0142, or write to maddy@example.net,\n\"before noon\" if possible;\nleave it with the neighbour"
    }
    let odd = stranger(26)
    customers[odd].first = "=1+1"
    customers[odd].last = "<b>Wren</b>, Jr. \"Bobby\""
    let strange = ordinary(odd, at: at(26, 10), [line("LP-SOA-LAV", 3)])
    tell(
      26, "free_text", [.order(chatty), .order(strange)],
      "a phone and an address in a note of several lines; a name like a formula and a tag",
      "private: masked or hashed; never runs anywhere")
  }
}
