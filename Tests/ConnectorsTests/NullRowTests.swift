import Foundation
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// A null where a record is listed is a row that can't be read, and never one that is not there.
struct NullRowTests {
  /// Replaces once, in the first answer that has any, the first row of a list by null.
  private final class Nuller: Sendable {
    private let isDone = Mutex(false)

    /// The answer, changed where a list at `path` has rows.
    func spoil(_ response: HTTPResponse, at path: [String]) -> HTTPResponse {
      isDone.withLock { isDone in
        guard !isDone, let json = try? JSONSerialization.jsonObject(with: Data(response.bytes)),
          let spoilt = Self.nulled(json, path[...]), let data = try? JSONSerialization.data(withJSONObject: spoilt)
        else { return response }
        isDone = true
        return HTTPResponse(status: response.status, headers: response.headers, body: .held(Array(data)))
      }
    }

    private static func nulled(_ json: Any, _ path: ArraySlice<String>) -> Any? {
      guard let key = path.first else {
        guard var rows = json as? [Any], !rows.isEmpty else { return nil }
        rows[0] = NSNull()
        return rows
      }
      if var object = json as? [String: Any], let inner = object[key].flatMap({ nulled($0, path.dropFirst()) }) {
        object[key] = inner
        return object
      }
      // A number is the place in a list.
      guard var rows = json as? [Any], let place = Int(key), rows.indices.contains(place),
        let inner = nulled(rows[place], path.dropFirst())
      else { return nil }
      rows[place] = inner
      return rows
    }
  }

  private func expect(
    _ quarantined: [Quarantined], _ reason: RowReason, read: Int, of whole: Int,
    _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(quarantined.map(\.reason) == [reason.rawValue], sourceLocation: place)
    #expect(whole - read <= 1 && read > 0, "\(read) of \(whole)", sourceLocation: place)
  }

