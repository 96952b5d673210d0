import HTTP
import Records

/// Looks whether a run would succeed: who the shop is, and what the app may read.
struct ShopifyCheck {
  let client: ShopifyClient
  let account: String
  let asOf: Instant

  /// What to tell the operator.
  func report() async -> ConnectionReport {
    var report = ConnectionReport()
    do throws(SyncError) {
      let data = try await client.data(
        "query TendShop { shop { name myshopifyDomain currencyCode ianaTimezone plan { publicDisplayName } } }",
        of: "the shop")
      guard let shop = data["shop"]?.object else { throw .data(.contract("It does not tell which shop it is.")) }
      report.facts = facts(shop)
      if let domain = shop["myshopifyDomain"]?.string, domain.lowercased() != account.lowercased() {
        report.notices.append(
          Diagnostic(
            .configuration, code: "shopify.domain", "The shop's own domain is another than in tend.yml",
            reason: "Links to the admin would lead astray.", hints: ["Set shop in tend.yml to \(domain)"]))
      }
      try await lookAtScopes(&report)
    } catch {
      report.problems.append(error.diagnostic)
    }
    return report
  }

  private func facts(_ shop: JSONObject) -> [String] {
    let name = shop["name"]?.string.map { String($0.prefix(128)) } ?? "a shop without a name"
    let plan = shop["plan"]?.object?["publicDisplayName"]?.string.map { ", plan \($0.prefix(64))" } ?? ""
    let place = [shop["currencyCode"], shop["ianaTimezone"]].compactMap { $0?.string }.map { String($0.prefix(64)) }
    return ["Shop: \(name)\(plan)", "Currency and zone: \(place.joined(separator: ", "))", "API \(client.version)"]
  }

  private func lookAtScopes(_ report: inout ConnectionReport) async throws(SyncError) {
    guard let granted = try await Self.scopes(client) else {
      report.notices.append(.missingScope(nil, "what the app may read"))
      return
    }
    // Whoever may write may read.
    let readable = granted.union(granted.map { $0.hasPrefix("write_") ? "read_" + $0.dropFirst(6) : $0 })
    for scope in ShopifyConnection.scopes where !readable.contains(scope.name) {
      report.missing.append(scope)
      if scope.name == "read_all_orders" {
        report.notices.append(.horizon("orders", since: asOf - .days(ShopifyConnection.visibleDays)))
        continue
      }
      let diagnostic = Diagnostic(
        .source, code: "shopify.scope", "The scope \(scope.name) is missing", reason: "\(scope.without).",
        hints: ["Grant \(scope.name) to the app, then connect again"])
      if scope.name == "read_orders" { report.problems.append(diagnostic) } else { report.notices.append(diagnostic) }
    }
  }

  /// The scopes that were granted; nil where Shopify does not say.
  static func scopes(_ client: ShopifyClient) async throws(SyncError) -> Set<String>? {
    let reply = try await client.ask("query TendScopes { currentAppInstallation { accessScopes { handle } } }")
    for problem in reply.problems where problem.code != "ACCESS_DENIED" { throw problem.error("the app's scopes") }
    guard let scopes = reply.data["currentAppInstallation"]?.object?["accessScopes"]?.array else { return nil }
    return Set(scopes.compactMap { $0.object?["handle"]?.string })
  }
}
