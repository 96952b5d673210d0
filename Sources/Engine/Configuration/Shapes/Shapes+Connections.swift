import Connectors
import Records

extension Shapes {
  static let presets = Preset.allCases.map(\.rawValue)
  /// Systems that a later version reads; named in messages only.
  static let laterSystems = [
    "shopify", "bigcommerce", "shipstation", "quickbooks", "hubspot", "gmail", "slack", "google-sheets",
    "google-analytics", "google-ads", "meta-ads",
  ].filter { Registry.system(named: $0) == nil }
  static let kinds = Kind.allCases.map(\.rawValue)

  static let connectionTables = [connection, fileRule, dateColumn, column, rowTest, calculation, items]

  static let connection = TableShape(
    name: "connection", place: "connections.NAME", about: "One account of a system, or one folder of exported files.",
    keys: [
      .required(
        "system", .choice(Registry.systems.map(\.name)),
        "The system. `csv` is exported files; how to get into each of the others says docs/systems.", example: "csv"),
      .optional(
        "folder", .folder, "The folder the files arrive in, relative to the workspace. Required for `csv`.",
        example: "imports/shop"),
      .optional(
        "store", .name(), default: "main", "The store it belongs to, where there is more than one.", example: "main"),
      .optional(
        "primary", .flag,
        default: "true for the first of its store with orders: shops before files, parcel systems last",
        "Whether this connection is the authority for its store's orders.", example: "true"),
      .optional(
        "stale_after", .span, default: "36h",
        "How old its newest data may be before rules that need it wait, and an exception says so.", example: "36h"),
      .optional(
        "files", .list(.table("file_rule"), atLeast: 1), "What the files hold. Required for `csv`.",
        example: "[{match: \"orders_export-*.csv\", preset: shopify-orders, mode: append}]"),
      .optional(
        "address", .text, default: "the system's own",
        "Another address than the system's own, as that of a simulated shop; the system's paths are added to it. "
          + "Without https only on this machine.",
        example: "http://127.0.0.1:8200/shopify"),
    ] + serviceKeys)

  /// The settings of all systems that are read over HTTP; one that several have stands once.
  private static var serviceKeys: [KeyShape] {
    var keys: [KeyShape] = []
    for system in Registry.systems {
      for setting in system.service?.allSettings ?? [] {
        let isAccount = setting.standard == nil
        let about = "\(setting.about) For `\(system.name)`\(isAccount ? ", required" : "")."
        if let known = keys.firstIndex(where: { $0.name == setting.key }) {
          keys[known].about += " \(about)"
        } else {
          keys.append(.optional(setting.key, .text, default: setting.standard, about, example: setting.example))
        }
      }
    }
    return keys
  }

  static let fileRule = TableShape(
    name: "file_rule", place: "connections.NAME.files[]",
    about: "One form of file. Either `preset`, or `kind` with a mapping of your own.",
    keys: [
      .required(
        "match", .text, "The file's name; `*` stands for any characters, `?` for one. Quote it.",
        example: "\"orders_export-*.csv\""),
      .optional("preset", .choice(presets), "A known export.", example: "shopify-orders"),
      .required(
        "mode", .choice(["full", "window", "append"]),
        "`full`: each file holds everything there is. `window`: everything created in `window` before the file's date. "
          + "`append`: only what is new or changed.",
        example: "append"),
      .optional("window", .span, "How far back a file of mode `window` reaches. Required with it.", example: "30d"),
      .optional(
        "zone", .zone, default: "the shop's", "The zone of times that name no offset.", example: "America/New_York"),
      .optional(
        "date_order", .choice(["ymd", "mdy", "dmy"]), default: "what the layout says; ambiguous dates are an error",
        "The order of year, month and day where a date could be read two ways.", example: "ymd"),
      .optional(
        "decimal", .choice([".", ","]), default: "\".\"", "The sign between whole and fraction in amounts.",
        example: "\".\""),
      .optional(
        "encoding", .choice(["utf-8", "windows-1252"]), default: "utf-8", "The file's characters.", example: "utf-8"),
      .optional(
        "currency", .currency, default: "the shop's", "The currency where the file names none.", example: "USD"),
      .optional("kind", .choice(kinds), "What a record is about. With a mapping of your own.", example: "order"),
      .optional(
        "stream", .name(underscores: true), default: "the kind's", "The name of the stream.", example: "orders"),
      .optional(
        "id", .either([.text, .list(.text, atLeast: 1)]),
        "The column with the record's id; a list is joined with `-`. Required with `kind`.", example: "InvoiceNo"),
      .optional("group", .flag, default: "false", "Whether lines with the same id form one record.", example: "true"),
      .optional(
        "only_when", .either([.table("row_test"), .list(.table("row_test"), atLeast: 1)]), default: "every row",
        "Which rows count. A list: all must hold.", example: "{column: InvoiceNo, not_prefix: [C, A]}"),
      .optional(
        "date", .either([.text, .table("date_column")]), "The column with the creation time.",
        example: "{column: InvoiceDate, layout: \"yyyy-MM-dd HH:mm:ss\"}"),
      .optional(
        "fields", .map(.either([.text, .table("column")])),
        "Canonical fields by name, each from a column or worked out.", example: "{country: Country}"),
      .optional(
        "items", .table("items"), "Columns of an order's line items, one item a line.",
        example: "{sku: StockCode, quantity: Quantity, price: UnitPrice}"),
      .optional(
        "customer", .either([.text, .table("column")]), "The column with the system's own customer id.",
        example: "CustomerID"),
      .optional(
        "email", .either([.text, .table("column")]), "The column with the customer's e-mail. It never enters git.",
        example: "Email"),
      .optional(
        "phone", .either([.text, .table("column")]), "The column with the customer's phone. It never enters git.",
        example: "Phone"),
      .optional(
        "personal", .map(.either([.text, .table("column")])),
        "Private fields by name (`name`, `note`, …). They never enter git.", example: "{name: Customer}"),
    ])

