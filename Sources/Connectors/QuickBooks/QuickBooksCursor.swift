import Records

/// Where a query in the order of creation stands: all rows before `from` were given, and `start - 1` of that second.
///
/// The next page begins at a moment and not behind a number of rows, so that a row that moves or goes away shifts none.
struct QuickBooksPlace: Equatable {
  var entity: QuickBooksEntity
  /// The stamp that the next page begins with; nil at the very beginning.
  var from: Instant?
  /// The row that it begins with, from 1; more than 1 only where a page was not enough for one second.
  var start = 1
  /// How many rows are before `from`.
  var counted = 0

  init(_ entity: QuickBooksEntity, from: Instant? = nil) {
    self.entity = entity
    self.from = from
  }

  func query(limit: Int) -> QuickBooksQuery {
    QuickBooksQuery(
      entity: entity, conditions: from.map { [.from($0)] } ?? [], isOrdered: true, start: start, limit: limit)
  }

  /// Goes past a page with these stamps, which don't go down; false where it was the last.
  mutating func pass(_ stamps: [Instant], limit: Int) -> Bool {
    guard stamps.count >= limit, let last = stamps.last else {
      counted += start - 1 + stamps.count
      return false
    }
    if last == from {
      start += stamps.count
    } else {
      counted += start - 1 + stamps.count { $0 < last }
      from = last
      start = 1
    }
    return true
  }
}

/// Where a stream was read up to.
enum QuickBooksCursor: Equatable {
  /// A full read under way.
  struct Full: Equatable {
    var place: QuickBooksPlace
    /// When it began, by QuickBooks' clock; nil before the first answer.
    var began: Instant?
    /// How many rows could not be mapped.
    var aside = 0
    /// By how many what was read differs from what QuickBooks counts, so far.
    var lacking = 0
    /// By how many the full read before differed, which this one makes good; nil where there is none.
    var short: Int?

    /// Whether everything is read once more, as long as that brings something: what QuickBooks counts and never gives is
    /// not waited for.
    var isToRepeat: Bool { lacking > 0 && lacking < short ?? .max }

    init(_ kind: Kind, short: Int? = nil) {
      place = QuickBooksPlace(QuickBooksEntity.of(kind).first ?? .invoice)
      self.short = short
    }
  }

  case full(Full)
  /// Changes from `since` on come next; the last full read began at `swept`.
  case changes(since: Instant, swept: Instant)

  /// Whether it tells of a later time than now.
  func isAhead(of now: Instant) -> Bool {
    let newest: Instant? =
      switch self {
      case .full(let state): state.began
      case .changes(let since, let swept): max(since, swept)
      }
    return newest.map { Cursor.isAhead($0, of: now) } ?? false
  }

  // MARK: JSON

  var cursor: Cursor {
    var json: JSONObject = ["version": 1]
    switch self {
    case .full(let state):
      json["mode"] = "full"
      json.put("began", state.began)
      json["aside"] = .integer(state.aside)
      json["agrees"] = .bool(state.lacking == 0)
      if state.lacking > 0 { json["lacking"] = .integer(state.lacking) }
      json.put("short", state.short)
      Self.put(state.place, &json)
    case .changes(let since, let swept):
      json["mode"] = "changes"
      json["since"] = .time(since)
      json["swept"] = .time(swept)
    }
    return Cursor(json)
  }

  /// Reads ``cursor``; nil when it is none of a stream of this kind.
  init?(_ cursor: Cursor, kind: Kind) {
    let json = cursor.json
    guard json["version"]?.integer == 1 else { return nil }
    switch json["mode"]?.string {
    case "changes":
      guard let since = json["since"]?.instant, let swept = json["swept"]?.instant else { return nil }
      self = .changes(since: since, swept: swept)
    case "full":
      var state = Full(kind)
      guard let place = Self.place(json, kind), let aside = json["aside"]?.integer, aside >= 0,
        let agrees = json["agrees"]?.bool
      else { return nil }
      for value in [json["lacking"], json["short"]].compactMap({ $0 }) {
        guard let count = value.integer, count > 0 else { return nil }
      }
      (state.place, state.aside) = (place, aside)
      // An older cursor does not say by how many.
      state.lacking = json["lacking"]?.integer ?? (agrees ? 0 : 1)
      state.short = json["short"]?.integer
      state.began = json["began"]?.instant
      // In the middle of it, the beginning is known.
      if state.began == nil, state != Full(kind, short: state.short) { return nil }
      self = .full(state)
    default: return nil
    }
  }

  private static func put(_ place: QuickBooksPlace, _ json: inout JSONObject) {
    json["entity"] = .string(place.entity.rawValue)
    json.put("from", place.from)
    json["start"] = .integer(place.start)
    json["counted"] = .integer(place.counted)
  }

  private static func place(_ json: JSONObject, _ kind: Kind) -> QuickBooksPlace? {
    guard let entity = json["entity"]?.string.flatMap(QuickBooksEntity.init),
      QuickBooksEntity.of(kind).contains(entity),
      let start = json["start"]?.integer, start >= 1, let counted = json["counted"]?.integer, counted >= 0
    else { return nil }
    if json["from"] != nil, json["from"]?.instant == nil { return nil }
    var place = QuickBooksPlace(entity, from: json["from"]?.instant)
    (place.start, place.counted) = (start, counted)
    return place
  }
}

/// Something that QuickBooks says was deleted.
struct QuickBooksDeletion: Hashable {
  var entity: QuickBooksEntity
  var id: String

  init(_ entity: QuickBooksEntity, _ id: String) {
    self.entity = entity
    self.id = id
  }
}
