import HTTP
import Records

@testable import Connectors

/// The example of docs/adding-a-connector.md: a shop that keeps its orders in a made-up notebook service.
struct NotebookConnection: Connector {
  static let descriptor = SystemDescriptor(
    name: "notebook", title: "Notebook", summary: "Reads the orders that a shop keeps in a notebook.", kinds: [.order],
    service: Service(
      account: .init("book", "The name of the book.", example: "larch"),
      address: "https://{book}.notebook.example", entry: .token(header: "Authorization")),
    actions: actions)
  static let fields = ["currency", "name", "number", "payment", "placed", "total", "updated"]

  let context: ServiceContext
  var streams: [RecordStream] { [RecordStream(.order)] }

  init(_ context: ServiceContext) {
    self.context = context
  }

  func check() async -> ConnectionReport {
    do throws(HTTPError) {
      _ = try await context.http.send(.get(context.address.appending(path: "v1", "book")))
      return ConnectionReport(facts: ["the book \(context.account) can be read"])
    } catch {
      return ConnectionReport(problems: [error.diagnostic])
    }
  }

  func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage {
    sink.begin(stream.name)
    let known = cursor.map { NotebookCursor($0, asOf: context.asOf) } ?? NotebookCursor.start
    if known == nil { sink.tell(Self.strangeCursor) }
    var place = known ?? .start
    let isFull = place.isFull
    var isLast = false
    while !isLast {
      let page = try await page(after: place)
      isLast = page.isLast
      place = page.end
      place.isFull = isFull && !isLast
      try await sink.take(batch(page, place))
    }
    return Coverage(verdict: isFull ? .complete : .incremental, fields: Self.fields, asOf: context.asOf)
  }

  private func batch(_ page: NotebookPage, _ end: NotebookCursor) -> RecordBatch {
    var batch = RecordBatch(records: [], quarantined: [], cursor: end.cursor)
    for entry in page.entries {
      do throws(MappingProblem) {
        batch.records.append(try Self.map(entry))
      } catch {
        batch.quarantined.append(
          Quarantined(source: "orders", line: nil, reason: error.reason.rawValue, column: error.field))
      }
    }
    return batch
  }

  /// One entry of the book as a record.
  static func map(_ entry: Answer) throws(MappingProblem) -> MappedRecord {
    guard let currency = try entry.currency("currency") else { throw entry.problem(.badCurrency, "currency") }
    guard let placed = try entry.instant("placed") else { throw entry.problem(.missingDate, "placed") }
    var fields: JSONObject = ["currency": .string(currency.code), "placed": .string("\(placed)")]
    fields["number"] = try entry.text("number").map { .string($0) }
    fields["payment"] = try entry.text("payment").map { .string($0) }
    fields["total"] = try entry.money("total", places: currency.places).map { .integer($0) }
    fields["updated"] = try entry.instant("updated").map { .string("\($0)") }
    let buyer = try entry.child("buyer")
    return MappedRecord(
      kind: .order, id: try entry.id("id"), fields: fields,
      identifiers: Identifiers(email: try buyer?.text("email")),
      personal: try buyer?.text("name").map { ["name": $0] } ?? [:])
  }

  private static let strangeCursor = Diagnostic(
    .source, code: "notebook.cursor", "The place read up to can't be used, so all is read again",
    reason: "It is of another version, or of a time that has not come.")
}
