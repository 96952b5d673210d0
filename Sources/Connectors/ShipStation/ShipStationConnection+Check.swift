import Records

/// A store of the account, as `GET /stores` tells.
struct ShipStationStore: Equatable {
  var id: Int
  var name: String
  /// In lower case, as orders name their channel.
  var marketplace: String?
  var isActive = true
  var refreshes = false
  var lastImport: Instant?

  /// Whether it should have imported orders within the last day and did not.
  func isStale(at now: Instant) -> Bool {
    guard isActive, refreshes, let lastImport else { return false }
    return lastImport + .days(1) < now
  }
}

extension ShipStationConnection {
  /// The account's stores, also those that are not in use any more; what can't be read of one is left out.
  func stores() async throws(SyncError) -> [ShipStationStore] {
    var stores: [ShipStationStore] = []
    for entry in try await requests.objects(["stores"], [("showInactive", "true")]) {
      guard let id = try? entry.integer("storeId") else { continue }
      var store = ShipStationStore(id: id, name: (try? entry.plain("storeName")) ?? "store \(id)")
      store.marketplace = (try? entry.word("marketplaceName"))?.lowercased()
      store.isActive = (try? entry.flag("active")) ?? true
      store.refreshes = (try? entry.flag("autoRefresh")) ?? false
      // What was asked for last counts; the other is when orders were asked for up to.
      store.lastImport = (try? entry.pacific("lastRefreshAttempt")) ?? (try? entry.pacific("refreshDate"))
      stores.append(store)
    }
    return stores
  }

  /// Asks for the stores and for one row of each list: six requests of the minute's forty.
  public func check() async -> ConnectionReport {
    var report = ConnectionReport(notices: [ShipStationDiagnostics.fullKey])
    do throws(SyncError) {
      let wanted = try store()
      let stores = try await stores()
      for store in stores where store.isActive { note(store, in: &report) }
      if !wanted.isEmpty, !stores.contains(where: { String($0.id) == wanted }) {
        report.problems.append(
          ShipStationDiagnostics.unknownStore(wanted, known: stores.map { "\($0.id) (\($0.name))" }))
      }
      for list in [ShipStationList.orders, .shipments, .fulfillments] {
        let total = try await requests.page(1, of: list, [], store: wanted, size: 1).total
        report.facts.append("\(list.rawValue): \(total)")
      }
      let tags = try await requests.objects(["accounts", "listtags"])
      report.facts.append("tags: \(tags.count)")
      report.facts.append("V1 of the API; 40 requests a minute, shared by all tools with this key")
      report.facts.append("scans by carriers are not told; deliveries only of parcels marked as shipped elsewhere")
    } catch {
      report.problems.append(error.diagnostic)
    }
    return report
  }

  private func note(_ store: ShipStationStore, in report: inout ConnectionReport) {
    let last = store.lastImport.map { ", last import \($0)" } ?? ""
    report.facts.append("store \(store.id): \(store.name)\(store.marketplace.map { " (\($0))" } ?? "")\(last)")
    if store.isStale(at: asOf), let last = store.lastImport {
      report.notices.append(ShipStationDiagnostics.staleStore(store.name, last))
    }
  }
}
