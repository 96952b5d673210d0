import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import Sandbox

/// Operations that fail, and results that are not what they should be: everything is read all the same, or nothing is
/// taken for the whole.
@Suite struct ShopifyBulkTroubleTests {
  private static let count = ShopifyBench.small.orderCount(at: ShopifyBench.smallLate)

  /// A read in bulk in which `spoil` has its way with the answers.
  private func read(
    scopes: Set<String> = SimulatedShopify.scopes, _ spoil: @escaping SandboxTransport.Tamper
  ) async throws -> (bench: ShopifyBench, outcome: ShopifyOutcome) {
    let bench = ShopifyBench.inBulk(scopes: scopes, tamper: spoil)
    return (bench, try await bench.read(.order))
  }

  // MARK: Operations

  struct Failure: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var old = "\"status\":\"COMPLETED\",\"errorCode\":null"
    var new: String
    /// How many operations are begun.
    var operations = 1
  }

  static let failures: [Failure] = [
    Failure(testDescription: "hidden", new: "\"status\":\"FAILED\",\"errorCode\":\"ACCESS_DENIED\""),
    Failure(testDescription: "too slow", new: "\"status\":\"FAILED\",\"errorCode\":\"TIMEOUT\""),
    Failure(
      testDescription: "fault", new: "\"status\":\"FAILED\",\"errorCode\":\"INTERNAL_SERVER_ERROR\"", operations: 2),
    Failure(testDescription: "without a reason", new: "\"status\":\"FAILED\",\"errorCode\":null"),
    Failure(
      testDescription: "with a part of the result",
      new: "\"status\":\"FAILED\",\"errorCode\":null,\"partialDataUrl\":\"https://storage.sandbox.example/part\""),
    Failure(testDescription: "cancelled", new: "\"status\":\"CANCELED\",\"errorCode\":null"),
    Failure(testDescription: "being cancelled", new: "\"status\":\"CANCELING\",\"errorCode\":null"),
    Failure(testDescription: "expired", new: "\"status\":\"EXPIRED\",\"errorCode\":null", operations: 2),
    Failure(testDescription: "no address", old: "\"url\":\"https://storage.sandbox.example", new: "\"nourl\":\"x"),
    Failure(
      testDescription: "an address without TLS", old: "\"url\":\"https://storage.sandbox.example",
      new: "\"url\":\"http://storage.sandbox.example"),
    Failure(
      testDescription: "an address that is none", old: "\"url\":\"https://storage", new: "\"url\":\"file://storage"),
    Failure(testDescription: "more objects told", old: "\"objectCount\":\"", new: "\"objectCount\":\"9"),
    Failure(
      testDescription: "fewer nodes told", old: "\"rootObjectCount\":\"", new: "\"rootObjectCount\":\"0\",\"x\":\""),
  ]

  @Test(arguments: failures)
  func `an operation that fails is made up for page by page`(_ failure: Failure) async throws {
    let (bench, outcome) = try await read { request, _, response throws(HTTPError) in
      request.asks("TendOperation") ? response.replacing(failure.old, with: failure.new) : response
    }
    #expect(outcome.codes == ["shopify.bulk"])
    #expect(outcome.told.allSatisfy { $0.reason?.hasSuffix(".") == true })
    #expect(bench.transport.requests.count { $0.asks("TendPage") } > 3)
    #expect(outcome.byID == (try await ShopifyBench.inBulk(from: nil).read(.order).byID))
    #expect(outcome.coverage.verdict == .complete)
    #expect(bench.transport.requests.count { $0.asks("TendBulk") } == failure.operations)
    #expect(!bench.transport.requests.contains { $0.url.description.contains("/part") })
  }

  @Test func `an operation that is not known any more is begun again`() async throws {
    let isFirst = Mutex(true)
    let (bench, outcome) = try await read { request, _, response throws(HTTPError) in
      guard request.asks("query TendOperation("),
        isFirst.withLock({ was in
          defer { was = false }; return was
        })
      else {
        return response
      }
      return response.saying(#"{"data":{"node":null},"extensions":{}}"#)
    }
    #expect(outcome.byID.count == Self.count && outcome.told.isEmpty && outcome.coverage.verdict == .complete)
    #expect(bench.transport.requests.count { $0.asks("TendBulk") } == 2)
  }

  static let beginnings = [
    #"{"data":{"bulkOperationRunQuery":{"bulkOperation":null,"userErrors":[{"code":"INVALID"}]}}}"#,
    #"{"data":{"bulkOperationRunQuery":{"bulkOperation":null,"userErrors":[{"code":"LIMIT_REACHED"}]}}}"#,
    #"{"errors":[{"message":"x","extensions":{"code":"ACCESS_DENIED"}}],"data":{"bulkOperationRunQuery":null}}"#,
    #"{"errors":[{"message":"x","path":["m","groupObjects"],"extensions":{"code":"argumentNotAccepted"}}]}"#,
  ]

  @Test(arguments: beginnings)
  func `where no operation can be had pages are read`(_ answer: String) async throws {
    let (_, outcome) = try await read { request, _, response throws(HTTPError) in
      // What is under way is for something else.
      if request.asks("TendOperations") { return response.saying(#"{"data":{"bulkOperations":{"nodes":[]}}}"#) }
      return request.asks("TendBulk") ? response.saying(answer) : response
    }
    #expect(outcome.byID.count == Self.count && outcome.codes == ["shopify.bulk"])
    #expect(outcome.coverage.verdict == .complete)
  }

  @Test(arguments: [
    ("TendBulk", #"{"data":{}}"#), ("TendBulk", #"{"data":{"bulkOperationRunQuery":{"userErrors":[]}}}"#),
    ("query TendOperation(", #"{"data":{"node":{"id":"gid://shopify/BulkOperation/7","status":"COMPLETED"}}}"#),
    ("query TendOperation(", #"{"data":{"node":[]}}"#),
  ])
  func `nonsense about operations stops the stream`(_ what: (String, String)) async throws {
    let bench = ShopifyBench.inBulk { request, _, response throws(HTTPError) in
      request.asks(what.0) ? response.saying(what.1) : response
    }
    guard case .data? = await bench.failure() else {
      Issue.record("\(what.1) was taken")
      return
    }
  }

  // MARK: Results

  struct Spoiled: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The lines of the result, changed.
    var change: @Sendable ([Substring]) -> [Substring]
  }

  /// Where an order stands that has rows, in the second half.
  private static func order(_ lines: [Substring]) -> Int {
    let half = lines.count / 2
    return lines[half...].firstIndex { !$0.contains("__parentId") } ?? half
  }

  static let spoiled: [Spoiled] = [
    Spoiled(testDescription: "the last line is missing") { Array($0.dropLast()) },
    Spoiled(testDescription: "half is missing") { Array($0.prefix($0.count / 2)) },
    Spoiled(testDescription: "all is missing") { _ in [] },
    Spoiled(testDescription: "the last line is cut") { $0.dropLast() + [$0[$0.count - 1].dropLast(20)] },
    Spoiled(testDescription: "an order is missing") { lines in
      var lines = lines
      lines.remove(at: order(lines))
      return lines
    },
    Spoiled(testDescription: "a row is missing") { lines in
      var lines = lines
      lines.remove(at: order(lines) + 1)
      return lines
    },
    Spoiled(testDescription: "a row comes twice") { lines in
      var lines = lines
      lines.insert(lines[order(lines) + 1], at: order(lines) + 1)
      return lines
    },
    Spoiled(testDescription: "an order comes twice") { $0 + [$0[order($0)]] },
    Spoiled(testDescription: "an order comes in another's place") { lines in
      var lines = lines
      let (here, there) = (order(lines), order(Array(lines.dropLast(lines.count / 8))))
      if here != there { lines[there] = lines[here] }
      lines[lines.count - 1] = lines[0]
      return lines
    },
    Spoiled(testDescription: "rows stand before their order") { lines in
      var lines = lines
      let place = order(lines)
      lines.swapAt(place, place + 1)
      return lines
    },
    Spoiled(testDescription: "rows stand at the end") { lines in
      lines.filter { !$0.contains("__parentId") } + lines.filter { $0.contains("__parentId") }
    },
    Spoiled(testDescription: "more than was told") { $0 + [#"{"id":"gid:\/\/shopify\/Order\/1"}"#] },
    Spoiled(testDescription: "something else") { [#"{"id":"gid:\/\/shopify\/Product\/1"}"#] + $0.dropFirst() },
    Spoiled(testDescription: "no ids") { [#"{"name":"x"}"#] + $0.dropFirst() },
    Spoiled(testDescription: "HTML") { _ in ["<html>", "</html>"] },
    Spoiled(testDescription: "an error inside") { _ in [#"{"errors":[{"message":"x"}]}"#] },
  ]

  @Test(arguments: spoiled)
  func `a result that is not whole is made up for page by page`(_ spoiled: Spoiled) async throws {
    let (bench, outcome) = try await read { request, _, response throws(HTTPError) in
      guard request.method == .get else { return response }
      let lines = String(decoding: response.bytes, as: UTF8.self).split(separator: "\n")
      return response.saying(spoiled.change(lines).joined(separator: "\n") + "\n")
    }
    #expect(outcome.codes == ["shopify.bulk"])
    #expect(outcome.byID == (try await ShopifyBench.inBulk(from: nil).read(.order).byID))
    #expect(outcome.coverage.verdict == .complete)
    #expect(bench.transport.requests.count { $0.asks("TendPage") } > 3)
  }

  @Test func `orders may come in any order, and lines without rows too`() async throws {
    let (_, outcome) = try await read { request, _, response throws(HTTPError) in
      guard request.method == .get else { return response }
      var blocks: [[Substring]] = []
      for line in String(decoding: response.bytes, as: UTF8.self).split(separator: "\n") {
        if line.contains("__parentId") { blocks[blocks.count - 1].append(line) } else { blocks.append([line]) }
      }
      return response.saying(blocks.reversed().flatMap { $0 }.joined(separator: "\r\n"))
    }
    #expect(outcome.told.isEmpty)
    #expect(outcome.byID == (try await ShopifyBench.inBulk(from: nil).read(.order).byID))
  }

  @Test func `an address that has ended is asked for again`() async throws {
    let isFirst = Mutex(true)
    let (bench, outcome) = try await read { request, _, response throws(HTTPError) in
      guard request.method == .get,
        isFirst.withLock({ was in
          defer { was = false }; return was
        })
      else {
        return response
      }
      return response.saying("<Error><Code>ExpiredToken</Code></Error>", status: 403)
    }
    #expect(outcome.byID.count == Self.count && outcome.told.isEmpty && outcome.coverage.verdict == .complete)
    #expect(bench.transport.requests.count { $0.method == .get } == 2)
  }

  @Test func `a result that is never given is made up for page by page`() async throws {
    let (_, outcome) = try await read { request, _, response throws(HTTPError) in
      request.method == .get ? response.saying("", status: 403) : response
    }
    #expect(outcome.byID.count == Self.count && outcome.codes == ["shopify.bulk"])
  }

  @Test func `a shop in which less is there than was counted is partial`() async throws {
    let (_, outcome) = try await read { request, _, response throws(HTTPError) in
      request.asks("TendCount") ? response.replacing("\"count\":", with: "\"count\":9") : response
    }
    #expect(outcome.coverage.verdict == .partial && outcome.codes == ["shopify.count"])
  }

  @Test func `a record in a result that can't be mapped is set aside`() async throws {
    let (_, outcome) = try await read { request, _, response throws(HTTPError) in
      guard request.method == .get else { return response }
      return response.replacing(
        "\"legacyResourceId\":\"\(ShopifyID.order + 5)\"", with: "\"legacyResourceId\":{\"is\":\"an object\"}")
    }
    #expect(outcome.byID.count == Self.count - 1 && outcome.quarantined.count == 1)
    #expect(outcome.coverage.verdict == .incremental)
  }

  // MARK: What is hidden

  @Test func `what is hidden is left out of the operation and of what it covers`() async throws {
    let hidden = SimulatedShopify.scopes.subtracting([SimulatedShopify.protected, "read_payment_terms"])
    let (bench, outcome) = try await read(scopes: hidden) { _, _, response throws(HTTPError) in response }
    let pages = try await ShopifyBench.inBulk(scopes: hidden, from: nil).read(.order)
    #expect(outcome.byID == pages.byID && outcome.coverage == pages.coverage && outcome.told == pages.told)
    #expect(bench.transport.requests.count { $0.method == .get } == 1)
    // Killed in the middle, and with everything shown by then: what it read without is not covered.
    let sink = Collector(limit: 2)
    _ = try? await bench.connection().read(RecordStream(.order), from: nil, into: sink)
    let later = ShopifyBench.inBulk(operations: bench.operations)
    let rest = try await later.read(.order, from: await sink.batches.last?.cursor)
    #expect(rest.coverage.fields == pages.coverage.fields && rest.coverage.verdict == .complete)
    #expect(rest.cursor?.json["hidden"] == nil)
  }

  @Test func `a shop without read_all_orders says how far back it goes`() async throws {
    let scopes = SimulatedShopify.scopes.subtracting(["read_all_orders"])
    let (_, outcome) = try await read(scopes: scopes) { _, _, response throws(HTTPError) in response }
    let pages = try await ShopifyBench.inBulk(scopes: scopes, from: nil).read(.order)
    #expect(outcome.byID == pages.byID && outcome.coverage == pages.coverage && outcome.codes == ["shopify.horizon"])
  }

  // MARK: Cursors

  @Test(arguments: [
    #""bulk":7"#, #""bulk":{}"#, #""bulk":{"id":"' OR","form":"1","lines":0,"bytes":0,"roots":0,"counted":0}"#,
    #""bulk":{"id":"7","form":"1","lines":-1,"bytes":0,"roots":0,"counted":0}"#, #""hidden":[7]"#, #""hidden":"x""#,
  ])
  func `a place in an operation that can't be is no cursor`(_ member: String) async throws {
    let json = try JSONReader.object(Array("{\"v\":1,\(member)}".utf8))
    let outcome = try await ShopifyBench.inBulk().read(.order, from: Cursor(json))
    #expect(outcome.codes == ["shopify.cursor"] && outcome.byID.count == Self.count)
  }
}
