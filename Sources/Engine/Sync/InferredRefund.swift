internal import Records

/// A refund that only two exports of the same order tell of: the running total grew between them.
enum InferredRefund {
  /// The refund that explains how `after` differs from `before`; nil when nothing more was refunded.
  ///
  /// The export has no date for it, so the record carries `observed`, the moment of the later export. Its id is the order's
  /// with the new running total, so that reading the same two exports again makes the same record.
  static func between(_ before: JSONObject?, _ after: JSONObject, observed: Instant) -> JSONObject? {
    guard let total = after["refunded"]?.integer, let id = after["id"]?.string else { return nil }
    let known = before?["refunded"]?.integer ?? 0
    guard total > known else { return nil }
    var refund: JSONObject = [
      "id": .string("\(id)-\(total)"), "order": .string(after["number"]?.string ?? id),
      "amount": .integer(total - known), "observed": .string(observed.description), "state": "paid", "type": "refund",
    ]
    for field in ["store", "currency", "people"] { refund[field] = after[field] }
    return refund
  }
}
