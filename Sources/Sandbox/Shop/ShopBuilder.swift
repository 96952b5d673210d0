import Records

/// The making of a shop: what happens to orders, parcels, charges, tickets, deals and invoices, in any order.
///
/// Things are known by their index here; numbers are given when all of them exist, in the order of their beginning.
struct ShopBuilder {
  let firstDay: Day
  var random: SplitMix
  var customers: [ShopCustomer] = []
  var orders: [Timeline<ShopOrder>] = []
  var parcels: [Timeline<Parcel>] = []
  var charges: [Timeline<Charge>] = []
  var tickets: [Timeline<Ticket>] = []
  var deals: [Timeline<Deal>] = []
  var invoices: [Timeline<BookInvoice>] = []
  var stories: [PlannedStory] = []

  /// The moment `hour`:`minute` on the shop's wall, `offset` days after the first day.
  func at(_ offset: Int, _ hour: Int, _ minute: Int = 0) -> Instant { ShopTime.at(firstDay + offset, hour, minute) }

  // MARK: People

  mutating func customer(created: Instant, first: Int? = nil, last: Int? = nil) -> Int {
    let given = Names.first[first ?? random.below(Names.first.count)]
    let family = Names.last[last ?? random.below(Names.last.count)]
    let number = customers.count + 1
    var person = ShopCustomer(
      first: given.0, last: family.0, email: "\(given.1).\(family.1)\(number)@\(random.pick(Names.domains))",
      created: created, state: random.pick(Names.states))
    if random.chance(30) { person.phone = "+1\(random.within(201...989))55501\(twoDigit(random.below(100)))" }
    person.subscribed = random.chance(40)
    customers.append(person)
    return number - 1
  }

  mutating func company(_ name: String, created: Instant) -> Int {
    let index = customer(created: created)
    customers[index].company = name
    customers[index].tags = ["wholesale"]
    return index
  }

  // MARK: Orders

  /// Adds an order that nothing has happened to yet; shipping is free from 75.00.
  mutating func order(
    _ customer: Int, at placed: Instant, _ lines: [Line], method: String = "Stripe", source: String = "web",
    _ adjust: (inout ShopOrder) -> Void = { _ in }
  ) -> Int {
    var order = ShopOrder(customer: customer, placed: placed, lines: lines, method: method, source: source)
    order.shipping = order.subtotal >= 7500 || !order.shippable || order.isPointOfSale ? 0 : 695
    adjust(&order)
    order.tax = ShopMoney.tax(order, state: order.isPointOfSale ? "NY" : customers[customer].state)
    orders.append(Timeline(start: placed, order))
    return orders.count - 1
  }

  func order(_ index: Int, at instant: Instant) -> ShopOrder? { orders[index].state(at: instant) }

  mutating func pay(_ index: Int, at instant: Instant) {
    orders[index].change(at: instant) {
      $0.payment = "paid"
      $0.paidAt = instant
    }
    charge(index, at: instant)
  }

  mutating func charge(_ index: Int, at instant: Instant, failed: String = "") {
    guard let order = order(index, at: instant), order.method == "Stripe" else { return }
    let charge = Charge(
      id: "ch_3" + random.token(22), order: index, created: instant, amount: ShopMoney.total(order),
      failed: !failed.isEmpty,
      decline: failed)
    if charge.amount > 0 { charges.append(Timeline(start: instant, charge)) }
  }

  mutating func refund(_ index: Int, _ cents: Int, at instant: Instant) {
    orders[index].change(at: instant) {
      $0.refunded = min(ShopMoney.total($0), $0.refunded + cents)
      $0.payment = $0.refunded >= ShopMoney.total($0) ? "refunded" : "partially_refunded"
    }
    for at in charges.indices where charges[at].state(at: instant).map({ $0.order == index && !$0.failed }) ?? false {
      charges[at].change(at: instant) {
        $0.refunded = min($0.amount, $0.refunded + cents)
        $0.refundedAt = instant
      }
    }
  }

  mutating func cancel(_ index: Int, at instant: Instant) {
    orders[index].change(at: instant) { $0.cancelledAt = instant }
  }

