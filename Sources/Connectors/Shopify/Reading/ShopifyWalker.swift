import Records

/// One page of a list, whole: lists within its nodes are read to their ends.
struct ShopifyPage {
  var nodes: [JSONObject] = []
  /// Nodes that are no objects.
  var strange = 0
  var next: String?
}

/// Walks a list from page to page and knows where it stands.
struct ShopifyWalker<Source: ShopifySource> {
  let read: ShopifyRead
  private(set) var parts = Source.parts
  var position: ShopifyCursor
  /// Nodes that the count at the beginning had in it.
  private(set) var counted = 0
  /// Parcels under way that came with their orders; others are not looked at again.
  private(set) var readParcels: Set<UInt64> = []
  /// Whether a list could not be read to its end.
  private(set) var wasCut = false

  /// What is asked for in this window, and the page of it that comes next; nil at the end.
  private var window: Instant?
  private var after: String?
  private(set) var isOver = false
  /// When those were created that an increment brought and that are newer than what was known.
  private var young: [String: Instant] = [:]
  /// The mark of the read before.
  private let start: Instant?
  /// How many were known before.
  private let known: Int?
  private var inWindow = 0
  private var seen: Set<String> = []
  /// Whether the list ended where Shopify shows no more of one, so that nobody knows what follows.
  private(set) var isCutOff = false
  /// The numbers of the nodes that were counted; some come twice, where a window is opened or when they are touched.
  private var countedIDs: Set<UInt64> = []
  /// How many of them would come again if the read were interrupted here, by their times.
  private var recent: [Instant: Int] = [:]
  private var hasToldOpen = false
  private var pageSize = Source.pageSize
  /// The newest update of all that was read.
  private var newest: Instant?

  private static var lookBack: Int { 10 }

  init(read: ShopifyRead, start: ShopifyCursor) {
    self.read = read
    position = start
    if Source.walk == .whole { position = ShopifyCursor() }
    // In the middle of a read nobody knows how many there are.
    known = start.known
    self.start = start.updated
    position.known = nil
    newest = start.updated
    counted = start.counted ?? 0
    // What was hidden when the first read began is not asked for in the middle of it.
    parts.removeAll { start.hidden.contains($0.name) }
    if start.isFull { position.began = start.began ?? read.asOf }
    // What was created stays in its place; what was updated may be found late, since the search trails what was written.
    window =
      Source.walk == .byCreation && start.isFull
      ? start.created : start.updated.map { $0 - ShopifyCursor.overlap }
  }

  /// What turned out to be hidden from us.
  var hidden: [ShopifyPart] { Source.parts.filter { part in !parts.contains(part) } }

  /// The next page; nil at the end.
  mutating func next() async throws(SyncError) -> ShopifyPage? {
    if isOver { return nil }
    var page = try await ask()
    let asked = page.nodes.count + page.strange
    if asked == 0, page.next != nil { throw .data(.contract("It gave an empty page before the last.")) }
    inWindow += asked
    var whole: [JSONObject] = []
    for node in page.nodes { whole.append(try await completed(node)) }
    page.nodes = whole
    try note(page)
    return page
  }

  /// Finds out what is hidden, with the least that can be asked.
  mutating func probe() async throws(SyncError) {
    let size = pageSize
    pageSize = 1
    _ = try await ask()
    pageSize = size
  }

  // MARK: Asking

  private mutating func ask() async throws(SyncError) -> ShopifyPage {
    while true {
      let shown = Set(parts.map(\.name))
      var variables: JSONObject = ["first": .integer(pageSize)]
      variables.put("after", after)
      variables.put("query", filter)
      let sort = Source.walk == .whole ? "" : ", sortKey: \(Source.walk == .byCreation ? "CREATED_AT" : "UPDATED_AT")"
      let document = """
        query TendPage($first: Int!, $after: String, $query: String) {
          \(Source.root)(first: $first, after: $after, query: $query\(sort)) {
            nodes { \(Source.selection(shown.contains)) }
            pageInfo { hasNextPage endCursor }
          }
        }
        """
      let reply = try await read.client.ask(document, variables, cost: Source.cost)
      if reply.problems.isEmpty { return try page(reply.data) }
      try yield(to: reply.problems)
    }
  }

  /// Asks for less where that helps: without a part that is hidden, or for a smaller page.
  private mutating func yield(to problems: [ShopifyProblem]) throws(SyncError) {
    let asked = parts
    for problem in problems {
      if problem.code == "MAX_COST_EXCEEDED", pageSize > 1 {
        pageSize /= 2
      } else if !parts.leaveOut(problem, of: asked, in: read) {
        throw problem.error(Source.kind.stream)
      }
    }
  }

  /// What is asked for, in the words of Shopify's search.
  private var filter: String? {
    guard Source.walk != .whole, let window else { return nil }
    let name = Source.walk == .byCreation && position.isFull ? "created_at" : "updated_at"
    return "\(name):>='\(filtered(window))'"
  }

  /// A moment as the list's filter takes it.
  private func filtered(_ moment: Instant) -> Instant {
    Source.walk == .byUpdate(wholeDays: true) ? Instant(day: moment.utcDay, secondOfDay: 0) : moment
  }

