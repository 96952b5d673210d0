import Records

/// How far the files of one stream have been read: the content of its ``Cursor``.
struct CSVCursor: Equatable {
  /// A file as it was when it was read.
  struct Mark: Equatable {
    var name: String
    var day: Day
    var size: Int
    var print: String

    /// Files are read in this order.
    func comes(before other: Mark) -> Bool { CSVCursor.comes((day, name), before: (other.day, other.name)) }
  }

  /// A file that was read half-way.
  struct Open: Equatable {
    var mark: Mark
    /// Where the next row begins.
    var offset = 0
    var line = 1
    /// Records already given, where a file's records are only known at its end.
    var given = 0
    /// Records made, and rows or records set aside, so far; they decide what the file proves.
    var good = 0
    var bad = 0
    /// The form of date seen in each column.
    var forms: [Int: Int] = [:]
  }

  /// What is known of the files of one rule.
  struct Progress: Equatable {
    /// The last files that were finished, in order.
    var done: [Mark] = []
    var open: Open?
    /// The rule's ``FileRule/print`` when they were read.
    var rule = ""
  }

  /// Finished files that are remembered, and read again when they change.
  static let remembered = 10

  /// By the rule's key.
  var rules: [String: Progress] = [:]

  static func comes(_ left: (Day, String), before right: (Day, String)) -> Bool {
    left.0 != right.0 ? left.0 < right.0 : precedes(left.1, right.1)
  }

  /// The cursor after a file was finished. What came after it counts as unread again.
  func finishing(_ mark: Mark, rule: String, print: String = "") -> CSVCursor {
    var next = self
    var progress = rules[rule] ?? Progress()
    if !print.isEmpty { progress.rule = print }
    progress.done.removeAll { !$0.comes(before: mark) }
    progress.done.append(mark)
    progress.done.removeFirst(max(0, progress.done.count - Self.remembered))
    progress.open = nil
    next.rules[rule] = progress
    return next
  }

  /// The cursor within a file.
  func opening(_ open: Open, rule: String, print: String = "") -> CSVCursor {
    var next = self
    next.rules[rule, default: Progress()].open = open
    if !print.isEmpty { next.rules[rule]?.rule = print }
    return next
  }

  /// The same with nothing read under a rule that says something else by now.
  func forgetting(_ key: String, unless print: String) -> CSVCursor {
    guard let known = rules[key]?.rule, !known.isEmpty, !print.isEmpty, known != print else { return self }
    var next = self
    next.rules[key] = nil
    return next
  }

  // MARK: JSON

  var cursor: Cursor {
    Cursor(["rules": .object(JSONObject(rules.map { ($0, .object(Self.json($1))) }))])
  }

  /// Reads a cursor; what can't be read counts as nothing read, which repeats records but loses none.
  init(_ cursor: Cursor?) {
    for member in cursor?.json["rules"]?.object?.members ?? [] {
      guard let json = member.value.object else { continue }
      var progress = Progress()
      progress.done = (json["done"]?.array ?? []).compactMap { $0.object.flatMap(Self.mark) }
      progress.open = json["open"]?.object.flatMap(Self.open)
      progress.rule = json["rule"]?.string ?? ""
      rules[member.key] = progress
    }
  }

  private static func json(_ progress: Progress) -> JSONObject {
    var json: JSONObject = ["done": .array(progress.done.map { .object(Self.json($0)) })]
    if !progress.rule.isEmpty { json["rule"] = .string(progress.rule) }
    json["open"] = progress.open.map { open in
      var json = Self.json(open.mark)
      json["offset"] = .integer(open.offset)
      json["line"] = .integer(open.line)
      json["given"] = .integer(open.given)
      json["good"] = .integer(open.good)
      json["bad"] = .integer(open.bad)
      json["forms"] = .object(JSONObject(open.forms.map { (String($0), .integer($1)) }))
      return .object(json)
    }
    return json
  }

  private static func json(_ mark: Mark) -> JSONObject {
    [
      "name": .string(mark.name), "day": .string(mark.day.description), "size": .integer(mark.size),
      "print": .string(mark.print),
    ]
  }

  private static func mark(_ json: JSONObject) -> Mark? {
    guard let name = json["name"]?.string, let day = json["day"]?.day, let size = json["size"]?.integer,
      let print = json["print"]?.string
    else { return nil }
    return Mark(name: name, day: day, size: size, print: print)
  }

  private static func open(_ json: JSONObject) -> Open? {
    guard let mark = mark(json), let offset = json["offset"]?.integer, let line = json["line"]?.integer,
      let given = json["given"]?.integer, let good = json["good"]?.integer, let bad = json["bad"]?.integer, offset >= 0,
      given >= 0
    else { return nil }
    var open = Open(mark: mark, offset: offset, line: line, given: given, good: good, bad: bad)
    for member in json["forms"]?.object?.members ?? [] {
      if let column = Int(member.key) { open.forms[column] = member.value.integer }
    }
    return open
  }
}
