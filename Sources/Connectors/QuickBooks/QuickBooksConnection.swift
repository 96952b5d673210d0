import HTTP
public import Records

/// One company's books in QuickBooks Online, read by queries and by what it tells of changes.
///
/// A change is told for 30 days, a deletion too. Once a week everything is read, and where more changed than is told at once:
/// it finds what changes did not tell.
public struct QuickBooksConnection: Connector {
  /// How much QuickBooks gives at once.
  struct Limits: Sendable {
    /// Rows of a page.
    var page = 1000
    /// Objects of one answer on changes; one with as many may have left some out, deletions too.
    var changes = 1000
  }

  /// The system `quickbooks`.
  public static let descriptor = SystemDescriptor(
    name: "quickbooks", title: "QuickBooks Online",
    summary: "Invoices with their payments, refund receipts, credit memos and customers of a company's books.",
    kinds: [.invoice, .refund, .customer],
    service: Service(
      account: Service.Setting(
        "company", "The company's id, which QuickBooks calls realm id; connecting tells it.",
        example: "9130357992221046"),
      settings: [
        Service.Setting(
          "environment", "`production`, or `sandbox` for a test company, with its own address.", example: "sandbox",
          standard: "production"),
        Service.Setting(
          "order_number",
          "Where documents name the order: `marked`, a custom field or behind #; `document`, also their own number.",
          example: "document", standard: "marked"),
      ],
      address: "https://quickbooks.api.intuit.com/v3/company/{company}",
      entry: .consent(
        Entry.OAuth(
          authorize: "https://appcenter.intuit.com/connect/oauth2",
          token: "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer", scope: accounting)),
      scopes: [
        Service.Scope(
          accounting, [.invoice, .refund, .customer],
          without: "Nothing can be read. A company's admin grants it; there is no scope that only reads.")
      ]))

  static let accounting = "com.intuit.quickbooks.accounting"
  /// After so long without a full read, one is made: it finds what changes did not tell.
  static let sweep = Span.days(7)
  /// Changes are asked for again from this much before the last answer.
  static let overlap = Span.minutes(5)

  let context: ServiceContext
  let limits: Limits

  /// A connection to the company that the context names.
  public init(_ context: ServiceContext) {
    self.init(context, limits: Limits())
  }

  init(_ context: ServiceContext, limits: Limits) {
    self.context = context
    self.limits = limits
  }

  /// Invoices, refunds and customers.
  public var streams: [RecordStream] { [RecordStream(.invoice), RecordStream(.refund), RecordStream(.customer)] }

  /// Reads a stream: everything at first, once a week and after very many changes, else what changed.
  public func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage {
    let settings = try QuickBooksSettings(context)
    sink.begin(stream.name)
    var place = cursor.flatMap { QuickBooksCursor($0, kind: stream.kind) }
    if cursor != nil, place == nil {
      sink.tell(QuickBooksDiagnostics.badCursor(stream.name))
    } else if place?.isAhead(of: context.asOf) == true {
      sink.tell(QuickBooksDiagnostics.futureCursor(stream.name))
      place = nil
    }
    var read = QuickBooksRead(self, settings, stream, sink)
    switch place {
    case .full(let state): return try await read.full(state)
    case .changes(let since, let swept) where context.asOf - swept < Self.sweep:
      return try await read.changes(since: since, swept: swept)
    case .changes, nil: return try await read.full(.init(stream.kind))
    }
  }
}
