import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import Sandbox

/// Reads of ShipStation's second interface, over the sample shop and under trouble.
struct ShipStationV2ReadingTests {
  private let first = instant("2026-10-20T15:00:00Z")
  private let second = instant("2026-10-27T21:00:00Z")

  // MARK: The same things as by the first interface

  @Test func `an order has the same id and the same values by either interface`() async throws {
    let place = ShipStationV2Place(at: second)
    let two = await outcome(place.connection(), orderStream)
    let one = await outcome(try ShipStationPlace(place.twin.account, at: second).connection(), orderStream)
    #expect(two.error == nil && two.quarantined.isEmpty && two.notices.isEmpty)
    #expect(two.coverage == Coverage(verdict: .complete, fields: ShipStationShipmentV2.fields, asOf: second))
    #expect(Set(two.records.keys) == Set(one.records.keys))
    let same = ["number", "currency", "country", "company", "due", "scheduled", "shipped", "tags", "shipping", "tax"]
    for (id, record) in two.records {
      let other = try #require(one.records[id])
      for name in same + ["link", "updated", "cancelled"] {
        #expect(record.fields[name] == other.fields[name], "\(id) \(name)")
      }
      // What is said at all is said as by the other.
      for name in ["net", "total"] where record.fields[name] != nil {
        #expect(record.fields[name] == other.fields[name], "\(id) \(name)")
      }
      #expect(record.identifiers.email == other.identifiers.email && record.personal == other.personal)
      let held = other.fields["fulfillment"] == "on_hold"
      #expect(record.fields["fulfillment"] == (held ? "unfulfilled" : other.fields["fulfillment"]))
    }
    #expect(two.records.values.contains { $0.fields["total"] != nil })
  }

  @Test func `a label has its order's number and its carrier's state`() async throws {
    let place = ShipStationV2Place(at: second)
    let read = await outcome(place.connection(), shipmentStream)
    #expect(read.error == nil && read.quarantined.isEmpty)
    #expect(read.coverage == Coverage(verdict: .complete, fields: ShipStationLabelV2.fields, asOf: second))
    let world = place.twin.world
    let parcels = (0..<world.parcelCount(at: second)).map { place.twin.account.parcel($0, at: second) }
      .filter { !$0.isExternal }
    #expect(Set(read.records.keys) == Set(parcels.map { String($0.id) }))
    for parcel in parcels {
      let record = try #require(read.records[String(parcel.id)])
      let state = world.parcel(parcel.index, at: second).state
      #expect(record.fields["order"]?.string == String(ShopNumber.firstOrder + parcel.order))
      let expected =
        parcel.voided != nil
        ? "voided" : state.delivered != nil ? "delivered" : state.shipped == nil ? "label" : "in_transit"
      let told = record.fields["state"]?.string
      #expect(told == expected || told == "exception" && expected == "in_transit")
    }
    // Shipments are asked for beside the labels, and none by itself.
    #expect(!place.asked.contains { $0.hasPrefix("shipments/") })
  }

  @Test func `later reads take what changed`() async throws {
    for stream in [orderStream, shipmentStream] {
      let begun = await outcome(ShipStationV2Place(at: first).connection(), stream)
      let place = ShipStationV2Place(at: second)
      var later = await outcome(place.connection(), stream, from: begun.cursor)
      #expect(later.coverage?.verdict == .incremental)
      var all = begun
      all.add(later)
      #expect(all.records == (await outcome(ShipStationV2Place(at: second).connection(), stream)).records)
      later = await outcome(place.connection(), stream, from: later.cursor)
      #expect(later.coverage?.verdict == .incremental)
      if stream == orderStream {
        #expect(place.asked.contains { $0.contains("modified_at_start=2026-10-20T") && $0.contains("sort_dir=asc") })
      }
    }
  }

