public import Records

/// Any number of made-up orders as one generic CSV, for benchmarks: a row an order, oldest first, in flat memory.
///
/// Placed times are spread evenly over the days, in UTC. About 94 of 100 are paid and fulfilled; of those of the last
/// week many are still open. There are about 150,000 customers for a million orders. Money is in USD with two decimals.
public struct OrderStream: Sendable {
  /// The header row's names.
  public static let columns = [
    "id", "number", "placed", "currency", "net", "total", "tax", "shipping", "email", "customer_id", "country",
    "payment",
    "fulfillment", "shipped_at", "sku", "quantity", "tags",
  ]

  private let count: Int
  private let seed: UInt64
  private let firstDay: Day
  private let days: Int

  /// A stream of `count` orders from midnight UTC of `firstDay` to the end of the last of `days` days.
  public init(count: Int, seed: UInt64 = 2026, firstDay: Day, days: Int = 730) {
    self.count = max(0, count)
    self.seed = seed
    self.firstDay = firstDay
    self.days = max(1, days)
  }

  /// Gives the whole CSV, header first, in chunks of whole rows of about `chunk` bytes. What `body` throws ends it.
  public func write(chunk: Int = 1 << 20, _ body: (_ bytes: [UInt8]) throws -> Void) rethrows {
    var random = SplitMix(seed: seed)
    var buffer: [UInt8] = []
    buffer.reserveCapacity(chunk + 512)
    buffer.append(contentsOf: Self.columns.joined(separator: ",").utf8)
    buffer.append(newline)
    let start = Int64(firstDay.number) * 86_400
    let span = Int64(days) * 86_400
    var dayText: [UInt8] = []
    var dayNumber = Int.min
    for index in 0..<count {
      let offset = Int64((Double(index) + Double(random.below(1000)) / 1000) * (Double(span) / Double(count)))
      let placed = start + min(offset, span - 1)
      append(index, placed: placed, age: span - offset, &random, &buffer, &dayText, &dayNumber)
      if buffer.count >= chunk {
        try body(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    if !buffer.isEmpty { try body(buffer) }
  }

  // MARK: One row

  private func append(
    _ index: Int, placed: Int64, age: Int64, _ random: inout SplitMix, _ row: inout [UInt8], _ dayText: inout [UInt8],
    _ dayNumber: inout Int
  ) {
    let bits = random.next()
    let customers = max(1, count * 3 / 20)
    // The smaller of two: some order often, most once or twice.
    let customer = min(random.below(customers), random.below(customers))
    let product = products[Int(bits & 15)]
    let quantity = 1 + Int(bits >> 4 & 3) / 2
    let net = product.price * quantity
    let shipping = net >= 7500 ? 0 : 695
    let tax = bits >> 6 & 3 == 0 ? net * 8 / 100 : 0
    let luck = Int(bits >> 8 & 127)
    let recent = age < 7 * 86_400
    let payment = luck < 2 ? "pending" : luck < 5 ? "refunded" : luck < 7 ? "partially_refunded" : "paid"
    let shipped = luck >= 3 && (!recent || luck >= 70)

    decimal(5_000_000_000 + index, &row)
    row.append(comma)
    decimal(100_001 + index, &row)
    row.append(comma)
    time(placed, &row, &dayText, &dayNumber)
    row.append(contentsOf: ",USD,".utf8)
    money(net, &row)
    row.append(comma)
    money(net + tax + shipping, &row)
    row.append(comma)
    money(tax, &row)
    row.append(comma)
    money(shipping, &row)
    row.append(contentsOf: ",buyer".utf8)
    decimal(customer, &row)
    row.append(contentsOf: "@example.com,".utf8)
    decimal(700_000_000 + customer, &row)
    row.append(contentsOf: (bits >> 16 & 15 == 0 ? ",CA," : ",US,").utf8)
    row.append(contentsOf: payment.utf8)
    row.append(contentsOf: (shipped ? ",fulfilled," : ",unfulfilled,").utf8)
    if shipped { time(placed + 20_000 + Int64(bits >> 20 & 0xFFFF), &row, &dayText, &dayNumber) }
    row.append(comma)
    row.append(contentsOf: product.sku.utf8)
    row.append(comma)
    decimal(quantity, &row)
    row.append(contentsOf: (bits >> 40 & 63 == 0 ? ",wholesale\n" : ",\n").utf8)
  }

  /// `2026-10-12T09:14:02Z`; the day's text is kept, since neighbours share it.
  private func time(_ seconds: Int64, _ row: inout [UInt8], _ dayText: inout [UInt8], _ dayNumber: inout Int) {
    let day = Int(seconds / 86_400)
    let second = Int(seconds % 86_400)
    if day != dayNumber {
      dayNumber = day
      dayText = Array(Day(number: day).description.utf8)
    }
    row.append(contentsOf: dayText)
    row.append(UInt8(ascii: "T"))
    pair(second / 3600, &row)
    row.append(UInt8(ascii: ":"))
    pair(second / 60 % 60, &row)
    row.append(UInt8(ascii: ":"))
    pair(second % 60, &row)
    row.append(UInt8(ascii: "Z"))
  }
}

private let comma = UInt8(ascii: ",")
private let newline = UInt8(ascii: "\n")
private let products: [(sku: String, price: Int)] = (0..<16).map { ("SKU-\(100 + $0)", 1200 + $0 * $0 * 95) }

private func pair(_ value: Int, _ row: inout [UInt8]) {
  row.append(UInt8(48 + value / 10))
  row.append(UInt8(48 + value % 10))
}

private func decimal(_ value: Int, _ row: inout [UInt8]) {
  let start = row.count
  var rest = value
  repeat {
    row.append(UInt8(48 + rest % 10))
    rest /= 10
  } while rest > 0
  row[start...].reverse()
}

private func money(_ cents: Int, _ row: inout [UInt8]) {
  decimal(cents / 100, &row)
  row.append(UInt8(ascii: "."))
  pair(cents % 100, &row)
}
