import Records

/// One line of an order; money in cents.
struct Line: Sendable {
  var product: Product
  var quantity: Int
  var fulfilled = false
}

/// An order of the made-up shop, as its admin would know it. Money in cents.
struct ShopOrder: Sendable {
  var customer: Int
  var placed: Instant
  var lines: [Line]
  var discountCode = ""
  var discount = 0
  var shipping = 0
  var tax = 0
  var shippingMethod = "Standard"
  var tags: [String] = []
  var note = ""
  var payment = "pending"
  var paidAt: Instant?
  var fulfillment = "unfulfilled"
  var fulfilledAt: Instant?
  var cancelledAt: Instant?
  var refunded = 0
  var method = "Stripe"
  var risk = "Low"
  var source = "web"
  var terms = ""
  var termsDue: Instant?

  var subtotal: Int { lines.reduce(0) { $0 + $1.product.price * $1.quantity } - discount }
  var shippable: Bool { lines.contains { !$0.product.giftCard } }
  var isPointOfSale: Bool { source == "pos" }
  var isWholesale: Bool { tags.contains("wholesale") }
}

struct ShopCustomer: Sendable {
  var first: String
  var last: String
  var email: String
  var created: Instant
  var state: String
  var company = ""
  var phone = ""
  var subscribed = false
  var tags: [String] = []
  var note = ""
}

struct Parcel: Sendable {
  var order: Int
  var labelled: Instant
  var shipped: Instant?
  var delivered: Instant?
  var voided: Instant?
  var carrier = "USPS"
  var tracking: String
  /// What the carrier last said; the shop has it in a custom field.
  var status = "Label created"
}

struct Ticket: Sendable {
  var created: Instant
  var customer: Int
  var subject: String
  var tags: [String] = []
  var order: Int?
  var channel = "email"
  var priority = "normal"
  var answered: Instant?
  var closed: Instant?
  var score: Int?
  var scored: Instant?
  var agentMessages = 0
  var customerMessages = 1
  var assignee = "Noor Hatch"
}

struct Deal: Sendable {
  var name: String
  var company: String
  var contact: String
  var created: Instant
  /// In cents.
  var amount: Int
  var stage = "New inquiry"
  var owner: String
  var close: Day
  var contacted: Instant?
  var next: Instant?
}

struct Charge: Sendable {
  var id: String
  var order: Int
  var created: Instant
  var amount: Int
  var refunded = 0
  var refundedAt: Instant?
  var failed = false
  var decline = ""
}

struct BookInvoice: Sendable {
  var issued: Day
  var due: Day
  var customer: String
  var memo: String
  var amount: Int
  var balance: Int
}
