import Records
import Testing

@testable import Sandbox

@Suite struct OrderStreamTests {
  let first = Day(number: 20_000)

  func text(count: Int, seed: UInt64 = 1, chunk: Int = 1 << 20) -> [UInt8] {
    var all: [UInt8] = []
    OrderStream(count: count, seed: seed, firstDay: first).write(chunk: chunk) { all += $0 }
    return all
  }

  @Test func writesTheSameBytesWhateverTheChunk() {
    #expect(text(count: 3000) == text(count: 3000, chunk: 100))
    #expect(text(count: 3000) != text(count: 3000, seed: 2))
  }

  @Test func endsEveryChunkWithAWholeRow() {
    OrderStream(count: 500, firstDay: first).write(chunk: 1000) { #expect($0.last == 0x0A && $0.count < 1512) }
  }

  @Test func spreadsTheOrdersOverTheDays() throws {
    let rows = cells(text(count: 4000))
    #expect(rows.count == 4001)
    #expect(rows.allSatisfy { $0.count == OrderStream.columns.count })
    let placed = try rows.dropFirst().map { try #require(Instant($0[2])) }
    #expect(placed == placed.sorted())
    #expect(placed.first.map(\.utcDay) == first)
    #expect(placed.last.map(\.utcDay) == first + 729)
    #expect(Set(placed.map(\.utcDay)).count == 730)
    #expect(Set(rows.dropFirst().map { $0[0] }).count == 4000)
  }

  @Test func isMostlyPaidAndFulfilled() throws {
    let rows = cells(text(count: 4000)).dropFirst()
    let settled = rows.filter { $0[11] == "paid" && $0[12] == "fulfilled" }.count
    #expect((3600...3950).contains(settled), "\(settled)")
    for row in rows { #expect(row[13].isEmpty == (row[12] == "unfulfilled")) }
  }

  @Test func addsUpEveryRow() throws {
    func cents(_ text: String) throws -> Int { try #require(Int(text.filter { $0 != "." })) }
    for row in cells(text(count: 300)).dropFirst() {
      #expect(try cents(row[4]) + cents(row[6]) + cents(row[7]) == cents(row[5]))
    }
  }

  @Test func stopsWhereTheReceiverThrows() {
    struct Full: Error {}
    var chunks = 0
    #expect(throws: Full.self) {
      try OrderStream(count: 10_000, firstDay: first).write(chunk: 1000) { _ in
        chunks += 1
        if chunks == 3 { throw Full() }
      }
    }
    #expect(chunks == 3)
  }

  @Test func givesOnlyTheHeaderWithoutOrders() {
    #expect(cells(text(count: 0)) == [OrderStream.columns])
  }
}
