public import Records

/// A fault and the requests that meet it: `429@3`, `reset@every:7`, `500@from:2`, `truncated@path:orders`, `slow`.
public struct FaultRule: Sendable, Hashable, CustomStringConvertible {
  /// Which requests; they are counted from 1, each attempt for itself.
  public enum Schedule: Sendable, Hashable {
    /// All.
    case always
    /// That one.
    case nth(Int)
    /// One of so many.
    case every(Int)
    /// That one and all that follow.
    case from(Int)
    /// Those to a path with this text in it.
    case path(String)

    func meets(_ request: SandboxRequest, _ number: Int) -> Bool {
      switch self {
      case .always: true
      case .nth(let wanted): number == wanted
      case .every(let step): number % step == 0
      case .from(let first): number >= first
      case .path(let part): request.path.contains(part)
      }
    }
  }

  /// What happens.
  public var fault: Fault
  /// To which requests.
  public var schedule: Schedule

  /// A rule of its parts.
  public init(_ fault: Fault, _ schedule: Schedule = .always) {
    self.fault = fault
    self.schedule = schedule
  }

  /// Reads a rule as it is written on a command line.
  public init(_ text: String) throws(Diagnostic) {
    let word = text.prefix { $0 != "@" }
    guard let fault = Fault(rawValue: String(word)) else { throw Self.unknown(String(word)) }
    self.fault = fault
    schedule =
      word.endIndex == text.endIndex ? .always : try Self.schedule(text[word.endIndex...].dropFirst(), in: text)
  }

  /// As it is written on a command line.
  public var description: String {
    switch schedule {
    case .always: fault.rawValue
    case .nth(let number): "\(fault.rawValue)@\(number)"
    case .every(let step): "\(fault.rawValue)@every:\(step)"
    case .from(let number): "\(fault.rawValue)@from:\(number)"
    case .path(let part): "\(fault.rawValue)@path:\(part)"
    }
  }

  // MARK: Reading

  private static func schedule(_ text: Substring, in rule: String) throws(Diagnostic) -> Schedule {
    let key = text.prefix { $0 != ":" }
    guard key.endIndex < text.endIndex else { return .nth(try number(text, in: rule)) }
    let value = text[key.endIndex...].dropFirst()
    switch key {
    case "every": return .every(try number(value, in: rule))
    case "from": return .from(try number(value, in: rule))
    case "path" where !value.isEmpty: return .path(String(value))
    case "path": throw wrong(rule, "After path: stands no part of a path.")
    default: throw wrong(rule, "\(key) is no way to choose requests.")
    }
  }

  private static func number(_ text: Substring, in rule: String) throws(Diagnostic) -> Int {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text), number > 0 else {
      throw wrong(rule, text.isEmpty ? "A number is missing." : "\(text) is not a whole number from 1.")
    }
    return number
  }

  private static func unknown(_ word: String) -> Diagnostic {
    let words = Fault.allCases.map(\.rawValue)
    let meant = Suggestion.nearest(to: word, among: words).map { ["Did you mean \($0)?"] } ?? []
    return Diagnostic(
      .usage, code: "usage.fault", word.isEmpty ? "A fault has no name" : "There is no fault \(word)",
      hints: meant + ["Known are \(words.joined(separator: ", "))"])
  }

  private static func wrong(_ rule: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .usage, code: "usage.fault", "\(rule) does not say which requests meet the fault", reason: reason,
      hints: ["Write @3, @every:7, @from:2 or @path:orders after the fault, or nothing for all requests"])
  }
}
