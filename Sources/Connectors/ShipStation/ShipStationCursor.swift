import Records

/// One way through one of ShipStation's lists.
enum ShipStationPass: String {
  /// Everything, by the time it was created, which never changes.
  case allOrders = "all-orders"
  case allLabels = "all-labels"
  case allFulfillments = "all-fulfillments"
  /// What changed.
  case changedOrders = "changed-orders"
  /// What was created lately, again: neither of these two lists can be asked for what changed.
  case newLabels = "new-labels"
  case newFulfillments = "new-fulfillments"
  /// What was voided lately, however old it is.
  case voidedLabels = "voided-labels"

  var list: ShipStationList {
    switch self {
    case .allOrders, .changedOrders: .orders
    case .allLabels, .newLabels, .voidedLabels: .shipments
    case .allFulfillments, .newFulfillments: .fulfillments
    }
  }

  /// The time that it goes by.
  var date: String {
    switch self {
    case .changedOrders: "modifyDate"
    case .voidedLabels: "voidDate"
    default: "createDate"
    }
  }

  /// The order of the list; labels can't be sorted by when they were voided.
  var sort: String { self == .changedOrders ? "ModifyDate" : "CreateDate" }

  var isWhole: Bool { [.allOrders, .allLabels, .allFulfillments].contains(self) }

  /// How far back it reads again what was read before.
  var overlap: Span {
    switch self {
    case .allOrders, .allLabels, .allFulfillments: Span(seconds: 0)
    // The hour that occurs twice in autumn, and five minutes.
    case .changedOrders, .voidedLabels: .minutes(65)
    case .newLabels: .days(14)
    // A delivery is told of long after.
    case .newFulfillments: .days(30)
    }
  }
}

/// How far a stream was read: the content of its ``Cursor``. It holds times, counts and words of Tend only.
struct ShipStationCursor: Equatable {
  /// A stretch of time that is being read, page by page.
  struct Window: Equatable {
    var pass: ShipStationPass
    /// What is asked for: the times from `from` up to `to`.
    var from: Instant
    var to: Instant
    /// The end of the last window of the pass.
    var end: Instant
    /// Whether the pass goes by months.
    var isMonthly = false
    /// The next page.
    var page = 1
    /// What the list holds, as its first page said.
    var total: Int?
    /// How many rows the pages before had.
    var rows = 0
    /// How many of them belong to this window.
    var counted = 0
  }

  /// What is known of a read of everything while it goes on.
  struct Whole: Equatable {
    var begun: Instant
    /// Rows that belong to the windows that are done, of the pass that goes on.
    var counted = 0
    /// By how many rows the lists had more than was read.
    var short = 0
    /// By how many they had in the read of everything before, which this one makes good; nil where there is none.
    var before: Int?

    /// Whether everything is read once more, as long as that brings something: what ShipStation counts and never shows is
    /// not waited for.
    var isToRepeat: Bool { short > 0 && short < before ?? .max }
  }

  /// The interface it was read by.
  var version = ShipStationVersion.one
  /// The store it was read for; empty for all.
  var store = ""
  /// The newest time seen, by the pass that goes on from there.
  var marks: [ShipStationPass: Instant] = [:]
  /// The passes that are not done.
  var todo: [ShipStationPass] = []
  var window: Window?
  var whole: Whole?

  var isEmpty: Bool { marks.isEmpty && todo.isEmpty }

  /// Moves a mark on, never back.
  mutating func mark(_ pass: ShipStationPass, _ instant: Instant) {
    marks[pass] = max(marks[pass] ?? instant, instant)
  }

  /// Whether it says something that can't have happened yet.
  func isAhead(of now: Instant) -> Bool {
    let times = Array(marks.values) + [whole?.begun, window?.from].compactMap { $0 }
    return times.contains { Cursor.isAhead($0, of: now) }
  }

  // MARK: JSON

  var cursor: Cursor {
    var json: JSONObject = ["marks": .object(JSONObject(marks.map { ($0.key.rawValue, .time($0.value)) }))]
    if !store.isEmpty { json["store"] = .string(store) }
    if version != .one { json["version"] = .string(version.rawValue) }
    if !todo.isEmpty { json["todo"] = .array(todo.map { .string($0.rawValue) }) }
    json["window"] = window.map { .object($0.json) }
    json["whole"] = whole.map { .object($0.json) }
    return Cursor(json)
  }

  init() {}

  /// Reads a cursor; nil when it is not one that this connector wrote.
  init?(_ cursor: Cursor) {
    let json = cursor.json
    guard let marks = json["marks"]?.object else { return nil }
    for member in marks.members {
      guard let pass = ShipStationPass(rawValue: member.key), let instant = member.value.instant else { return nil }
      self.marks[pass] = instant
    }
    if let value = json["version"] {
      guard let version = value.string.flatMap(ShipStationVersion.init(rawValue:)) else { return nil }
      self.version = version
    }
    if let value = json["store"] {
      guard let text = value.string else { return nil }
      store = text
    }
    if let value = json["todo"] {
      guard let words = value.array else { return nil }
      todo = words.compactMap { $0.string.flatMap(ShipStationPass.init(rawValue:)) }
      guard todo.count == words.count else { return nil }
    }
    if let value = json["window"] {
      guard let window = value.object.flatMap(Window.init), window.pass == todo.first else { return nil }
      self.window = window
    }
    if let value = json["whole"] {
      guard let whole = value.object.flatMap(Whole.init) else { return nil }
      self.whole = whole
    }
  }
}

extension ShipStationCursor.Whole {
  fileprivate var json: JSONObject {
    var json: JSONObject = ["begun": .time(begun), "counted": .integer(counted), "short": .integer(short)]
    json["before"] = before.map { .integer($0) }
    return json
  }

  fileprivate init?(_ json: JSONObject) {
    guard let begun = json["begun"]?.instant, let counted = json["counted"]?.integer, counted >= 0,
      let short = json["short"]?.integer, short >= 0, json["before"] == nil || json["before"]?.integer != nil
    else { return nil }
    self.init(begun: begun, counted: counted, short: short, before: json["before"]?.integer)
  }
}

extension ShipStationCursor.Window {
  fileprivate var json: JSONObject {
    var json: JSONObject = [
      "pass": .string(pass.rawValue), "from": .time(from), "to": .time(to), "end": .time(end), "page": .integer(page),
      "rows": .integer(rows), "counted": .integer(counted), "monthly": .bool(isMonthly),
    ]
    json["total"] = total.map { .integer($0) }
    return json
  }

  fileprivate init?(_ json: JSONObject) {
    guard let pass = json["pass"]?.string.flatMap(ShipStationPass.init(rawValue:)), let from = json["from"]?.instant,
      let to = json["to"]?.instant, let end = json["end"]?.instant, let page = json["page"]?.integer, page >= 1,
      let rows = json["rows"]?.integer, rows >= 0, let counted = json["counted"]?.integer, counted >= 0, from <= to,
      to <= end
    else { return nil }
    self.init(pass: pass, from: from, to: to, end: end, isMonthly: json["monthly"]?.bool ?? false)
    self.page = page
    self.rows = rows
    self.counted = counted
    total = json["total"]?.integer
    // A page behind the first is only what it was while the list has as many rows as before.
    if page > 1, total == nil { return nil }
  }
}
