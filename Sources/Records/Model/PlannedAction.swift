/// One side effect on the outside world, decided by a run. The file in `actions/` is exactly this.
public struct PlannedAction: Sendable, Hashable {
  /// What became of it.
  public enum State: String, Sendable, CaseIterable { case planned, sent, failed, unknown, skipped }

  /// 26 base32 characters: the hash of exception, kind, target and transition, so that a rerun makes the same one.
  public var key: String
  /// The exception it serves.
  public var exception: String
  /// What to do: `alert`, `follow-up`, `tag`, `record`, `draft`.
  public var kind: String
  /// To whom or where: an owner's id, or a connection's name.
  public var target: String
  /// Which change of the exception asks for it: `opened`, `reopened`, `escalated`.
  public var transition: String
  /// Where it stands now.
  public var state: State
  /// Why it was skipped or failed: `preview`, `changed`, `cap`, …
  public var reason: String?
  /// When it was planned.
  public var planned: Instant
  /// When it reached its present state, if that is not `planned`.
  public var settled: Instant?

  /// A planned action.
  public init(key: String, exception: String, kind: String, target: String, transition: String, planned: Instant) {
    self.key = key
    self.exception = exception
    self.kind = kind
    self.target = target
    self.transition = transition
    self.state = .planned
    self.planned = planned
  }

  /// The file below `data/`: `actions/a/b/ab….json`.
  public var path: String { "actions/\(key.prefix(1))/\(key.dropFirst().prefix(1))/\(key).json" }

  /// The members of the action's file.
  public var json: JSONObject {
    var json: JSONObject = [
      "key": .string(key), "exception": .string(exception), "kind": .string(kind), "target": .string(target),
      "transition": .string(transition), "state": .string(state.rawValue), "planned": .string(planned.description),
    ]
    json["reason"] = reason.map { .string($0) }
    json["settled"] = settled.map { .string($0.description) }
    return json
  }

  /// Reads an action's file; nil when a member is missing or unknown.
  public init?(json: JSONObject) {
    guard let key = json["key"]?.string, let exception = json["exception"]?.string, let kind = json["kind"]?.string,
      let target = json["target"]?.string, let transition = json["transition"]?.string,
      let state = json["state"]?.string.flatMap(State.init), let planned = json["planned"]?.instant
    else { return nil }
    self.init(
      key: key, exception: exception, kind: kind, target: target, transition: transition, planned: planned)
    self.state = state
    reason = json["reason"]?.string
    settled = json["settled"]?.instant
  }
}
