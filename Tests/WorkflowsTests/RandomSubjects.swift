import Records

@testable import Workflows

/// Random records of every kind around one moment: usual values, odd ones, and values of the wrong type.
extension SplitMix64 {
  mutating func value(of field: Field, around now: Instant, hostile: Bool) -> JSONValue? {
    if chance(30) { return nil }
    if hostile, chance(25) {
      let extremes: [JSONValue] = [
        -1, 0, 9_007_199_254_740_991, -9_007_199_254_740_991, "", "x", true, [], .object([:]), [1, "a", [true]],
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31", "0001-01-01", "2026-02-30",
      ]
      return pick(extremes)
    }
    switch field.type {
    case .code: return code(field.name).map { .string($0) }
    case .money: return .integer(pick([0, 1, 9_999, 10_000, 100_000, 250_000, -500]) ?? 0)
    case .integer: return .integer(int(0...12))
    case .instant: return .string(moment(now, days: 20).description)
    case .day: return .string(moment(now, days: 20).utcDay.description)
    case .flag: return .bool(chance(20))
    case .codes:
      return .array(
        (pick([[], ["wholesale"], ["express"], ["chargeback"], ["a", "b"], ["e.a"]]) ?? []).map { .string($0) })
    case .items: return [["sku": "A", "quantity": .integer(int(0...3)), "shippable": .bool(chance(80))]]
    case .text: return nil
    }
  }

  private mutating func code(_ name: String) -> String? {
    switch name {
    case "currency": pick(["USD", "USD", "USD", "EUR"])
    case "payment": pick(["paid", "paid", "paid", "pending", "authorized", "failed", "partially_refunded", "refunded"])
    case "fulfillment": pick(["unfulfilled", "unfulfilled", "fulfilled", "partial", "on_hold"])
    case "state":
      pick([
        "open", "closed", "label", "in_transit", "exception", "delivered", "requested", "failed", "received", "paid",
      ])
    case "last_from": pick(["customer", "agent"])
    case "stage": pick(["New", "later"])
    case "status": pick(["open", "won"])
    case "risk": pick(["low", "high", "pending"])
    case "channel", "source": pick(["web", "web", "web", "pos", "amazon"])
    case "class": nil
    default: pick(["a", "b"])
    }
  }

  mutating func fields(of kind: Kind, around now: Instant, hostile: Bool = false) -> JSONObject {
    var record: JSONObject = ["id": "1"]
    for field in Schema.of(kind).fields where field.isPublic && field.name != "id" && field.name != "store" {
      record[field.name] = value(of: field, around: now, hostile: hostile)
    }
    return record
  }

  mutating func summary(around now: Instant, hostile: Bool) -> PersonSummary {
    let orders = (1...int(1...12)).map { number in
      PersonOrder(
        address: "shop:order:\(number)", placed: moment(now, days: 200),
        net: hostile && chance(20) ? (1 << 53) - 1 : int(0...90_000), refunded: chance(10) ? 500 : 0,
        orderClass: chance(80) ? .online : .wholesale, isCancelled: chance(10))
    }
    let refunds = (0..<int(0...4)).map {
      PersonRefund(address: "shop:refund:\($0)", created: moment(now, days: 200), amount: 1000)
    }
    return PersonSummary(
      pseudonyms: ["e.a"], orders: orders, refunds: refunds, ordersBefore: chance(10) ? int(-3...5) : 0,
      hasSubscription: chance(10), isShared: chance(10))
  }

  mutating func subject(around now: Instant, hostile: Bool = false) -> Subject {
    let kinds = SubjectKind.all
    switch kinds[int(0...kinds.count - 1)] {
    case .person: return Subject(person: summary(around: now, hostile: hostile), representative: "e.a")
    case .stream:
      return Subject(
        stream: StreamHealth(
          connection: "shop", stream: "orders", kind: .order, verdict: pick(Coverage.Verdict.allCases) ?? .failed,
          asOf: chance(90) ? moment(now, days: 3) : nil, quarantined: int(0...1)))
    case .record(let kind):
      var related = Related()
      if chance(70) { related.person = summary(around: now, hostile: hostile) }
      if chance(60), kind != .order { related.order = fields(of: .order, around: now, hostile: hostile) }
      if chance(40) { related.shipments = [fields(of: .shipment, around: now, hostile: hostile)] }
      if chance(30) { related.refunds = [fields(of: .refund, around: now, hostile: hostile)] }
      let address = RecordAddress(connection: "shop", kind: kind, id: "1")
      return Subject(address, record: fields(of: kind, around: now, hostile: hostile), related: related)
    }
  }

  /// Another state of the same subject.
  mutating func subject(like subject: Subject, around now: Instant) -> Subject? {
    for _ in 0..<200 {
      var other = self.subject(around: now)
      guard other.kind == subject.kind else { continue }
      other.address = subject.address
      return other
    }
    return nil
  }
}
