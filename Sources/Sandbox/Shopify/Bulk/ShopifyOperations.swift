import Records
import Synchronization

/// The bulk operations of an app in a shop.
///
/// An operation goes on by being looked at: it runs from the first look on and is done by the second, where its list is not
/// very long. Its number follows from what was asked and
/// when, so that the same run makes the same numbers; two of one text that begin in one second are one here.
final class ShopifyOperations: Sendable {
  struct Operation: Sendable {
    enum Status: String { case created, running, completed, failed, canceled, expired }

    var id: Int
    /// As it was handed in.
    var text: String
    var isGrouped: Bool
    var created: Instant
    var status = Status.created
    var completed: Instant?
    var errorCode: String?
    /// How far it got in its list.
    var reached = 0
    /// The lines of its result so far, and those of them that are nodes of the list itself.
    var size = (objects: 0, roots: 0)

    func isUnderWay(at now: Instant) -> Bool {
      (status == .created || status == .running) && now < created + ShopifyOperations.patience
    }
  }

  private let state = Mutex<[Int: Operation]>([:])
  /// How many may be under way: 5 since the version 2026-01, 1 before.
  let limit: Int
  /// Whether a part of a file can be asked for.
  let honoursRanges: Bool

  /// How long an operation that nobody looks at keeps its place.
  private static let patience = Span.minutes(1)
  /// How many nodes are written between two looks.
  private static let stride = 100_000
  /// How long a result can be fetched.
  static let life = Span.days(7)

  init(limit: Int = 5, honoursRanges: Bool = true) {
    self.limit = limit
    self.honoursRanges = honoursRanges
  }

  /// All of them, newest first.
  var all: [Operation] {
    state.withLock { $0.values.sorted { ($0.created, $0.id) > ($1.created, $1.id) } }
  }

  /// Begins one; nil where too many are under way, and the number of one of those.
  func start(_ text: String, isGrouped: Bool, at now: Instant) -> (begun: Operation?, other: Int) {
    let id = 1_000_000_000_000 + Int(Self.hash("\(now) \(isGrouped) \(text)") % 1_000_000_000_000)
    return state.withLock { all in
      let others = all.values.filter { $0.id != id && $0.isUnderWay(at: now) }
      if let other = others.map(\.id).min(), others.count >= limit { return (nil, other) }
      let operation = Operation(id: id, text: text, isGrouped: isGrouped, created: now)
      all[id] = operation
      return (operation, id)
    }
  }

  /// An operation as it stands, which every look moves on; `export` says what it writes, or why it can't.
  func look(
    at id: Int, at now: Instant, _ export: (Operation) throws(GraphQLError) -> ShopifyBulkExport
  ) -> Operation? {
    guard var operation = state.withLock({ $0[id] }) else { return nil }
    switch operation.status {
    case .created: operation.status = .running
    case .running:
      do throws(GraphQLError) {
        let writing = try export(operation)
        let next = min(writing.count, operation.reached + Self.stride)
        let size = try writing.size(of: operation.reached..<next)
        operation.reached = next
        operation.size = (operation.size.objects + size.objects, operation.size.roots + size.roots)
        if next == writing.count { (operation.status, operation.completed) = (.completed, now) }
      } catch {
        (operation.status, operation.errorCode) = (.failed, error.code)
      }
    case .completed where operation.completed.map { $0 + Self.life < now } ?? false: operation.status = .expired
    default: break
    }
    return state.withLock {
      $0[id] = operation
      return operation
    }
  }

  /// Stops one that is under way; nil where there is none.
  func cancel(_ id: Int, at now: Instant) -> Operation? {
    state.withLock { all in
      guard var operation = all[id], operation.isUnderWay(at: now) else { return nil }
      operation.status = .canceled
      all[id] = operation
      return operation
    }
  }

  /// One whose file can be fetched.
  func finished(_ id: Int) -> Operation? {
    state.withLock { $0[id] }.flatMap { $0.status == .completed ? $0 : nil }
  }

  /// FNV-1a, which is the same in every process.
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
