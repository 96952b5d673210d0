import Connectors
import HTTP
import Records

extension ConfigurationDecoder {
  mutating func connections(_ shopZone: Zone) -> [ConnectionSettings] {
    var connections: [ConnectionSettings] = []
    var primaryLines: [String: Int] = [:]
    for entry in root.table("connections").entries {
      let table = TableView(entry.value)
      if !ScalarText.isName(entry.key, underscores: false) {
        checker.report(
          "config.value", "\"\(entry.key)\" can't be a connection's name", at: entry.place,
          hints: ["Give it \(Shape.name().expectation)"])
      }
      checkKeys(of: table, entry)
      let store = table.text("store") ?? "main"
      if table.flag("primary") == true {
        if let line = primaryLines[store] {
          checker.report(
            "config.two-primaries", "The store \"\(store)\" has two primary connections",
            at: table.place(of: "primary"),
            reason: "The other is on line \(line); only one can be the authority for its orders.",
            hints: ["Keep primary: true at the shop itself"])
        } else {
          primaryLines[store] = table.place(of: "primary").line
        }
      }
      var files: [FileRule] = []
      for (index, tree) in table.list("files").enumerated() {
        let key = "connections.\(entry.key).files[\(index + 1)]"
        if let file = file(TableView(tree), key, shopZone) { files.append(file) }
      }
      connections.append(
        ConnectionSettings(
          name: entry.key, system: table.text("system") ?? "csv", folder: table.text("folder") ?? "", store: store,
          isPrimary: table.flag("primary") ?? false, staleAfter: table.span("stale_after") ?? .hours(36),
          csv: CSVSettings(files: files), options: options(of: table), address: table.text("address")))
    }
    choosePrimaries(&connections)
    if connections.isEmpty, root.has("connections") {
      checker.report(
        "config.no-connection", "No connection is configured", at: root.place(of: "connections"),
        hints: [
          "Add one, for example: shop: {system: csv, folder: imports/shop}", "Or read a system: tend connect SYSTEM",
        ])
    }
    return connections
  }

  /// Holds a connection's keys against what its system takes.
  private mutating func checkKeys(of table: TableView, _ entry: YAMLTree.Entry) {
    guard let word = table.text("system"), let system = Registry.system(named: word) else { return }
    let fileKeys = ["folder", "files"]
    let needed = system.service.map { $0.allSettings.filter { $0.standard == nil }.map(\.key) } ?? fileKeys
    for key in needed where !table.has(key) {
      checker.report(
        "config.missing-key", "\"connections.\(entry.key)\" has no \"\(key)\"", at: entry.place,
        reason: "The system \(word) needs it.",
        hints: ["Add it, for example: \(key): \(Shapes.connection.key(key)?.example ?? "")"])
    }
    let own = system.service.map { $0.allSettings.map(\.key) + ["address"] } ?? fileKeys
    let special = Registry.systems.flatMap { $0.service?.allSettings.map(\.key) ?? [] } + fileKeys + ["address"]
    for key in Set(special).subtracting(own).sorted(by: precedes) where table.has(key) {
      checker.report(
        "config.conflict", "\"connections.\(entry.key).\(key)\" has no meaning with the system \(word)",
        at: table.place(of: key), hints: ["Remove it", "Or look at the system"])
    }
    for setting in system.service?.allSettings ?? [] {
      guard let value = table.text(setting.key) else { continue }
      if let choices = system.service?.choices(of: setting), !choices.contains(value) {
        checker.report(
          "config.value", "\"connections.\(entry.key).\(setting.key)\" can't be \(checker.quoted(value))",
          at: table.place(of: setting.key),
          hints: ["Give it one of \(choices.joined(separator: ", "))", "Or remove it"])
      }
      guard !Service.isPlain(value) else { continue }
      checker.report(
        "config.value", "\"connections.\(entry.key).\(setting.key)\" can't be \(checker.quoted(value))",
        at: table.place(of: setting.key), reason: "It is part of an address: letters, digits, dots and hyphens.",
        hints: ["Write it like this: \(setting.key): \(setting.example)"])
    }
    if let address = table.text("address") {
      let origin = HTTPURL(address)?.origin
      guard origin == nil || origin?.scheme == .http && origin?.isLoopback == false else { return }
      checker.report(
        "config.value", "\"connections.\(entry.key).address\" can't be \(checker.quoted(address))",
        at: table.place(of: "address"), reason: "Without https, others could read along.",
        hints: ["Write an address that begins with https://"])
    }
  }

