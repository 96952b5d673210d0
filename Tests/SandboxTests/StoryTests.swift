import Records
import Testing

@testable import Sandbox

@Suite struct StoryTests {
  let shop = SampleShop.committed

  func order(_ subject: String) throws -> Timeline<ShopOrder> {
    let number = try #require(Int(subject.drop { !$0.isNumber }))
    return shop.orders[shop.orderSequence[number - ShopNumber.firstOrder]]
  }

  func story(_ code: String, day offset: Int) throws -> SampleStory {
    try #require(shop.stories.first { $0.code == code && $0.day == shop.firstDay + offset })
  }

  func state(_ subject: String, _ offset: Int) throws -> ShopOrder {
    try #require(try order(subject).state(at: ShopTime.end(of: shop.firstDay + offset)))
  }

  @Test func namesEverySubjectOfEveryStory() {
    for story in shop.stories {
      #expect(story.day >= shop.firstDay && story.day < shop.firstDay + 42, "\(story.what)")
      #expect(!story.subjects.isEmpty || story.code == "sale", "\(story.what)")
    }
  }

  /// A business day after payment at the latest, so that only what a story plants is late.
  @Test func shipsEverydayOrdersInTime() {
    let named = Set(shop.stories.flatMap(\.subjects))
    let end = ShopTime.end(of: shop.firstDay + shop.days + 3)
    for (index, line) in shop.orders.enumerated() where !named.contains("order #\(shop.orderNumbers[index])") {
      guard let order = line.state(at: end), order.shippable, !order.isWholesale else { continue }
      let paid = ShopTime.zone.day(of: order.paidAt ?? order.placed)
      let due = ShopTime.businessDay(onOrAfter: ShopTime.businessDay(onOrAfter: paid) + 1)
      let shipped = order.fulfilledAt.map { ShopTime.zone.day(of: $0) }
      #expect(shipped.map { $0 <= due } ?? false, "#\(shop.orderNumbers[index])")
    }
  }

  @Test func answersEverydayTicketsInTime() {
    let named = Set(shop.stories.flatMap(\.subjects))
    let end = ShopTime.end(of: shop.firstDay + shop.days + 5)
    for (index, line) in shop.tickets.enumerated() where !named.contains("ticket \(shop.ticketNumbers[index])") {
      guard let ticket = line.state(at: end), let answered = ticket.answered else {
        Issue.record("ticket \(shop.ticketNumbers[index]) is never answered")
        continue
      }
      #expect(answered < ShopTime.businessTime(after: ticket.created, seconds: 8 * 3600))
    }
  }

  /// Seven days without contact for a new lead, fourteen for a later stage, only where a story says so.
  @Test func keepsInTouchWithEverydayLeads() {
    let named = Set(shop.stories.flatMap(\.subjects))
    for (index, line) in shop.deals.enumerated() where !named.contains("deal \(shop.dealNumbers[index])") {
      for offset in 0..<shop.days {
        let now = ShopTime.end(of: shop.firstDay + offset)
        guard let deal = line.state(at: now), !deal.stage.hasPrefix("Closed") else { continue }
        let quiet = now - (deal.contacted ?? deal.created)
        #expect(quiet < .days(deal.stage == "New inquiry" ? 7 : 14), "deal \(shop.dealNumbers[index]) day \(offset)")
        #expect(deal.close > shop.firstDay + offset)
      }
    }
  }

  @Test func growsARefundBetweenTwoExports() throws {
    let subject = try story("refund", day: 8).subjects[0]
    #expect(try [7, 8, 10].map { try state(subject, $0).refunded } == [0, 1800, 4100])
    #expect(try state(subject, 10).payment == "partially_refunded")
    let large = try state(try story("refund", day: 9).subjects[0], 9)
    #expect(large.refunded >= 10_000 && large.refunded * 2 >= ShopMoney.total(large))
  }

  @Test func leavesSixOrdersOfOneItemWaiting() throws {
    let group = try story("late_group", day: 7).subjects
    #expect(group.count == 6)
    for subject in group {
      #expect(try state(subject, 15).fulfillment == "unfulfilled")
      #expect(try state(subject, 15).payment == "paid")
      #expect(try state(subject, 15).lines.map(\.product.sku) == [Catalogue.figCandle.sku])
      #expect(try state(subject, 16).fulfillment == "fulfilled")
    }
  }

  @Test func refundsACancelledOrderFourDaysLate() throws {
    let subject = try story("cancelled_paid", day: 11).subjects[0]
    #expect(try state(subject, 14).cancelledAt != nil)
    #expect(try state(subject, 14).payment == "paid")
    #expect(try state(subject, 15).payment == "refunded")
  }

  @Test func countsTheLoyalCustomersTenthOrder() throws {
    let tenth = try story("tenth_order", day: 28)
    let order = try state(tenth.subjects[0], 28)
    let earlier = shop.orders.filter { line in
      line.start <= order.placed && line.state(at: line.start).map { $0.customer == order.customer } ?? false
    }
    #expect(earlier.count == 10)
    #expect(order.fulfillment == "unfulfilled")
  }

  @Test func keepsTradeTestAndStaffOrdersApart() throws {
    let plain = try story("class", day: 3).subjects
    #expect(try state(plain[0], 3).tags == ["test"])
    let staff = try state(plain[1], 3)
    #expect(staff.subtotal == 0 && shop.customers[staff.customer].email.hasSuffix("@larkspurpine.example.com"))
    let trade = try state(try story("wholesale", day: 4).subjects[0], 4)
    #expect(trade.isWholesale && trade.subtotal == 384_000 && trade.payment == "pending")
  }

  @Test func hasAParcelTheShopWasNeverToldOf() throws {
    let subject = try story("shop_not_told", day: 22).subjects[1]
    #expect(try state(subject, 41).fulfillment == "unfulfilled")
    let number = try #require(Int(subject.drop { !$0.isNumber }))
    let end = ShopTime.end(of: shop.firstDay + 41)
    let parcels = shop.parcels.compactMap { $0.state(at: end) }.filter { shop.orderNumbers[$0.order] == number }
    #expect(parcels.count == 1 && parcels[0].delivered != nil)
  }
}