  static let dateColumn = TableShape(
    name: "date_column", place: "connections.NAME.files[].date", about: "Where a time stands and how it is written.",
    keys: [
      .required("column", .text, "The column.", example: "InvoiceDate"),
      .optional(
        "layout", .text, default: "`yyyy-MM-dd`, with or without a time",
        "How it is written, of `yyyy MM M dd d HH H hh h mm ss a Z` and signs between them.",
        example: "\"yyyy-MM-dd HH:mm:ss\""),
    ])

  static let column = TableShape(
    name: "column", place: "connections.NAME.files[].fields.NAME",
    about: "Where a value comes from: one of `column`, `value` and `sum`, and what is done with it.",
    keys: [
      .optional("column", .text, "The column.", example: "Status"),
      .optional("value", .scalar, "The same value for every record.", example: "GBP"),
      .optional(
        "sum", .either([.text, .table("calculation")]), "The sum over the lines of the record.",
        example: "{multiply: [Quantity, UnitPrice]}"),
      .optional("layout", .text, "How a time or day is written.", example: "\"yyyy-MM-dd\""),
      .optional("values", .map(.scalar), "What the file's words mean.", example: "{Paid: paid, Open: pending}"),
      .optional("default", .scalar, default: "such a row is set aside", "What any other word means.", example: "paid"),
      .optional("negate", .flag, default: "false", "Whether the sign is turned.", example: "true"),
      .optional("split", .text, "What stands between the entries of a list.", example: "\",\""),
      .optional("strip_prefix", .text, "What is cut off at the front.", example: "\"#\""),
      .optional("strip_suffix", .text, "What is cut off at the end.", example: "\".0\""),
    ])

  static let items = TableShape(
    name: "items", place: "connections.NAME.files[].items", about: "Columns of an order's line items.",
    keys: [
      .optional("sku", .text, "The article's code.", example: "StockCode"),
      .optional("quantity", .text, "The whole number of pieces.", example: "Quantity"),
      .optional("price", .text, "The price of one piece; the item's total is the product.", example: "UnitPrice"),
      .optional("total", .text, "The item's total, where the file has it.", example: "LineTotal"),
    ])

  static let calculation = TableShape(
    name: "calculation", place: "connections.NAME.files[].fields.NAME.sum", about: "What is summed.",
    keys: [
      .required(
        "multiply", .list(.text, atLeast: 1), "Columns, multiplied line by line in exact decimals.",
        example: "[Quantity, UnitPrice]")
    ])

  static let rowTest = TableShape(
    name: "row_test", place: "connections.NAME.files[].only_when", about: "Which rows count: `column` and one test.",
    keys: [
      .required("column", .text, "The column.", example: "InvoiceNo"),
      .optional(
        "prefix", .either([.scalar, .list(.scalar, atLeast: 1)]), "It begins with one of these.", example: "[C]"),
      .optional(
        "not_prefix", .either([.scalar, .list(.scalar, atLeast: 1)]), "It begins with none of these.", example: "[C, A]"
      ),
      .optional("equals", .either([.scalar, .list(.scalar, atLeast: 1)]), "It is one of these.", example: "paid"),
      .optional(
        "not_equals", .either([.scalar, .list(.scalar, atLeast: 1)]), "It is none of these.", example: "[void]"),
      .optional("empty", .flag, "Whether it is empty.", example: "false"),
      .optional("below", .scalar, "It is a number below this.", example: "0"),
      .optional("above", .scalar, "It is a number above this.", example: "0"),
    ])
}