  private func options(of table: TableView) -> [String: String] {
    guard let service = table.text("system").flatMap(Registry.system(named:))?.service else { return [:] }
    return Dictionary(
      service.allSettings.compactMap { setting in table.text(setting.key).map { (setting.key, $0) } }
    ) { first, _ in first }
  }

  /// Where the file names no primary: the first connection of the store with orders, unless it says no. A shop that is read
  /// itself knows more than exported files do, and one that only has copies of a shop's orders comes last.
  private func choosePrimaries(_ connections: inout [ConnectionSettings]) {
    func rank(_ index: Int) -> Int { connections[index].mirrorsOrders ? 2 : connections[index].isFiles ? 1 : 0 }
    let candidates = connections.indices.filter { connections[$0].hasOrders }
    for index in candidates.sorted(by: { (rank($0), $0) < (rank($1), $1) }) {
      let store = connections[index].store
      guard !connections.contains(where: { $0.store == store && $0.isPrimary }),
        TableView(root.table("connections")[connections[index].name]).flag("primary") != false
      else { continue }
      connections[index].isPrimary = true
    }
  }

  private mutating func file(_ table: TableView, _ key: String, _ shopZone: Zone) -> FileRule? {
    let mode: FileRule.Mode
    switch (table.text("mode"), table.span("window")) {
    case ("full", _): mode = .full
    case ("window", let window): mode = .window(window ?? .days(30))
    default: mode = .append
    }
    if table.text("mode") == "window", !table.has("window") {
      checker.report(
        "config.missing-key", "\"\(key)\" has no \"window\"", at: table.place(of: "mode"),
        reason: "Mode window needs to know how far back a file reaches.", hints: ["Add it, for example: window: 30d"])
    }
    if table.has("window"), let mode = table.text("mode"), mode != "window" {
      checker.report(
        "config.conflict", "\"\(key).window\" has no meaning with mode \(mode)", at: table.place(of: "window"),
        hints: ["Write mode: window", "Or remove window"])
    }
    guard let content = content(table, key) else { return nil }
    var rule = FileRule(
      match: table.text("match") ?? "", mode: mode, content: content, zone: zone(table, "zone") ?? shopZone,
      dateOrder: table.code("date_order", DateOrder.self), decimal: table.code("decimal", DecimalSign.self) ?? .point,
      encoding: table.code("encoding", FileRule.Encoding.self) ?? .utf8,
      currency: table.text("currency") ?? currency)
    rule.print = fingerprint(of: table)
    return rule
  }

  /// Names what the rule says, with everything of the file that decides how its rows are read.
  private func fingerprint(of table: TableView) -> String {
    let parts = [
      YAMLTree(value: .table(table.entries), place: table.place).written,
      root["zone"]?.written ?? "", currency, root["orders"]?.written ?? "",
    ]
    return WorkspaceKey.hexText(Array(Run.hash(Array(parts.joined(separator: "\n").utf8)).prefix(8)))
  }

  private static let mappingKeys = [
    "kind", "stream", "id", "group", "only_when", "date", "fields", "items", "customer", "email", "phone", "personal",
  ]

  private mutating func content(_ table: TableView, _ key: String) -> FileRule.Content? {
    if let preset = table.text("preset") {
      for mapped in Self.mappingKeys where table.has(mapped) {
        checker.report(
          "config.conflict", "\"\(key).\(mapped)\" has no meaning with a preset", at: table.place(of: mapped),
          hints: ["Remove it", "Or replace preset by kind and a mapping of your own"])
      }
      return Preset(rawValue: preset).map { .preset($0) }
    }
    guard let word = table.text("kind") else {
      if !table.has("preset"), !table.has("kind") {
        checker.report(
          "config.no-content", "\"\(key)\" does not say what is in the file", at: table.place,
          hints: ["Add preset: and one of \(Shapes.presets.joined(separator: ", "))", "Or kind: and a mapping"])
      }
      return nil
    }
    if !table.has("id") {
      checker.report(
        "config.missing-key", "\"\(key)\" has no \"id\"", at: table.place(of: "kind"),
        reason: "A mapping must say which column identifies a record.",
        hints: ["Add it, for example: id: InvoiceNo"])
    }
    return Kind(rawValue: word).map { .custom(mapping(table, $0, key)) }
  }

