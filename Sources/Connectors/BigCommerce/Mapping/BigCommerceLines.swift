import Records

/// The lines of an order, wherever they stand in it.
enum BigCommerceLines {
  /// The lines within the consignments; nil where the order holds links in their place, or not as many items as it
  /// names.
  static func within(_ order: Answer) throws(MappingProblem) -> [Answer]? {
    guard case .object = order.object["consignments"], let consignments = try order.child("consignments") else {
      return nil
    }
    var parts: [Answer] = []
    for key in ["pickups", "shipping", "downloads"] { parts += try consignments.children(key) }
    parts += try consignments.child("email")?.children("gift_certificates") ?? []
    var lines: [Answer] = []
    for part in parts {
      // A single link is documented besides lists.
      if case .object = part.object["line_items"] { return nil }
      lines += try part.children("line_items")
    }
    if lines.contains(where: { $0.object["id"] == nil }) { return nil }
    var count = 0
    for line in lines { count += try quantity(line, "quantity") }
    return try quantity(order, "items_total") == count ? lines : nil
  }

  /// Lines that came by themselves.
  static func answers(_ rows: [JSONValue]) throws(MappingProblem) -> [Answer] {
    try Answer(["products": .array(rows)]).children("products")
  }

  /// A number of items, below a million.
  static func quantity(_ answer: Answer, _ key: String) throws(MappingProblem) -> Int {
    guard let count = try answer.integer(key) else { return 0 }
    guard (0..<1_000_000).contains(count) else { throw answer.problem(.badNumber, key) }
    return count
  }

  /// Where the first parcel goes.
  static func address(_ order: Answer) throws(MappingProblem) -> Answer? {
    guard case .object = order.object["consignments"] else { return nil }
    return try order.child("consignments")?.children("shipping").first
  }
}
