import Records

/// What a request asks of a list.
struct ShipStationQuery: ShipStationPaging {
  typealias Refusal = ShipStationRefusal

  let request: SandboxRequest
  var page = 1
  var pageSize = 100
  var sort: String
  var isDescending = false

  init(_ request: SandboxRequest, sorts: [String]) throws(Refusal) {
    self.request = request
    sort = sorts[0]
    if let text = request.parameter("page") { page = try Self.positive(text, "page") }
    if let text = request.parameter("pageSize") { pageSize = min(500, try Self.positive(text, "pageSize")) }
    if let text = request.parameter("sortBy") {
      guard let known = sorts.first(where: { $0.lowercased() == text.lowercased() }) else {
        throw Refusal(parameter: "sortBy")
      }
      sort = known
    }
    if let text = request.parameter("sortDir") {
      guard ["asc", "desc"].contains(text.lowercased()) else { throw Refusal(parameter: "sortDir") }
      isDescending = text.lowercased() == "desc"
    }
  }

  func number(_ name: String) throws(Refusal) -> Int? {
    guard let text = request.parameter(name) else { return nil }
    return try Self.positive(text, name)
  }

  /// The bounds `createDateStart` and `createDateEnd` for `createDate`.
  func bounds(_ name: String, isInclusive: Bool) throws(Refusal) -> DateBounds<PacificClock> {
    try bounds(from: name + "Start", to: name + "End", isInclusive: isInclusive)
  }
}

/// What a list finds: indices in the order asked for, and how many there are in all.
struct ShipStationFinding {
  var page: [SandboxJSON]
  var total: Int
}

extension SimulatedShipStation {
  /// The answer of a list, or why there is none.
  func list(
    _ name: String, _ request: SandboxRequest, _ now: Instant,
    _ find: (SandboxRequest, Instant) throws(ShipStationQuery.Refusal) -> (ShipStationQuery, ShipStationFinding)
  ) -> SandboxResponse {
    do throws(ShipStationQuery.Refusal) {
      let (query, found) = try find(request, now)
      return SandboxResponse(
        .object([
          (name, .array(found.page)), ("total", .integer(found.total)), ("page", .integer(query.page)),
          ("pages", .integer((found.total + query.pageSize - 1) / query.pageSize)),
        ]))
    } catch {
      return SandboxResponse(
        status: 400,
        .object([
          ("Message", "The request is invalid."),
          ("ModelState", .object([(error.parameter, .array(["The value is not valid for this field."]))])),
        ]))
    }
  }

  /// The indices of `0 ..< count` that begin at moments of a range.
  static func indices(_ count: Int, in range: ClosedRange<Instant>, _ start: (Int) -> Instant) -> Range<Int> {
    func first(_ isPast: (Instant) -> Bool) -> Int {
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if isPast(start(middle)) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let lower = first { $0 >= range.lowerBound }
    return lower..<max(lower, first { $0 > range.upperBound })
  }
}
