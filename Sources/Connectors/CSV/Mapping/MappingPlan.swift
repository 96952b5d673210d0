import Records

/// A custom mapping compiled for one file: columns are places, layouts are parsers.
struct MappingPlan: RowMapper {
  private enum Value {
    case constant(JSONValue)
    case cell(CellPlan, FieldType)
    case sum([Int], negate: Bool, FieldType)
    case items
    case currency
  }

  let grouping: Grouping
  let fields: [String]
  var cells: CellReader

  private let kind: Kind
  private let ids: [CellPlan]
  private let tests: [CompiledTest]
  /// In canonical order of names, so that the object is built by appending.
  private let values: [(name: String, value: Value)]
  private let creation: String?
  private let currency: (constant: String?, plan: CellPlan?)
  private let items: (sku: Int, quantity: Int, price: Int, total: Int)
  private let customer: CellPlan?
  private let email: CellPlan?
  private let phone: CellPlan?
  private let personal: [(name: String, plan: CellPlan)]

  init(_ mapping: CustomMapping, _ header: Header, _ settings: CellSettings) throws(HeaderProblem) {
    var lookup = HeaderLookup(header)
    kind = mapping.kind
    grouping = mapping.group ? .anywhere : .none
    cells = CellReader(settings)
    ids = mapping.id.enumerated().map { index, name in
      // What is cut from the customer's id can't be named for `id`, whose form is a plain list of columns.
      CellPlan(column: lookup.need(name), ColumnSource(.column(name)))
    }
    tests = mapping.onlyWhen.map { CompiledTest($0.test, column: lookup.need($0.column)) }
    let schema = Schema.of(mapping.kind)
    var values: [(String, Value)] = []
    for (name, source) in mapping.fields where name != "currency" {
      let type = schema.field(name)?.type ?? .code
      values.append((name, Self.compile(source, type, &lookup)))
    }
    creation = mapping.date == nil ? nil : mapping.kind.creationField
    if let date = mapping.date, let creation {
      let source = ColumnSource(.column(date.column), layout: date.layout)
      values.removeAll { $0.0 == creation }
      values.append((creation, Self.compile(source, schema.field(creation)?.type ?? .instant, &lookup)))
    }
    currency = Self.currency(mapping.fields["currency"], &lookup)
    if schema.field("currency") != nil, mapping.fields["currency"] != nil || settings.currency != nil {
      values.append(("currency", .currency))
    }
    let columns = mapping.items ?? ItemColumns()
    items = (
      columns.sku.map { lookup.need($0) } ?? -1, columns.quantity.map { lookup.need($0) } ?? -1,
      columns.price.map { lookup.need($0) } ?? -1, columns.total.map { lookup.need($0) } ?? -1
    )
    if mapping.items != nil { values.append(("items", .items)) }
    func plan(_ source: ColumnSource?) -> CellPlan? { source.map { CellPlan(source: $0, &lookup) } }
    customer = plan(mapping.customer)
    email = plan(mapping.email)
    phone = plan(mapping.phone)
    personal = mapping.personal.sorted { precedes($0.key, $1.key) }.map {
      ($0.key, CellPlan(source: $0.value, &lookup))
    }
    self.values = values.sorted { precedes($0.0, $1.0) }
    fields = (values.map(\.0) + personal.map(\.name)).sorted(by: precedes)
    try lookup.check()
  }

  private static func compile(_ source: ColumnSource, _ type: FieldType, _ lookup: inout HeaderLookup) -> Value {
    switch source.origin {
    case .sum(let columns): .sum(columns.map { lookup.need($0) }, negate: source.negate, type)
    case .column, .value: .cell(CellPlan(source: source, &lookup), type)
    }
  }

  private static func currency(
    _ source: ColumnSource?, _ lookup: inout HeaderLookup
  ) -> (constant: String?, plan: CellPlan?) {
    guard let source else { return (nil, nil) }
    if case .value(let code) = source.origin { return (code, nil) }
    return (nil, CellPlan(source: source, &lookup))
  }

  func wants(_ row: CSVRow) -> Bool {
    tests.allSatisfy { $0.holds(row, cells.settings.decimal) }
  }

  func key(_ row: CSVRow) -> ArraySlice<UInt8> {
    if ids.count == 1 { return row.trimmed(ids[0].column) }
    return ArraySlice(ids.map { row.trimmed($0.column) }.joined(separator: [0x1F]))
  }

