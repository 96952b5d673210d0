import Records

/// Where a stream was read up to. Times are those Shopify told, never this machine's.
struct ShopifyCursor: Equatable {
  /// Everything updated up to then was read; nil before the first page.
  var updated: Instant?
  /// How far the first read got, where the list can only be sorted by creation.
  var created: Instant?
  /// When the first read began, as long as it is not over.
  var began: Instant?
  /// By how many records the last first read came short of what Shopify counts: it is made once more.
  var short: Int?
  /// How many nodes Shopify counted before the first read, as long as that is not over.
  var told: Int?
  /// How many of them came before the place where the first read goes on.
  var counted: Int?
  /// The bulk operation that the first read goes through, until its result was read.
  var bulk: ShopifyBulkPlace?
  /// What was hidden from it, by name, as long as the first read is not over.
  var hidden: [String] = []
  /// How many nodes are known that were created by then; nil where that is not known to the last one.
  var known: Int?
  /// When it was looked last whether all of them are there still: the one moment that is this machine's.
  var looked: Instant?
  /// The ids of parcels under way, oldest first: tracking does not touch their orders.
  private(set) var open: [UInt64] = []

  /// How long Shopify's search may trail its records.
  static let overlap = Span.minutes(5)
  /// The newest moments are read again, since more may come with the same time.
  static let margin = Span.minutes(1)

  /// How long the list of parcels may become, so that a cursor stays small: some 700 of them.
  static let openLimit = 3500

  /// Forgets some parcels and remembers others; true where the oldest had to go for want of room.
  mutating func watch(_ new: [UInt64], not old: Set<UInt64>) -> Bool {
    open = Set(open).subtracting(old).union(new).sorted()
    var isFull = false
    while case let excess = PackedIDs.text(open).utf8.count - Self.openLimit, excess > 0 {
      isFull = true
      // No id takes more than 12 characters.
      open.removeFirst(max(1, excess / 12))
    }
    return isFull
  }

  /// Whether the first read is not over.
  var isFull: Bool { began != nil || updated == nil }

  /// Whether nothing of the first read was handed over.
  var isAtStart: Bool { began == nil && updated == nil && created == nil }

  /// Where everything is read once more; what is looked at again by id stays known.
  func again(short: Int) -> ShopifyCursor {
    var again = ShopifyCursor()
    (again.open, again.short) = (open, short)
    return again
  }

  /// Reads a stored cursor, an empty one where there is none; nil for one that can't be used.
  static func read(_ cursor: Cursor?, asOf: Instant) -> ShopifyCursor? {
    guard let json = cursor?.json else { return ShopifyCursor() }
    var read = ShopifyCursor()
    for member in json.members {
      switch (member.key, member.value) {
      case ("v", .integer(1)): break
      case ("short", .integer(let count)) where count > 0: read.short = count
      case ("open", .string(let text)):
        guard text.utf8.count <= openLimit, let ids = PackedIDs.ids(text) else { return nil }
        read.open = ids
      case ("looked", .string(let text)):
        guard let moment = Instant(text), !Cursor.isAhead(moment, of: asOf) else { return nil }
        read.looked = moment
      case ("known", .integer(let number)): read.known = number
      case ("told", .integer(let number)) where number >= 0: read.told = number
      case ("counted", .integer(let number)) where number >= 0: read.counted = number
      case ("bulk", .object(let json)):
        guard let place = ShopifyBulkPlace(json) else { return nil }
        read.bulk = place
      case ("hidden", .array(let names)):
        read.hidden = names.compactMap(\.string)
        guard read.hidden.count == names.count else { return nil }
      case ("updated", .string(let text)), ("created", .string(let text)), ("began", .string(let text)):
        guard let moment = Instant(text), moment.seconds >= 0, !Cursor.isAhead(moment, of: asOf) else { return nil }
        switch member.key {
        case "updated": read.updated = moment
        case "created": read.created = moment
        default: read.began = moment
        }
      default: return nil
      }
    }
    return json["v"] == nil ? nil : read
  }

  /// As it is stored.
  var cursor: Cursor {
    var json: JSONObject = ["v": 1]
    json.put("updated", updated)
    json.put("created", created)
    json.put("began", began)
    json["short"] = short.map { .integer($0) }
    json.put("looked", looked)
    json["known"] = known.map { .integer($0) }
    json["told"] = told.map { .integer($0) }
    json["counted"] = counted.map { .integer($0) }
    json["bulk"] = bulk.map { .object($0.json) }
    if !hidden.isEmpty { json["hidden"] = .array(hidden.map { .string($0) }) }
    if !open.isEmpty { json["open"] = .string(PackedIDs.text(open)) }
    return Cursor(json)
  }
}

/// Whether a text is the number that Shopify knows a record by.
func isPlainID(_ text: String) -> Bool {
  (1...20).contains(text.utf8.count) && text.utf8.allSatisfy(isDigit)
}
