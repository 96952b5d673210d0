import Records
import Workflows

/// Makes the typed configuration of a checked tree, and reports what only shows when keys are seen together.
struct ConfigurationDecoder {
  let root: TableView
  let currency: String
  let zones: ZoneLoader
  var checker: ConfigurationChecker
  private var zoneCache: [String: Zone] = [:]

  init(root: TableView, currency: String, zones: ZoneLoader, checker: ConfigurationChecker) {
    self.root = root
    self.currency = currency
    self.zones = zones
    self.checker = checker
  }

  mutating func configuration(_ bytes: [UInt8], _ path: String) -> Configuration {
    let zone = zone(root, "zone") ?? .utc
    let settings = workflowSettings(zone)
    let connections = connections(zone)
    let dashboard = root.table("dashboard")
    let shrink = root.table("sync").table("shrink")
    let orders = root.table("orders")
    checkReferences(settings)
    return Configuration(
      source: bytes, path: path, name: root.text("name") ?? "Shop", actions: .preview, workflows: settings,
      connections: connections,
      refundJoinWithin: orders.has("refund_join") ? orders.table("refund_join").span("within") ?? .days(30) : nil,
      shrink: ShrinkSettings(
        share: shrink.whole("share") ?? 20, records: shrink.whole("records") ?? 10, days: shrink.whole("days") ?? 7),
      dashboard: DashboardSettings(
        names: dashboard.code("names", DashboardSettings.Names.self) ?? .masked,
        accent: dashboard.text("accent") ?? "#2f6f4f", expectedEvery: dashboard.span("expected_every") ?? .hours(24)))
  }

  private mutating func workflowSettings(_ zone: Zone) -> WorkflowSettings {
    let owners = owners()
    var settings = WorkflowSettings(
      zone: zone, currency: currency, owners: owners, fallbackOwner: fallbackOwner(owners))
    settings.baseline = root.code("baseline", Baseline.self) ?? .standard
    settings.routes = routes()
    let orders = root.table("orders")
    settings.orders.staffDomains = orders.texts("staff_domains") ?? settings.orders.staffDomains
    settings.orders.wholesaleTags = orders.texts("wholesale_tags") ?? settings.orders.wholesaleTags
    for entry in root.table("workflows").entries {
      if let kinds = TableView(entry.value).texts("actions") { settings.actions[entry.key] = kinds }
    }
    addRules(to: &settings)
    return settings
  }

  mutating func zone(_ table: TableView, _ key: String) -> Zone? {
    guard let name = table.text(key) else { return nil }
    if let known = zoneCache[name] { return known }
    let zone = zones.zone(name)
    zoneCache[name] = zone
    return zone
  }

  private mutating func owners() -> [Owner] {
    var owners: [Owner] = []
    var lines: [String: Int] = [:]
    for table in root.list("owners").map({ TableView($0) }) {
      guard let id = table.text("id") else { continue }
      reportTwice("owner", id, table.place(of: "id"), &lines)
      owners.append(
        Owner(
          id: id, name: table.text("name"), roles: (table.texts("roles") ?? []).compactMap { Role(rawValue: $0) },
          hours: table.text("hours").flatMap { BusinessHours($0) } ?? .office, zone: zone(table, "zone"),
          away: (table.texts("away") ?? []).compactMap(ScalarText.days)))
    }
    return owners
  }

  mutating func reportTwice(_ what: String, _ id: String, _ place: FilePlace, _ lines: inout [String: Int]) {
    if let line = lines[id] {
      checker.report(
        "config.duplicate-id", "Two \(what)s have the id \"\(id)\"", at: place,
        reason: "The first is on line \(line).", hints: ["Give one of them another id"])
    } else {
      lines[id] = place.line
    }
  }

  private mutating func fallbackOwner(_ owners: [Owner]) -> String? {
    if let id = root.text("fallback_owner") { return id }
    if Set(owners.map(\.id)).count > 1, !root.has("fallback_owner") {
      checker.report(
        "config.no-fallback", "\"fallback_owner\" is missing", at: root.place(of: "owners"),
        reason: "With several owners, someone must get what nobody else gets.",
        hints: ["Add fallback_owner: \(owners[0].id)"])
    }
    return nil
  }

  private mutating func routes() -> [Route] {
    var routes: [Route] = []
    for table in root.list("routing").map({ TableView($0) }) {
      if table.has("owner") == table.has("role") {
        checker.report(
          "config.route-target", "A line of routing needs either \"owner\" or \"role\"", at: table.place,
          hints: ["Add owner: and an owner's id", "Or role: and one of \(Shapes.roles.joined(separator: ", "))"])
      }
      routes.append(
        Route(
          rule: table.text("rule"), workflow: table.text("workflow"),
          severity: table.code("severity", ShopException.Severity.self), owner: table.text("owner"),
          role: table.code("role", Role.self)))
    }
    return routes
  }
}
