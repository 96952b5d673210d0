import HTTP
import Records

/// What reading a list in bulk came to.
struct ShopifyBulkOutcome {
  /// Where reading page by page goes on: from shortly before the operation, or from the beginning where nothing came of it.
  var next: ShopifyCursor
  /// How many nodes Shopify counted before.
  var told: Int?
  /// How many of those were read in bulk; nil where nothing came of it.
  var counted: Int?
  var quarantined = 0
  /// Whether a list within a node was not read to its end.
  var wasCut = false
}

/// Reads a whole list by a bulk operation.
///
/// Nothing is concluded from less than the whole: where an operation fails, or its result is not what Shopify says it is,
/// all is read page by page, whatever was handed over before.
struct ShopifyBulkRead<Source: ShopifySource> {
  private let read: ShopifyRead
  private let bulk: ShopifyBulk
  private let operations: ShopifyBulkOperations
  private var position: ShopifyCursor
  private var outcome: ShopifyBulkOutcome

  /// How many nodes make a batch.
  static var batchSize: Int { 250 }

  init(_ read: ShopifyRead, _ bulk: ShopifyBulk, from start: ShopifyCursor, told: Int?) {
    self.read = read
    self.bulk = bulk
    operations = ShopifyBulkOperations(client: read.client, timing: read.timing, stream: Source.kind.stream)
    position = start
    position.began = start.began ?? read.asOf
    outcome = ShopifyBulkOutcome(next: ShopifyCursor(), told: start.bulk?.told ?? told)
  }

  /// Reads everything, or says that nothing came of it.
  mutating func run() async throws(SyncError) -> ShopifyBulkOutcome {
    var mayBeginAgain = true
    if let place = position.bulk, place.form != form { position.bulk = nil }
    while true {
      if position.bulk == nil, let reason = try await begin() { return leave(reason) }
      guard let place = position.bulk else { return leave("It began no operation.") }
      let operation = try await operations.ended(place.id)
      let ending = try await follow(operation)
      switch ending {
      case .whole(let created): return over(since: created)
      case .again where mayBeginAgain:
        mayBeginAgain = false
        position.bulk = nil
      case .again(let reason), .leave(let reason): return leave(reason)
      }
    }
  }

  /// What to do about an operation that is over.
  private enum Ending {
    case whole(since: Instant)
    /// Another operation may do better.
    case again(String)
    case leave(String)
  }

  private mutating func follow(_ operation: ShopifyOperation?) async throws(SyncError) -> Ending {
    guard let operation else { return .again("It does not know the operation any more.") }
    switch operation.status {
    case .completed: return try await fetch(operation)
    case .failed:
      switch operation.errorCode {
      case "ACCESS_DENIED": return .leave("The operation failed: something in it is hidden from the app.")
      case "TIMEOUT": return .leave("The operation failed: it took too long.")
      case "INTERNAL_SERVER_ERROR": return .again("The operation failed, by a fault of Shopify's own.")
      default: return .leave("The operation failed.")
      }
    case .expired: return .again("Its result has expired.")
    case .canceled, .canceling: return .leave("The operation was cancelled.")
    case .created, .running: return .leave("The operation does not end.")
    }
  }

  /// Where nothing came of it. What was handed over is read once more.
  private mutating func leave(_ reason: String) -> ShopifyBulkOutcome {
    read.sink.tell(.notInBulk(Source.kind.stream, reason))
    outcome.next.began = position.began
    outcome.counted = nil
    outcome.wasCut = false
    return outcome
  }

  private mutating func over(since created: Instant) -> ShopifyBulkOutcome {
    // What changed while the operation ran may or may not be in its result.
    outcome.next.updated = min(created - ShopifyCursor.overlap, read.asOf - ShopifyCursor.margin)
    outcome.next.began = position.began
    outcome.next.hidden = position.hidden
    outcome.counted = position.bulk?.counted
    return outcome
  }

  // MARK: Beginning

