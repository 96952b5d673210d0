import Records
import Synchronization

/// A world that keeps the last few lists of changes that were asked for, since a list is asked for page by page, and some
/// customers, who stand in each of their orders.
final class RememberingWorld: ShopWorld {
  private struct Question: Hashable {
    enum Kind { case customers, orders }
    var kind: Kind
    var range: ClosedRange<Instant>
    var now: Instant
  }

  private struct Customers {
    var now: Instant?
    var byIndex: [Int: WorldCustomer] = [:]
  }

  private static let kept = 4
  private static let keptCustomers = 20_000

  private let base: any ShopWorld
  private let answers = Mutex<[(question: Question, indices: [Int])]>([])
  private let known = Mutex(Customers())

  init(_ base: any ShopWorld) {
    self.base = base
  }

  private func remembered(_ question: Question, _ work: () -> [Int]) -> [Int] {
    if let known = answers.withLock({ list in list.first { $0.question == question }?.indices }) { return known }
    let indices = work()
    answers.withLock { list in
      list.insert((question, indices), at: 0)
      if list.count > Self.kept { list.removeLast() }
    }
    return indices
  }

  // MARK: Lists

  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    remembered(Question(kind: .customers, range: range, now: now)) { base.customers(changedIn: range, at: now) }
  }

  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    remembered(Question(kind: .orders, range: range, now: now)) { base.orders(changedIn: range, at: now) }
  }

  // MARK: Customers

  func customer(_ index: Int, at now: Instant) -> WorldCustomer {
    let seen = known.withLock { known in known.now == now ? known.byIndex[index] : nil }
    if let seen { return seen }
    let customer = base.customer(index, at: now)
    known.withLock { known in
      if known.now != now || known.byIndex.count >= Self.keptCustomers { known = Customers(now: now) }
      known.byIndex[index] = customer
    }
    return customer
  }

  // MARK: All else

  func customerCount(at now: Instant) -> Int { base.customerCount(at: now) }
  func orderCount(at now: Instant) -> Int { base.orderCount(at: now) }
  func order(_ index: Int, at now: Instant) -> WorldOrder { base.order(index, at: now) }
  func parcelCount(at now: Instant) -> Int { base.parcelCount(at: now) }
  func parcel(_ index: Int, at now: Instant) -> WorldParcel { base.parcel(index, at: now) }
  func parcels(ofOrder order: Int, at now: Instant) -> [Int] { base.parcels(ofOrder: order, at: now) }
  func invoiceCount(at now: Instant) -> Int { base.invoiceCount(at: now) }
  func invoice(_ index: Int, at now: Instant) -> WorldInvoice { base.invoice(index, at: now) }
}
