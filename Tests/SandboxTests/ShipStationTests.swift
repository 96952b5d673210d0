import Foundation
import Records
import Testing

@testable import Sandbox

/// The simulated ShipStation against what the interface documents.
struct ShipStationTests {
  private static let shop = SampleShop(seed: 7, firstDay: Day(number: 20_738), days: 21, historyDays: 40)
  private let now = Instant("2026-10-27T21:00:00Z") ?? Instant(seconds: 0)

  private func ask(
    _ path: String, _ query: [(String, String)] = [], method: String = "GET",
    key: String? = SimulatedShipStation.authorization,
    of twin: SimulatedShipStation? = nil, at moment: Instant? = nil
  ) throws -> (response: SandboxResponse, json: JSONObject) {
    let twin = twin ?? SimulatedShipStation(shop: Self.shop)
    let request = SandboxRequest(
      method: method, path: path, query: query.map { (name: $0.0, value: $0.1) },
      headers: key.map { ["authorization": $0] } ?? [:])
    let response = twin.answer(request, at: moment ?? now)
    let json = try? JSONReader.answer(response.body).object
    return (response, json ?? [:])
  }

  private func rows(_ list: String, _ query: [(String, String)]) throws -> [JSONObject] {
    let found = try ask("/" + list, query)
    try #require(found.response.status == 200)
    return (found.json[list]?.array ?? []).compactMap(\.object)
  }

  @Test func letsInWhoHasTheKeyAndTheSecret() throws {
    let pair = Data("\(SimulatedShipStation.key):\(SimulatedShipStation.secret)".utf8).base64EncodedString()
    #expect(SimulatedShipStation.authorization == "Basic " + pair)
    let missing = try ask("/orders", key: nil).response
    #expect(missing.status == 401 && missing.body.isEmpty)
    let wrong = try ask("/orders", key: "Basic eDp4")
    #expect(wrong.response.status == 401 && wrong.json["message"] == "401 Unauthorized")
  }

  @Test func countsTheRequestsOfAMinute() throws {
    let twin = SimulatedShipStation(shop: Self.shop)
    let start = now + Span(seconds: 40)
    for used in 1...40 {
      let response = try ask("/stores", of: twin, at: start).response
      #expect(response.status == 200)
      #expect(response.headers.contains { $0.name == "X-Rate-Limit-Remaining" && $0.value == String(40 - used) })
      #expect(response.headers.contains { $0.name == "X-Rate-Limit-Limit" && $0.value == "40" })
      #expect(response.headers.contains { $0.name == "X-Rate-Limit-Reset" && $0.value == "20" })
    }
    let refused = try ask("/stores", of: twin, at: start)
    #expect(refused.response.status == 429 && refused.json["message"] == "Too Many Requests")
    #expect(try ask("/stores", of: twin, at: start + Span(seconds: 20)).response.status == 200)
  }

  @Test func refusesWhatItDoesNotKnow() throws {
    #expect(try ask("/order").response.status == 404)
    #expect(try ask("/orders/1").response.status == 404)
    #expect(try ask("/orders/x").response.status == 404)
    #expect(try ask("/orders", method: "PUT").response.status == 405)
    let queries = [
      ("page", "0"), ("page", "x"), ("pageSize", "-1"), ("sortBy", "Name"), ("sortDir", "UP"),
      ("createDateStart", "2026-10-01T00:00:00Z"), ("modifyDateEnd", "yesterday"), ("storeId", "x"),
    ]
    for query in queries {
      let refused = try ask("/orders", [query])
      #expect(refused.response.status == 400, "\(query)")
      #expect(refused.json["Message"] == "The request is invalid.")
    }
  }

  @Test func givesPagesOfAtMostFiveHundred() throws {
    let twin = SimulatedShipStation(shop: Self.shop)
    let count = twin.orderCount(at: now)
    let usual = try ask("/orders").json
    #expect(usual["total"]?.integer == count && usual["page"] == 1 && usual["pages"]?.integer == (count + 99) / 100)
    #expect(usual["orders"]?.array?.count == 100)
    let large = try ask("/orders", [("pageSize", "5000")]).json
    #expect(large["orders"]?.array?.count == 500)
    let beyond = try ask("/orders", [("page", "99"), ("pageSize", "500")]).json
    #expect(beyond["orders"] == [] && beyond["page"] == 99 && beyond["total"]?.integer == count)
    var ids: [Int] = []
    for page in 1...((count + 6) / 7) {
      ids += try rows("orders", [("page", String(page)), ("pageSize", "7")]).compactMap { $0["orderId"]?.integer }
    }
    #expect(ids == (0..<count).map { SimulatedShipStation.firstOrder + $0 })
  }

