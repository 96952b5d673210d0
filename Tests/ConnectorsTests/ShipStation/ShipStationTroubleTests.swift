import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import Sandbox

/// What the network, the service and the passing of time can do to a read.
struct ShipStationTroubleTests {
  private let now = instant("2026-10-27T21:00:00Z")

  private func read(
    _ stream: RecordStream = orderStream, _ tamper: @escaping SandboxTransport.Tamper
  ) async throws -> ShipStationOutcome {
    await outcome(try ShipStationPlace(at: now, tamper: tamper).connection(), stream)
  }

  private static func isPage(_ request: HTTPRequest, _ number: Int = 1) -> Bool {
    "\(request.url)".contains("&page=\(number)&pageSize=500")
  }

  // MARK: Statuses

  @Test(arguments: [
    (401, "reconnect"), (403, "configuration"), (404, "data"), (405, "data"), (400, "data"), (429, "retry"),
    (500, "retry"), (502, "retry"), (503, "retry"),
  ])
  func `a status says what to do next`(_ status: Int, _ expected: String) async throws {
    for number in 1...6 {
      let read = try await read { _, count, response throws(HTTPError) in
        count >= number ? HTTPResponse(status: status, headers: ["Retry-After": "600"]) : response
      }
      #expect(word(read.error) == expected, "request \(number)")
      #expect(read.coverage == nil)
    }
  }

