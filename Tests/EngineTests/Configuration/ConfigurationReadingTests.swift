import Connectors
import Records
import Testing
import Workflows

@testable import Engine

@Suite struct ConfigurationReadingTests {
  private func read(_ text: String) throws -> Configuration {
    try Configuration.read(Array(text.utf8), path: "tend.yml")
  }

  @Test func readsAFileWithEveryKey() throws {
    let configuration = try read(fullExample)
    #expect(configuration.name == "Larkspur & Pine")
    #expect(configuration.zone.name == "America/New_York")
    #expect(configuration.source == Array(fullExample.utf8))
    let settings = configuration.workflows
    let maya = try #require(settings.owners.first)
    #expect(maya.roles == [.founder, .ops, .finance])
    #expect(maya.zone?.name == "Europe/Rome")
    #expect(
      maya.away.map { "\($0.lowerBound) \($0.upperBound)" } == ["2026-12-24 2027-01-01", "2027-04-05 2027-04-05"])
    #expect(settings.owners[1] == Owner(id: "theo", roles: [.support, .sales]))
    #expect(
      settings.routes == [
        Route(rule: "late_order", owner: "maya"), Route(workflow: "vip-orders", severity: .urgent, role: .sales),
      ])
    #expect(settings.fallbackOwner == "maya" && settings.baseline == .standard)
    #expect(settings.orders.staffDomains == ["larkspur.example.com"])
    #expect(settings.actions == ["vip-orders": ["alert", "tag"]])
    #expect(configuration.refundJoinWithin == .days(30))
    #expect(configuration.dashboard == DashboardSettings(names: .masked, accent: "#2f6f4f", expectedEvery: .hours(24)))
  }

  @Test func readsConnectionsToSystems() throws {
    let connections = try read(fullExample).connections
    let web = try #require(connections.first { $0.name == "web" })
    #expect(web.options == ["shop": "larkspur.myshopify.com", "api_version": "2026-07"] && web.isPrimary)
    let parcels = try #require(connections.first { $0.name == "parcels" })
    #expect(parcels.hasOrders && !parcels.isPrimary, "the shop itself is the authority")
    let outlet = try #require(connections.first { $0.name == "outlet" })
    #expect(
      outlet.rebased("https://api.bigcommerce.com/stores/abc123") == "http://127.0.0.1:8200/bigcommerce/stores/abc123")
    #expect(web.rebased("https://larkspur.myshopify.com/admin") == "https://larkspur.myshopify.com/admin")
  }

  @Test func takesAShopItselfForTheAuthorityBeforeItsExports() throws {
    let files = "{system: csv, folder: a, files: [{match: x, preset: shopify-orders, mode: full}]}"
    func primaries(_ connections: String...) throws -> [String] {
      let text = "version: 1\nowners: [{id: maya}]\nconnections:\n  " + connections.joined(separator: "\n  ")
      return try read(text).connections.filter(\.isPrimary).map(\.name)
    }
    let shop = "web: {system: shopify, shop: larkspur.myshopify.com}"
    let parcels = "parcels: {system: shipstation}"
    #expect(try primaries("shop: " + files, parcels, shop) == ["web"])
    #expect(try primaries(parcels, "shop: " + files) == ["shop"])
    #expect(try primaries(parcels) == ["parcels"])
    #expect(try primaries("shop: " + files.replacing("csv,", with: "csv, primary: true,"), shop) == ["shop"])
  }

  @Test func readsConnectionsAndMappings() throws {
    let shop = try #require(try read(fullExample).connections.first)
    #expect(shop.isPrimary && shop.folder == "imports/shop" && shop.staleAfter == .hours(36))
    var first = shop.csv.files[0]
    #expect(first.print.utf8.count == 16)
    first.print = ""
    #expect(
      first
        == FileRule(
          match: "orders_export-*.csv", mode: .window(.days(30)), content: .preset(.shopifyOrders),
          zone: ZoneLoader().zone("America/New_York"), dateOrder: .mdy, decimal: .comma, encoding: .windows1252,
          currency: "USD"))
    guard case .custom(let mapping) = shop.csv.files[1].content else {
      Issue.record("the second file has no mapping")
      return
    }
    #expect(mapping.kind == .order && mapping.id == ["InvoiceNo", "Store"] && mapping.group)
    #expect(mapping.onlyWhen.count == 7)
    #expect(mapping.onlyWhen[0] == RowTest(column: "InvoiceNo", .notPrefix(["C", "A"])))
    #expect(mapping.onlyWhen[5] == RowTest(column: "Quantity", .above("-3.5")))
    #expect(mapping.date == DateColumn(column: "InvoiceDate", layout: "yyyy-MM-dd HH:mm:ss"))
    #expect(mapping.fields["currency"] == ColumnSource(.value("GBP")))
    #expect(mapping.fields["net"] == ColumnSource(.sum(["Quantity", "UnitPrice"])))
    #expect(mapping.fields["total"] == ColumnSource(.sum(["Amount"]), negate: true))
    #expect(
      mapping.fields["payment"]
        == ColumnSource(.column("Status"), values: ["Paid": "paid", "Open": "pending"], fallback: "paid"))
    #expect(mapping.fields["tags"] == ColumnSource(.column("Tags"), split: ","))
    #expect(
      mapping.items == ItemColumns(sku: "StockCode", quantity: "Quantity", price: "UnitPrice", total: "LineTotal"))
    #expect(mapping.customer == ColumnSource(.column("CustomerID"), stripSuffix: ".0"))
    #expect(mapping.personal.keys.sorted() == ["name", "note"])
  }

  @Test func readsRulesWithoutBinaryFractions() throws {
    let settings = try read(fullExample).workflows
    #expect(settings.thresholds.highValue == 100_010)
    let high = try #require(settings.overrides["high_value_order"])
    #expect(high.owner == "theo" && high.severity == .urgent && high.sla == .hours(8) && high.role == .sales)
    // Midnight in New York, after summer time's end on that very day.
    #expect(high.since == Instant("2026-11-01T04:00:00Z"))
    #expect(settings.overrides["shipment_exception"]?.enabled == false)
    #expect(settings.thresholds.inactiveCustomer.fixed == .days(90))
    let copy = try #require(settings.copies.first)
    #expect(copy.id == "inactive_180" && copy.basedOn == "inactive_customer")
    #expect(copy.thresholds.inactiveCustomer.fixed == .days(180))
    #expect(settings.thresholds.lateOrder.cutOff == 14 * 3600)
  }

  @Test func knowsExactlyTheBuiltInRules() throws {
    let rules = BuiltInRules.make(WorkflowSettings(owners: [Owner(id: "maya")]))
    #expect(Shapes.builtInRules.map(\.id).sorted() == rules.map(\.id).sorted())
    #expect(Set(rules.map(\.workflow)).isSubset(of: BuiltInRules.workflows))
    let copied = BuiltInRules.make(try read(fullExample).workflows)
    #expect(copied.contains { $0.id == "inactive_180" } && !copied.contains { $0.id == "shipment_exception" })
  }

  /// Every key of every built-in rule changes something: none is read and forgotten.
  @Test func putsEachKeyOfABuiltInRuleIntoTheThresholds() throws {
    let reader = ThresholdReader(currency: "USD")
    let odd: [Shape: String] = [.amount: "77.07", .span: "77m", .time: "07:07"]
    for rule in Shapes.builtInRules {
      for key in rule.keys {
        var text = odd[key.shape] ?? "7"
        if case .list(let element, _) = key.shape { text = element == .text ? "[zzz]" : "[7]" }
        let tree = try YAMLDocument(path: "tend.yml").tree(Array("\(key.name): \(text)".utf8))
        var thresholds = reader.defaults
        reader.read(TableView(tree), of: rule.id, into: &thresholds)
        #expect(thresholds != reader.defaults, "\(rule.id).\(key.name)")
      }
    }
  }

  /// What the documentation calls the default is what holds.
  @Test func documentsTheDefaultsThatHold() throws {
    let reader = ThresholdReader(currency: "USD")
    for rule in Shapes.builtInRules {
      for key in rule.keys {
        guard let fallback = key.fallback else { continue }
        let tree = try YAMLDocument(path: "tend.yml").tree(Array("\(key.name): \(fallback)".utf8))
        var thresholds = reader.defaults
        reader.read(TableView(tree), of: rule.id, into: &thresholds)
        #expect(thresholds == reader.defaults, "\(rule.id).\(key.name)")
      }
    }
  }

  @Test(arguments: [
    ("JPY", "1000", 1000), ("KWD", "0.001", 1), ("USD", "0.07", 7),
    ("USD", "90071992547409.91", 9_007_199_254_740_991),
  ])
  func readsAmountsInTheCurrencysUnit(_ currency: String, _ text: String, _ minor: Int) throws {
    let settings = try read(small("currency: \(currency)\nrules: {vip_customer: {lifetime: \(text)}}")).workflows
    #expect(settings.thresholds.vipLifetime == minor)
  }

  @Test func givesDefaultAmountsInTheCurrencysUnit() throws {
    #expect(try read(small("currency: JPY")).workflows.thresholds.highValue == 1000)
    #expect(try read(small("currency: KWD")).workflows.thresholds.highValue == 1_000_000)
  }

  @Test func readsATeamsOwnRule() throws {
    let rule = try #require(try read(fullExample).workflows.customRules.first)
    #expect(rule.id == "big_b2b" && rule.type == .condition && rule.basis == .absence && rule.amount == "net")
    #expect(rule.streams == [.order] && rule.isCustom && rule.role == .sales && rule.sla == .hours(8))
    #expect(rule.actions == ["alert", "follow-up"] && rule.owner == "maya")
    guard case .all(let parts) = rule.when else {
      Issue.record("the condition is no all")
      return
    }
    #expect(parts[0] == .test(field: "tags", .contains("b2b")))
    #expect(parts[1] == .test(field: "net", .atLeast(.money(500_000))))
    #expect(parts[2] == .test(field: "placed", .newerThan(.days(2))))
    #expect(parts[4] == .not(.test(field: "country", .oneOf([.text("NO"), .text("GB")]))))
    #expect(FactCatalog.problems(of: rule.when, kind: rule.kind) == [])
  }

  @Test func leavesOutATeamsRuleThatIsSwitchedOff() throws {
    let text = fullExample.replacing(
      "enabled: true\n      severity: today", with: "enabled: false\n      severity: today")
    #expect(try read(text).workflows.customRules.isEmpty)
  }

  @Test func fillsInDefaults() throws {
    let configuration = try read(small())
    #expect(configuration.name == "Shop" && configuration.zone == .utc && configuration.currency == "USD")
    #expect(configuration.workflows == WorkflowSettings(owners: [Owner(id: "maya")]))
    #expect(configuration.connections[0].isPrimary && configuration.connections[0].staleAfter == .hours(36))
    #expect(configuration.shrink == ShrinkSettings(share: 20, records: 10, days: 7))
    #expect(configuration.refundJoinWithin == nil)
  }

  @Test func readsAByteOrderMarkAndCarriageReturns() throws {
    let plain = try read(small("rules: {}")).workflows
    #expect(try read("\u{FEFF}" + small("rules: {}")).workflows == plain)
    let returns = small("rules: {}").split(separator: "\n").joined(separator: "\r\n")
    #expect(try read(returns).workflows == plain)
  }

  @Test func choosesTheFirstConnectionWithOrdersAsPrimary() throws {
    let connections = [
      "books: {system: csv, folder: a, files: [{match: x, preset: quickbooks-invoices, mode: full}]}",
      "old: {system: csv, folder: b, primary: false, files: [{match: x, preset: shopify-orders, mode: full}]}",
      "shop: {system: csv, folder: c, files: [{match: x, preset: shopify-orders, mode: full}]}",
      "second: {system: csv, folder: d, files: [{match: x, preset: shopify-orders, mode: full}]}",
      "outlet: {system: csv, folder: e, store: outlet, files: [{match: x, preset: shopify-orders, mode: full}]}",
    ]
    let text = "version: 1\nowners: [{id: maya}]\nconnections:\n  " + connections.joined(separator: "\n  ")
    #expect(try read(text).connections.filter(\.isPrimary).map(\.name) == ["shop", "outlet"])
  }

  /// Every table's every key stands in the example, so that a key nobody can use is found.
  @Test func usesEveryKeyInTheExample() throws {
    let tree = try YAMLDocument(path: "tend.yml").tree(Array(fullExample.utf8))
    var used: Set<String> = []
    collect(tree, .table(Shapes.root), &used)
    for table in Shapes.all {
      for key in table.keys {
        let isCommon = table.name.hasPrefix("rule_") && Shapes.commonRuleKeys.contains { $0.name == key.name }
        #expect(used.contains("\(isCommon ? "rule_high_value_order" : table.name).\(key.name)"))
      }
    }
  }

  private func collect(_ tree: YAMLTree, _ shape: Shape, _ used: inout Set<String>) {
    switch (tree.value, shape.part(of: tree.form)) {
    case (.list(let elements), .list(let element, _)): for value in elements { collect(value, element, &used) }
    case (.table(let entries), .map(let element)): for entry in entries { collect(entry.value, element, &used) }
    case (.table(let entries), .table(let name)):
      for entry in entries {
        used.insert("\(name).\(entry.key)")
        if let key = Shapes.table(name).key(entry.key) { collect(entry.value, key.shape, &used) }
      }
    default: break
    }
  }
}

