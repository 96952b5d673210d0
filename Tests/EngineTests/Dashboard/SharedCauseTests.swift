import Foundation
import Records
import ShopFiles
import Site
import Testing

@testable import Engine

/// Late orders that wait for the same product stand on the morning page as one row.
@Suite struct SharedCauseTests {
  private static var configuration: String {
    var orders = OrdersConfiguration()
    (orders.mode, orders.currency, orders.fulfillment) = ("append", "{value: USD}", "State")
    orders.fields = ["number: Id"]
    orders.parts = ["items: {sku: Sku, quantity: Quantity}"]
    orders.more = "baseline: none\n"
    return orders.text
  }

  /// Orders of a Thursday: id, state, SKU.
  private func export(_ orders: [(Int, String, String)]) -> String {
    "Id,Placed,State,Net,Sku,Quantity\n"
      + orders.map { "\($0.0),2026-10-08 09:00:00,\($0.1),10.00,\($0.2),1\n" }.joined()
  }

  @Test func groupsLateOrdersOfOneProductUntilTooFewAreLeft() async throws {
    let play = try Play(Self.configuration)
    let late =
      (1...6).map { ($0, "unfulfilled", "LAMP-1") } + [(7, "unfulfilled", "VASE-2"), (8, "unfulfilled", "RUG-3")]
    try play.write(export(late), to: "imports/shop/orders-2026-10-08.csv")
    try await play.run(Play.start + .days(2))
    let open = try play.exceptions([.open]).filter { $0.rule == "late_order" }
    #expect(open.count == 8)
    func page(_ path: String) throws -> String {
      String(decoding: try Files.read("\(play.workspace.site)/\(path)") ?? [], as: UTF8.self)
    }
    let overview = try page(SitePath.overview)
    #expect(overview.contains("6 orders with the product LAMP-1 need attention"))
    // One row for the cause, one for each of the two others.
    #expect(overview.components(separatedBy: "class=\"case\"").count - 1 == 3)
    #expect(overview.contains("$60"))
    let cause = try page(SitePath.cause("sku:LAMP-1"))
    #expect(cause.components(separatedBy: "class=\"case\"").count - 1 == 6)
    for order in 1...8 {
      let exception = try #require(open.first { $0.subject == "shop:order:\(order)" })
      #expect(cause.contains("exceptions/\(exception.id).html") == (order <= 6))
    }
    // Two of them leave: four are no cause, and its page is gone.
    try play.write(
      export([(1, "fulfilled", "LAMP-1"), (2, "fulfilled", "LAMP-1")]), to: "imports/shop/orders-2026-10-14.csv")
    try await play.run(Play.start + .days(3))
    #expect(try !page(SitePath.overview).contains("share one cause"))
    #expect(try page(SitePath.cause("sku:LAMP-1")).isEmpty)
  }
}
