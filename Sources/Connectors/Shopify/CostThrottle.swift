/// What Shopify's GraphQL answers say of the points one has: `extensions.cost` and its `throttleStatus`.
struct CostThrottle: Hashable {
  /// The points the query was reckoned at; nil where the answer does not say.
  var requested: Double?
  /// The points there now.
  var available: Double
  /// The most there can be.
  var maximum: Double
  /// The points that come back each second.
  var restoreRate: Double

  /// Finds it in the body of an answer; nil where it is not there.
  ///
  /// The body is searched from its end, where the extensions stand, and not read as JSON for this alone. No text of a
  /// customer can be taken for it: within a string the quotes of a key are escaped.
  init?(in body: [UInt8]) {
    guard let rate = lastNumber("restoreRate", in: body), let available = lastNumber("currentlyAvailable", in: body),
      let maximum = lastNumber("maximumAvailable", in: body)
    else { return nil }
    requested = lastNumber("requestedQueryCost", in: body)
    self.available = available
    self.maximum = maximum
    restoreRate = rate
  }

  /// How long until a query that was refused can be paid.
  var wait: Duration {
    guard let requested, restoreRate > 0 else { return .seconds(1) }
    // A day stands for whatever is longer, which nobody waits for.
    return .seconds(min(86_400, max(0, (min(requested, maximum) - available) / restoreRate)))
  }
}

/// The number after the last `"key":` of the body.
private func lastNumber(_ key: String, in body: [UInt8]) -> Double? {
  let quoted = Array("\"\(key)\"".utf8)
  return body.withUnsafeBufferPointer { bytes in
    var start = bytes.count - quoted.count
    while start >= 0 {
      if bytes[start] == quoted[0], bytes[start..<(start + quoted.count)].elementsEqual(quoted),
        let number = number(after: start + quoted.count, in: bytes)
      {
        return number
      }
      start -= 1
    }
    return nil
  }
}

private func number(after start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Double? {
  var position = start
  func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }
  skipSpace()
  guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return nil }
  position += 1
  skipSpace()
  let digits = bytes[position...].prefix { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
  return Double(String(decoding: digits, as: UTF8.self)).flatMap { $0 < 1e12 ? $0 : nil }
}
