import Records

extension QuickBooksConnection {
  /// Looks who the company is, what its books are kept in, and how much of each stream there is.
  public func check() async -> ConnectionReport {
    var report = ConnectionReport()
    do throws(SyncError) {
      let settings = try QuickBooksSettings(context)
      let books = QuickBooksBooks(context: context)
      let company = try await books.company()
      let country = company.country.map { ", \($0)" } ?? ""
      report.facts.append(
        "company: \(company.name ?? "without a name")\(country)\(settings.isSandbox ? ", sandbox" : "")")
      if let home = try await books.homeCurrency() {
        report.facts.append("currency: \(home)")
        if home != context.currency { report.notices.append(Self.otherCurrency(home, context.currency)) }
      }
      for entity in QuickBooksEntity.allCases {
        report.facts.append("\(entity.rawValue): \(try await books.count(entity))")
      }
      report.facts.append("permission: \(Self.accounting), which would allow writing too; Tend only reads")
      report.facts.append("changes and deletions are told for 30 days; everything is read anew every 7 days")
    } catch {
      report.problems.append(error.diagnostic)
      if case .reconnect = error { report.notices += Self.scopes }
      if case .configuration(let diagnostic) = error, diagnostic.location?.hasPrefix("GET") == true {
        report.notices += Self.scopes
        report.missing = Self.descriptor.service?.scopes ?? []
      }
    }
    return report
  }

  private static func otherCurrency(_ home: String, _ shop: String) -> Diagnostic {
    Diagnostic(
      .source, code: "quickbooks.currency", "The books are kept in \(home), the shop in \(shop)",
      reason: "Amounts in another currency are not held against thresholds.",
      hints: ["Look whether this is the right company"])
  }

  /// What is missed without each permission.
  private static var scopes: [Diagnostic] {
    (descriptor.service?.scopes ?? []).map {
      Diagnostic(.source, code: "quickbooks.scope", "The permission \($0.name) may be missing", reason: $0.without)
    }
  }
}
