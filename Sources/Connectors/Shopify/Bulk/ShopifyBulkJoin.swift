import Records

/// Puts the lines of a bulk operation's result together: each node with the rows of its lists, which follow right behind it,
/// since that is asked for (`groupObjects`). So no more than one node is held, and a place between two nodes is one where
/// reading can go on.
struct ShopifyBulkJoin {
  /// The type of the nodes: `Order`.
  let type: String
  /// Their connections by the type of the rows.
  let children: [String: String]

  private var open: (id: String, node: JSONObject)?
  private var rows: [String: [JSONValue]] = [:]
  private var rowIDs: Set<String> = []
  /// The numbers of all nodes so far, to see one that comes twice: some 16 bytes each.
  private var seen: Set<UInt64> = []

  /// More rows of one node than any order has.
  static let rowLimit = 20_000

  init(type: String, children: [String: String]) {
    self.type = type
    self.children = children
  }

  /// Takes a line; gives the node before it, whole, where a new one begins.
  ///
  /// - Throws: what is not as agreed, a sentence.
  mutating func take(_ line: [UInt8]) throws(ShopifyBulkStop) -> JSONObject? {
    guard let object = (try? JSONReader.answer(line))?.object else { throw .content("A line of it is no JSON object.") }
    guard let id = object["id"]?.string, let (kind, number) = Self.parts(id) else {
      throw .content("A line of it has no id.")
    }
    guard let parent = object["__parentId"] else { return try begin(object, id, kind, number) }
    guard let open, parent.string.map({ sameBytes($0, open.id) }) == true, let connection = children[kind] else {
      throw .content("A row of it does not stand behind what it belongs to.")
    }
    guard rowIDs.insert(id).inserted else { throw .content("A row of it comes twice.") }
    guard rowIDs.count <= Self.rowLimit else { throw .content("A record in it has too many rows.") }
    var row = object
    row["__parentId"] = nil
    rows[connection, default: []].append(.object(row))
    return nil
  }

  /// The last node; nil where there was none.
  mutating func finish() -> JSONObject? {
    guard var (_, node) = open else { return nil }
    for connection in children.values { node[connection] = .object(["nodes": .array(rows[connection] ?? [])]) }
    open = nil
    rows = [:]
    rowIDs = []
    return node
  }

  private mutating func begin(
    _ object: JSONObject, _ id: String, _ kind: String, _ number: UInt64
  ) throws(ShopifyBulkStop) -> JSONObject? {
    guard kind == type else { throw .content("A line of it is something else than was asked for.") }
    guard seen.insert(number).inserted else { throw .content("A record in it comes twice.") }
    let before = finish()
    open = (id, object)
    return before
  }

  /// `gid://shopify/Order/5001`: the type and the number.
  private static func parts(_ gid: String) -> (type: String, number: UInt64)? {
    let parts = gid.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "gid:", parts[2] == "shopify", let number = UInt64(parts[4]) else { return nil }
    return (String(parts[3]), number)
  }
}
