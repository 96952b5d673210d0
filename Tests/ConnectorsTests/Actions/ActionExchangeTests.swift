import Foundation
import HTTPSupport
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// What actions, and reads in bulk, exchange with the simulated systems, kept for the check against the vendors' contracts.
///
/// With `TEND_EXCHANGES=FOLDER` the exchanges are written there, a JSON object a line; see `scripts/record-systems`.
@Suite struct ActionExchangeTests {
  @Test func `every action is carried out, and its exchanges can be kept`() async throws {
    for subject in [
      try ShopifyActionTests.subject(), try BigCommerceActionTests.subject(), try ShipStationActionTests.subject(),
      try BackOfficeConformance.ShipStationV2ConformanceTests.actor(),
    ] {
      let kept = Kept()
      for test in subject.actions ?? [] {
        let twin = subject.twin(ActionShop.world)
        test.prepare(twin, ActionShop.now)
        let client = HTTPClient(
          over: SandboxTransport(twin, at: ActionShop.now), policy: subject.policy, access: .full,
          timing: FakeTime().timing, record: kept.keep)
        let target = try #require(subject.connector(client, ActionShop.now) as? any ActionTarget)
        // Once, again, and on what is not there.
        #expect(try await target.perform(test.action).wasThere == false)
        #expect(try await target.perform(test.action).wasThere)
        #expect(await target.failure(test.missing)?.family == .gone)
      }
      #expect(kept.exchanges.count > (subject.actions ?? []).count * 4, "\(subject.name)")
      try kept.write("actions-\(subject.name)")
    }
  }

  @Test func `a list is read in bulk, and its exchanges can be kept`() async throws {
    let kept = Kept()
    for kind in [Kind.order, .customer] {
      let bench = ShopifyBench.inBulk()
      _ = try await bench.connection(record: kept.keep).read(RecordStream(kind), from: nil, into: Collector())
    }
    let asked = kept.exchanges.count { $0.sent?.contains("TendBulk") == true }
    #expect(asked == 2)
    try kept.write("bulk-shopify")
  }
}

/// Exchanges, and where they are written.
private final class Kept: Sendable {
  private let all = Mutex<[RecordedExchange]>([])

  var exchanges: [RecordedExchange] { all.withLock { $0 } }

  @Sendable func keep(_ exchange: RecordedExchange) { all.withLock { $0.append(exchange) } }

  func write(_ name: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["TEND_EXCHANGES"] else { return }
    // A result lies at another host, of which no contract tells.
    let lines = exchanges.filter { !$0.url.contains("storage.sandbox.example") }.map {
      CanonicalJSON.bytes($0.json) + [UInt8(ascii: "\n")]
    }
    try Data(lines.joined()).write(to: URL(filePath: "\(folder)/\(name).jsonl"))
  }
}
