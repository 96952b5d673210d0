/// The type of a canonical field's value.
public enum FieldType: String, Sendable, Hashable {
  /// Text from a closed or shop-defined set: codes, states, country codes, order numbers, SKUs, tags.
  case code
  /// Free text; always private.
  case text
  /// Whole minor units of the record's `currency`.
  case money
  /// A whole number.
  case integer
  /// A moment, `2026-11-23T14:02:11Z`.
  case instant
  /// A calendar day, `2026-11-23`.
  case day
  /// true or false.
  case flag
  /// A sorted list of codes.
  case codes
  /// A list of line items, see ``Schema/itemFields``.
  case items
}

/// One canonical field of a kind.
public struct Field: Sendable, Hashable {
  /// The name in records and in conditions.
  public var name: String
  /// The type of its value.
  public var type: FieldType
  /// Whether it may enter git. Private fields go to the people store, git holds their hash.
  public var isPublic: Bool
  /// The version of the kind in which the field appeared, from 1.
  public var since: Int
}

/// The canonical fields of each kind: names, types and who may see them.
public struct Schema: Sendable {
  /// The kind described.
  public var kind: Kind
  /// Grows when a field is added, so that a new field is migrated and not taken for a change.
  public var version: Int
  /// All fields, in documentation order.
  public var fields: [Field]

  /// The field of that name; nil when the kind has none.
  public func field(_ name: String) -> Field? { fields.first { $0.name == name } }

  /// Fields that every kind has.
  public static let common: [Field] =
    codes("id", "store", "link") + [make("updated", .instant), make("people", .codes), make("private", .code)]

  /// The fields of one line item of an order, all public.
  public static let itemFields: [Field] =
    codes("sku") + [
      make("quantity", .integer), make("total", .money), make("shippable", .flag), make("gift_card", .flag),
    ]

  /// The schema of `kind`.
  public static func of(_ kind: Kind) -> Schema { all[kind] ?? Schema(kind: kind, version: 1, fields: common) }

  private static let all = Dictionary(
    uniqueKeysWithValues: Kind.allCases.map { ($0, Schema(kind: $0, version: 1, fields: common + own($0))) })

  private static func own(_ kind: Kind) -> [Field] {
    switch kind {
    case .order: orderFields
    case .customer:
      instants("created", "last_order") + [make("orders", .integer), make("spent", .money), make("tags", .codes)]
        + codes("currency", "consent", "country") + texts("name", "email", "phone", "note")
    case .refund:
      codes("order", "currency", "reason", "state", "type") + instants("created", "observed")
        + [make("amount", .money)] + texts("note")
    case .dispute:
      codes("order", "currency", "status") + instants("opened", "evidence_due") + [make("amount", .money)]
    case .shipment:
      codes("order", "carrier", "state") + instants("created", "shipped", "delivered", "promised")
        + texts("tracking", "name", "email")
    case .checkout:
      instants("created") + codes("currency") + [make("total", .money), make("recovered", .flag)]
        + texts("name", "email", "phone")
    case .invoice:
      codes("number", "currency", "state", "order", "payment_reference")
        + [make("issued", .day), make("due", .day)] + instants("paid")
        + [make("total", .money), make("balance", .money)] + texts("name", "memo")
    case .ticket:
      codes("order", "state", "last_from", "priority", "channel")
        + instants("opened", "last_customer", "last_agent", "closed")
        + [make("messages", .integer), make("rating", .integer), make("signals", .codes), make("tags", .codes)]
        + texts("subject", "name", "email")
    case .lead:
      codes("stage", "state", "currency", "owner", "pipeline")
        + instants("created", "last_contact", "next_activity")
        + [make("expected_close", .day), make("amount", .money)] + texts("name", "company", "email")
    case .campaignDay:
      [make("date", .day)] + codes("campaign", "currency")
        + [make("spend", .money), make("value", .money)]
        + [make("impressions", .integer), make("clicks", .integer), make("conversions", .integer)]
    case .trafficDay:
      [make("date", .day), make("revenue", .money)] + codes("source", "medium", "campaign", "currency")
        + [make("sessions", .integer), make("users", .integer), make("transactions", .integer)]
    case .task: codes("exception", "owner", "state") + [make("due", .day)] + instants("completed")
    case .acknowledgement: codes("exception", "by", "type") + instants("at")
    }
  }

  private static let orderFields: [Field] =
    codes("number", "currency", "cancel_reason", "class", "risk", "payment", "fulfillment", "hold_reason", "channel")
    + codes("campaign", "country", "payment_terms", "po_number", "source")
    + instants("placed", "paid", "cancelled", "authorization_expires", "due", "shipped", "delivered")
    + instants("scheduled", "hold_released", "held_since")
    + [make("net", .money), make("total", .money), make("discount", .money), make("shipping", .money)]
    + [make("tax", .money), make("refunded", .money), make("items", .items), make("tags", .codes)]
    + [make("company", .flag), make("test", .flag), make("subscription", .flag)]
    + texts("name", "email", "phone", "address", "note")

  private static func make(_ name: String, _ type: FieldType) -> Field {
    Field(name: name, type: type, isPublic: type != .text, since: 1)
  }
  private static func codes(_ names: String...) -> [Field] { names.map { make($0, .code) } }
  private static func texts(_ names: String...) -> [Field] { names.map { make($0, .text) } }
  private static func instants(_ names: String...) -> [Field] { names.map { make($0, .instant) } }
}