  @Test func `an old label that is voided is found without its whole list`() async throws {
    let base = SampleWorld(threeWeeks)
    let parcel = try #require(
      (0..<base.parcelCount(at: first)).first { index in
        let labelled = base.parcel(index, at: first).state.labelled
        return index % 23 != 5 && labelled > first - .days(100) && labelled < first - .days(40)
      })
    let voided = second - .hours(3)
    let world = LateVoid(base: base, parcel: parcel, voided: voided)
    func place(_ now: Instant) -> ShipStationV2Place {
      ShipStationV2Place(
        SimulatedShipStationV2(
          of: SimulatedShipStation(world: world, requestsAMinute: .max), requestsAMinute: .max), at: now)
    }
    let begun = await outcome(place(first).connection(), shipmentStream)
    let later = await outcome(place(second).connection(), shipmentStream, from: begun.cursor)
    let id = String(SimulatedShipStation.firstShipment + parcel)
    #expect(begun.records[id]?.fields["state"] != "voided")
    #expect(later.error == nil && later.records[id]?.fields["state"] == "voided")
  }

  @Test func `one store's orders and labels`() async throws {
    let store = ["store_id": String(SimulatedShipStation.manualStore)]
    let orders = await outcome(ShipStationV2Place(at: second).connection(store), orderStream)
    #expect(!orders.records.isEmpty)
    #expect(orders.records.keys.allSatisfy { (Int($0) ?? 0) % 50 == (SimulatedShipStation.firstOrder + 49) % 50 })
    let place = ShipStationV2Place(at: second)
    let labels = await outcome(place.connection(store), shipmentStream)
    let numbers = Set(orders.records.values.compactMap { $0.fields["number"]?.string })
    #expect(labels.error == nil && !labels.records.isEmpty)
    #expect(labels.records.values.allSatisfy { numbers.contains($0.fields["order"]?.string ?? "") })
    #expect(place.asked.filter { $0.hasPrefix("shipments") }.allSatisfy { $0.contains("store_id=se-12346") })
  }

  @Test func `a shipment that no list shows is asked for by itself`() async throws {
    let place = ShipStationV2Place(at: second) { request, _, response throws(HTTPError) in
      guard "\(request.url)".contains("/shipments?") else { return response }
      let empty = #"{"shipments":[],"total":0,"page":1,"pages":1,"links":{}}"#
      return HTTPResponse(status: 200, body: .held(Array(empty.utf8)))
    }
    let connection = ShipStationV2Connection(
      shipStationV2Context(
        SignedTransport(base: place.place.client, header: "api-key", value: "\(Secret(SimulatedShipStationV2.key))"),
        second), limits: .init(page: 25, window: 2500))
    let read = await outcome(connection, shipmentStream, limit: 1)
    #expect(read.records.count == 25)
    #expect(read.records.values.allSatisfy { $0.fields["order"] != nil })
    #expect(place.asked.contains { $0.hasPrefix("shipments/se-") })
  }

  @Test func `shipments of long ago are forgotten, and asked for where a label still names one`() async throws {
    let place = ShipStationV2Place(at: second)
    let account = place.twin.account
    let (count, begin) = (account.orderCount(at: second), account.imported(0, at: second))
    let requests = place.connection().base.requests
    func id(_ order: Int) -> String { "se-\(SimulatedShipStation.firstOrder + order)" }
    func label(of order: Int, _ created: Instant) -> JSONValue {
      .object(["shipment_id": .string(id(order)), "created_at": .string(created.description)])
    }
    var links = ShipStationLinks(.init(pass: .allLabels, from: begin, to: second, end: second), store: "")
    try await links.learn(for: [label(of: 0, begin + .hours(1))], requests, store: "")
    let number = try #require(links.numbers[id(0)])
    try await links.learn(for: [label(of: count - 1, second)], requests, store: "")
    #expect(links.numbers[id(0)] == nil && links.numbers[id(count - 1)] != nil)
    try await links.learn(for: [label(of: 0, second)], requests, store: "")
    #expect(!number.isEmpty && links.numbers[id(0)] == number)
    #expect(place.asked.contains("shipments/\(id(0))"))
    #expect(links.numbers.count < count)
  }

  // MARK: Settings

  @Test func `settings that do not fit each other are refused`() async throws {
    func code(_ connector: any Connector) async -> String? {
      await connector.check().problems.first?.code
    }
    let http = ShipStationV2Place(at: second).place.client
    let other = ShipStationV2Connection(
      shipStationV2Context(http, second, address: "https://ssapi.shipstation.com/v2"))
    #expect(await code(other) == "shipstation.host")
    #expect(
      await code(ShipStationConnection(shipStationV2Context(http, second, ["version": "1"]))) == "shipstation.host")
    let third = shipStationV2Context(http, second, ["version": "3"], address: "https://ssapi.shipstation.com")
    #expect(await code(try #require(Registry.connection(to: "shipstation", third))) == "shipstation.version")
    let store = await ShipStationV2Place(at: second).connection(["store_id": "777"]).check()
    #expect(store.problems.isEmpty && store.notices.contains { $0.code == "shipstation.empty-store" })
  }

  @Test func `the version chooses address, way in, policy and connection`() throws {
    let service = try #require(ShipStationConnection.descriptor.service)
    #expect(service.chosen(by: [:]) == service && service.chosen(by: ["version": "1"]) == service)
    let second = service.chosen(by: ["version": "2"])
    #expect(second.address == "https://api.shipstation.com/v2" && second.entry == .apiKey(header: "api-key"))
    #expect(second.entry.secrets.map { $0.map(\.name) } == [["api_key"]])
    #expect(Registry.policy(of: "shipstation", ["version": "2"]).rate != nil)
    #expect(Registry.policy(of: "shipstation", ["version": "1"]).rate == nil)
    #expect(Registry.policy(of: "shipstation").rate == nil)
    let http = ShipStationV2Place(at: self.second).place.client
    let made = Registry.connection(to: "shipstation", shipStationV2Context(http, self.second))
    #expect(made is ShipStationV2Connection)
    #expect(ShipStationV2Connection.descriptor.actions.map(\.kind) == [.tag, .untag])
  }

  @Test func `another version than before begins anew`() async throws {
    let one = await outcome(try ShipStationPlace(at: first).connection(), orderStream)
    let two = await outcome(ShipStationV2Place(at: first).connection(), orderStream, from: one.cursor)
    #expect(two.notices.map(\.code) == ["shipstation.cursor"] && two.coverage?.verdict == .complete)
    let back = await outcome(try ShipStationPlace(at: first).connection(), orderStream, from: two.cursor)
    #expect(back.notices.map(\.code) == ["shipstation.cursor"] && back.coverage?.verdict == .complete)
  }

  // MARK: Trouble

  private func body(_ type: String, _ code: String) -> [UInt8] {
    let text = """
      {"request_id":"aa3d8e8e-462b-4476-9618-72db7f7b7009","errors":[{"error_source":"ShipStation",
      "error_type":"\(type)","error_code":"\(code)","message":"Ana Sousa's key"}]}
      """
    return Array(text.utf8)
  }

  @Test(arguments: [
    (400, "validation", "invalid_field_value", "data", "http.refused"),
    (401, "security", "unauthorized", "reconnect", "http.reconnect"),
    (403, "security", "forbidden", "configuration", "shipstation.plan"),
    (400, "account_status", "subscription_inactive", "configuration", "shipstation.plan"),
    (402, "account_status", "invalid_billing_plan", "configuration", "shipstation.plan"),
    (400, "security", "unauthorized", "reconnect", "http.reconnect"),
    (400, "system", "rate_limit_exceeded", "retry", "http.busy"),
    (429, "system", "rate_limit_exceeded", "retry", "http.busy"),
    (404, "business_rules", "invalid_identifier", "data", "http.refused"),
    (500, "system", "unspecified", "retry", "http.unavailable"),
  ])
  func `ShipStation's word says what to do next`(
    _ status: Int, _ type: String, _ code: String, _ expected: String, _ told: String
  ) async throws {
    let refusal = body(type, code)
    let place = ShipStationV2Place(at: second) { _, _, _ throws(HTTPError) in
      HTTPResponse(status: status, body: .held(refusal))
    }
    let read = await outcome(place.connection(), orderStream)
    #expect(word(read.error) == expected)
    let diagnostic = try #require(read.error?.diagnostic)
    #expect(diagnostic.code == told && diagnostic.reason == "It answered with \(status): \(code).")
    #expect(!"\(diagnostic)".contains("Ana"))
  }

  @Test func `bodies that are no such thing leave the status to speak`() async throws {
    for text in [
      "", "[]", #"{"errors":[]}"#, #"{"errors":[{"error_code":7}]}"#, "<html>",
      #"{"errors":[{"error_code":"Ana Sousa <a@b>"}]}"#,
    ] {
      let place = ShipStationV2Place(at: second) { _, _, _ throws(HTTPError) in
        HTTPResponse(status: 400, body: .held(Array(text.utf8)))
      }
      let read = await outcome(place.connection(), orderStream)
      #expect(word(read.error) == "data" && read.error?.diagnostic.code == "http.refused", "\(text)")
      #expect(read.error?.diagnostic.reason?.contains("Ana") != true)
    }
  }

  @Test func `waits as long as it is told to`() async throws {
    let place = ShipStationV2Place(
      SimulatedShipStationV2(of: larkspur(), requestsAMinute: 2), at: second + Span(seconds: 15))
    let read = await outcome(place.connection(), orderStream)
    // The shop's clock stands still, so that the next minute never begins.
    #expect(word(read.error) == "retry" && read.error?.diagnostic.code == "http.busy")
  }

  @Test func `a wrong key asks for connecting again`() async throws {
    let read = await outcome(ShipStationV2Place(at: second).connection(key: "sandbox-key"), orderStream)
    #expect(word(read.error) == "reconnect")
    let report = await ShipStationV2Place(at: second).connection(key: "").check()
    #expect(report.problems.map(\.code) == ["http.reconnect"])
  }

  @Test func `a check says what the account holds`() async throws {
    let place = ShipStationV2Place(at: second)
    let report = await place.connection().check()
    #expect(report.problems.isEmpty && report.notices.map(\.code) == ["shipstation.full-key"])
    #expect(report.facts.first == "shipments: \(place.twin.account.orderCount(at: second))")
    #expect(report.facts.contains("tags: 7"))
    #expect(place.place.transport.requests.count == 3)
  }
}