  private mutating func mapping(_ table: TableView, _ kind: Kind, _ key: String) -> CustomMapping {
    var mapping = CustomMapping(
      kind: kind, stream: table.text("stream"), id: table.texts("id") ?? [], group: table.flag("group") ?? false)
    let tests = table["only_when"].map { $0.elements ?? [$0] } ?? []
    for tree in tests {
      if let test = rowTest(TableView(tree), "\(key).only_when") { mapping.onlyWhen.append(test) }
    }
    mapping.date = table["date"].flatMap { dateColumn($0) }
    if kind.creationField == nil, table.has("date") {
      checker.report(
        "config.conflict", "\"\(key).date\" has no meaning for kind \(kind.rawValue)", at: table.place(of: "date"),
        reason: "Such records have no creation time.", hints: ["Map the column under fields instead"])
    } else if kind.creationField != nil, !table.has("date") {
      checker.report(
        "config.missing-key", "\"\(key)\" has no \"date\"", at: table.place(of: "kind"),
        reason: "Every \(kind.rawValue) has a creation time.",
        hints: ["Add it, for example: date: {column: Date, layout: \"yyyy-MM-dd\"}"])
    }
    mapping.fields = sources(table, "fields", key, isPublic: true, kind)
    mapping.personal = sources(table, "personal", key, isPublic: false, kind)
    mapping.items = items(table, key, kind)
    mapping.customer = table["customer"].flatMap { source($0, "\(key).customer") }
    mapping.email = table["email"].flatMap { source($0, "\(key).email") }
    mapping.phone = table["phone"].flatMap { source($0, "\(key).phone") }
    return mapping
  }

  private func dateColumn(_ tree: YAMLTree) -> DateColumn? {
    if let text = tree.text { return DateColumn(column: text) }
    let table = TableView(tree)
    return table.text("column").map { DateColumn(column: $0, layout: table.text("layout")) }
  }

  private mutating func sources(
    _ table: TableView, _ group: String, _ key: String, isPublic: Bool, _ kind: Kind
  ) -> [String: ColumnSource] {
    var sources: [String: ColumnSource] = [:]
    let set = Schema.common.map(\.name).filter { $0 != "updated" && $0 != "link" }
    let fields = Schema.of(kind).fields.filter {
      $0.isPublic == isPublic && $0.type != .items && !set.contains($0.name) && $0.name != kind.creationField
    }
    for entry in table.table(group).entries {
      if !fields.contains(where: { $0.name == entry.key }) {
        reportField(entry, "\(key).\(group)", kind, fields.map(\.name))
      }
      if let source = source(entry.value, "\(key).\(group).\(entry.key)") { sources[entry.key] = source }
    }
    return sources
  }

  private mutating func reportField(_ entry: YAMLTree.Entry, _ key: String, _ kind: Kind, _ names: [String]) {
    var hints: [String] = []
    if let other = Schema.of(kind).field(entry.key) {
      if entry.key == kind.creationField {
        hints.append("Map it with date")
      } else if other.type == .items {
        hints.append("Map it with items")
      } else {
        hints.append(other.isPublic ? "It is public: map it under fields" : "It is private: map it under personal")
      }
    } else if let near = Suggestion.nearest(to: entry.key, among: names) {
      hints.append("Did you mean \"\(near)\"?")
    }
    if hints.isEmpty { hints.append("Known here: \(names.joined(separator: ", "))") }
    checker.report(
      "config.unknown-field", "\"\(key)\" can't set \"\(entry.key)\" of kind \(kind.rawValue)", at: entry.place,
      hints: hints)
  }

  private mutating func items(_ table: TableView, _ key: String, _ kind: Kind) -> ItemColumns? {
    guard table.has("items") else { return nil }
    if kind != .order {
      checker.report(
        "config.conflict", "\"\(key).items\" has no meaning for kind \(kind.rawValue)", at: table.place(of: "items"),
        reason: "Only orders have line items.", hints: ["Remove it"])
    }
    let items = table.table("items")
    return ItemColumns(
      sku: items.text("sku"), quantity: items.text("quantity"), price: items.text("price"), total: items.text("total"))
  }
}

extension ConnectionSettings {
  /// Whether it has orders.
  var hasOrders: Bool {
    guard let system = Registry.system(named: system), system.service != nil else {
      return csv.files.contains { $0.stream.kind == .order }
    }
    return system.kinds.contains(.order)
  }

  /// Whether it is a folder of exported files.
  var isFiles: Bool { Registry.system(named: system)?.service == nil }

  /// Whether its orders are copies of those of a shop.
  var mirrorsOrders: Bool { Registry.system(named: system)?.service?.mirrorsOrders ?? false }
}