  @Test func writesPacificTimesWithSevenDigits() throws {
    let row = try #require(try rows("orders", [("pageSize", "1"), ("sortBy", "CreateDate")]).first)
    for key in ["orderDate", "createDate", "modifyDate"] {
      let text = try #require(row[key]?.string)
      #expect(text.utf8.count == 27 && text.firstMatch(of: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}$/) != nil, "\(text)")
    }
    let summer = Instant("2026-06-06T07:29:35Z") ?? now
    #expect(PacificClock(summer).text == "2026-06-06T00:29:35.0000000")
    #expect(
      PacificClock(Instant("2026-12-06T07:29:35Z") ?? now, fraction: 9_500_000).shortText == "2026-12-05T23:29:35.95")
  }

  @Test func filtersOrdersAfterAndBefore() throws {
    let all = try rows("orders", [("pageSize", "500"), ("sortBy", "ModifyDate")])
    let times = all.compactMap { $0["modifyDate"]?.string }
    #expect(times == times.sorted())
    let start = try #require(times.dropFirst(100).first)
    let end = try #require(times.dropFirst(150).first)
    let found = try rows(
      "orders",
      [
        ("modifyDateStart", start), ("modifyDateEnd", end), ("sortBy", "modifydate"), ("sortDir", "asc"),
        ("pageSize", "500"),
      ])
    #expect(found.compactMap { $0["modifyDate"]?.string } == times.filter { $0 > start && $0 < end })
    #expect(found.count > 40)
  }

  @Test func filtersShipmentsOnOrAfterAndOnOrBefore() throws {
    let all = try rows("shipments", [("pageSize", "500")])
    let times = all.compactMap { $0["createDate"]?.string }
    let start = try #require(times.dropFirst(10).first)
    let end = try #require(times.dropFirst(20).first)
    let found = try rows("shipments", [("createDateStart", start), ("createDateEnd", end), ("sortDir", "DESC")])
    #expect(found.compactMap { $0["createDate"]?.string } == times.filter { $0 >= start && $0 <= end }.reversed())
    #expect(found.count == 11)
    for list in ["shipments", "fulfillments"] {
      let row = try #require(try rows(list, [("pageSize", "1")]).first)
      #expect(row["orderNumber"]?.string != nil && row["marketplaceNotified"]?.bool != nil)
    }
  }

  @Test func findsTheNewestChangeWithoutAFilter() throws {
    let all = try rows("orders", [("pageSize", "500"), ("sortBy", "ModifyDate"), ("modifyDateStart", "2026-10-20")])
    let newest = try rows("orders", [("sortBy", "ModifyDate"), ("sortDir", "DESC"), ("pageSize", "3")])
    #expect(newest == Array(all.suffix(3).reversed()))
  }

  @Test func searchesNumbersByTheirBeginning() throws {
    let found = try rows("orders", [("orderNumber", "110"), ("pageSize", "500")])
    #expect(found.count == 10)
    #expect(found.allSatisfy { $0["orderNumber"]?.string?.hasPrefix("110") == true })
  }

  @Test func hidesWhatWasDeleted() throws {
    let twin = SimulatedShipStation(shop: Self.shop)
    let id = SimulatedShipStation.firstOrder + 3
    let before = try ask("/orders", of: twin).json["total"]?.integer ?? 0
    #expect(try ask("/orders/\(id)", of: twin).json["orderId"]?.integer == id)
    #expect(try ask("/orders/\(id)", method: "DELETE", of: twin).json["success"] == true)
    #expect(try ask("/orders/\(id)", of: twin).response.status == 404)
    #expect(try ask("/orders", of: twin).json["total"]?.integer == before - 1)
  }

  @Test func showsEachStatusThatTheStoryHas() throws {
    var seen: Set<String> = []
    let count = SimulatedShipStation(shop: Self.shop).orderCount(at: now)
    for page in 1...(count / 500 + 1) {
      for row in try rows("orders", [("page", String(page)), ("pageSize", "500")]) {
        seen.insert(row["orderStatus"]?.string ?? "")
      }
    }
    #expect(seen.isSuperset(of: ["awaiting_shipment", "shipped", "on_hold", "cancelled"]), "\(seen)")
    for status in seen {
      #expect(try rows("orders", [("orderStatus", status)]).allSatisfy { $0["orderStatus"]?.string == status })
    }
  }

  @Test func listsStoresAndTags() throws {
    let twin = SimulatedShipStation(shop: Self.shop)
    let stores = try ask("/stores", of: twin).response
    #expect(String(decoding: stores.body, as: UTF8.self).contains(#""storeId":12345,"storeName":"Larkspur & Pine""#))
    #expect(String(decoding: stores.body, as: UTF8.self).contains(#""lastRefreshAttempt":"2026-10-27T14:00:00.95""#))
    let tags = try ask("/accounts/listtags", of: twin).response
    #expect(String(decoding: tags.body, as: UTF8.self).hasPrefix(#"[{"tagId":9000,"name":"wholesale""#))
  }
}
