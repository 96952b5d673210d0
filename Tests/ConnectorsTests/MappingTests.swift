import Records
import Testing

@testable import Connectors

struct MappingTests {
  static let header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"

  /// The mapping of the online-retail layout, orders side.
  static func orders(match: String = "*.csv") -> FileRule {
    var mapping = CustomMapping(kind: .order, id: ["InvoiceNo"], group: true)
    mapping.onlyWhen = [
      RowTest(column: "InvoiceNo", .notPrefix(["C", "A"])), RowTest(column: "CustomerID", .empty(false)),
    ]
    mapping.date = DateColumn(column: "InvoiceDate", layout: "yyyy-MM-dd HH:mm:ss")
    mapping.fields = [
      "currency": ColumnSource(.value("GBP")), "net": ColumnSource(.sum(["Quantity", "UnitPrice"])),
      "country": ColumnSource(.column("Country")),
    ]
    mapping.items = ItemColumns(sku: "StockCode", quantity: "Quantity", price: "UnitPrice")
    mapping.customer = ColumnSource(.column("CustomerID"), stripSuffix: ".0")
    return FileRule(match: match, mode: .append, content: .custom(mapping))
  }

  /// The refunds side.
  static func refunds() -> FileRule {
    var mapping = CustomMapping(kind: .refund, id: ["InvoiceNo"], group: true)
    mapping.onlyWhen = [RowTest(column: "InvoiceNo", .prefix(["C"]))]
    mapping.date = DateColumn(column: "InvoiceDate", layout: "yyyy-MM-dd HH:mm:ss")
    mapping.fields = [
      "currency": ColumnSource(.value("GBP")),
      "amount": ColumnSource(.sum(["Quantity", "UnitPrice"]), negate: true), "state": ColumnSource(.value("paid")),
    ]
    mapping.customer = ColumnSource(.column("CustomerID"), stripSuffix: ".0")
    return FileRule(match: "*.csv", mode: .append, content: .custom(mapping))
  }

  @Test func groupsLinesWhereverTheyStand() async throws {
    let folder = try Folder()
    try folder.write(
      "2010-12-01.csv",
      Self.header + "536365,85123A,WHITE HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n"
        + "536366,22633,\"HAND, WARMER\",6,2010-12-01 08:28:00,1.85,17850.0,United Kingdom\n"
        + "536365,71053,LANTERN,6,2010-12-01 08:27:00,3.39,17850.0,United Kingdom\n"
        + "536365,71053,LANTERN,6,2010-12-01 08:27:00,3.39,17850.0,United Kingdom\n"
        + "536367,FREE,,1,2010-12-01 08:34:00,0,13047.0,United Kingdom\n"
        + "C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527.0,United Kingdom\n"
        + "C536379,22,Cup,-2,2010-12-01 09:41:00,0.005,14527.0,United Kingdom\n"
        + "A563185,B,Adjust bad debt,1,2010-12-01 14:50:00,-11062.06,,United Kingdom\n"
        + "536544,X,GUEST,1,2010-12-01 14:32:00,5,,United Kingdom\n")
    let orders = try await readAll(connection(folder, Self.orders(), zone: .utc))
    #expect(orders.records.map(\.id) == ["536365", "536366", "536367"])
    #expect(orders.quarantined.isEmpty)
    let order = try #require(orders.record("536365"))
    #expect(
      String(decoding: CanonicalJSON.bytes(order.fields), as: UTF8.self)
        == #"{"country":"United Kingdom","currency":"GBP","items":[{"quantity":6,"sku":"85123A","total":1530},{"quantity":6,"sku":"71053","total":2034},{"quantity":6,"sku":"71053","total":2034}],"net":5598,"placed":"2010-12-01T08:26:00Z"}"#
    )
    #expect(order.identifiers.customer == "17850")
    #expect(orders.record("536367")?.fields["net"] == 0)

