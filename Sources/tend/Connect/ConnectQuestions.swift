import Engine
import Records

/// What `tend connect` asks, in its order.
struct ConnectQuestions {
  let session: Session
  let offer: ConnectionOffer
  /// Whether there may be somebody to ask; else secrets come from standard input, a line each.
  let canAsk: Bool

  static let nobody = Diagnostic(
    .usage, code: "connect.needs-answers", "The answers ended before the questions did",
    hints: ["Answer beforehand: --set key=value for settings, --stdin or a variable for secrets"])

  /// The settings of a new connection: those given, and the rest asked for.
  func options(given: [String: String]) throws -> [String: String] {
    if let unknown = given.keys.sorted().first(where: { key in !offer.settings.contains { $0.key == key } }) {
      throw Diagnostic(
        .usage, code: "connect.setting", "\(offer.title) has no setting \"\(unknown)\"",
        hints: [
          offer.settings.isEmpty
            ? "Leave it out" : "It has: \(offer.settings.map(\.key).joined(separator: ", "))"
        ])
    }
    var options = given
    for setting in offer.settings where options[setting.key] == nil && setting.standard == nil {
      guard canAsk else { throw Self.nobody }
      try session.requireAnswers(
        code: "connect.needs-answers", instead: "Name it: --set \(setting.key)=\(setting.example)")
      guard let answer = session.ask("\(setting.about) \(setting.key) [\(setting.example)]: "), !answer.isEmpty else {
        throw Self.nobody
      }
      options[setting.key] = answer
    }
    return options
  }

  /// Says what has to be granted.
  func tellScopes() {
    guard !offer.scopes.isEmpty else { return }
    session.console.say(["Grant these in \(offer.title), and nothing else:"])
    let width = offer.scopes.map(\.name.count).max() ?? 0
    session.console.say(
      offer.scopes.map { scope in
        "  \(scope.name.padded(to: width), .bold)  without it: \(scope.without)"
      })
  }

  /// What was typed and which commands give the rest; nil where variables give all.
  func secrets(commands: [String: String]) throws -> (typed: [String: Secret], commands: [String: String])? {
    let sets = offer.secrets
    let names = sets.joined().map(\.name)
    if let unknown = commands.keys.sorted().first(where: { !names.contains($0) }) {
      throw Diagnostic(
        .usage, code: "connect.secret", "\(offer.title) has no secret \"\(unknown)\"",
        hints: ["It has: \(names.joined(separator: ", "))"])
    }
    if let set = sets.first(where: { $0.allSatisfy(\.isGiven) }) {
      session.console.say("Taken from \(set.map(\.variable).joined(separator: " and ")).")
      return commands.isEmpty ? nil : ([:], commands)
    }
    if let set = sets.first(where: { $0.allSatisfy { commands[$0.name] != nil || $0.isGiven } }), !set.isEmpty {
      return ([:], commands)
    }
    let set = try chosen(sets)
    var typed: [String: Secret] = [:]
    for secret in set where commands[secret.name] == nil && !secret.isGiven {
      typed[secret.name] = Secret(try hidden("\(offer.title)'s \(secret.title) (or set \(secret.variable)): "))
    }
    return (typed, commands)
  }

  /// The set of secrets that somebody has.
  private func chosen(_ sets: [[ConnectionOffer.NamedSecret]]) throws -> [ConnectionOffer.NamedSecret] {
    guard sets.count > 1 else { return sets.first ?? [] }
    let choices = sets.enumerated().map { "\($0.offset + 1) \($0.element.map(\.title).joined(separator: " and "))" }
    let answer: String?
    if canAsk {
      try session.requireAnswers(code: "connect.needs-answers", instead: "Give the secrets with --stdin or variables")
      answer = session.ask("Which do you have: \(choices.joined(separator: ", ")) [1]: ")
    } else {
      answer = readLine()
    }
    guard let answer else { throw Self.nobody }
    let number = answer.isEmpty ? 1 : Int(answer) ?? 0
    guard sets.indices.contains(number - 1) else {
      throw Diagnostic(
        .usage, code: "connect.choice", "\"\(answer)\" is none of the choices",
        hints: ["The first line says which: \(choices.joined(separator: ", "))"])
    }
    return sets[number - 1]
  }

  /// A line that is not shown while it is typed.
  private func hidden(_ question: String) throws -> String {
    guard canAsk else {
      guard let line = readLine(), !line.isEmpty else { throw Self.nobody }
      return line
    }
    try session.requireAnswers(code: "connect.needs-answers", instead: "Give the secrets with --stdin or variables")
    HiddenTyping.begin()
    defer {
      HiddenTyping.end()
      session.console.tell("")
    }
    guard let line = session.ask("\(question)"), !line.isEmpty else { throw Self.nobody }
    return line
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
