import Foundation
import Records
import Testing

@testable import Sandbox

@Suite struct SampleShopTests {
  let shop = SampleShop.committed
  static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("data/sample-shop")

  var allFiles: [ExportFile] { (0..<shop.days).flatMap { shop.exports(on: shop.firstDay + $0) } }

  func rows(_ name: String, _ offset: Int) throws -> [[String]] {
    let day = shop.firstDay + offset
    let file = try #require(shop.exports(on: day).first { $0.path == "imports/\(name)-\(day).csv" })
    return cells(file.bytes)
  }

  @Test func equalsTheCommittedFiles() throws {
    var expected: Set<String> = []
    for file in allFiles {
      expected.insert(file.path)
      let committed = try Data(contentsOf: Self.folder.appendingPathComponent(file.path))
      #expect(committed == Data(file.bytes), "\(file.path) differs: write it again with tend sandbox export-shop")
    }
    let readme = try Data(contentsOf: Self.folder.appendingPathComponent("README.md"))
    #expect(readme == Data(shop.readme.utf8))
    let imports = Self.folder.appendingPathComponent("imports")
    let found = try FileManager.default.subpathsOfDirectory(atPath: imports.path).filter { $0.hasSuffix(".csv") }
    #expect(Set(found.map { "imports/\($0)" }) == expected)
  }

  @Test func makesTheSameBytesFromTheSameSeedOnly() {
    let again = SampleShop(seed: 2026, firstDay: shop.firstDay, days: 42)
    let other = SampleShop(seed: 2027, firstDay: shop.firstDay, days: 42)
    let day = shop.firstDay + 20
    #expect(again.exports(on: day).map(\.bytes) == shop.exports(on: day).map(\.bytes))
    #expect(other.exports(on: day).map(\.bytes) != shop.exports(on: day).map(\.bytes))
  }

  @Test func staysSmall() {
    let sizes = allFiles.map(\.bytes.count)
    #expect(sizes.allSatisfy { $0 <= 900_000 }, "largest: \(sizes.max() ?? 0)")
    #expect(sizes.reduce(0, +) <= 4_000_000)
  }

  @Test func fillsEveryRowToItsHeadersWidth() {
    for file in allFiles {
      let title = file.path.contains("quickbooks") ? 4 : 0
      let table = cells(file.bytes).dropFirst(title)
      let widths = Set(table.map(\.count))
      #expect(widths.count == 1, "\(file.path): \(widths)")
      if file.path.contains("orders_export") { #expect(widths == [79]) }
    }
  }

  @Test func holdsNoRealAddress() {
    for file in allFiles {
      for cell in cells(file.bytes).joined() where cell.contains("@") {
        #expect(cell.contains("example."), "\(file.path): \(cell)")
      }
    }
    for customer in shop.customers where !customer.phone.isEmpty {
      #expect(customer.phone.count == 12 && customer.phone.dropFirst(5).hasPrefix("55501"), "\(customer.phone)")
    }
  }

  @Test func receivesOrdersAtTheRateOfASmallShop() {
    for offset in 0..<shop.days {
      let day = shop.firstDay + offset
      let count = shop.orders.filter { ShopTime.zone.day(of: $0.start) == day }.count
      #expect((22...50).contains(count), "\(day): \(count)")
    }
  }

  @Test func leavesNoOrderUnseenByTheWindows() throws {
    var last: [String: [String]] = [:]
    for offset in 0..<shop.days {
      for row in try rows("shop/orders_export", offset).dropFirst() where !row[55].isEmpty { last[row[0]] = row }
    }
    let end = ShopTime.end(of: shop.firstDay + shop.days - 1)
    for (index, order) in shop.orders.enumerated() {
      guard let state = order.state(at: end) else { continue }
      let row = OrderExport.rows(state, number: shop.orderNumbers[index], customer: shop.customers[state.customer])[0]
      #expect(last["#\(shop.orderNumbers[index])"] == row)
    }
  }

  @Test func numbersOrdersAsTheyWerePlaced() {
    let starts = shop.orderSequence.map { shop.orders[$0].start }
    #expect(starts == starts.sorted())
    #expect(Set(shop.orderNumbers).count == shop.orders.count)
  }

  @Test func losesThreeFifthsOfTheDealsOnOneDay() throws {
    let counts = try [14, 16, 17].map { try rows("crm/hubspot-deals", $0).count - 1 }
    #expect(counts[1] * 2 < counts[0] && counts[2] >= counts[0] && counts[0] - counts[1] > 10, "\(counts)")
  }

  @Test func missesTheParcelsFileForTwoDays() {
    let with = (0..<shop.days).filter { offset in
      shop.exports(on: shop.firstDay + offset).contains { $0.path.contains("shipstation") }
    }
    #expect(with == (0..<42).filter { $0 != 24 && $0 != 25 })
  }

  @Test func spoilsTheRowsTheStoriesName() throws {
    #expect(try rows("shop/orders_export", 9).filter { $0[11] == "n/a" }.count == 1)
    #expect(try rows("shop/orders_export", 9).filter { $0[15].hasPrefix("2026-13-45") }.count == 1)
    #expect(try rows("shop/orders_export", 10).allSatisfy { $0[11] != "n/a" && !$0[15].hasPrefix("2026-13") })
    #expect(try rows("support/gorgias-tickets", 32).contains { $0[8] == "31/31/2026" })
    #expect(try rows("payments/stripe-payments", 32).contains { $0[2] == "twelve" })
  }

  @Test func hasNothingForDaysOutsideItsRange() {
    #expect(shop.exports(on: shop.firstDay - 1).isEmpty)
    #expect(shop.exports(on: shop.firstDay + shop.days).isEmpty)
  }
}