  /// What is asked for.
  private var query: String {
    let shown = Set(Source.parts.map(\.name)).subtracting(position.hidden)
    return "{ \(Source.root) { edges { node { \(Source.bulkSelection(shown.contains)) } } } }"
  }

  private var form: String { ShopifyBulkPlace.form(of: query) }

  /// Begins an operation and has it in a cursor; why not, where it did not.
  private mutating func begin() async throws(SyncError) -> String? {
    // An operation does not say which field is hidden from the app, a query does.
    var walker = ShopifyWalker<Source>(read: read, start: ShopifyCursor())
    try await walker.probe()
    position.hidden = walker.hidden.map(\.name)
    let beginning = try await operations.start(query, isGrouped: !bulk.children.isEmpty)
    switch beginning {
    case .refused(let reason): return reason
    case .begun(let id, let isNew):
      // What was counted just now need not be in an operation that is older.
      if !isNew { outcome.told = nil }
      position.bulk = ShopifyBulkPlace(id: id, form: form, told: outcome.told)
    }
    try await read.sink.take(RecordBatch(records: [], quarantined: [], cursor: position.cursor))
    return nil
  }

  // MARK: The result

  private mutating func fetch(_ finished: ShopifyOperation) async throws(SyncError) -> Ending {
    var operation = finished
    var (failures, isFreshAddress, mayAskForRest) = (0, false, true)
    while let place = position.bulk, place.lines < operation.objects {
      guard let url = operation.url.flatMap(Self.address) else {
        return .leave("It gave no address of the result, or one that is not safe.")
      }
      do throws(ShopifyBulkStop) {
        try await walk(url, of: operation, asksForRest: mayAskForRest)
        break
      } catch {
        switch error {
        case .sync(let error): throw error
        case .content(let reason):
          // The rest of a file may have been cut at another place than was meant.
          guard mayAskForRest, place.bytes > 0 else { return .leave(reason) }
          mayAskForRest = false
        case .http(let error):
          guard let again = Self.isWorthAnotherTry(error) else { throw SyncError(error) }
          if again {
            failures = (position.bulk?.lines ?? 0) > place.lines ? 1 : failures + 1
            if failures > Self.patience { throw SyncError(error) }
          } else {
            // The address may have come to its end, a new one is told with every look.
            guard !isFreshAddress else { return .leave("Its result can't be fetched.") }
            isFreshAddress = true
            guard let now = try await operations.look(place.id), now.status == .completed else {
              return .again("Its result has expired.")
            }
            operation = now
          }
        }
      }
    }
    guard let place = position.bulk, place.lines == operation.objects, place.roots == operation.roots else {
      return .leave("The result has not as many records as it should have.")
    }
    return .whole(since: operation.created)
  }

  /// How often a result that breaks off at one place is fetched again.
  private static var patience: Int { 3 }

  /// Whether a transfer that did not end well may do so next time; nil where the read has to end.
  private static func isWorthAnotherTry(_ error: HTTPError) -> Bool? {
    switch (error.cause, error.decision) {
    case (.cancelled, _), (.closed, _), (.unready, _), (.untrusted, _), (.insecure, _), (.proxy, _): nil
    // A request that was refused for want of time was repeated already.
    case (.status, .retry), (.status, .retryAfter): nil
    case (_, .retry), (_, .retryAfter): true
    default: false
    }
  }

  /// The address of a result, whose query is a signature; nil for one that goes without TLS to another machine.
  private static func address(_ text: String) -> HTTPURL? {
    guard let url = HTTPURL(text), url.origin.scheme == .https || url.origin.isLoopback else { return nil }
    return url.hidingQuery()
  }