@Suite struct ConfigurationTemplateTests {
  @Test(arguments: [
    ("Larkspur & Pine", "America/New_York", "USD", "Maya"),
    ("\"Quoted\" \\ name: # odd\n\u{0}", "UTC", "JPY", "Zoë Ångström"), ("", "Asia/Kathmandu", "KWD", "!!"),
    ("*star", "Europe/Rome", "EUR", "- dash"),
  ])
  func isValidAsWritten(_ name: String, _ zone: String, _ currency: String, _ owner: String) throws {
    let text = Configuration.template(name: name, zone: zone, currency: currency, owner: owner)
    let configuration = try Configuration.read(Array(text.utf8), path: "tend.yml")
    #expect(configuration.zone.name == zone && configuration.currency == currency)
    #expect(configuration.workflows.fallbackOwner == configuration.workflows.owners.first?.id)
    if name == "Larkspur & Pine" { #expect(configuration.name == name) }
    let exponent = Currency.exponent(of: currency)
    let amount = Money.minorUnits("1000", exponent: exponent)
    #expect(configuration.workflows.thresholds.highValue == amount)
  }

  @Test func staysValidWithItsCommentedPartsSwitchedOn() throws {
    let text = Configuration.template(name: "Shop", zone: "UTC", currency: "USD")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      let body = line.drop { $0 == " " }
      let isCode = ["# routing:", "#   - ", "# custom:", "#     "].contains { body.hasPrefix($0) }
      return isCode ? String(line.prefix { $0 == " " }) + body.dropFirst(2) : String(line)
    }
    let configuration = try Configuration.read(Array(lines.joined(separator: "\n").utf8), path: "tend.yml")
    #expect(configuration.workflows.routes.count == 1 && configuration.workflows.customRules.map(\.id) == ["big_b2b"])
  }
}
