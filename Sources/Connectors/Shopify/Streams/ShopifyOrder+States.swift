import Records

/// How an order is paid for.
struct ShopifyPayment {
  private var state: String
  private var paid: Instant?
  private var expires: Instant?

  private static let states = [
    "PENDING": "pending", "PARTIALLY_PAID": "pending", "AUTHORIZED": "authorized", "PAID": "paid",
    "PARTIALLY_REFUNDED": "partially_refunded", "REFUNDED": "refunded", "VOIDED": "voided", "EXPIRED": "voided",
  ]

  init(_ order: Answer, isCancelled: Bool) throws(MappingProblem) {
    // Shopify names no state for a cancelled order that nobody paid for.
    state = try order.word("displayFinancialStatus", Self.states) ?? (isCancelled ? "voided" : "pending")
    var hasFailed = false
    var mayCome = false
    for transaction in try order.children("transactions") {
      let kind = try transaction.text("kind") ?? ""
      guard ["SALE", "CAPTURE", "AUTHORIZATION", "EMV_AUTHORIZATION"].contains(kind) else { continue }
      switch try transaction.text("status") {
      case "SUCCESS":
        mayCome = true
        if kind == "SALE" || kind == "CAPTURE" {
          paid = [paid, try transaction.instant("processedAt")].compactMap { $0 }.max()
        } else {
          expires = [expires, try transaction.instant("authorizationExpiresAt")].compactMap { $0 }.min()
        }
      case "PENDING", "AWAITING_RESPONSE": mayCome = true
      case "FAILURE", "ERROR": hasFailed = true
      default: break
      }
    }
    if state == "pending", hasFailed, !mayCome, !isCancelled { state = "failed" }
  }

  func add(to fields: inout JSONObject) {
    fields["payment"] = .string(state)
    if ["paid", "partially_refunded", "refunded"].contains(state) { fields.put("paid", paid) }
    if state == "authorized" { fields.put("authorization_expires", expires) }
  }
}

/// How far an order is on its way.
struct ShopifyShipping {
  private var state: String
  private var shipped: Instant?
  private var scheduled: Instant?
  private var due: Instant?
  private var heldSince: Instant?
  private var holdReason: String?

  private static let states = [
    "FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial", "UNFULFILLED": "unfulfilled",
    "PENDING_FULFILLMENT": "unfulfilled", "OPEN": "unfulfilled", "IN_PROGRESS": "unfulfilled",
    "SCHEDULED": "unfulfilled", "REQUEST_DECLINED": "unfulfilled", "ON_HOLD": "on_hold", "RESTOCKED": "returned",
  ]

  init(_ order: Answer, isCancelled: Bool) throws(MappingProblem) {
    state = try order.word("displayFulfillmentStatus", Self.states) ?? "unfulfilled"
    if isCancelled, ["unfulfilled", "on_hold", "returned"].contains(state) { state = "cancelled" }
    try readParcels(order)
    try readPlans(order)
    if state == "unfulfilled", scheduled == nil, try order.text("displayFulfillmentStatus") == "SCHEDULED" {
      // A pre-order without a date: nothing is due, and somebody has to release it.
      state = "on_hold"
      holdReason = "scheduled"
    }
  }

  private mutating func readParcels(_ order: Answer) throws(MappingProblem) {
    // When they arrive is left to the shipments: the order is not read again for it.
    for parcel in try order.children("fulfillments") {
      if ["CANCELLED", "ERROR", "FAILURE"].contains(try parcel.text("status")) { continue }
      shipped = [shipped, try parcel.instant("createdAt")].compactMap { $0 }.max()
    }
    // Only an order of which nothing is left to ship counts as shipped.
    if state != "fulfilled" { shipped = nil }
  }

  private mutating func readPlans(_ order: Answer) throws(MappingProblem) {
    let placed = try order.creation()
    var reasons: [String] = []
    for plan in try order.nodes("fulfillmentOrders") {
      let status = try plan.text("status")
      guard status != "CLOSED", status != "CANCELLED" else { continue }
      due = [due, try plan.instant("fulfillBy")].compactMap { $0 }.min()
      // Of other orders it is the moment of placing.
      if let begins = try plan.instant("fulfillAt"), status == "SCHEDULED" || begins > placed + .hours(1) {
        scheduled = max(scheduled ?? begins, begins)
      }
      guard status == "ON_HOLD" else { continue }
      heldSince = [heldSince, try plan.instant("updatedAt")].compactMap { $0 }.min()
      for hold in try plan.children("fulfillmentHolds") {
        if let reason = try hold.enumeration("reason") { reasons.append(reason) }
      }
    }
    holdReason = reasons.min(by: precedes)
  }

  func add(to fields: inout JSONObject) {
    fields["fulfillment"] = .string(state)
    fields.put("shipped", shipped)
    guard ["unfulfilled", "partial", "on_hold"].contains(state) else { return }
    fields.put("scheduled", scheduled)
    fields.put("due", due)
    if state == "on_hold" {
      fields.put("held_since", heldSince)
      fields.put("hold_reason", holdReason)
    }
  }
}
