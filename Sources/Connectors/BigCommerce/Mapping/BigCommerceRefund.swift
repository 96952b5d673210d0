import Records

/// A refund of BigCommerce as a record.
enum BigCommerceRefund {
  static let fields = ["amount", "created", "currency", "note", "order", "state", "type"]

  /// The record of a refund with its order, which tells the currency and who it is about.
  ///
  /// What a payment provider declined did not move money: it is left out of the amount, and a refund of which nothing
  /// went through is `failed` with all of it.
  static func map(_ refund: Answer, order: Answer?) throws(MappingProblem) -> MappedRecord {
    let id = try refund.ownID()
    guard let number = try refund.integer("order_id"), number > 0 else { throw refund.problem(.wrongType, "order_id") }
    guard let created = try refund.instant("created") else { throw refund.problem(.missingDate, "created") }
    guard let order, let (currency, places) = try order.currency("default_currency_code") else {
      throw refund.problem(.badCurrency, "order_id")
    }
    guard let total = try refund.money("total_amount", places: places) else {
      throw refund.problem(.badAmount, "total_amount")
    }
    let payments = try refund.children("payments")
    var declined = 0
    var failures = 0
    for payment in payments where try payment.flag("is_declined") ?? false {
      failures += 1
      declined += try payment.money("amount", places: places) ?? 0
    }
    let isFailed = failures > 0 && failures == payments.count
    let amount = isFailed ? total : total - declined
    guard amount.magnitude < 1 << 53 else { throw refund.problem(.amountTooLarge, "total_amount") }
    let object: JSONObject = [
      "amount": .integer(amount), "created": .string(created.description), "currency": .string(currency),
      "order": .string(String(number)), "state": isFailed ? "failed" : "paid", "type": "refund",
    ]
    var record = MappedRecord(kind: .refund, id: id, fields: object)
    record.identifiers = try BigCommerceOrder.person(order)
    record.personal["note"] = try refund.note("reason")
    return record
  }
}
