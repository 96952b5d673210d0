import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import Sandbox

/// Reading from the simulated system: everything, what changed, and what happens in between.
struct ShipStationReadingTests {
  private let first = instant("2026-10-20T15:00:00Z")
  private let second = instant("2026-10-27T21:00:00Z")

  // MARK: Everything

  @Test func `reads every order that was imported, each once`() async throws {
    let place = ShipStationPlace(at: second)
    let read = await outcome(try place.connection(), orderStream)
    let count = place.twin.orderCount(at: second)
    #expect(count > 500)
    #expect(read.error == nil)
    #expect(Set(read.records.keys) == Set((0..<count).map { String(SimulatedShipStation.firstOrder + $0) }))
    #expect(read.given == count)
    #expect(read.coverage == Coverage(verdict: .complete, fields: ShipStationOrder.fields, asOf: second))
    #expect(read.quarantined.isEmpty && read.notices.isEmpty)
    #expect(place.transport.requests.allSatisfy { $0.effect == .read && $0.method == .get })
  }

  @Test func `orders say what the shop's world says`() async throws {
    let place = ShipStationPlace(at: second)
    let read = await outcome(try place.connection(), orderStream)
    for index in 0..<place.twin.orderCount(at: second) {
      let order = place.twin.order(index, at: second)
      let record = try #require(read.records[String(order.id)])
      #expect(record.fields["number"]?.string == String(order.number))
      #expect(record.fields["placed"]?.instant == order.state.placed)
      #expect(record.fields["updated"]?.instant == order.modified)
      #expect(record.fields["net"]?.integer == order.state.subtotal)
      #expect(record.fields["total"]?.integer == ShopMoney.total(order.state))
      #expect(record.fields["paid"]?.instant == order.state.paidAt)
      #expect((record.fields["fulfillment"] == "fulfilled") == (order.status == "shipped"))
      let known = Set(order.state.tags).intersection(SimulatedShipStation.tagNames)
      #expect(Set((record.fields["tags"]?.array ?? []).compactMap(\.string)) == known)
      #expect(record.fields["channel"]?.string == (index % 50 == 49 ? "shipstation" : "shopify"))
    }
  }

  @Test func `unites labels with what was marked as shipped elsewhere`() async throws {
    let place = ShipStationPlace(at: second)
    let read = await outcome(try place.connection(), shipmentStream)
    let parcels = (0..<place.twin.world.parcelCount(at: second)).map { place.twin.parcel($0, at: second) }
    #expect(Set(read.records.keys) == Set(parcels.map { ($0.isExternal ? "f-" : "") + String($0.id) }))
    #expect(read.given == parcels.count)
    #expect(read.coverage == Coverage(verdict: .complete, fields: ShipStationParcel.fields, asOf: second))
    for parcel in parcels {
      let record = try #require(read.records[(parcel.isExternal ? "f-" : "") + String(parcel.id)])
      #expect(record.fields["order"]?.string == String(ShopNumber.firstOrder + parcel.order))
      #expect(record.fields["created"]?.instant == parcel.labelled)
      #expect(record.fields["carrier"]?.string == parcel.carrier)
      #expect(record.fields["delivered"]?.instant == (parcel.isExternal ? parcel.delivered : nil))
      #expect((record.fields["state"] == "voided") == (parcel.voided != nil))
    }
  }

  @Test func `an account without anything is read whole and can be gone on from`() async throws {
    let place = ShipStationPlace(at: instant("2020-01-01T00:00:00Z"))
    for stream in [orderStream, shipmentStream] {
      let read = await outcome(try place.connection(), stream)
      #expect(read.coverage?.verdict == .complete)
      #expect(read.records.isEmpty && read.batches == 1)
      let later = ShipStationPlace(place.twin, at: first)
      let next = await outcome(try later.connection(), stream, from: read.cursor)
      #expect(next.coverage?.verdict == .complete)
      #expect(next.records.count > 100)
    }
  }

