import Records

/// What a request asks of a list of the second interface.
struct ShipStationQueryV2: ShipStationPaging {
  typealias Refusal = ShipStationRefusal

  let request: SandboxRequest
  var page = 1
  var pageSize = 25
  /// `created_at` or `modified_at`.
  var sort: String
  var isDescending = true

  init(_ request: SandboxRequest, sortedBy standard: String) throws(Refusal) {
    self.request = request
    sort = standard
    if let text = request.parameter("page") { page = try Self.positive(text, "page") }
    if let text = request.parameter("page_size") { pageSize = min(500, try Self.positive(text, "page_size")) }
    sort = try word("sort_by", ["modified_at", "created_at"]) ?? standard
    isDescending = try word("sort_dir", ["asc", "desc"]) != "asc"
  }

  /// One of several words; nil where none is given.
  func word(_ name: String, _ known: [String]) throws(Refusal) -> String? {
    guard let text = request.parameter(name) else { return nil }
    guard known.contains(text) else { throw Refusal(parameter: name) }
    return text
  }

  /// The number within an id such as `se-12345`.
  func number(_ name: String) throws(Refusal) -> Int? {
    guard let text = request.parameter(name) else { return nil }
    guard let number = Self.number(in: text) else { throw Refusal(parameter: name) }
    return number
  }

  static func number(in id: String) -> Int? { id.hasPrefix("se-") ? Int(id.dropFirst(3)) : nil }

  /// The bounds `created_at_start` and `created_at_end` for `created_at`.
  func bounds(_ name: String, isInclusive: Bool) throws(Refusal) -> DateBounds<UTCClock> {
    try bounds(from: name + "_start", to: name + "_end", isInclusive: isInclusive)
  }

  /// Rows in the order asked for, those of one moment by their index.
  func sorted(_ rows: [(clock: UTCClock, index: Int)]) -> [Int] {
    let sorted = rows.sorted { ($0.clock, $0.index) < ($1.clock, $1.index) }.map(\.index)
    return isDescending ? sorted.reversed() : sorted
  }

  // MARK: Answers

  /// A page of a list, with the addresses of others.
  func answer(_ name: String, _ rows: [SandboxJSON], total: Int) -> SandboxResponse {
    let pages = max(1, (total + pageSize - 1) / pageSize)
    func link(_ page: Int) -> SandboxJSON {
      var query = request.query.filter { $0.name != "page" && $0.name != "page_size" }
      query += [("page", String(page)), ("page_size", String(pageSize))]
      let text = query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
      return ["href": .string("https://api.shipstation.com/v2/\(name)?\(text)")]
    }
    let empty = SandboxJSON.object([])
    return SandboxResponse(
      .object([
        (name, .array(rows)), ("total", .integer(total)), ("page", .integer(page)), ("pages", .integer(pages)),
        (
          "links",
          .object([
            ("first", link(1)), ("last", link(pages)), ("prev", page > 1 ? link(page - 1) : empty),
            ("next", page < pages ? link(page + 1) : empty),
          ])
        ),
      ]))
  }
}
