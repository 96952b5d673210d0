import Records

/// A made-up shop as all its systems know it, at any moment. Money in cents of USD.
///
/// What exists is known by its index, in the order of its beginning, so that nothing has to be held to be found: what
/// began by a moment has the indices 0 up to its count. Every system makes its own ids and forms of it.
protocol ShopWorld: Sendable {
  /// How many customers there are by `now`.
  func customerCount(at now: Instant) -> Int
  /// A customer that exists.
  func customer(_ index: Int, at now: Instant) -> WorldCustomer
  /// Customers that last changed in a range, by that moment, then by index.
  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int]

  /// How many orders were placed by `now`.
  func orderCount(at now: Instant) -> Int
  /// An order that exists.
  func order(_ index: Int, at now: Instant) -> WorldOrder
  /// Orders that last changed in a range, by that moment, then by index.
  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int]

  /// How many parcels have a label by `now`.
  func parcelCount(at now: Instant) -> Int
  /// A parcel that exists.
  func parcel(_ index: Int, at now: Instant) -> WorldParcel
  /// The parcels of an order.
  func parcels(ofOrder order: Int, at now: Instant) -> [Int]

  /// How many invoices the books have by `now`.
  func invoiceCount(at now: Instant) -> Int
  /// An invoice that exists.
  func invoice(_ index: Int, at now: Instant) -> WorldInvoice
}

/// A customer at a moment.
struct WorldCustomer: Sendable {
  var index: Int
  var changed: Instant
  var state: ShopCustomer
  /// Orders placed and not cancelled.
  var orders: Int
  /// What they came to, less refunds.
  var spent: Int
}

/// An order at a moment.
struct WorldOrder: Sendable {
  /// Its place in the order of placing; the shop's number is 1001 more.
  var index: Int
  /// When it last changed.
  var changed: Instant
  var state: ShopOrder
  /// Money given back so far, oldest first.
  var refunds: [WorldRefund]

  /// The number that customers and other systems know it by.
  var number: Int { ShopNumber.firstOrder + index }
}

/// Money given back for an order.
struct WorldRefund: Sendable {
  var at: Instant
  var amount: Int
}

/// A parcel at a moment.
struct WorldParcel: Sendable {
  var index: Int
  var changed: Instant
  var state: Parcel
  /// The index of its order.
  var order: Int { state.order }
}

/// An invoice at a moment.
struct WorldInvoice: Sendable {
  var index: Int
  var changed: Instant
  var state: BookInvoice
  /// Money that came in for it so far, oldest first.
  var payments: [WorldPayment] = []
}

/// Money that came in for an invoice.
struct WorldPayment: Sendable {
  var at: Instant
  var amount: Int
}
