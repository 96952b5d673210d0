public import Records

/// A team's own mapping of columns to the canonical fields of a kind.
public struct CustomMapping: Sendable, Hashable {
  /// What a record is about.
  public var kind: Kind
  /// The stream's name; nil for the kind's.
  public var stream: String?
  /// The columns whose cells, joined with `-`, are the record's id.
  public var id: [String]
  /// Whether lines with the same id, adjacent or not within the file, form one record.
  public var group: Bool
  /// Which rows count: all tests must hold.
  public var onlyWhen: [RowTest]
  /// Where the creation time stands; it fills the kind's creation field.
  public var date: DateColumn?
  /// Public canonical fields by name.
  public var fields: [String: ColumnSource]
  /// Line items, one a line.
  public var items: ItemColumns?
  /// The system's own customer id.
  public var customer: ColumnSource?
  /// The customer's e-mail.
  public var email: ColumnSource?
  /// The customer's phone.
  public var phone: ColumnSource?
  /// Private canonical fields by name.
  public var personal: [String: ColumnSource]

  /// A mapping; all but kind and id can be filled in after.
  public init(kind: Kind, stream: String? = nil, id: [String], group: Bool = false) {
    self.kind = kind
    self.stream = stream
    self.id = id
    self.group = group
    onlyWhen = []
    fields = [:]
    personal = [:]
  }
}

/// A test of one cell.
public struct RowTest: Sendable, Hashable {
  /// What is asked of the cell, trimmed.
  public enum Test: Sendable, Hashable {
    /// It begins with one of these.
    case prefix([String])
    /// It begins with none of these.
    case notPrefix([String])
    /// It is one of these.
    case equals([String])
    /// It is none of these.
    case notEquals([String])
    /// Whether it is empty.
    case empty(Bool)
    /// It is a number below this plain decimal.
    case below(String)
    /// It is a number above this plain decimal.
    case above(String)
  }

  /// The column.
  public var column: String
  /// The test.
  public var test: Test

  /// A test of its parts.
  public init(column: String, _ test: Test) {
    self.column = column
    self.test = test
  }
}

/// Where a time stands and how it is written.
public struct DateColumn: Sendable, Hashable {
  /// The column.
  public var column: String
  /// For example `yyyy-MM-dd HH:mm:ss`; nil accepts the usual forms.
  public var layout: String?

  /// A date column of its parts.
  public init(column: String, layout: String? = nil) {
    self.column = column
    self.layout = layout
  }
}

/// Where a value comes from and what is done with it.
public struct ColumnSource: Sendable, Hashable {
  /// Where it comes from.
  public enum Origin: Sendable, Hashable {
    /// The cell of a column; of a group's lines, the first that is not empty.
    case column(String)
    /// The same for every record.
    case value(String)
    /// The sum over a group's lines of the product of these columns.
    case sum([String])
  }

  /// Where it comes from.
  public var origin: Origin
  /// How a time or day is written; nil accepts the usual forms.
  public var layout: String?
  /// What the file's words mean, compared without regard to case; nil takes them as they are.
  public var values: [String: String]?
  /// What any other word means; nil sets such a row aside.
  public var fallback: String?
  /// Whether the sign of a number is turned.
  public var negate: Bool
  /// What stands between the entries of a list.
  public var split: String?
  /// What is cut off at the front, if there.
  public var stripPrefix: String?
  /// What is cut off at the end, if there.
  public var stripSuffix: String?

  /// A source of its parts.
  public init(
    _ origin: Origin, layout: String? = nil, values: [String: String]? = nil, fallback: String? = nil,
    negate: Bool = false, split: String? = nil, stripPrefix: String? = nil, stripSuffix: String? = nil
  ) {
    self.origin = origin
    self.layout = layout
    self.values = values
    self.fallback = fallback
    self.negate = negate
    self.split = split
    self.stripPrefix = stripPrefix
    self.stripSuffix = stripSuffix
  }
}

/// The columns of an order's line items.
public struct ItemColumns: Sendable, Hashable {
  /// The column of the article's code.
  public var sku: String?
  /// The column of the whole number of pieces.
  public var quantity: String?
  /// The column of the price of one piece; the item's total is the product.
  public var price: String?
  /// The column of the item's total, where there is one.
  public var total: String?

  /// Item columns of their parts.
  public init(sku: String? = nil, quantity: String? = nil, price: String? = nil, total: String? = nil) {
    self.sku = sku
    self.quantity = quantity
    self.price = price
    self.total = total
  }
}
