import Records

/// Values as Shopify's GraphQL writes them.
extension Answer {
  /// The number in the admin's addresses, which old exports know the record by too.
  func plainID(_ key: String = "legacyResourceId") throws(MappingProblem) -> String {
    let id = try id(key)
    guard isPlainID(id) else { throw problem(.wrongType, key) }
    return id
  }

  /// A moment that is always there.
  func creation(_ key: String = "createdAt") throws(MappingProblem) -> Instant {
    guard let moment = try instant(key) else { throw problem(.missingDate, key) }
    return moment
  }

  /// Minor units of a `MoneyBag` in the shop's currency; nil where there is none.
  func shopMoney(_ key: String, in currency: (code: String, places: Int)) throws(MappingProblem) -> Int? {
    guard let bag = try child(key) else { return nil }
    guard let money = try bag.child("shopMoney") else { throw bag.problem(.badAmount, "shopMoney") }
    return try money.amount(in: currency)
  }

  /// Minor units of a `MoneyV2`.
  func amount(in currency: (code: String, places: Int)) throws(MappingProblem) -> Int {
    guard let units = try money("amount", places: currency.places) else { throw problem(.badAmount, "amount") }
    guard try self.currency("currencyCode")?.code == currency.code else {
      throw problem(.otherCurrency, "currencyCode")
    }
    return units
  }

  /// The currency of a `MoneyBag` and its decimals.
  func bagCurrency(_ key: String) throws(MappingProblem) -> (code: String, places: Int) {
    guard let currency = try child(key)?.child("shopMoney")?.currency("currencyCode") else {
      throw problem(.badCurrency, key)
    }
    return currency
  }

  /// The nodes of a connection; empty where it was not asked for.
  func nodes(_ key: String) throws(MappingProblem) -> [Answer] {
    try child(key)?.children("nodes") ?? []
  }

  /// One of the words of an enumeration; nil where there is none.
  func word<Word>(_ key: String, _ words: [String: Word]) throws(MappingProblem) -> Word? {
    guard let text = try text(key) else { return nil }
    guard let word = words[text] else { throw problem(.unknownValue, key) }
    return word
  }

  /// A word of an enumeration that is kept as it is, in lower case.
  func enumeration(_ key: String) throws(MappingProblem) -> String? {
    guard let text = try text(key) else { return nil }
    guard text.utf8.count <= 64,
      text.utf8.allSatisfy({ isDigit($0) || (65...90).contains($0 & 0xDF) || [0x5F, 0x2D].contains($0) })
    else { throw problem(.unknownValue, key) }
    return text.lowercased()
  }

  /// A text that the shop or its apps chose, as a code; nil for one that may be more than a code.
  func label(_ key: String) throws(MappingProblem) -> String? {
    guard let text = try text(key)?.trimmed, text.utf8.count <= 128,
      !text.contains(where: { $0 == "@" || $0.isNewline })
    else { return nil }
    return text
  }

  /// The customer's id.
  func customerID() throws(MappingProblem) -> String? {
    guard let customer = try child("customer") else { return nil }
    return try customer.plainID()
  }
}

extension JSONObject {
  mutating func put(_ key: String, _ flag: Bool?) { if let flag { self[key] = .bool(flag) } }
}
