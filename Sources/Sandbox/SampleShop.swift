public import Records

/// One exported file: where it lies below the imports folder's parent, and its bytes.
public struct ExportFile: Sendable {
  /// `imports/<connection>/<name>-<day>.csv`.
  public var path: String
  /// The file's content, UTF-8.
  public var bytes: [UInt8]
}

/// Something planted into the sample shop for Tend to notice, or to leave alone.
public struct SampleStory: Sendable {
  /// The day on which it begins or becomes visible.
  public var day: Day
  /// A short word for its kind: `late`, `refund`, `stale_lead`, `counterexample` and others.
  public var code: String
  /// What it is about: `order #3412`, `ticket 48200101`, `deal 9120400101`, `customer 7012400006151`, `invoice 2001`,
  /// `file hubspot-deals`.
  public var subjects: [String]
  /// What happens, in words.
  public var what: String
  /// What Tend should notice, in words.
  public var notice: String
}

/// A made-up shop, Larkspur & Pine, as the dated CSV exports a team would drop into its imports folder.
///
/// The same arguments give the same bytes on every platform. Times are those of America/New_York.
public struct SampleShop: Sendable {
  /// The first day that has exports; stories suppose a Monday.
  public let firstDay: Day
  /// How many days have exports.
  public let days: Int
  /// What was planted, by day.
  public let stories: [SampleStory]

  let historyDays: Int
  let customers: [ShopCustomer]
  let orders: [Timeline<ShopOrder>]
  let parcels: [Timeline<Parcel>]
  let charges: [Timeline<Charge>]
  let tickets: [Timeline<Ticket>]
  let deals: [Timeline<Deal>]
  let invoices: [Timeline<BookInvoice>]
  /// The number of each order, ticket, deal and invoice, by index.
  let orderNumbers: [Int]
  let ticketNumbers: [Int]
  let dealNumbers: [Int]
  let invoiceNumbers: [Int]
  /// Indices in the order of their numbers.
  let orderSequence: [Int]
  let unreadable: Unreadable

  /// The shop as it is committed in the project: 42 days from Monday 2026-10-12.
  public static let committed = SampleShop(seed: 2026, firstDay: Day(number: 20_738), days: 42)

  /// Simulates the shop.
  /// - Parameters:
  ///   - seed: what the made-up figures follow from.
  ///   - firstDay: the first day with exports, a Monday.
  ///   - days: how many days have exports.
  ///   - historyDays: how many days of orders come before.
  public init(seed: UInt64, firstDay: Day, days: Int, historyDays: Int = 150) {
    var background = Background(
      builder: ShopBuilder(firstDay: firstDay, random: SplitMix(seed: seed)), historyDays: historyDays, days: days)
    background.run()
    var builder = background.builder
    builder.weekOne()
    builder.weekTwo()
    builder.weekThree()
    builder.weekFour()
    builder.weekFive()
    builder.weekSix()

    self.firstDay = firstDay
    self.days = days
    self.historyDays = historyDays
    customers = builder.customers
    orders = builder.orders
    parcels = builder.parcels
    charges = builder.charges
    tickets = builder.tickets
    deals = builder.deals
    invoices = builder.invoices
    (orderNumbers, orderSequence) = Self.number(builder.orders, from: ShopNumber.firstOrder)
    ticketNumbers = Self.number(builder.tickets, from: ShopNumber.firstTicket).numbers
    dealNumbers = Self.number(builder.deals, from: ShopNumber.firstDeal).numbers
    invoiceNumbers = Self.number(builder.invoices, from: ShopNumber.firstInvoice).numbers
    unreadable = Unreadable(builder.stories)

    let (orderNumbers, ticketNumbers, dealNumbers, invoiceNumbers) = (
      orderNumbers, ticketNumbers, dealNumbers, invoiceNumbers
    )
    stories = builder.stories.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map {
      let story = $0.element
      let subjects = story.subjects.map { subject in
        switch subject {
        case .order(let index): "order #\(orderNumbers[index])"
        case .ticket(let index): "ticket \(ticketNumbers[index])"
        case .deal(let index): "deal \(dealNumbers[index])"
        case .customer(let index): "customer \(ShopNumber.customerID(index))"
        case .invoice(let index): "invoice \(invoiceNumbers[index])"
        case .file(let name): "file \(name)"
        }
      }
      return SampleStory(day: story.day, code: story.code, subjects: subjects, what: story.what, notice: story.notice)
    }
  }

  /// The numbers by index, and the indices by number: by beginning, then by index.
  private static func number<Value>(_ list: [Timeline<Value>], from first: Int) -> (numbers: [Int], sequence: [Int]) {
    let sequence = list.indices.sorted { (list[$0].start, $0) < (list[$1].start, $1) }
    var numbers = Array(repeating: 0, count: list.count)
    for (offset, index) in sequence.enumerated() { numbers[index] = first + offset }
    return (numbers, sequence)
  }
}

/// Rows that are spoilt in one export, as by a slip of a hand in a spreadsheet.
struct Unreadable: Sendable {
  var totals: [Int: Day] = [:]
  var dates: [Int: Day] = [:]
  var tickets: [Int: Day] = [:]
  var charges: [Int: Day] = [:]

  /// The stories' `quarantine` subjects: of two orders the first loses its total and the second its date; an order
  /// beside a ticket loses its charge's amount.
  init(_ stories: [PlannedStory]) {
    for story in stories where story.code == "quarantine" {
      let hasTicket = story.subjects.contains { if case .ticket = $0 { true } else { false } }
      for (position, subject) in story.subjects.enumerated() {
        switch subject {
        case .ticket(let index): tickets[index] = story.day
        case .order(let index) where hasTicket: charges[index] = story.day
        case .order(let index) where position == 0: totals[index] = story.day
        case .order(let index): dates[index] = story.day
        default: break
        }
      }
    }
  }
}
