import Records
import Testing
import Workflows

@testable import Engine

/// An order's class where some of what it follows from is not shown any more.
struct HiddenClassTests {
  private func merged(
    _ new: JSONObject, onto old: JSONObject, _ fields: [String], hidesPeople: Bool = false
  ) -> String? {
    let coverage = Coverage(
      verdict: .incremental, fields: fields, asOf: Instant(seconds: 0), hidesPeople: hidesPeople)
    return Lines.merged(new, onto: old, covered: coverage)["class"]?.string
  }

  private let wholesale: JSONObject = ["class": "wholesale", "company": true, "id": "1", "total": 5]
  private let online: JSONObject = ["class": "online", "id": "1", "total": 7]

  @Test func `it stays where that is kept`() {
    #expect(merged(online, onto: wholesale, ["total"]) == "wholesale")
  }

  @Test func `it changes where that is seen to be gone, or never was`() {
    #expect(merged(online, onto: wholesale, ["company", "total"]) == "online")
    #expect(merged(["class": "pos", "id": "1"], onto: online, ["channel"]) == "pos")
    #expect(merged(online, onto: wholesale, ["class", "total"]) == "online", "a mapping says it")
  }

  @Test func `the staff stay so where people are hidden, and others do not`() {
    let staff: JSONObject = ["class": "staff", "id": "1"]
    #expect(merged(online, onto: staff, ["total"], hidesPeople: true) == "staff")
    #expect(merged(online, onto: staff, ["total"]) == "online")
    #expect(merged(["class": "wholesale", "id": "1"], onto: online, ["total"], hidesPeople: true) == "wholesale")
  }

  @Test func `a copy is one whatever is hidden`() {
    #expect(merged(["class": "copy", "id": "1"], onto: wholesale, ["total"]) == "copy")
    #expect(merged(online, onto: ["class": "copy", "company": true, "id": "1"], ["total"]) == "online")
  }

  @Test func `all that decides a class is known`() {
    let deciding: [String: JSONObject] = [
      "channel": ["channel": "ebay"], "company": ["company": true], "discount": ["discount": 5, "net": 0],
      "net": ["discount": 5, "net": 0], "payment_terms": ["payment_terms": "30"], "po_number": ["po_number": "7"],
      "source": ["source": "pos"], "subscription": ["subscription": true], "tags": ["tags": ["wholesale"]],
      "test": ["test": true],
    ]
    #expect(Set(deciding.keys) == OrderClass.inputs)
    for (key, order) in deciding {
      var without = order
      without[key] = nil
      #expect(OrderClass.of(order, settings: OrderSettings()) != .online, "\(key)")
      #expect(OrderClass.of(without, settings: OrderSettings()) == .online, "\(key)")
    }
  }
}