  /// Reads the result on from where it stands, batch by batch.
  private mutating func walk(
    _ url: HTTPURL, of operation: ShopifyOperation, asksForRest: Bool
  ) async throws(ShopifyBulkStop) {
    let start = position.bulk?.lines ?? 0
    var file = try await open(url, asksForRest: asksForRest)
    var join = ShopifyBulkJoin(type: Source.type, children: bulk.children)
    var page = ShopifyPage()
    while let line = try await file.next() {
      guard file.end.lines <= operation.objects else { throw .content("The result has more records than it should.") }
      guard file.end.lines > start else { continue }
      guard let node = try join.take(line) else { continue }
      note(node, in: &page)
      if page.nodes.count == Self.batchSize { try await hand(&page, standing: file.begin) }
    }
    // Of what ends too early, the last record may be without some of its rows.
    guard file.end.lines == operation.objects else {
      throw .content("The result has fewer records than it should.")
    }
    if let node = join.finish() { note(node, in: &page) }
    try await hand(&page, standing: file.end)
  }

  private mutating func note(_ node: JSONObject, in page: inout ShopifyPage) {
    for (list, limit) in Source.unpaged where node[list]?.array?.count ?? 0 >= limit {
      if !outcome.wasCut { read.sink.tell(.cut(list, limit)) }
      outcome.wasCut = true
    }
    page.nodes.append(node)
  }

  /// Hands a batch over, with the place behind it.
  private mutating func hand(
    _ page: inout ShopifyPage, standing end: ShopifyBulkLines.Place
  ) async throws(ShopifyBulkStop) {
    guard !page.nodes.isEmpty else { return }
    if var place = position.bulk {
      (place.lines, place.bytes) = (end.lines, end.bytes)
      place.roots += page.nodes.count
      place.counted += page.nodes.count(where: read.isCounted)
      position.bulk = place
    }
    let batch = read.batch(page, of: Source.self, cursor: position)
    outcome.quarantined += batch.quarantined.count
    do throws(SyncError) { try await read.sink.take(batch) } catch { throw .sync(error) }
    page = ShopifyPage()
  }

  /// Opens the result: its rest where that is given, else all of it.
  private func open(_ url: HTTPURL, asksForRest: Bool) async throws(ShopifyBulkStop) -> ShopifyBulkLines {
    var request = HTTPRequest.get(url)
    request.format = .any
    request.delivery = .streamed
    request.timeouts = Timeouts(total: nil)
    let place = position.bulk ?? ShopifyBulkPlace(id: "", form: "", told: nil)
    if asksForRest, place.bytes > 0 {
      request.headers["Range"] = "bytes=\(place.bytes)-"
      // Places in a packed file would be others.
      request.headers["Accept-Encoding"] = "identity"
    }
    let response: HTTPResponse
    do throws(HTTPError) { response = try await read.client.http.send(request) } catch { throw .http(error) }
    var start = ShopifyBulkLines.Place()
    if response.status == 206 {
      let range = response.headers["Content-Range"] ?? ""
      let isPlain = response.headers["Content-Encoding"].map { $0.lowercased() == "identity" } ?? true
      guard isPlain, range.hasPrefix("bytes \(place.bytes)-") else {
        throw .content("Another part of the result came than was asked for.")
      }
      start = ShopifyBulkLines.Place(lines: place.lines, bytes: place.bytes)
    }
    return ShopifyBulkLines(response.body, at: start)
  }
}

/// The lines of a result, and where each stands.
struct ShopifyBulkLines {
  /// A place in a result: what lies before it.
  struct Place {
    var lines = 0
    var bytes = 0
  }

  /// Where the line that was given last begins.
  private(set) var begin: Place
  /// Where it ends.
  private(set) var end: Place
  private var lines: HTTPLines.AsyncIterator

  /// A line is a record or a row of one: nothing of that size.
  private static let longest = 16 << 20

  init(_ body: HTTPBody, at start: Place) {
    lines = body.lines.limited(to: Self.longest).makeAsyncIterator()
    (begin, end) = (start, start)
  }

  /// The next line; nil at the end. Empty ones are passed over.
  mutating func next() async throws(ShopifyBulkStop) -> [UInt8]? {
    do throws(HTTPError) {
      while let line = try await lines.next() {
        begin = end
        end.bytes += line.count + 1
        if line.isEmpty { continue }
        end.lines += 1
        return line
      }
      return nil
    } catch {
      if case .tooLarge = error.cause { throw .content("A line of the result is too long.") }
      throw .http(error)
    }
  }
}
