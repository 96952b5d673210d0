import Records

extension BigCommerceConnection {
  /// Asks who the store is, what time it has there, and for one row of each list.
  public func check() async -> ConnectionReport {
    var report = ConnectionReport()
    await checkStore(&report)
    await checkClock(&report)
    await checkList(["v2", "orders"], &report)
    await checkList(["v3", "orders", "payment_actions", "refunds"], &report)
    await checkList(["v3", "customers"], &report)
    return report
  }

  private func checkStore(_ report: inout ConnectionReport) async {
    do throws(SyncError) {
      let (json, headers) = try await api.value(["v2", "store"], [])
      guard case .object(let object) = json else {
        throw api.shape("The store does not say who it is.", ["v2", "store"])
      }
      let store = Answer(object)
      func text(_ key: String) -> String? { object[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
      if let id = text("id"), !sameBytes(id, context.account) {
        report.problems.append(BigCommerceDiagnostics.otherStore(context.account))
      }
      if let name = text("name") { report.facts.append("store \(name)") }
      if let plan = text("plan_name") { report.facts.append("plan \(plan)") }
      if let quota = headers["X-Rate-Limit-Requests-Quota"].flatMap({ Int($0) }) {
        report.facts.append("\(quota) requests in 30 s, shared by all apps of the store")
      }
      if let currency = text("currency"), !sameBytes(currency, context.currency) {
        report.notices.append(BigCommerceDiagnostics.otherCurrency(currency, context.currency))
      }
      if let zone = object["timezone"]?.object?["name"]?.string, !sameBytes(zone, context.zone.name) {
        report.notices.append(BigCommerceDiagnostics.otherZone(zone, context.zone.name))
      }
      if Self.panel(store) == nil { report.notices.append(BigCommerceDiagnostics.noPanel()) }
    } catch {
      add(error.diagnostic, at: ["v2", "store"], to: &report)
    }
  }

  private func checkClock(_ report: inout ConnectionReport) async {
    do throws(SyncError) {
      let difference = (context.asOf - (try await api.clock())).seconds
      if difference.magnitude > 60 { report.notices.append(BigCommerceDiagnostics.clock(difference)) }
    } catch {
      add(error.diagnostic, at: ["v2", "time"], to: &report)
    }
  }

  private func checkList(_ path: [String], _ report: inout ConnectionReport) async {
    do throws(SyncError) {
      let query: BigCommerceAPI.Query = [("limit", "1")]
      if path[0] == "v2" { _ = try await api.list(path, query) } else { _ = try await api.page(path, query) }
    } catch {
      add(error.diagnostic, at: path, to: &report)
    }
  }

  /// One cause is told once: a revoked token shows in every request.
  private func add(_ problem: Diagnostic, at path: [String], to report: inout ConnectionReport) {
    let scope = Self.scopes.first { $0.name == BigCommerceAPI.area(of: path).scope }
    if problem.code == "bigcommerce.scope", let scope, !report.missing.contains(scope) { report.missing.append(scope) }
    let isKnown = report.problems.contains { $0.code == problem.code && $0.summary == problem.summary }
    if !isKnown { report.problems.append(problem) }
  }
}
