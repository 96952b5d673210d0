import HTTP
import Records

/// What `tend.yml` says of a company, checked.
struct QuickBooksSettings: Sendable, Equatable {
  var isSandbox = false
  /// Whether a document's own number is the shop's order number.
  var numbersAreOrders = false

  init() {}

  /// - Throws: a setting that is none, or that does not fit the address.
  init(_ context: ServiceContext) throws(SyncError) {
    switch context.options["environment"] ?? "production" {
    case "production": isSandbox = false
    case "sandbox": isSandbox = true
    default:
      throw .configuration(QuickBooksDiagnostics.unknown("environment", of: ["production", "sandbox"]))
    }
    switch context.options["order_number"] ?? "marked" {
    case "marked": numbersAreOrders = false
    case "document": numbersAreOrders = true
    default: throw .configuration(QuickBooksDiagnostics.unknown("order_number", of: ["marked", "document"]))
    }
    if context.account.isEmpty || !context.account.utf8.allSatisfy(isDigit) {
      throw .configuration(QuickBooksDiagnostics.badCompany)
    }
    // Each environment knows only its own companies and tokens.
    let other = isSandbox ? "quickbooks.api.intuit.com" : "sandbox-quickbooks.api.intuit.com"
    if context.address.origin.host == other {
      throw .configuration(QuickBooksDiagnostics.wrongHost(isSandbox: isSandbox))
    }
  }

  /// Where people see the books.
  var site: String { isSandbox ? "https://app.sandbox.qbo.intuit.com" : "https://app.qbo.intuit.com" }
}
