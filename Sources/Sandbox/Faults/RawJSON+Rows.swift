/// Finding the rows of a page and spoiling one.
extension RawJSON {
  /// Changes the rows of an answer: the first list of objects that is found, level by level. False where there is none.
  mutating func changeRows(_ change: (inout [RawJSON]) -> Void) -> Bool {
    guard let path = rowsPath() else { return false }
    at(path[...]) { value in
      guard case .array(var rows) = value else { return }
      change(&rows)
      value = .array(rows)
    }
    return true
  }

  /// How many rows an answer has; nil where it has no list of them.
  var rowCount: Int? {
    var count: Int?
    var copy = self
    _ = copy.changeRows { count = $0.count }
    return count
  }

  private func rowsPath() -> [Int]? {
    var level: [(path: [Int], value: RawJSON)] = [([], self)]
    while !level.isEmpty {
      var next: [(path: [Int], value: RawJSON)] = []
      for (path, value) in level {
        switch value {
        case .scalar: break
        case .array(let elements):
          if elements.contains(where: \.isObject) { return path }
          next += elements.enumerated().map { (path + [$0.offset], $0.element) }
        case .object(let members): next += members.enumerated().map { (path + [$0.offset], $0.element.value) }
        }
      }
      level = next
    }
    return nil
  }

  private mutating func at(_ path: ArraySlice<Int>, _ change: (inout RawJSON) -> Void) {
    guard let index = path.first else { return change(&self) }
    switch self {
    case .scalar: break
    case .array(var elements):
      elements[index].at(path.dropFirst(), change)
      self = .array(elements)
    case .object(var members):
      members[index].value.at(path.dropFirst(), change)
      self = .object(members)
    }
  }

  // MARK: One row

  /// Every number becomes its text.
  mutating func makeNumbersTexts() {
    switch self {
    case .scalar(let bytes): if isNumber { self = .scalar([0x22] + bytes + [0x22]) }
    case .array(let elements):
      self = .array(
        elements.map {
          var element = $0
          element.makeNumbersTexts()
          return element
        })
    case .object(let members):
      self = .object(
        members.map {
          var member = $0
          member.value.makeNumbersTexts()
          return member
        })
    }
  }

  /// Changes the first member, at any depth, that fits. False where none does.
  mutating func changeMember(_ fits: (Member) -> Bool, _ change: (inout RawJSON) -> Void) -> Bool {
    switch self {
    case .scalar: return false
    case .array(var elements):
      for index in elements.indices where elements[index].changeMember(fits, change) {
        self = .array(elements)
        return true
      }
    case .object(var members):
      for index in members.indices {
        if fits(members[index]) {
          change(&members[index].value)
        } else if !members[index].value.changeMember(fits, change) {
          continue
        }
        self = .object(members)
        return true
      }
    }
    return false
  }

  /// Takes away what a row is known by, at the least depth where there is such a member.
  mutating func removeID() {
    guard case .object(var members) = self else { return }
    if let place = members.firstIndex(where: \.isID) {
      members.remove(at: place)
    } else if let place = members.firstIndex(where: { $0.value.isObject }) {
      members[place].value.removeID()
    } else {
      members = Array(members.dropFirst())
    }
    self = .object(members)
  }

  mutating func add(_ key: String, _ value: RawJSON) {
    guard case .object(let members) = self else { return }
    self = .object(members + [Member(key: Array("\"\(key)\"".utf8), value: value)])
  }
}
