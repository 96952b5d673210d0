import Records
import Testing

@testable import Sandbox

/// The simulated second interface of ShipStation against what its contract says.
struct ShipStationV2Tests {
  private static let shop = SampleShop(seed: 7, firstDay: Day(number: 20_738), days: 21, historyDays: 40)
  private let now = Instant("2026-10-27T21:00:00Z") ?? Instant(seconds: 0)
  private let twin = SimulatedShipStationV2(shop: shop, requestsAMinute: .max)

  private func ask(
    _ path: String, _ query: [(String, String)] = [], method: String = "GET",
    key: String? = SimulatedShipStationV2.key, of twin: SimulatedShipStationV2? = nil, at moment: Instant? = nil
  ) -> (response: SandboxResponse, json: JSONObject) {
    let request = SandboxRequest(
      method: method, path: path, query: query.map { (name: $0.0, value: $0.1) },
      headers: key.map { ["api-key": $0] } ?? [:])
    let response = (twin ?? self.twin).answer(request, at: moment ?? now)
    return (response, (try? JSONReader.answer(response.body).object) ?? [:])
  }

  private func rows(_ list: String, _ query: [(String, String)]) -> [JSONObject] {
    (ask("/v2/" + list, query).json[list]?.array ?? []).compactMap(\.object)
  }

  private func code(_ json: JSONObject) -> String? { json["errors"]?.array?.first?.object?["error_code"]?.string }

  @Test func letsInWhoHasTheKeyOfThisVersion() {
    for key in [nil, "", SimulatedShipStation.key] {
      let refused = ask("/v2/shipments", key: key)
      #expect(refused.response.status == 401 && code(refused.json) == "unauthorized")
      #expect(refused.json["request_id"] != nil)
    }
    let first = SimulatedShipStation(shop: Self.shop)
    let request = SandboxRequest(
      method: "GET", path: "/orders", headers: ["api-key": SimulatedShipStationV2.key])
    #expect(first.answer(request, at: now).status == 401)
  }

  @Test func countsTheRequestsOfAMinute() {
    let limited = SimulatedShipStationV2(shop: Self.shop)
    let start = now + Span(seconds: 40)
    for _ in 1...200 { #expect(ask("/v2/tags", of: limited, at: start).response.status == 200) }
    let refused = ask("/v2/tags", of: limited, at: start)
    #expect(refused.response.status == 429 && code(refused.json) == "rate_limit_exceeded")
    #expect(refused.response.headers.contains { $0.name == "Retry-After" && $0.value == "20" })
    #expect(ask("/v2/tags", of: limited, at: start + Span(seconds: 20)).response.status == 200)
  }

  @Test func refusesWhatItDoesNotKnow() {
    #expect(ask("/shipments").response.status == 404)
    #expect(ask("/v2/orders").response.status == 404)
    #expect(ask("/v2/shipments/se-1").response.status == 404)
    #expect(ask("/v2/shipments/94000000").response.status == 404)
    #expect(ask("/v2/shipments", method: "PUT").response.status == 405)
    let queries = [
      ("page", "0"), ("page_size", "x"), ("sort_by", "ship_date"), ("sort_dir", "DESC"),
      ("created_at_start", "2026-10-01 00:00:00"), ("modified_at_end", "yesterday"), ("store_id", "12345"),
      ("shipment_status", "on_hold"),
    ]
    for query in queries {
      let refused = ask("/v2/shipments", [query])
      #expect(refused.response.status == 400 && code(refused.json) == "invalid_field_value", "\(query)")
    }
    #expect(ask("/v2/labels", [("label_status", "lost")]).response.status == 400)
  }

  @Test func givesPagesWithTheirLinks() throws {
    let count = twin.account.orderCount(at: now)
    let usual = ask("/v2/shipments").json
    #expect(usual["total"]?.integer == count && usual["page"] == 1 && usual["pages"]?.integer == (count + 24) / 25)
    #expect(usual["shipments"]?.array?.count == 25)
    let links = try #require(usual["links"]?.object)
    #expect(links["prev"]?.object?.members.isEmpty == true)
    #expect(links["next"]?.object?["href"]?.string == "https://api.shipstation.com/v2/shipments?page=2&page_size=25")
    let beyond = ask("/v2/shipments", [("page", "999")]).json
    #expect(beyond["shipments"] == [] && beyond["total"]?.integer == count)
    let none = ask("/v2/shipments", [("shipment_number", "7")]).json
    #expect(none["total"] == 0 && none["pages"] == 1)
  }

  @Test func sortsTheNewestFirst() {
    let shipments = rows("shipments", [("page_size", "500")]).compactMap { $0["modified_at"]?.string }
    #expect(shipments == shipments.sorted(by: >) && shipments.count == 500)
    let labels = rows("labels", [("page_size", "500")]).compactMap { $0["created_at"]?.string }
    #expect(labels == labels.sorted(by: >) && labels.count > 100)
    let old = rows("shipments", [("sort_by", "created_at"), ("sort_dir", "asc"), ("page_size", "500")])
    let created = old.compactMap { $0["created_at"]?.string }
    #expect(created == created.sorted())
  }

  @Test func filtersByTimeStatusAndStore() throws {
    let bounds = ["2026-10-20T00:00:00Z", "2026-10-21T00:00:00.000Z"]
    for (list, name) in [("shipments", "created_at"), ("shipments", "modified_at"), ("labels", "created_at")] {
      let found = rows(list, [(name + "_start", bounds[0]), (name + "_end", bounds[1]), ("page_size", "500")])
      #expect(!found.isEmpty)
      let all = rows(list, [("page_size", "500")]) + rows(list, [("page_size", "500"), ("page", "2")])
      let wanted = all.filter { row in
        let time = row[name]?.string ?? ""
        return time >= "2026-10-20T00:00:00" && time < "2026-10-21T00:00:00"
      }
      #expect(found.count == wanted.count, "\(list) \(name)")
    }
    let voided = rows("labels", [("label_status", "voided")])
    #expect(voided.allSatisfy { $0["voided"] == true && $0["voided_at"]?.string != nil })
    let manual = rows("shipments", [("store_id", "se-12346")])
    #expect(!manual.isEmpty && manual.allSatisfy { $0["store_id"] == "se-12346" && $0["order_source_code"] == nil })
  }

  @Test func tagsByName() {
    let id = "se-\(SimulatedShipStation.firstOrder + 3)"
    func tags() -> [JSONValue] {
      ask("/v2/shipments/\(id)").json["tags"]?.array ?? []
    }
    let before = tags()
    let added = ask("/v2/shipments/\(id)/tags/Call%20first", method: "POST")
    #expect(added.response.status == 200 && added.json == ["shipment_id": .string(id), "tag": ["name": "Call first"]])
    #expect(tags() == before + [["name": "Call first"]])
    #expect(ask("/v2/tags").json["tags"]?.array?.last == ["name": "Call first"])
    #expect(ask("/v2/shipments/\(id)/tags/Call%20first", method: "DELETE").response.status == 204)
    #expect(tags() == before)
    #expect(ask("/v2/shipments/\(id)/tags/nothing", method: "DELETE").response.status == 404)
    #expect(ask("/v2/shipments/se-1/tags/late", method: "POST").response.status == 404)
  }
}
