import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

extension ShopConformance {
  /// The conformance suite itself: a sound connector passes, and each mistake is seen.
  @Suite(.timeLimit(.minutes(5)))
  struct NotebookTests {
    private static let address: HTTPURL = {
      guard let url = HTTPURL("https://larch.notebook.example") else { preconditionFailure("no URL") }
      return url
    }()

    static func context(_ http: any HTTPTransport, _ now: Instant) -> ServiceContext {
      ServiceContext(
        account: "larch", address: address,
        http: SignedTransport(base: http, header: "Authorization", value: "Bearer \(Secret(SimulatedNotebook.token))"),
        asOf: now, zone: .utc, currency: "USD")
    }

    static func subject(
      _ connector: @escaping @Sendable (ServiceContext) -> any Connector = { NotebookConnection($0) }
    ) -> ConformanceSubject {
      ConformanceSubject(
        name: "notebook", connector: { connector(context($0, $1)) }, twin: { SimulatedNotebook(world: $0) },
        secrets: [SimulatedNotebook.token], overlap: 0)
    }

    @Test func `the notebook keeps what every connector promises`() async throws {
      try await conformance(of: Self.subject())
    }

    @Test(arguments: Flaw.allCases) func `a mistake is seen`(_ flaw: Flaw) async {
      let subject = Self.subject { FlawedNotebook($0, flaw) }
      let violations = await Conformance(subject, only: [flaw.check]).violations()
      #expect(violations.contains { $0.check == flaw.check }, "\(flaw): \(violations)")
    }

    @Test func `a list that trails is seen to cost records where nothing is read again`() async {
      var subject = Self.subject()
      subject.trailing = { SimulatedNotebook(world: $0, lag: $1) }
      let violations = await Conformance(subject, only: [.lag]).violations()
      #expect(violations.map(\.check) == [.lag], "\(violations)")
      subject.trailing = { world, _ in SimulatedNotebook(world: world) }
      #expect(await Conformance(subject, only: [.lag]).violations().isEmpty)
    }

    @Test func `an exemption excuses what it names, and is itself seen where there is nothing`() async {
      var subject = Self.subject { FlawedNotebook($0, .mistakesErrors) }
      subject.exemptions = [.init(.status, "", because: "told so"), .init(.ties, "", because: "told so")]
      let violations = await Conformance(subject, only: [.status, .ties]).violations()
      #expect(violations.map(\.check) == [.exemption], "\(violations)")
    }

    // MARK: Mapping

    private func entry(_ changes: JSONObject = [:]) -> Answer {
      var entry: JSONObject = [
        "id": 7001, "number": "1001", "placed": "2026-06-01T10:00:00Z", "updated": "2026-06-02T11:00:00Z",
        "currency": "USD", "total": "48.00", "payment": "paid",
        "buyer": ["name": "Ada Ashgrove", "email": "Ada@example.com"],
      ]
      for member in changes.members { entry[member.key] = member.value }
      return Answer(entry)
    }

    @Test func `an entry becomes a record`() throws {
      let record = try NotebookConnection.map(entry())
      #expect(record.id == "7001" && record.kind == .order)
      #expect(
        record.fields == [
          "currency": "USD", "number": "1001", "payment": "paid", "placed": "2026-06-01T10:00:00Z", "total": 4800,
          "updated": "2026-06-02T11:00:00Z",
        ])
      #expect(record.personal == ["name": "Ada Ashgrove"])
      #expect(record.identifiers == Identifiers(email: "ada@example.com"))
    }

    @Test(
      arguments: [
        ("id", [:], RowReason.wrongType), ("id", " ", .missingID), ("currency", "XQX", .badCurrency),
        ("placed", "yesterday", .badDate), ("placed", "", .missingDate), ("total", "much", .badAmount),
        ("buyer", "Ada", .wrongType),
      ] as [(String, JSONValue, RowReason)])
    func `what does not fit is named`(_ member: String, _ value: JSONValue, _ reason: RowReason) {
      #expect(throws: MappingProblem(reason, member)) { try NotebookConnection.map(entry([member: value])) }
    }
  }
}
