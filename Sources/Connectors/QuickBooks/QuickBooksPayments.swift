import Records

/// The payments of some invoices, asked for by id. Of each invoice only the newest is kept, however many there are.
struct QuickBooksPayments {
  /// How many are asked for at once.
  private static let most = 500

  /// The newest payment of each invoice that has one.
  private(set) var newest: [String: QuickBooksPayment] = [:]
  /// Those that can't be read.
  private(set) var unread: [(row: Answer, problem: MappingProblem)] = []
  /// Whether QuickBooks counts no more of them than it gave.
  private(set) var areWhole = true

  /// The invoices that name a payment, by its id.
  private var waiting: [String: [String]] = [:]

  /// Reads the payments that invoices name.
  /// - Parameter known: payments that are there already, as changes tell of them.
  init(
    of invoices: [Answer], known: [Answer] = [], from books: QuickBooksBooks, _ terms: QuickBooksTerms, limit: Int
  ) async throws(SyncError) {
    var ids: [String] = []
    for invoice in invoices {
      // One that can't be read is set aside as a whole.
      guard let id = (try? invoice.text("Id")), let links = (try? QuickBooksInvoice.payments(of: invoice)) else {
        continue
      }
      for link in links {
        if waiting[link] == nil { ids.append(link) }
        waiting[link, default: []].append(id)
      }
    }
    if ids.isEmpty { return }
    var taken: Set<String> = []
    // Without lines it is not whole.
    for row in known where row.object["Line"] != nil {
      guard let id = (try? row.text("Id")), waiting[id] != nil else { continue }
      take(row, terms)
      taken.insert(id)
    }
    ids.removeAll { taken.contains($0) }
    let size = min(Self.most, limit)
    for start in stride(from: 0, to: ids.count, by: size) {
      let some = Array(ids[start..<min(start + size, ids.count)])
      let (rows, isWhole) = try await books.rows(.payment, ids: some, limit: limit)
      for row in rows { take(row, terms) }
      areWhole = areWhole && isWhole
    }
  }

  private mutating func take(_ row: Answer, _ terms: QuickBooksTerms) {
    let payment: QuickBooksPayment
    do throws(MappingProblem) { payment = try QuickBooksPayment(row, terms) } catch {
      unread.append((row, error))
      return
    }
    // Both have to name each other: one of the two may be older than the other.
    for invoice in waiting[payment.id] ?? [] where payment.invoices.contains(invoice) {
      if newest[invoice].map({ payment.isNewer(than: $0) }) ?? true { newest[invoice] = payment }
    }
  }
}
