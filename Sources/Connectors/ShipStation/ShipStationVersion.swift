import HTTP
import Records

/// The two interfaces of ShipStation. Both have the same two lists under other names, which are read the same way.
///
/// What the first calls an order is a shipment to the second, and what is a shipment there is a label here; the numbers
/// of both are the same, so a record keeps its id whichever way it is read.
enum ShipStationVersion: String, Sendable {
  case one = "1"
  case two = "2"

  /// The host that each has to itself; neither knows the other's keys.
  var host: String { self == .one ? "ssapi.shipstation.com" : "api.shipstation.com" }

  var other: ShipStationVersion { self == .one ? .two : .one }

  // MARK: Names

  /// A list's path, and the member with its rows.
  func name(_ list: ShipStationList) -> String {
    guard self == .two else { return list.rawValue }
    return switch list {
    case .orders: "shipments"
    case .shipments: "labels"
    case .fulfillments: list.rawValue
    }
  }

  /// The id of a row, as it comes; nil where it has none.
  func id(of row: Answer, in list: ShipStationList) -> String? {
    if self == .one { return (try? row.integer(list.id)).map { String($0) } }
    return try? row.plain(list == .orders ? "shipment_id" : "label_id")
  }

  /// The number within an id of the second interface, by which the first knows the same thing: `se-940001`. An id
  /// without one stays as it is.
  static func number(in id: String) -> String {
    let digits = id.dropFirst(3)
    return id.hasPrefix("se-") && !digits.isEmpty && digits.utf8.allSatisfy(isDigit) ? String(digits) : id
  }

  /// The second interface's id of the order with a record's id; nil where it can be none.
  static func shipment(_ id: String) -> String? {
    guard (1...22).contains(id.utf8.count) else { return nil }
    if id.utf8.allSatisfy(isDigit) { return "se-" + id }
    let isID = id.utf8.allSatisfy { isDigit($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-") }
    return id.hasPrefix("se-") && isID ? id : nil
  }

  // MARK: Times

  /// The time of a row that a pass goes by; nil where it has none.
  func date(of row: Answer, _ pass: ShipStationPass) -> Instant? {
    if self == .one { return try? row.pacific(pass.date) }
    return try? row.instant(date(pass))
  }

  private func date(_ pass: ShipStationPass) -> String {
    guard self == .two else { return pass.date }
    return switch pass {
    case .changedOrders: "modified_at"
    case .voidedLabels: "voided_at"
    default: "created_at"
    }
  }

  /// How far back a pass reads again what was read before.
  func overlap(_ pass: ShipStationPass) -> Span {
    guard self == .two else { return pass.overlap }
    return switch pass {
    case .allOrders, .allLabels, .allFulfillments: Span(seconds: 0)
    case .changedOrders, .voidedLabels: .minutes(5)
    // What carriers say changes a label long after, and no list can be asked for it.
    case .newLabels, .newFulfillments: .days(30)
    }
  }

  /// For how long after it was made a label that is voided is noticed: carriers take them back for up to 90 days.
  static let voidable = Span.days(120)

  // MARK: Queries

  /// The order of a list.
  func sorting(_ pass: ShipStationPass, isDescending: Bool = false) -> [(name: String, value: String)] {
    if self == .one { return [("sortBy", pass.sort), ("sortDir", isDescending ? "DESC" : "ASC")] }
    return [
      ("sort_by", pass == .changedOrders ? "modified_at" : "created_at"), ("sort_dir", isDescending ? "desc" : "asc"),
    ]
  }

  /// The rows of a window. Whether the bounds themselves are let through is told differently from list to list.
  func filter(_ window: ShipStationCursor.Window) -> [(name: String, value: String)] {
    let second = Span(seconds: 1)
    let (from, to) = (window.from - second, window.to + second)
    if self == .one {
      return [
        (window.pass.date + "Start", PacificTime.text(from: from)), (window.pass.date + "End", PacificTime.text(to)),
      ] + sorting(window.pass)
    }
    guard window.pass == .voidedLabels else {
      return [(date(window.pass) + "_start", "\(from)"), (date(window.pass) + "_end", "\(to)")] + sorting(window.pass)
    }
    // When a label was voided can't be asked for.
    return [
      ("label_status", "voided"), ("created_at_start", "\(from - Self.voidable)"), ("created_at_end", "\(to)"),
    ] + sorting(window.pass)
  }

  /// Whether a row of that time is none that the window's filter lets through. The first interface's times can be an hour
  /// off, and whether its filters go by days is not documented; when a label was voided the second is not asked for.
  func contradicts(_ date: Instant, _ window: ShipStationCursor.Window) -> Bool {
    if self == .two, window.pass == .voidedLabels { return false }
    let slack = self == .one ? Span.hours(26) : Span(seconds: 2)
    return date < window.from - slack || date > window.to + slack
  }

  /// All that there was at the end of a window.
  func filter(until window: ShipStationCursor.Window) -> [(name: String, value: String)] {
    let end = window.end + Span(seconds: 1)
    if self == .one { return [(window.pass.date + "End", PacificTime.text(end))] }
    return [(date(window.pass) + "_end", "\(end)")]
  }

  /// One page of a list, of one store where it knows stores.
  func page(_ number: Int, size: Int, of list: ShipStationList, store: String) -> [(name: String, value: String)] {
    let one = self == .one
    var query: [(name: String, value: String)] = []
    if !store.isEmpty, knowsStores(list) { query.append((one ? "storeId" : "store_id", one ? store : "se-\(store)")) }
    return query + [("page", String(number)), (one ? "pageSize" : "page_size", String(size))]
  }

  /// Whether a list can be asked for the rows of one store.
  func knowsStores(_ list: ShipStationList) -> Bool { self == .one ? list != .fulfillments : list == .orders }

  /// The store of a row; nil where it does not say.
  func store(of row: Answer) -> String? {
    if self == .two { return (try? row.plain("store_id")).map(Self.number) }
    guard let options = try? row.child("advancedOptions") else { return nil }
    return (try? options.integer("storeId")).map { String($0) }
  }
}
