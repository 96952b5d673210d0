public import Records

/// What `tend run`, `tend sync` and `tend accept` tell.
public struct RunReport: Sendable {
  /// The receipt as it was written; of a dry run as it would have been.
  public var receipt: Receipt
  /// The commit that was made; nil in a dry run.
  public var commit: String?
  /// Whether nothing was written.
  public var isDryRun: Bool
  /// How many exceptions need someone after the run.
  public var needsAttention: Int
  /// Their money at stake by currency, in minor units.
  public var stake: [String: Int]
  /// Pages of the dashboard that were written; nil when it was not built.
  public var pagesWritten: Int?
  /// The dashboard's overview; nil when it was not built.
  public var dashboard: String?
  /// What went wrong without stopping the run: a connection that failed, a stream that was held back.
  public var troubles: [Diagnostic]
  /// Why the pages could not be written, though the run is recorded; nil when they were.
  public var siteTrouble: Diagnostic?
  /// What the operator should know besides: a file that came late or changed after it was read. Each is told once.
  public var notices: [Diagnostic]

  /// Whether a stream failed, was held back or was read in part only.
  public var isTroubled: Bool {
    !troubles.isEmpty || receipt.streams.values.contains { $0.verdict == .partial || $0.verdict == .failed }
  }

  /// The documented JSON.
  public var json: JSONObject {
    var json = receipt.json
    json["commit"] = commit.map { .string($0) }
    json["dry_run"] = .bool(isDryRun)
    json["needs_attention"] = .integer(needsAttention)
    json["stake"] = .object(JSONObject(stake.map { ($0, .integer($1)) }))
    json["pages_written"] = pagesWritten.map { .integer($0) }
    json["dashboard"] = dashboard.map { .string($0) }
    json["notices"] = .array(notices.map { .object($0.json) })
    json["troubles"] = .array((troubles + [siteTrouble].compactMap { $0 }).map { .object($0.json) })
    return json
  }
}

extension Diagnostic {
  /// The documented JSON of an error.
  public var json: JSONObject {
    var json: JSONObject = [
      "code": .string(code), "category": .string(category.rawValue), "summary": .string(summary),
      "hints": .array(hints.map { .string($0) }),
    ]
    json["reason"] = reason.map { .string($0) }
    json["location"] = location.map { .string($0) }
    return json
  }
}
