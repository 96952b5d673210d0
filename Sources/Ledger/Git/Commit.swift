public import Records

/// One commit of the ledger.
public struct Commit: Sendable {
  /// Its object id.
  public let id: ObjectID
  /// The tree it holds.
  public let tree: ObjectID
  /// The commit before it; nil for the first.
  public let parent: ObjectID?
  /// How many parents it has; 0 or 1 for every commit Tend makes.
  public let parentCount: Int
  /// The committer's time.
  public let time: Instant
  /// The author as `Name <mail>`.
  public let author: String
  /// The first line of the message.
  public let subject: String
  /// The whole message, trailers included.
  public let message: String
  /// The `Key: value` lines of the last paragraph, in order.
  public let trailers: [(key: String, value: String)]

  /// The first value of a trailer, by its exact key.
  public func trailer(_ key: String) -> String? { trailers.first { $0.key == key }?.value }

  /// Whether this is a commit as Tend makes them: at most one parent and a trailer of ours.
  public var isOurs: Bool { parentCount <= 1 && trailers.contains { $0.key.hasPrefix("Tend-") } }

  /// Reads the raw commit; nil when the bytes are no commit.
  init?(id: ObjectID, raw: [UInt8]) {
    let text = String(decoding: raw, as: UTF8.self)
    var tree: ObjectID?
    var parents: [ObjectID] = []
    var author = ""
    var time: Instant?
    var rest = text[...]
    while let end = rest.utf8.firstIndex(of: 0x0a) {
      let line = rest[..<end]
      rest = rest[rest.utf8.index(after: end)...]
      if line.isEmpty { break }
      if line.hasPrefix("tree ") {
        tree = ObjectID(line.dropFirst(5))
      } else if line.hasPrefix("parent ") {
        guard let parent = ObjectID(line.dropFirst(7)) else { return nil }
        parents.append(parent)
      } else if line.hasPrefix("author ") {
        author = String(line.dropFirst(7).prefix { $0 != ">" }) + ">"
      } else if line.hasPrefix("committer ") {
        let words = line.split(separator: " ")
        if words.count >= 2, let seconds = Int64(words[words.count - 2]) { time = Instant(seconds: seconds) }
      }
    }
    guard let tree, let time else { return nil }
    self.id = id
    self.tree = tree
    self.time = time
    self.author = author
    parent = parents.first
    parentCount = parents.count
    message = String(rest)
    subject = String(rest.prefix { $0 != "\n" })
    trailers = CommitMessage.trailers(of: message)
  }
}