  // MARK: One record

  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord? {
    let id = try self.id(lines[0])
    let (code, exponent) = try money(lines)
    var object = JSONObject()
    for (name, value) in values {
      if let value = try read(value, lines, code, exponent) {
        object[name] = value
      } else if name == creation {
        throw RowProblem(.missingDate)
      }
    }
    var record = MappedRecord(kind: kind, id: id, fields: object)
    if let email, let bytes = try? email.resolve(email.first(lines)) {
      record.identifiers = Identifiers(email: bytes, phone: text(phone, lines), customer: text(customer, lines))
    } else {
      record.identifiers = Identifiers(email: [], phone: text(phone, lines), customer: text(customer, lines))
    }
    for (name, plan) in personal { record.personal[name] = text(plan, lines) }
    return record
  }

  private func id(_ row: CSVRow) throws(RowProblem) -> String {
    if ids.count == 1 { return try cells.id(row, ids[0].column) }
    var parts: [String] = []
    for plan in ids { parts.append(try cells.id(row, plan.column)) }
    return parts.joined(separator: "-")
  }

  /// The currency is only asked for where there is money.
  private mutating func money(_ lines: Lines) throws(RowProblem) -> (String?, Int) {
    if let constant = currency.constant {
      let (code, exponent) = try cells.currency(ArraySlice(constant.utf8), -1)
      return (code, exponent)
    }
    guard let plan = currency.plan else {
      guard let code = cells.settings.currency else { return (nil, 2) }
      return (code, Currency.exponent(of: code))
    }
    let cell = plan.first(lines)
    let bytes = try plan.resolve(cell)
    return try cells.currency(bytes ?? [], plan.column)
  }

  private mutating func read(
    _ value: Value, _ lines: Lines, _ code: String?, _ exponent: Int
  ) throws(RowProblem) -> JSONValue? {
    switch value {
    case .constant(let constant): return constant
    case .currency: return code.map { .string($0) }
    case .items: return try itemList(lines, exponent)
    case .sum(let columns, let negate, let type):
      return try sum(columns, lines, places: type == .money ? exponent : 0, negate: negate)
    case .cell(let plan, let type):
      guard let bytes = try plan.resolve(plan.first(lines)) else { return nil }
      if type == .money, code == nil { throw RowProblem(.badCurrency, plan.column) }
      return try plan.convert(bytes, type, &cells, exponent)
    }
  }

  private func sum(
    _ columns: [Int], _ lines: Lines, places: Int, negate: Bool
  ) throws(RowProblem) -> JSONValue? {
    var total: ExactDecimal?
    for index in 0..<lines.count {
      var product: ExactDecimal?
      for column in columns {
        guard let factor = try cells.decimal(lines[index].cell(column), column) else {
          throw RowProblem(.badAmount, column)
        }
        product = product == nil ? factor : product.flatMap { ExactDecimal.product($0, factor) }
        if product == nil { throw RowProblem(.amountTooLarge, column) }
      }
      total = ExactDecimal.sum(total ?? .zero, product ?? .zero)
      if total == nil { throw RowProblem(.amountTooLarge, columns.first) }
    }
    guard let rounded = total?.rounded(places: places) else { throw RowProblem(.amountTooLarge, columns.first) }
    return .integer(negate ? -rounded : rounded)
  }

  private func itemList(_ lines: Lines, _ exponent: Int) throws(RowProblem) -> JSONValue? {
    var list: [JSONValue] = []
    list.reserveCapacity(lines.count)
    for index in 0..<lines.count {
      let row = lines[index]
      var item = JSONObject()
      if let quantity = try cells.integer(row, items.quantity) { item["quantity"] = .integer(quantity) }
      if let sku = cells.text(row, items.sku) { item["sku"] = .string(sku) }
      if items.total >= 0 {
        item["total"] = try cells.money(row, items.total, exponent).map { .integer($0) }
      } else if let price = try cells.decimal(row.cell(items.price), items.price) {
        let quantity = try cells.decimal(row.cell(items.quantity), items.quantity) ?? ExactDecimal(units: 1, scale: 0)
        guard let total = ExactDecimal.product(price, quantity)?.rounded(places: exponent) else {
          throw RowProblem(.amountTooLarge, items.price)
        }
        item["total"] = .integer(total)
      }
      if !item.isEmpty { list.append(.object(item)) }
    }
    return list.isEmpty ? nil : .array(list)
  }

  private func text(_ plan: CellPlan?, _ lines: Lines) -> String? {
    guard let plan, let bytes = try? plan.resolve(plan.first(lines)) else { return nil }
    return String(decoding: CellReader.withoutApostrophe(bytes), as: UTF8.self)
  }
}
