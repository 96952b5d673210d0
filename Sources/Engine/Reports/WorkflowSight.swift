public import Records

/// What one workflow can see, what is missing for it, and what that costs.
public struct WorkflowSight: Sendable, Equatable {
  /// Something that is missing.
  public struct Gap: Sendable, Equatable {
    /// Why it is.
    public enum Cause: String, Sendable, CaseIterable {
      /// No connected system has such records.
      case system
      /// Such records are only worked out from others.
      case inferred
      /// A connection lacks a scope.
      case scope
      /// A connection can't be read as it is.
      case connection
      /// What was read of a stream can't be relied on.
      case stream
    }

    /// Why it is missing.
    public var cause: Cause
    /// What is missing, in a few words: `tickets: no system`, `shopify: scope read_returns`.
    public var what: String
    /// The kinds of record it is about, of those that the workflow needs.
    public var kinds: [Kind]
    /// The connection; nil where there is none.
    public var connection: String?
    /// The stream, `connection/stream`; nil where it is not about one.
    public var stream: String?
    /// The system's word for the scope; nil where it is not about one.
    public var scope: String?
    /// The rules that rest on it, by id.
    public var rules: [String] = []
    /// What that costs, as a sentence.
    public var cost: String
    /// How to mend it.
    public var hint: String?

    init(_ cause: Cause, _ what: String, _ kinds: [Kind], cost: String, hint: String? = nil) {
      self.cause = cause
      self.what = what
      self.kinds = kinds
      self.cost = cost
      self.hint = hint
    }
  }

  /// The workflow's id; `weekly-dashboard` for the figures that no rule makes.
  public var workflow: String
  /// Its name on screen.
  public var title: String
  /// The kinds of record it can see now, of those it needs.
  public var sees: [Kind]
  /// What is missing for it.
  public var missing: [Gap]

  /// The kinds it can see, as people say them: `orders, parcels`.
  public var seen: [String] { sees.map(DashboardContext.plural) }

  /// The documented JSON.
  public var json: JSONObject {
    [
      "workflow": .string(workflow), "title": .string(title),
      "sees": .array(sees.map { .string($0.rawValue) }), "missing": .array(missing.map { .object($0.json) }),
    ]
  }
}

extension WorkflowSight.Gap {
  var json: JSONObject {
    var json: JSONObject = [
      "cause": .string(cause.rawValue), "what": .string(what), "kinds": .array(kinds.map { .string($0.rawValue) }),
      "cost": .string(cost),
    ]
    json["connection"] = connection.map { .string($0) }
    json["stream"] = stream.map { .string($0) }
    json["scope"] = scope.map { .string($0) }
    json["hint"] = hint.map { .string($0) }
    if !rules.isEmpty { json["rules"] = .array(rules.map { .string($0) }) }
    return json
  }
}
