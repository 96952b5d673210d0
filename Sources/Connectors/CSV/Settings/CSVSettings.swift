public import Records

/// What a folder of exported files holds: `connections.<name>` of `tend.yml` for the system `csv`.
public struct CSVSettings: Sendable, Hashable {
  /// The forms of file in the folder, in the order of the configuration.
  public var files: [FileRule]

  /// Settings of their parts.
  public init(files: [FileRule]) {
    self.files = files
  }
}

/// One form of file: `connections.<name>.files[]`.
public struct FileRule: Sendable, Hashable {
  /// What one file says about the records it does not hold.
  public enum Mode: Sendable, Hashable {
    /// Each file holds everything there is.
    case full
    /// Everything created in this span before the file's date is there.
    case window(Span)
    /// Only what is new or changed.
    case append
  }

  /// What the columns mean.
  public enum Content: Sendable, Hashable {
    /// A known export.
    case preset(Preset)
    /// A mapping of the team's own.
    case custom(CustomMapping)
  }

  /// The characters of a file.
  public enum Encoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case windows1252 = "windows-1252"
  }

  /// A glob on the file's name: `*` any characters, `?` one.
  public var match: String
  /// What a file says about the records it does not hold.
  public var mode: Mode
  /// What the columns mean.
  public var content: Content
  /// The zone of times without an offset; nil for the connection's.
  public var zone: Zone?
  /// The order of day, month and year where a date could be read in two ways; nil when nobody said.
  public var dateOrder: DateOrder?
  /// The decimal sign of amounts.
  public var decimal: DecimalSign
  /// The characters.
  public var encoding: Encoding
  /// The currency where the file names none; nil makes such amounts an error.
  public var currency: String?
  /// Names what the rule and all it rests on say; files that were read under another one are read again. Empty: not known.
  public var print = ""

  /// A rule of its parts.
  public init(
    match: String, mode: Mode, content: Content, zone: Zone? = nil, dateOrder: DateOrder? = nil,
    decimal: DecimalSign = .point, encoding: Encoding = .utf8, currency: String? = nil
  ) {
    self.match = match
    self.mode = mode
    self.content = content
    self.zone = zone
    self.dateOrder = dateOrder
    self.decimal = decimal
    self.encoding = encoding
    self.currency = currency
  }

  /// The stream its records belong to.
  public var stream: RecordStream {
    switch content {
    case .preset(let preset): RecordStream(preset.kind)
    case .custom(let mapping): RecordStream(mapping.kind, name: mapping.stream)
    }
  }
}

/// The order of day, month and year in a date of numbers.
public enum DateOrder: String, Sendable, CaseIterable {
  case ymd, mdy, dmy
}

/// The sign between the whole and the fraction of an amount.
public enum DecimalSign: String, Sendable, CaseIterable {
  case point = "."
  case comma = ","
}

/// The exports whose columns Tend knows.
public enum Preset: String, Sendable, CaseIterable {
  case shopifyOrders = "shopify-orders"
  case shopifyCustomers = "shopify-customers"
  case bigcommerceOrders = "bigcommerce-orders"
  case hubspotDeals = "hubspot-deals"
  case stripePayments = "stripe-payments"
  case shipstationShipments = "shipstation-shipments"
  case zendeskTickets = "zendesk-tickets"
  case gorgiasTickets = "gorgias-tickets"
  case quickbooksInvoices = "quickbooks-invoices"

  /// What its records are about.
  public var kind: Kind {
    switch self {
    case .shopifyOrders, .bigcommerceOrders: .order
    case .shopifyCustomers: .customer
    case .hubspotDeals: .lead
    case .stripePayments: .refund
    case .shipstationShipments: .shipment
    case .zendeskTickets, .gorgiasTickets: .ticket
    case .quickbooksInvoices: .invoice
    }
  }
}
