import HTTPSupport
import Records
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// The key of the tests' actions.
func actionKey(_ text: String = "7K3M9QX2TA7K3M9QX2TA7K3M9Q") throws -> ActionKey { try #require(ActionKey(text)) }

/// The generated shop of the tests of actions, as it is at the suite's first moment.
enum ActionShop {
  static let scene = Scene.ordinary(700)
  static var world: GeneratedWorld { scene.world }
  static var now: Instant { scene.first }
  /// Two days on, so that what an increment overlaps is left behind.
  static var later: Instant { now + .days(2) }

  /// The newest order of which everything waits for being shipped, placed long enough ago for all systems to know it.
  static var waiting: Int { newest { $0.fulfilledAt == nil && $0.shippable && !$0.isPointOfSale && $0.paidAt != nil } }
  /// The newest order that was shipped.
  static var shipped: Int { newest { $0.fulfilledAt != nil && $0.shippable && !$0.isPointOfSale } }

  private static func newest(_ fits: (ShopOrder) -> Bool) -> Int {
    let count = world.orderCount(at: now - .hours(1))
    return (0..<count).last { index in
      let state = world.order(index, at: now).state
      return state.cancelledAt == nil && fits(state)
    } ?? 0
  }
}

/// A simulated system that is acted on under all layers, with time that passes only by waiting.
struct ActionPlace {
  let transport: SandboxTransport
  let client: HTTPClient

  init(
    _ system: any SimulatedSystem, policy: Policy, at now: Instant = ActionShop.now,
    tamper: @escaping SandboxTransport.Tamper = { _, _, response throws(HTTPError) in response }
  ) {
    transport = SandboxTransport(system, at: now, tamper: tamper)
    client = HTTPClient(over: transport, policy: policy, access: .full, timing: FakeTime().timing)
  }

  var writes: [HTTPRequest] { transport.requests.filter(\.writes) }
  /// What was written, as texts.
  var bodies: [String] { writes.compactMap { $0.body?.masked } }
}

extension ActionTarget {
  /// The error that an action ends in; nil where it does not.
  func failure(_ action: SystemAction) async -> ActionError? {
    do throws(ActionError) {
      _ = try await perform(action)
      return nil
    } catch {
      return error
    }
  }
}

/// The records that a stream gives from a cursor on, and where it ends.
func records(
  _ connector: any Connector, _ kind: Kind, from cursor: Cursor? = nil
) async throws -> (records: [MappedRecord], cursor: Cursor?) {
  let sink = Collector()
  _ = try await connector.read(RecordStream(kind), from: cursor, into: sink)
  return (await sink.records, await sink.batches.last?.cursor)
}