  mutating func fulfil(_ index: Int, at instant: Instant) {
    orders[index].change(at: instant) {
      $0.fulfillment = "fulfilled"
      $0.fulfilledAt = instant
      for line in $0.lines.indices { $0.lines[line].fulfilled = true }
    }
  }

  // MARK: Parcels

  /// Makes a label; the carrier's scan, delivery and the word to the shop come only where given.
  @discardableResult
  mutating func parcel(
    _ order: Int, label: Instant, scan: Instant?, delivered: Instant?, told: Instant?, carrier: String? = nil
  ) -> Int {
    let by = carrier ?? random.pick(["USPS", "USPS", "UPS", "FedEx"])
    let digits = (0..<9).map { _ in String(random.below(10)) }.joined()
    let tracking = by == "UPS" ? "1Z999AA\(digits)" : by == "FedEx" ? "7489\(digits)" : "940011\(digits)"
    var parcel = Timeline(start: label, Parcel(order: order, labelled: label, carrier: by, tracking: tracking))
    if let scan {
      parcel.change(at: scan) {
        $0.shipped = scan
        $0.status = "In transit"
      }
    }
    if let delivered {
      parcel.change(at: delivered) {
        $0.delivered = delivered
        $0.status = "Delivered"
      }
    }
    parcels.append(parcel)
    if let told { fulfil(order, at: told) }
    return parcels.count - 1
  }

  /// Packs on the day itself when paid before 11:00 of a business day, else on the next business day.
  mutating func shipNormally(_ order: Int, paid: Instant) {
    let (day, second) = ShopTime.zone.local(paid)
    let today = ShopTime.isBusinessDay(day) && second < 11 * 3600
    ship(order, on: today ? day : ShopTime.businessDay(onOrAfter: day + 1), from: today ? 13 : 10)
  }

  /// Label, pick-up at 17:00 and delivery two to five days later.
  mutating func ship(_ order: Int, on day: Day, from hour: Int = 10, carrier: String? = nil) {
    let label = ShopTime.at(day, hour + random.below(16 - hour), random.below(60), random.below(60))
    let delivered = ShopTime.at(day + random.within(2...5), random.within(10...17), random.below(60), random.below(60))
    let scan = ShopTime.at(day, 17, random.below(30))
    parcel(order, label: label, scan: scan, delivered: delivered, told: label, carrier: carrier)
  }

  /// The everyday life of an order: paid at once, shipped in time.
  mutating func ordinary(_ customer: Int, at placed: Instant, _ lines: [Line]) -> Int {
    let order = order(customer, at: placed, lines)
    settle(order, at: placed)
    return order
  }

  mutating func settle(_ order: Int, at placed: Instant) {
    let paid = placed + Span(seconds: Int64(random.within(5...40)))
    pay(order, at: paid)
    if self.order(order, at: placed)?.shippable ?? false {
      shipNormally(order, paid: paid)
    } else {
      fulfil(order, at: paid + Span(seconds: 30))
    }
  }

  // MARK: Stories

  mutating func tell(
    _ offset: Int, _ code: String, _ subjects: [PlannedStory.Subject], _ what: String, _ notice: String
  ) {
    stories.append(.init(day: firstDay + offset, code: code, subjects: subjects, what: what, notice: notice))
  }
}

/// A story before its subjects have numbers.
struct PlannedStory: Sendable {
  enum Subject: Sendable {
    case order(Int)
    case ticket(Int)
    case deal(Int)
    case customer(Int)
    case invoice(Int)
    case file(String)
  }

  var day: Day
  var code: String
  var subjects: [Subject]
  var what: String
  var notice: String
}

/// Sums of an order, in cents.
enum ShopMoney {
  /// New York and Vermont orders bear 8 % on goods.
  static func tax(_ order: ShopOrder, state: String) -> Int {
    guard ["NY", "VT"].contains(state), !order.isWholesale else { return 0 }
    let goods = order.lines.filter { !$0.product.giftCard }.reduce(0) { $0 + $1.product.price * $1.quantity }
    return max(0, goods - order.discount) * 8 / 100
  }

  static func total(_ order: ShopOrder) -> Int { order.subtotal + order.shipping + order.tax }
}
