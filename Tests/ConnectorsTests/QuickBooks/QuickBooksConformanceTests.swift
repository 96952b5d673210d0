import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

extension BackOfficeConformance {
  /// QuickBooks held to what every connector promises, as it is, and with pages so small that there are several of them
  /// and that what changed is more than is told at once.
  @Suite(.timeLimit(.minutes(5)))
  struct QuickBooksConformanceTests {
    private static let address: HTTPURL = {
      let text = "https://quickbooks.api.intuit.com/v3/company/\(SimulatedQuickBooks.company)"
      guard let url = HTTPURL(text) else { preconditionFailure("no URL") }
      return url
    }()

    private static func context(_ http: any HTTPTransport, _ now: Instant) -> ServiceContext {
      ServiceContext(
        account: SimulatedQuickBooks.company, address: address,
        http: SignedTransport(
          base: http, header: "Authorization", value: "Bearer \(Secret(SimulatedQuickBooks.token))"),
        asOf: now, zone: newYork, currency: "USD")
    }

    private static func subject(_ limits: QuickBooksConnection.Limits) -> ConformanceSubject {
      ConformanceSubject(
        name: "quickbooks", connector: { QuickBooksConnection(context($0, $1), limits: limits) },
        twin: { SimulatedQuickBooks(world: $0) }, policy: .quickBooks, secrets: [SimulatedQuickBooks.token])
    }

    @Test(arguments: [1000, 12]) func `QuickBooks keeps what every connector promises`(_ atOnce: Int) async throws {
      try await conformance(of: Self.subject(.init(page: atOnce, changes: atOnce)))
    }
  }
}
