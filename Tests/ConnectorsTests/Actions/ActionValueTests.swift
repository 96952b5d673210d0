import Records
import Testing

@testable import Connectors
@testable import HTTP

/// Keys, offers, and what errors mean for actions.
struct ActionValueTests {
  @Test(arguments: [("7K3M9QX2TA7K3M9QX2TA7K3M9Q", true), ("7k3m9qx2ta7k3m9qx2ta", true), ("short", false)])
  func `a key is letters and digits`(_ text: String, _ isKey: Bool) {
    #expect((ActionKey(text) != nil) == isKey)
    #expect(ActionKey(text + "]") == nil && ActionKey(text + String(repeating: "x", count: 40)) == nil)
  }

  @Test func `scopes for writing are not among those that connecting asks for`() {
    for system in Registry.systems {
      let reading = Set(system.service?.scopes.map(\.name) ?? [])
      for offer in system.actions { #expect(reading.isDisjoint(with: offer.scopes), "\(system.name)") }
    }
  }

  @Test func `all systems that can be acted on are tested, and no hold is a rule's`() {
    let names = Registry.systems.filter { !$0.actions.isEmpty }.map(\.name)
    #expect(names == ["shopify", "bigcommerce", "shipstation"])
    let holds = Registry.systems.flatMap(\.actions).filter { $0.kind == .hold }
    #expect(holds.count == 2 && holds.allSatisfy(\.isNeverAutomatic))
  }

  @Test func `each system that can be acted on is a target, in each of its editions`() throws {
    let (http, now) = (BigStore().transport(at: BigStore.early), BigStore.early)
    #expect(Registry.actionTarget(of: "shopify", .shopify(over: http, at: now)) is ShopifyConnection)
    #expect(Registry.actionTarget(of: "bigcommerce", .bigCommerce(over: http, at: now)) is BigCommerceConnection)
    #expect(Registry.actionTarget(of: "shipstation", .shipStation(over: http, at: now)) is ShipStationConnection)
    #expect(Registry.actionTarget(of: "shipstation", shipStationV2Context(http, now)) is ShipStationV2Connection)
    let books = try BooksBench(at: now).connection().context
    for system in ["quickbooks", "csv"] {
      let isTarget = Registry.actionTarget(of: system, books) != nil
      #expect(!isTarget, "\(system)")
    }
  }

  @Test(
    arguments: [
      (401, .reconnect, .reconnect), (403, .forbidden, .forbidden), (404, .refused, .refused),
      (409, .refused, .refused), (422, .refused, .refused), (429, .retry, .retry), (408, .retry, .unknown),
      (500, .retry, .unknown), (501, .refused, .unknown), (503, .retry, .unknown), (302, .refused, .refused),
    ] as [(Int, ActionFamily, ActionFamily)])
  func `a status means something else for a read than for a write`(
    _ status: Int, _ read: ActionFamily, _ write: ActionFamily
  ) {
    let error = HTTPError(.status(status), response: HTTPResponse(status: status))
    #expect(ActionError(error, to: .read).family == read)
    for repetition in [Effect.Repetition.never, .ifNotCarriedOut, .idempotent] {
      #expect(ActionError(error, to: .write(repetition)).family == write)
    }
  }

  @Test func `what never left is to be tried again, what may have left is not known`() {
    for cause in [Cause.interrupted, .timeout(.idle), .cancelled] {
      #expect(ActionError(HTTPError(cause, wasSent: true), to: .write(.never)).family == .unknown)
      #expect(ActionError(HTTPError(cause), to: .write(.never)).family == .retry)
      #expect(ActionError(HTTPError(cause, wasSent: true), to: .read).family == .retry)
    }
    #expect(ActionError(HTTPError(.readOnly), to: .write(.idempotent)).family == .refused)
    #expect(ActionError(HTTPError(.unresolved), to: .write(.idempotent)).family == .retry)
    let busy = ActionError(HTTPError(.status(429), decision: .retryAfter(.milliseconds(1500))), to: .write(.never))
    #expect(busy == .retry(busy.diagnostic, after: Span(seconds: 2)))
  }
}