    let refunds = try await readAll(connection(folder, Self.refunds(), zone: .utc))
    #expect(refunds.records.map { $0.fields["amount"] } == [2751])
  }

  @Test func setsAWholeRecordAsideForOneBadLine() async throws {
    let folder = try Folder()
    try folder.write(
      "2010-12-01.csv",
      Self.header + "1,A,x,1,2010-12-01 08:26:00,2.55,1.0,UK\n1,B,x,many,2010-12-01 08:26:00,2.55,1.0,UK\n"
        + "2,A,x,1,2010-12-01 08:26:00,2.55,1.0,UK\n3,A,x\n3,B,x,1,2010-12-01 08:26:00,2.55,1.0,UK\n"
        + "4,A,x,1,2010-12-01 08:26:00,2.55,1.0,UK,more\n5,A,x,1,12/01/10,2.55,1.0,UK\n"
        + "6,A,x,9007199254740993,2010-12-01 08:26:00,1,1.0,UK\n")
    let outcome = try await readAll(connection(folder, Self.orders(), zone: .utc))
    #expect(outcome.records.map(\.id) == ["2"])
    #expect(
      outcome.quarantined.map { "\($0.line ?? 0) \($0.reason)" } == [
        "2 bad-number", "5 row-too-short", "7 row-too-long", "8 two-digit-year", "9 bad-number",
      ])
  }

  @Test func readsARowARecordInEveryWay() async throws {
    var mapping = CustomMapping(kind: .order, stream: "b2b_orders", id: ["Shop", "No"])
    mapping.fields = [
      "payment": ColumnSource(.column("Status"), values: ["Paid": "paid", "Open": "pending"]),
      "fulfillment": ColumnSource(.column("Status"), values: ["Paid": "fulfilled"], fallback: "unfulfilled"),
      "tags": ColumnSource(.column("Tags"), split: ";"), "total": ColumnSource(.column("Total")),
      "currency": ColumnSource(.column("Cur")), "company": ColumnSource(.column("B2B")),
      "refunded": ColumnSource(.column("Credit"), negate: true),
      "number": ColumnSource(.column("No"), stripPrefix: "N"),
      "due": ColumnSource(.column("Due"), layout: "dd.MM.yyyy"),
    ]
    mapping.email = ColumnSource(.column("Mail"))
    mapping.phone = ColumnSource(.column("Tel"))
    mapping.personal = ["note": ColumnSource(.column("Note"))]
    mapping.onlyWhen = [RowTest(column: "Total", .above("0"))]
    #expect(mapping.problems().isEmpty)
    let folder = try Folder()
    try folder.write(
      "b-2026-10-12.csv",
      "shop|NO|Status|Tags|Total|Cur|B2B|Credit|Due|Mail|Tel|Note|Unmapped\n"
        + "a|N1|PAID|x; b ;x|10.5|eur|yes|-2|31.12.2026|A@example.com|'+39 555 0100|hello|secret\n"
        + "a|N2|Open||1|JPY|no||||||\n" + "a|N3|Lost||1|EUR|no||||||\n" + "a|N4|Paid||0|EUR|no||||||\n"
        + "a|N5|Paid||1|ZZZ|no||||||\n" + "a|N6|Paid||1|EUR|maybe||||||\n" + "|N7|Paid||1|EUR|no||||||\n")
    let outcome = try await readAll(
      connection(folder, FileRule(match: "b-*.csv", mode: .append, content: .custom(mapping))))
    #expect(outcome.reports.isEmpty == false)
    let record = try #require(outcome.record("a-N1"))
    #expect(
      String(decoding: CanonicalJSON.bytes(record.fields), as: UTF8.self)
        == #"{"company":true,"currency":"EUR","due":"2026-12-31T05:00:00Z","fulfillment":"fulfilled","number":"1","payment":"paid","refunded":200,"tags":["b","x"],"total":1050}"#
    )
    #expect(record.identifiers == Identifiers(email: "a@example.com", phone: "+39 555 0100"))
    #expect(record.personal == ["note": "hello"])
    #expect(outcome.record("a-N2")?.fields["total"] == 1)
    #expect(outcome.quarantined.map(\.reason).count == 4)
    #expect(
      outcome.quarantined.map(\.reason) == ["unknown-value", "bad-currency", "unknown-value", "missing-id"])
    #expect(outcome.reports[0].coverage.fields.contains("note"))
  }

  @Test func findsMistakesOfAMapping() {
    var mapping = CustomMapping(kind: .customer, id: [])
    mapping.date = DateColumn(column: "x", layout: "yy")
    mapping.fields = [
      "net": ColumnSource(.column("a")), "name": ColumnSource(.column("a")),
      "tags": ColumnSource(.sum(["a"]), negate: true), "spent": ColumnSource(.column("a"), split: ","),
      "last_order": ColumnSource(.column("a"), layout: "soon"), "currency": ColumnSource(.value("euro")),
      "store": ColumnSource(.column("a")),
    ]
    mapping.personal = ["shoe_size": ColumnSource(.column("a"))]
    mapping.items = ItemColumns(sku: "a")
    mapping.onlyWhen = [RowTest(column: "a", .below("few"))]
    #expect(
      mapping.problems().compactMap(\.location) == [
        "id", "fields.currency", "fields.last_order.layout", "fields.name", "fields.net", "fields.spent",
        "fields.store",
        "fields.tags", "fields.tags", "personal.shoe_size", "items", "date", "date.layout", "only_when[0].below",
      ])
  }

  /// The short way for plain addresses makes nothing else than Records does.
  @Test(arguments: 0..<300)
  func normalisesAddressesAsRecordsDoes(_ seed: Int) {
    var random = Random(UInt64(seed))
    let alphabet = ["a", "Z", "@", ".", " ", "+", "é", "\u{7F}", "\t", "\u{A0}", "-"]
    let text = (0..<random.below(9)).map { _ in alphabet[random.below(alphabet.count)] }.joined()
    let fast = Identifiers(email: trim(ArraySlice(text.utf8)), phone: nil, customer: "7")
    #expect(fast == Identifiers(email: text, customer: "7"), "\(text.debugDescription)")
  }

  @Test func quarantinesMoneyWithoutACurrency() async throws {
    var mapping = CustomMapping(kind: .order, id: ["id"])
    mapping.fields = ["total": ColumnSource(.column("total"))]
    let folder = try Folder()
    try folder.write("a-2026-01-01.csv", "id,total\n1,5\n2,\n")
    let outcome = try await readAll(connection(folder, FileRule(match: "*", mode: .append, content: .custom(mapping))))
    #expect(outcome.records.map(\.id) == ["2"])
    #expect(outcome.quarantined.map(\.reason) == ["bad-currency"])
  }
}