  @Test func `a passing trouble is waited out`() async throws {
    let place = ShipStationPlace(at: now) { _, count, response throws(HTTPError) in
      count % 2 == 1
        ? HTTPResponse(status: 500, body: .held(Array(#"{"Message":"Execution Timeout Expired."}"#.utf8))) : response
    }
    let read = await outcome(try place.connection(), orderStream)
    #expect(read.coverage?.verdict == .complete)
    #expect(read.records.count == place.twin.orderCount(at: now))
  }

  @Test func `a wrong key asks for connecting again`() async throws {
    for secret in ["Basic d3Jvbmc6d3Jvbmc=", "Basic "] {
      let place = ShipStationPlace(at: now, secret: secret)
      #expect(word(await outcome(try place.connection(), orderStream).error) == "reconnect")
    }
  }

  @Test func `leaves ten of a minute's forty requests to others`() async throws {
    let place = ShipStationPlace(larkspur(requestsAMinute: 40), at: now)
    for _ in 0..<29 {
      _ = try await place.client.send(.get(try #require(HTTPURL("https://ssapi.shipstation.com/stores"))))
    }
    #expect(place.waits.isEmpty)
    _ = try await place.client.send(.get(try #require(HTTPURL("https://ssapi.shipstation.com/stores"))))
    _ = try await place.client.send(.get(try #require(HTTPURL("https://ssapi.shipstation.com/stores"))))
    #expect(place.waits == [.seconds(61)])
  }

  @Test func `a page of another month than was asked for does not stand for this one`() async throws {
    // From the first page on the same comes again, whatever is asked for, with the same total.
    let first = Mutex<HTTPResponse?>(nil)
    let place = ShipStationPlace(at: now) { request, _, response throws(HTTPError) in
      guard "\(request.url)".contains("/orders?") else { return response }
      return first.withLock { first in
        if first == nil, Self.isPage(request) { first = response }
        return first ?? response
      }
    }
    let read = await outcome(try place.connection(limits: .init(page: 500, window: 200)), orderStream)
    #expect(first.withLock { $0 } != nil)
    #expect(
      word(read.error) == "data" && read.coverage == nil, "\(read.records.count) of \(place.twin.orderCount(at: now))")
  }

  // MARK: Tags and stores

  @Test(arguments: ["listtags", "stores"])
  func `a list of tags or stores that comes short is asked for once more`(_ path: String) async throws {
    let whole = try await read { _, _, response throws(HTTPError) in response }
    let asked = Mutex(0)
    let once = try await read { request, _, response throws(HTTPError) in
      guard "\(request.url)".contains(path) else { return response }
      asked.withLock { $0 += 1 }
      return asked.withLock { $0 } == 1 ? HTTPResponse(status: 200, body: .held(Array("[]".utf8))) : response
    }
    #expect(once.records == whole.records)
    #expect(!once.notices.contains { $0.code == "shipstation.unlisted" })
    #expect(asked.withLock { $0 } == 2)
    let never = try await read { request, _, response throws(HTTPError) in
      "\(request.url)".contains(path) ? HTTPResponse(status: 200, body: .held(Array("[]".utf8))) : response
    }
    #expect(never.records.count == whole.records.count && never.records != whole.records)
    #expect(never.notices.count { $0.code == "shipstation.unlisted" } == 1)
  }

  // MARK: Bodies

  @Test(arguments: [
    "", "<html>busy</html>", "{", #"{"orders":[{"orderId":1}"#, "[]", "null", "7",
    #"{"Message":"An error has occurred."}"#,
    #"{"success":false,"message":"no"}"#, #"{"orders":null,"total":0,"page":1,"pages":1}"#,
    #"{"orders":{},"total":0,"page":1,"pages":1}"#, #"{"orders":[],"total":"many","page":1,"pages":1}"#,
    #"{"orders":[],"total":3,"page":1,"pages":0}"#, #"{"orders":[],"page":1,"pages":1}"#,
    #"{"orders":[],"total":-1,"page":1,"pages":1}"#, #"{"orders":[],"total":5000,"page":1,"pages":9999999}"#,
    #"{"orders":[7],"total":1,"page":1,"pages":1}"#, #"{"orders":[{},{}],"total":1,"page":1,"pages":1}"#,
    #"{"orders":[{"orderId":1}],"total":1,"page":2,"pages":2}"#,
  ])
  func `an answer of another shape is never taken for an empty or whole list`(_ body: String) async throws {
    let read = try await read { request, _, response throws(HTTPError) in
      Self.isPage(request) ? HTTPResponse(status: 200, body: .held(Array(body.utf8))) : response
    }
    #expect(["data", "retry"].contains(word(read.error)), "\(word(read.error))")
    #expect(read.coverage == nil)
    #expect(read.records.isEmpty)
    let words = "\(read.error.map(\.diagnostic) ?? Diagnostic(.fault, code: "", ""))"
    #expect(!words.contains("An error has occurred") && !words.contains("busy"))
  }

  @Test func `deep, huge and doubled bodies are refused or read, and never crash`() async throws {
    for body in [
      String(repeating: "[", count: 100_000), String(repeating: #"{"orders":"#, count: 200),
      #"{"orders":[],"orders":[{"orderId":1}],"total":9,"page":1,"pages":1}"#,
    ] {
      let read = try await read { request, _, response throws(HTTPError) in
        Self.isPage(request) ? HTTPResponse(status: 200, body: .held(Array(body.utf8))) : response
      }
      #expect(read.coverage == nil)
      #expect(read.error != nil)
    }
  }

  @Test func `an answer that breaks off is asked for again`() async throws {
    let read = try await read { request, count, response throws(HTTPError) in
      if count == 5 { throw HTTPError(.truncated, request: request, wasSent: true) }
      return response
    }
    #expect(read.coverage?.verdict == .complete)
  }

  @Test func `an empty page before the last one ends the read`() async throws {
    let read = try await read { request, _, response throws(HTTPError) in
      guard Self.isPage(request),
        let start = String(decoding: response.bytes, as: UTF8.self).firstRange(of: #","total""#)
      else { return response }
      let text = String(decoding: response.bytes, as: UTF8.self)
      return HTTPResponse(status: 200, body: .held(Array((#"{"orders":[]"# + text[start.lowerBound...]).utf8)))
    }
    #expect(word(read.error) == "data")
    #expect(read.records.isEmpty)
  }

  @Test func `a page that comes twice ends with an error, not without end`() async throws {
    let kept = Mutex<HTTPResponse?>(nil)
    let place = ShipStationPlace(at: now) { request, _, response throws(HTTPError) in
      if Self.isPage(request, 1) { kept.withLock { $0 = response } }
      guard Self.isPage(request, 2), let first = kept.withLock({ $0 }) else { return response }
      return edited(first, #""page":1"#, #""page":2"#)
    }
    let read = await outcome(try place.connection(), orderStream)
    #expect(word(read.error) == "retry")
    #expect(read.error?.diagnostic.code == "shipstation.moving")
    #expect(place.transport.requests.count < 30)
  }

  @Test func `a list that never ends is not read for ever`() async throws {
    let place = ShipStationPlace(at: now) { request, _, response throws(HTTPError) in
      Self.isPage(request) || "\(request.url)".contains("pageSize=500")
        ? edited(response, #""pages":"#, #""pages":1"#) : response
    }
    let read = await outcome(try place.connection(), orderStream)
    #expect(read.error != nil)
    #expect(place.transport.requests.count < 30)
  }

  @Test func `members that are not known yet change nothing`() async throws {
    let plain = try await read { _, _, response throws(HTTPError) in response }
    let read = try await read { _, _, response throws(HTTPError) in
      edited(response, #"{"orderId":"#, #"{"newThing":{"a":[1,null]},"orderId":"#)
    }
    #expect(read.records == plain.records)
    #expect(read.coverage == plain.coverage)
  }

  @Test func `what can't be mapped is set aside and counted`() async throws {
    let read = try await read { _, _, response throws(HTTPError) in
      edited(
        response, #""orderNumber":"1003","orderKey":"shop-1003","orderDate":""#, #""orderNumber":"1003","orderDate":"x"#
      )
    }
    let id = SimulatedShipStation.firstOrder + 1003 - ShopNumber.firstOrder
    #expect(
      read.quarantined == [Quarantined(source: "orders \(id)", line: nil, reason: "bad-date", column: "orderDate")])
    #expect(read.records[String(id)] == nil)
    #expect(read.coverage?.verdict == .complete)
  }

  @Test func `rows without an id are set aside too`() async throws {
    let read = try await read { _, _, response throws(HTTPError) in
      edited(response, #"{"orderId":94000007,"#, #"{"orderId":null,"#)
    }
    #expect(read.quarantined.map(\.reason) == ["missing-id"])
    #expect(read.error == nil)
  }

  // MARK: Rows that move

  @Test func `a row that leaves between two pages takes none with it`() async throws {
    let twin = larkspur()
    let place = ShipStationPlace(twin, at: now) { [now] request, _, response throws(HTTPError) in
      // Between page 1 and 2 an order of page 1 is deleted, so that the first of page 2 moves to page 1.
      if Self.isPage(request), !twin.deleted.contains(5) {
        let path = "/orders/\(SimulatedShipStation.firstOrder + 5)"
        let headers = ["authorization": SimulatedShipStation.authorization]
        _ = twin.answer(SandboxRequest(method: "DELETE", path: path, headers: headers), at: now)
      }
      return response
    }
    let read = await outcome(try place.connection(), orderStream)
    #expect(read.error == nil)
    let left = Set(
      (0..<twin.orderCount(at: now)).filter { $0 != 5 }.map { String(SimulatedShipStation.firstOrder + $0) })
    #expect(Set(read.records.keys).isSuperset(of: left))
    #expect(read.given > twin.orderCount(at: now))
  }

  @Test(arguments: [orderStream, shipmentStream])
  func `everything is read once more where rows were missing`(_ stream: RecordStream) async throws {
    let isCounting = Mutex(true)
    let place = ShipStationPlace(at: now) { request, _, response throws(HTTPError) in
      let isCount = "\(request.url)".contains("DateEnd") && !"\(request.url)".contains("DateStart")
      return isCount && isCounting.withLock { $0 } ? edited(response, #""total":"#, #""total":1"#) : response
    }
    let first = await outcome(try place.connection(), stream)
    #expect(first.coverage?.verdict == .partial)
    let again = await outcome(try place.connection(), stream, from: first.cursor)
    #expect(again.coverage?.verdict == .partial && again.records == first.records)
    #expect(again.notices.contains { $0.reason?.contains("only what changes") == true })
    let on = await outcome(try place.connection(), stream, from: again.cursor)
    #expect(on.coverage?.verdict == .incremental && on.notices.isEmpty)
    // Where the list is as long as it says the second time, that read is complete, also when it is cut short.
    isCounting.withLock { $0 = false }
    let cut = await outcome(try place.connection(), stream, from: first.cursor, limit: 1)
    let whole = await outcome(try place.connection(), stream, from: cut.cursor ?? first.cursor)
    #expect(whole.coverage?.verdict == .complete)
    let later = await outcome(try place.connection(), stream, from: whole.cursor)
    #expect(later.coverage?.verdict == .incremental)
  }

  @Test func `a list that is not as long as it says is not complete`() async throws {
    let place = ShipStationPlace(at: now) { request, _, response throws(HTTPError) in
      "\(request.url)".contains("createDateEnd") && "\(request.url)".contains("pageSize=1")
        && !"\(request.url)".contains("createDateStart") ? edited(response, #""total":"#, #""total":1"#) : response
    }
    let read = await outcome(try place.connection(), orderStream)
    #expect(read.coverage?.verdict == .partial)
    #expect(read.notices.map(\.code) == ["shipstation.short"])
  }

  @Test func `a list that changes all the time is given up, and gone on from later`() async throws {
    let twin = larkspur()
    let count = Mutex(0)
    let place = ShipStationPlace(twin, at: now) { request, _, response throws(HTTPError) in
      guard "\(request.url)".contains("pageSize=500") else { return response }
      return edited(response, #""total":"#, #""total":\#(count.withLock { $0 += 1; return $0 })"#)
    }
    let read = await outcome(try place.connection(), orderStream)
    #expect(word(read.error) == "retry")
    let later = await outcome(try ShipStationPlace(twin, at: now).connection(), orderStream, from: read.cursor)
    #expect(later.coverage?.verdict == .complete)
    #expect(later.records.count == twin.orderCount(at: now))
  }

  // MARK: Requests

  @Test func `asks with Pacific times, the largest page and a time-out of three minutes`() async throws {
    let place = ShipStationPlace(at: now)
    _ = await outcome(try place.connection(), orderStream)
    let pages = place.transport.requests.filter { "\($0.url)".contains("pageSize=500") }
    #expect(!pages.isEmpty)
    #expect(
      pages.allSatisfy { "\($0.url)".contains("createDateEnd=2026-10-27%2014%3A00%3A01&sortBy=CreateDate&sortDir=ASC") }
    )
    #expect(place.transport.requests.allSatisfy { $0.timeouts?.total == .seconds(180) })
    #expect(place.transport.requests.allSatisfy { $0.effect == .read })
  }

  @Test func `tells nothing personal`() async throws {
    let read = try await read { request, _, response throws(HTTPError) in
      guard Self.isPage(request) else { return response }
      return edited(response, #""orderStatus":"shipped""#, #""orderStatus":"odd kim@example.com""#)
    }
    #expect(read.quarantined.count > 100)
    for row in read.quarantined { #expect(!"\(row)".contains("kim")) }
    #expect(read.notices.isEmpty)
  }

  @Test func `tells of a store that has not imported for more than a day`() async throws {
    let read = try await read { _, _, response throws(HTTPError) in
      edited(response, #""lastRefreshAttempt":"2026-10-27"#, #""lastRefreshAttempt":"2026-10-25"#)
    }
    #expect(read.notices.map(\.code) == ["shipstation.store-stale"])
    #expect(read.coverage?.verdict == .complete)
  }

  // MARK: Check

  @Test func `a check says who the account is and what it holds`() async throws {
    let place = ShipStationPlace(at: now)
    let report = await (try place.connection()).check()
    #expect(report.problems.isEmpty)
    #expect(report.notices.map(\.code) == ["shipstation.full-key"])
    #expect(report.facts.first == "store 12345: Larkspur & Pine (shopify), last import 2026-10-27T21:00:00Z")
    #expect(report.facts.contains("orders: \(place.twin.orderCount(at: now))"))
    #expect(place.transport.requests.count == 5)
    #expect(place.transport.requests.allSatisfy { $0.effect == .read })
  }

  @Test func `a check finds a wrong key, a wrong store and a refused list`() async throws {
    let wrong = await (try ShipStationPlace(at: now, secret: "Basic eDp4").connection()).check()
    #expect(wrong.problems.map(\.code) == ["http.reconnect"])
    let store = await (try ShipStationPlace(at: now).connection(store: "777")).check()
    #expect(store.problems.first?.code == "shipstation.unknown-store")
    let refused = await
      (try ShipStationPlace(at: now) { request, _, response throws(HTTPError) in
        "\(request.url)".contains("fulfillments") ? HTTPResponse(status: 403) : response
      }.connection()).check()
    #expect(refused.problems.map(\.code) == ["http.forbidden"])
  }

  @Test func `the descriptor names no account and no scope`() throws {
    let service = try #require(ShipStationConnection.descriptor.service)
    #expect(service.account == nil)
    #expect(service.entry == .keyPair)
    #expect(HTTPURL(service.address) != nil)
    #expect(ShipStationConnection.descriptor.kinds == [.order, .shipment])
  }
}