  private func page(_ data: JSONObject) throws(SyncError) -> ShopifyPage {
    guard let list = data[Source.root]?.object, let nodes = list["nodes"]?.array,
      let info = list["pageInfo"]?.object, let goesOn = info["hasNextPage"]?.bool
    else { throw .data(.contract("It gave no page of \(Source.root).")) }
    var page = ShopifyPage()
    for node in nodes {
      if let object = node.object { page.nodes.append(object) } else { page.strange += 1 }
    }
    if goesOn {
      guard let next = info["endCursor"]?.string, !next.isEmpty else {
        throw .data(.contract("It says that there is another page, and not where."))
      }
      page.next = next
    } else if nodes.isEmpty, info["endCursor"]?.string != nil {
      throw .data(.contract("It gave a page without rows that says where its last row is."))
    }
    return page
  }

  private mutating func completed(_ node: JSONObject) async throws(SyncError) -> JSONObject {
    for (list, limit) in Source.unpaged where node[list]?.array?.count ?? 0 >= limit {
      if !wasCut { read.sink.tell(.cut(list, limit)) }
      wasCut = true
    }
    return try await ShopifyLists(client: read.client, stream: Source.kind.stream)
      .completed(node, Source.nested)
  }

  // MARK: Standing

  /// Moves the position behind a page, and opens the next one.
  private mutating func note(_ page: ShopifyPage) throws(SyncError) {
    let updates = page.nodes.compactMap { time($0, "updatedAt") }
    newest = ([newest] + updates.map(Optional.some)).compactMap { $0 }.max()
    noteYoung(page)
    count(page)
    if let next = page.next {
      guard seen.insert(next).inserted else { throw .data(.contract("Its pages lead round in a circle.")) }
      after = next
      let place = advance(page, updates)
      noteCount(behind: place)
      if inWindow >= read.lists.window, let place, window.map({ filtered(place) > filtered($0) }) ?? true {
        open(from: place)
      }
    } else {
      isOver = true
      isCutOff = inWindow >= read.lists.limit
      position.counted = nil
      position.told = nil
      position.updated = ended
      position.created = nil
      position.began = nil
      position.short = nil
      position.hidden = []
      if let known, let mark = position.updated { position.known = known + young.values.count { $0 <= mark } }
    }
    noteParcels(page)
  }

  /// Leaves it to the next run to read everything once more, since so many records did not come.
  mutating func leaveAll(short: Int) { position = position.again(short: short) }

  /// Counts the nodes of a page that were not met before, where it is known how many there should be.
  private mutating func count(_ page: ShopifyPage) {
    guard position.told != nil else { return }
    counted += page.strange
    for node in page.nodes where read.isCounted(node) {
      let number = node["id"]?.string.flatMap { $0.split(separator: "/").last }.flatMap { UInt64($0) }
      if let number, !countedIDs.insert(number).inserted { continue }
      counted += 1
      if let moment = time(node, Source.walk == .byCreation ? "createdAt" : "updatedAt") {
        recent[moment, default: 0] += 1
      }
    }
  }

  /// Notes what the read has come to before the place where it would go on after an interruption.
  private mutating func noteCount(behind place: Instant?) {
    guard position.told != nil else { return }
    let place = place.map { filtered(Source.walk == .byCreation ? $0 : $0 - ShopifyCursor.overlap) }
    if let place { recent = recent.filter { $0.key >= place } }
    position.counted = counted - recent.values.reduce(0, +)
  }

  /// Everything that is created is updated too, so an increment brings all that is new.
  private mutating func noteYoung(_ page: ShopifyPage) {
    guard known != nil, let start else { return }
    for node in page.nodes {
      if let id = node["id"]?.string, let created = time(node, "createdAt"), created > start { young[id] = created }
    }
  }

  private mutating func noteParcels(_ page: ShopifyPage) {
    guard Source.kind == .shipment else { return }
    let parcels = ShopifyParcels.parcels(of: page.nodes, asOf: read.asOf)
    readParcels.formUnion(parcels.open)
    let isFull = position.watch(parcels.open, not: parcels.all)
    guard isFull, !hasToldOpen else { return }
    read.sink.tell(.tooManyOpen(position.open.count))
    hasToldOpen = true
  }

  /// Moves the place from which an interrupted read goes on, and returns it.
  ///
  /// The oldest time of the last rows and not the newest: a row that was touched since the search index was written shows
  /// its new time at its old place.
  private mutating func advance(_ page: ShopifyPage, _ updates: [Instant]) -> Instant? {
    switch Source.walk {
    case .byUpdate:
      if let oldest = updates.suffix(Self.lookBack).min() {
        position.updated = max(position.updated ?? oldest, min(oldest, read.asOf - ShopifyCursor.margin))
      }
      return position.updated
    case .byCreation where position.isFull:
      position.updated = newest.map { min($0, read.asOf - ShopifyCursor.margin) }
      if let oldest = page.nodes.suffix(Self.lookBack).compactMap({ time($0, "createdAt") }).min() {
        position.created = max(position.created ?? oldest, min(oldest, read.asOf))
      }
      return position.created
    case .byCreation, .whole: return nil
    }
  }

  /// The mark for the next run: the newest that Shopify told, but nothing of the last moments, nor of what changed while a
  /// list was walked that is not in the order of changes.
  private var ended: Instant? {
    let limit = Source.walk == .byUpdate(wholeDays: false) ? read.asOf : position.began ?? read.asOf
    return newest.map { min($0, min(limit, read.asOf) - ShopifyCursor.margin) }
  }

  /// Begins the list anew: Shopify shows only so many nodes of one.
  private mutating func open(from place: Instant) {
    window = place
    after = nil
    inWindow = 0
    seen = []
  }

  private func time(_ node: JSONObject, _ key: String) -> Instant? {
    try? Answer(node).instant(key)
  }
}