  @Test func `a long list is read by months`() async throws {
    let place = ShipStationPlace(at: second) { request, _, response throws(HTTPError) in
      // As if the account were larger: the first probe decides.
      guard "\(request.url)".contains("sortDir=ASC&page=1&pageSize=1"), !"\(request.url)".contains("DateEnd")
      else { return response }
      return edited(response, #""total":"#, #""total":9"#)
    }
    let read = await outcome(try place.connection(), orderStream)
    #expect(read.coverage?.verdict == .complete)
    #expect(read.given == place.twin.orderCount(at: second))
    let windows = place.transport.requests.map { "\($0.url)" }.filter { $0.contains("createDateStart") }
    #expect(windows.contains { $0.contains("createDateStart=2026-09-30%2023%3A59%3A59&") })
    var months = 1
    var month = PacificTime.nextMonth(after: place.twin.order(0, at: second).created)
    while month <= second {
      months += 1
      month = PacificTime.nextMonth(after: month)
    }
    #expect(Set(windows.map { $0.prefix { $0 != "&" } }).count == months)
  }

  // MARK: What changed

  @Test(arguments: [orderStream, shipmentStream])
  func `everything, then what changed, is everything later`(_ stream: RecordStream) async throws {
    let twin = larkspur()
    var read = await outcome(try ShipStationPlace(twin, at: first).connection(), stream)
    let before = read.records.count
    for moment in ["2026-10-20T16:00:00Z", "2026-10-22T03:00:00Z", "2026-10-22T03:00:30Z", "2026-10-27T21:00:00Z"] {
      let place = ShipStationPlace(twin, at: instant(moment))
      let later = await outcome(try place.connection(), stream, from: read.cursor)
      #expect(later.error == nil && later.coverage?.verdict == .incremental)
      #expect(place.transport.requests.count < 8)
      read.add(later)
    }
    let whole = await outcome(try ShipStationPlace(twin, at: second).connection(), stream)
    #expect(read.records == whole.records)
    #expect(whole.records.count > before + 50)
  }

  @Test func `reads again only what is near where it stood`() async throws {
    let twin = larkspur()
    let read = await outcome(try ShipStationPlace(twin, at: first).connection(), orderStream)
    let again = await outcome(
      try ShipStationPlace(twin, at: first + .minutes(1)).connection(), orderStream, from: read.cursor)
    #expect(again.given < 15)
    for record in again.records.values {
      #expect(try #require(record.fields["updated"]?.instant) > first - .hours(3))
    }
  }

  @Test func `goes on through both nights on which the clock changes`() async throws {
    for night in ["2026-11-01T07:00:00Z", "2027-03-14T08:00:00Z"] {
      let start = instant(night)
      let shop = SampleShop(seed: 3, firstDay: start.utcDay.monday - 7, days: 21, historyDays: 5)
      let twin = SimulatedShipStation(world: Nightly(base: SampleWorld(shop), from: start), requestsAMinute: .max)
      var read = await outcome(try ShipStationPlace(twin, at: start).connection(), orderStream)
      for minutes in stride(from: Int64(17), through: 360, by: 17) {
        let place = ShipStationPlace(twin, at: start + .minutes(minutes))
        read.add(await outcome(try place.connection(), orderStream, from: read.cursor))
        #expect(read.error == nil)
      }
      let end = ShipStationPlace(twin, at: start + .minutes(357))
      let whole = await outcome(try end.connection(), orderStream)
      #expect(read.records == whole.records, "\(night)")
      #expect(whole.records.count > 60)
    }
  }

  @Test func `finds what turns up with a time before the last read`() async throws {
    let world = Nightly(base: SampleWorld(threeWeeks), from: first, late: .minutes(40))
    let twin = SimulatedShipStation(world: world, requestsAMinute: .max)
    var read = await outcome(try ShipStationPlace(twin, at: first).connection(), orderStream)
    for minutes in stride(from: Int64(30), through: 240, by: 30) {
      let place = ShipStationPlace(twin, at: first + .minutes(minutes))
      read.add(await outcome(try place.connection(), orderStream, from: read.cursor))
    }
    let whole = await outcome(try ShipStationPlace(twin, at: first + .minutes(240)).connection(), orderStream)
    #expect(read.records == whole.records)
  }

  @Test func `finds a label that is voided long after it was made`() async throws {
    let world = SampleWorld(threeWeeks)
    let made = instant("2026-09-21T00:00:00Z")
    let parcel = try #require((0..<400).first { $0 % 23 == 7 && world.parcel($0, at: first).state.labelled > made })
    #expect(world.parcel(parcel, at: first).state.labelled < first - .days(15))
    let voiding = LateVoid(base: world, parcel: parcel, voided: instant("2026-10-24T18:00:00Z"))
    let twin = SimulatedShipStation(world: voiding, requestsAMinute: .max)
    let index = twin.parcel(parcel, at: second).id
    let read = await outcome(try ShipStationPlace(twin, at: first).connection(), shipmentStream)
    #expect(read.records[String(index)]?.fields["state"] == "in_transit")
    let later = await outcome(try ShipStationPlace(twin, at: second).connection(), shipmentStream, from: read.cursor)
    #expect(later.records[String(index)]?.fields["state"] == "voided")
  }

  @Test func `what changes while it is read is neither lost nor takes others with it`() async throws {
    let twin = larkspur()
    let start = instant("2026-09-08T15:00:00Z")
    var read = await outcome(try ShipStationPlace(twin, at: start).connection(), orderStream)
    let held = Mutex<ShipStationPlace?>(nil)
    let place = ShipStationPlace(twin, at: second) { [second] request, _, response throws(HTTPError) in
      // Two days pass behind the first page: parcels leave, and their orders move to the end of the list.
      if "\(request.url)".contains("&page=1&pageSize=500") { held.withLock { $0?.transport.now = second + .days(2) } }
      return response
    }
    held.withLock { $0 = place }
    read.add(await outcome(try place.connection(), orderStream, from: read.cursor))
    #expect(read.error == nil)
    let pages = place.transport.requests.filter { "\($0.url)".contains("pageSize=500") }
    #expect(pages.count > 3)
    let end = second + .days(2)
    read.add(await outcome(try ShipStationPlace(twin, at: end).connection(), orderStream, from: read.cursor))
    let whole = await outcome(try ShipStationPlace(twin, at: end).connection(), orderStream)
    #expect(read.records == whole.records)
  }

  @Test func `many orders that changed in one second are all read`() async throws {
    let twin = SimulatedShipStation(world: Bulk(base: SampleWorld(threeWeeks), at: second), requestsAMinute: .max)
    var read = await outcome(try ShipStationPlace(twin, at: first).connection(), orderStream)
    let later = second + .minutes(30)
    let place = ShipStationPlace(twin, at: later)
    let cut = await outcome(try place.connection(), orderStream, from: read.cursor, limit: 1)
    read.add(cut)
    read.add(await outcome(try place.connection(), orderStream, from: read.cursor))
    #expect(read.error == nil)
    let whole = await outcome(try ShipStationPlace(twin, at: later).connection(), orderStream)
    #expect(read.records == whole.records)
    #expect(cut.given == 500)
  }

  // MARK: Interruptions

  @Test(arguments: [orderStream, shipmentStream])
  func `going on after any batch loses nothing`(_ stream: RecordStream) async throws {
    let twin = larkspur()
    let whole = await outcome(try ShipStationPlace(twin, at: second).connection(), stream)
    #expect(whole.batches >= 2)
    for limit in 0..<whole.batches {
      let place = ShipStationPlace(twin, at: second)
      var read = await outcome(try place.connection(), stream, limit: limit)
      #expect(word(read.error) == "retry")
      let cut = read.given
      read.add(await outcome(try place.connection(), stream, from: read.cursor))
      #expect(read.records == whole.records)
      #expect(read.coverage?.verdict == .complete)
      #expect(read.given == whole.given, "after \(cut)")
    }
  }

  @Test func `a read of everything that goes on days later tells of when it began`() async throws {
    let twin = larkspur()
    let cut = await outcome(try ShipStationPlace(twin, at: first).connection(), shipmentStream, limit: 1)
    var read = cut
    read.add(await outcome(try ShipStationPlace(twin, at: second).connection(), shipmentStream, from: cut.cursor))
    #expect(read.coverage?.verdict == .complete)
    #expect(read.coverage?.asOf == first)
    read.add(await outcome(try ShipStationPlace(twin, at: second).connection(), shipmentStream, from: read.cursor))
    let whole = await outcome(try ShipStationPlace(twin, at: second).connection(), shipmentStream)
    #expect(read.records == whole.records)
  }

  @Test func `cursors hold times, counts and words only`() async throws {
    let read = await outcome(try ShipStationPlace(at: second).connection(store: "12345"), shipmentStream, limit: 1)
    let text = String(decoding: CanonicalJSON.bytes(try #require(read.cursor).json), as: UTF8.self)
    #expect(!text.contains("@") && !text.contains("sandbox"))
    #expect(ShipStationCursor(try #require(read.cursor))?.cursor == read.cursor)
    #expect(text.utf8.count < 700)
  }

  @Test(arguments: [
    #"{}"#, #"{"marks":7}"#, #"{"marks":{"changed-orders":"2099-01-01T00:00:00Z"}}"#,
    #"{"marks":{"x":"2026-01-01T00:00:00Z"}}"#,
    #"{"marks":{"changed-orders":"yesterday"}}"#, #"{"marks":{},"todo":["all-orders"],"window":{"page":-1}}"#,
    #"{"marks":{"changed-orders":"2026-10-26T00:00:00Z"},"store":"99"}"#, #"{"marks":{},"todo":["dance"]}"#,
  ])
  func `a cursor that can't be right makes a read of everything`(_ text: String) async throws {
    let cursor = Cursor(try JSONReader.object(text.utf8))
    let place = ShipStationPlace(at: second)
    let read = await outcome(try place.connection(), orderStream, from: cursor)
    #expect(read.coverage?.verdict == .complete)
    #expect(read.records.count == place.twin.orderCount(at: second))
    #expect(read.notices.map(\.code) == ["shipstation.cursor"])
  }

  // MARK: Clocks

  @Test(arguments: [-3600, -61, 61, 3600] as [Int64])
  func `a clock that is wrong loses nothing`(_ error: Int64) async throws {
    let twin = larkspur()
    let off = Span(seconds: error)
    var read = await outcome(try ShipStationPlace(twin, at: first).connection(first + off), orderStream)
    read.add(
      await outcome(try ShipStationPlace(twin, at: second).connection(second + off), orderStream, from: read.cursor))
    #expect(read.error == nil)
    // Whatever our clock hid is there an hour and a bit later.
    let end = second + .minutes(70)
    read.add(await outcome(try ShipStationPlace(twin, at: end).connection(end + off), orderStream, from: read.cursor))
    let whole = await outcome(try ShipStationPlace(twin, at: second).connection(), orderStream)
    for (id, record) in whole.records {
      let known = try #require(read.records[id])
      let updated = try #require(record.fields["updated"]?.instant)
      #expect(try #require(known.fields["updated"]?.instant) >= updated)
    }
  }

  // MARK: One store

  @Test func `reads one store's orders and shipments`() async throws {
    let place = ShipStationPlace(at: second)
    let connection = try place.connection(store: "12346")
    let orders = await outcome(connection, orderStream)
    let indices = (0..<place.twin.orderCount(at: second)).filter { $0 % 50 == 49 }
    #expect(Set(orders.records.keys) == Set(indices.map { String(SimulatedShipStation.firstOrder + $0) }))
    #expect(orders.coverage?.verdict == .complete)
    let shipments = await outcome(connection, shipmentStream)
    let parcels = (0..<place.twin.world.parcelCount(at: second)).map { place.twin.parcel($0, at: second) }
      .filter { $0.order % 50 == 49 }
    #expect(Set(shipments.records.keys) == Set(parcels.map { ($0.isExternal ? "f-" : "") + String($0.id) }))
    #expect(shipments.coverage?.verdict == .complete)
  }

  @Test func `one store's parcels can be gone on from`() async throws {
    let twin = larkspur()
    var read = await outcome(try ShipStationPlace(twin, at: first).connection(store: "12345"), shipmentStream)
    read.add(
      await outcome(
        try ShipStationPlace(twin, at: second).connection(store: "12345"), shipmentStream, from: read.cursor))
    let whole = await outcome(try ShipStationPlace(twin, at: second).connection(store: "12345"), shipmentStream)
    #expect(read.records == whole.records)
    #expect(whole.records.keys.contains { $0.hasPrefix("f-") })
  }

  @Test func `refuses rows of another store`() async throws {
    let place = ShipStationPlace(at: second) { _, _, response throws(HTTPError) in
      edited(response, #""storeId":12346"#, #""storeId":12345"#)
    }
    let read = await outcome(try place.connection(store: "12346"), orderStream)
    #expect(word(read.error) == "data")
    #expect(read.records.isEmpty)
  }

  @Test(arguments: ["shop", "12345 ", "-1", "0", "1234567890123456"])
  func `a store id that is none is a matter of the configuration`(_ store: String) async throws {
    let place = ShipStationPlace(at: second)
    #expect(word(await outcome(try place.connection(store: store), orderStream).error) == "configuration")
    #expect(place.transport.requests.isEmpty)
  }
}

/// An answer with a text of its body replaced.
func edited(_ response: HTTPResponse, _ old: String, _ new: String) -> HTTPResponse {
  var response = response
  response.body = .held(Array(String(decoding: response.bytes, as: UTF8.self).replacing(old, with: new).utf8))
  return response
}