  @Test(arguments: [Kind.order, .dispute, .customer, .checkout, .lead])
  func `Shopify shows a node that is null`(_ kind: Kind) async throws {
    let nuller = Nuller()
    let source = try #require(ShopifyConnection.sources.first { $0.kind == kind })
    let path = ["data", source.root, "nodes"]
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      request.asks("TendPage") ? nuller.spoil(response, at: path) : response
    }
    let (read, whole) = (try await bench.read(kind), try await ShopifyBench().read(kind))
    expect(read.quarantined, .wrongType, read: read.byID.count, of: whole.byID.count)
    #expect(read.coverage.verdict == .incremental && whole.coverage.verdict == .complete)
  }

  @Test func `Shopify shows a refund or parcel that is null within its order`() throws {
    for (text, kind) in [
      (#"{"refunds":[null]}"#, ShopifyRefund.self as any ShopifySource.Type),
      (#"{"returns":{"nodes":[null]}}"#, ShopifyRefund.self), (#"{"fulfillments":[null]}"#, ShopifyShipment.self),
    ] {
      let order: Answer = try answer(text)
      #expect(throws: MappingProblem.self, "\(text)") { try kind.pieces(order) }
    }
  }

  @Test func `Shopify takes a parcel that is asked for and null for gone`() async throws {
    let first = try await ShopifyBench(at: ShopifyBench.early).read(.shipment)
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      request.asks("TendParcels") ? Nuller().spoil(response, at: ["data", "nodes"]) : response
    }
    let again = try await bench.read(.shipment, from: first.cursor)
    #expect(again.quarantined.isEmpty)
  }

  @Test(arguments: [
    (Kind.order, "/v2/orders", [String](), RowReason.wrongType), (.checkout, "/v2/orders", [], .wrongType),
    (.shipment, "/shipments", [], .wrongType), (.refund, "/refunds", ["data"], .missingID),
    (.customer, "/customers", ["data"], .wrongType),
  ])
  func `BigCommerce shows a row that is null`(
    _ kind: Kind, _ end: String, _ path: [String], _ reason: RowReason
  ) async throws {
    let nuller = Nuller()
    var store = BigStore()
    let whole = try await store.read(kind, at: BigStore.early)
    store.tamper = { request, _, response throws(HTTPError) in
      asks(request, end) ? nuller.spoil(response, at: path) : response
    }
    let read = try await store.read(kind, at: BigStore.early)
    #expect(read.error == nil)
    expect(read.quarantined, reason, read: read.byID.count, of: whole.byID.count)
    #expect(read.coverage?.verdict == .incremental)
    #expect(read.told.map(\.code) == ["bigcommerce.unmapped"])
  }

  @Test(arguments: [(orderStream, "orders"), (shipmentStream, "shipments"), (shipmentStream, "fulfillments")])
  func `ShipStation shows a row that is null`(_ stream: RecordStream, _ list: String) async throws {
    let nuller = Nuller()
    let now = instant("2026-10-27T21:00:00Z")
    let place = ShipStationPlace(at: now) { request, _, response throws(HTTPError) in
      let url = request.url.description
      // Pages of one row only tell where a list begins and ends.
      return url.contains("/\(list)?") && !url.contains("pageSize=1&") && !url.hasSuffix("pageSize=1")
        ? nuller.spoil(response, at: [list]) : response
    }
    let whole = await outcome(try ShipStationPlace(at: now).connection(), stream)
    let read = await outcome(try place.connection(), stream)
    #expect(read.error == nil)
    expect(read.quarantined, .wrongType, read: read.records.count, of: whole.records.count)
    #expect(read.quarantined.first?.source == "\(list) ?")
  }

  @Test func `ShipStation does without a tag that is null`() async throws {
    let place = ShipStationPlace(at: instant("2026-10-20T15:00:00Z")) { request, _, response throws(HTTPError) in
      request.url.description.contains("listtags") ? Nuller().spoil(response, at: []) : response
    }
    let read = await outcome(try place.connection(), orderStream)
    #expect(read.error == nil && read.quarantined.isEmpty && read.records.count > 100)
  }

  @Test(arguments: [Kind.invoice, .refund, .customer])
  func `QuickBooks shows a row that is null`(_ kind: Kind) async throws {
    let nuller = Nuller()
    let entity = try #require(QuickBooksEntity.of(kind).first)
    let now = QuickBooksReadTests.late
    let bench = BooksBench(at: now) { request, _, response throws(HTTPError) in
      nuller.spoil(response, at: ["QueryResponse", entity.rawValue])
    }
    let whole = try await BooksBench(at: now).connection().outcome(kind)
    let read = try await bench.connection().outcome(kind)
    expect(
      read.batches.flatMap(\.quarantined), .missingID, read: read.records.count, of: whole.records.count)
    #expect(read.coverage.verdict == .incremental)
  }

  @Test func `QuickBooks' null among its changes is shown, and is no proof of a deletion`() async throws {
    let change = """
      {"CDCResponse":[{"QueryResponse":[{"Invoice":[null,{"status":"Deleted","Id":"105"}]}]}],
      "time":"2026-09-22T12:00:00.000-07:00"}
      """
    let early = InvoiceWorld.early
    let bench = BooksBench(InvoiceWorld(), at: InvoiceWorld.late) {
      request, _, response throws(HTTPError) in
      if request.description.contains("/cdc?") { return answer(change) }
      return Nuller().spoil(response, at: ["QueryResponse", "Invoice"])
    }
    let cursor = QuickBooksCursor.changes(since: early, swept: early).cursor
    let outcome = try await bench.connection().outcome(.invoice, from: cursor)
    #expect(outcome.batches.map(\.deleted) == [[]])
    #expect(outcome.batches.flatMap(\.quarantined).map(\.reason) == ["missing-id", "missing-id"])
  }

  // MARK: Answers

  @Test func `a null among parts is left out, one among records is not`() throws {
    let order: Answer = try answer(#"{"items":[null,{"sku":"a"},null],"tags":["x",null,7],"none":null}"#)
    #expect(try order.children("items").map(\.object) == [["sku": "a"]])
    #expect(try order.texts("tags") == ["x", "7"])
    #expect(throws: MappingProblem(.wrongType, "items[0]")) { try order.records("items") }
    #expect(order.object["none"] == nil)
    // A list in a list is no null.
    let other: Answer = try answer(#"{"items":[[]]}"#)
    #expect(throws: MappingProblem(.wrongType, "items[0]")) { try other.children("items") }
  }
}
