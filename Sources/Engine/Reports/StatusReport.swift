public import Records

/// What `tend status` tells: what needs someone, and how fresh everything is.
public struct StatusReport: Sendable {
  /// One stream of one connection.
  public struct StreamStatus: Sendable {
    /// `connection/stream`.
    public var stream: String
    /// The system of the connection.
    public var system: String
    /// `complete`, `incremental`, `partial`, `failed`, or `never` when it was never read.
    public var verdict: String
    /// The moment the data describes; nil when it was never read.
    public var asOf: Instant?
    /// Whether it is older than its limit.
    public var isStale: Bool
    /// Why the last good snapshot stands although newer data was offered; nil when all is well.
    public var held: String?
    /// Records stored.
    public var records: Int
    /// Rows that could not be mapped.
    public var quarantined: Int
  }

  /// The workspace's name.
  public var name: String
  /// The last run; nil before the first.
  public var lastRun: String?
  /// When it ran.
  public var lastRunAt: Instant?
  /// The commit of the ledger's head.
  public var commit: String?
  /// Open exceptions by severity: `urgent`, `today`, `watch`.
  public var open: [String: Int]
  /// Open exceptions by workflow.
  public var workflows: [String: Int]
  /// Money at stake by currency, in minor units.
  public var stake: [String: Int]
  /// Open exceptions past their SLA.
  public var breached: Int
  /// Streams in the order of the configuration.
  public var streams: [StreamStatus]
  /// The most urgent exceptions, at most five.
  public var first: [ShopException]

  /// The documented JSON.
  public var json: JSONObject {
    var json: JSONObject = [
      "name": .string(name), "breached": .integer(breached),
      "open": .object(JSONObject(open.map { ($0, .integer($1)) })),
      "workflows": .object(JSONObject(workflows.map { ($0, .integer($1)) })),
      "stake": .object(JSONObject(stake.map { ($0, .integer($1)) })),
      "streams": .array(streams.map { .object($0.json) }),
      "first": .array(first.map { .object($0.listJSON) }),
    ]
    json["last_run"] = lastRun.map { .string($0) }
    json["last_run_at"] = lastRunAt.map { .string($0.description) }
    json["commit"] = commit.map { .string($0) }
    return json
  }
}

extension StatusReport.StreamStatus {
  var json: JSONObject {
    var json: JSONObject = [
      "stream": .string(stream), "system": .string(system), "verdict": .string(verdict), "stale": .bool(isStale),
      "records": .integer(records), "quarantined": .integer(quarantined),
    ]
    json["as_of"] = asOf.map { .string($0.description) }
    json["held"] = held.map { .string($0) }
    return json
  }
}

extension ShopException {
  /// What every element of `exceptions list --json` names, though it may have none.
  public static let listNames = ["amount", "currency", "sla_due"]

  /// The element of `exceptions list --json`: stable and documented in docs/cli.md.
  public var listJSON: JSONObject {
    var json = self.json
    for key in ["evidence", "timeline", "actions", "people"] { json[key] = nil }
    return json
  }
}
