import Records

/// How far a stream of BigCommerce was read.
struct BigCommerceCursor: Equatable {
  /// A window of changes that is read in part.
  struct Scan: Equatable {
    /// What changed later belongs to the next window.
    var until: Instant
    /// The last id that was read.
    var last = 0
    /// The page that comes next, for refunds.
    var page = 1
    /// The mark of the last page, for customers.
    var after: String?
    /// Rows of the window that were read, to be compared with what the store counts.
    var seen = 0
    /// Whether something in it was set aside.
    var lacks = false
    /// Whether the first of two passes is over, for checkouts.
    var isSecond = false
  }

  /// Everything that changed up to here was read; nil while everything is read for the first time.
  var since: Instant?
  /// The window that is read; nil between reads.
  var scan: Scan?
  /// By how many rows the last read came short of what the store counts: it is made once more.
  var short: Int?
  /// When everything was last read, where that is done from time to time; nil before.
  var swept: Instant?
  /// Ids of checkouts that are watched until they become orders, sorted.
  var open: [Int] = []

  /// The most ids that are watched; the newest count.
  static let openLimit = 1000

  init(since: Instant?, scan: Scan? = nil, open: [Int] = [], short: Int? = nil, swept: Instant? = nil) {
    self.since = since
    self.scan = scan
    self.short = short
    self.swept = swept
    self.open = open
  }

  /// Reads what ``json`` wrote; nil for anything else, and for what lies in the future.
  init?(_ json: JSONObject, asOf: Instant) {
    guard json["v"] == 1 else { return nil }
    if let value = json["since"] {
      guard let instant = value.instant, !Cursor.isAhead(instant, of: asOf) else { return nil }
      since = instant
    }
    if let value = json["swept"] {
      guard let instant = value.instant, !Cursor.isAhead(instant, of: asOf) else { return nil }
      swept = instant
    }
    if let value = json["scan"] {
      guard let object = value.object, let scan = Scan(object), !Cursor.isAhead(scan.until, of: asOf) else {
        return nil
      }
      self.scan = scan
    }
    if let value = json["short"] {
      guard let count = value.integer, count > 0 else { return nil }
      short = count
    }
    guard since != nil || scan != nil || short != nil else { return nil }
    if let value = json["open"] {
      guard let ids = value.array?.map(\.integer), ids.count <= Self.openLimit else { return nil }
      for id in ids {
        guard let id, id > open.last ?? 0 else { return nil }
        open.append(id)
      }
    }
  }

  /// The cursor as it is kept.
  var json: JSONObject {
    var json: JSONObject = ["v": 1]
    json["since"] = since.map { .string($0.description) }
    json["scan"] = scan.map { .object($0.json) }
    json["short"] = short.map { .integer($0) }
    json["swept"] = swept.map { .string($0.description) }
    if !open.isEmpty { json["open"] = .array(open.map { .integer($0) }) }
    return json
  }

  /// Watches a checkout.
  mutating func watch(_ id: Int) {
    guard let place = open.firstIndex(where: { $0 >= id }) else {
      open.append(id)
      if open.count > Self.openLimit { open.removeFirst() }
      return
    }
    if open[place] != id { open.insert(id, at: place) }
    if open.count > Self.openLimit { open.removeFirst() }
  }
}

extension BigCommerceCursor.Scan {
  /// Reads what ``json`` wrote; nil for anything else.
  fileprivate init?(_ json: JSONObject) {
    guard let until = json["until"]?.instant else { return nil }
    self.init(until: until)
    for (key, target) in [("last", \Self.last), ("page", \Self.page), ("seen", \Self.seen)] {
      guard let value = json[key] else { continue }
      guard let number = value.integer, number >= 0 else { return nil }
      self[keyPath: target] = number
    }
    for (key, target) in [("lacks", \Self.lacks), ("second", \Self.isSecond)] {
      guard let value = json[key] else { continue }
      guard let flag = value.bool else { return nil }
      self[keyPath: target] = flag
    }
    if let value = json["after"] {
      guard let mark = value.string, Self.isMark(mark) else { return nil }
      after = mark
    }
  }

  fileprivate var json: JSONObject {
    var json: JSONObject = ["until": .string(until.description)]
    if last > 0 { json["last"] = .integer(last) }
    if page > 1 { json["page"] = .integer(page) }
    if seen > 0 { json["seen"] = .integer(seen) }
    if lacks { json["lacks"] = true }
    if isSecond { json["second"] = true }
    json["after"] = after.map { .string($0) }
    return json
  }

  /// Whether a mark of a page looks like one: Base64 of few characters.
  static func isMark(_ text: String) -> Bool {
    (1...512).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        isDigit($0) || (65...90).contains($0 & 0xDF) || [0x2B, 0x2D, 0x2F, 0x3D, 0x5F].contains($0)
      }
  }
}
