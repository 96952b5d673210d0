public import Records

/// Something that happened to a lead after it was found stale.
public struct LeadMove: Sendable, Hashable {
  /// What happened.
  public enum Kind: String, Sendable, CaseIterable {
    case stageForward, won, customerReply, datePushed, lost

    /// Whether the lead lives again; a pushed date and "lost" never count.
    public var isRecovery: Bool { self == .stageForward || self == .won || self == .customerReply }
  }

  /// The lead.
  public var lead: String
  /// What happened.
  public var kind: Kind
  /// When.
  public var at: Instant

  /// A move of its parts.
  public init(lead: String, kind: Kind, at: Instant) {
    self.lead = lead
    self.kind = kind
    self.at = at
  }
}

/// Stale leads that were brought back.
public enum LeadRecovery {
  /// How long after an act a move counts as its effect.
  public static let window = Span.days(7)

  /// Leads recovered in `from..<to`: a stage forward, a win or a customer's reply within 7 days of 24 hours after a human
  /// act on the same lead. Each lead once, at its first such move, sorted by lead.
  public static func recovered(
    _ moves: [LeadMove], acts: [HumanAct], from: Instant, to: Instant
  ) -> [(lead: String, at: Instant)] {
    let acts = Dictionary(grouping: acts, by: \.subject)
    var first: [String: Instant] = [:]
    for move in moves where move.kind.isRecovery && move.at >= from && move.at < to {
      let isEffect = (acts[move.lead] ?? []).contains { $0.at <= move.at && move.at - $0.at <= window }
      if isEffect { first[move.lead] = min(first[move.lead] ?? move.at, move.at) }
    }
    return first.sorted { precedes($0.key, $1.key) }.map { (lead: $0.key, at: $0.value) }
  }
}

/// How a cohort of stale leads or quiet customers came back, day by day.
public enum RecoveryTrend {
  /// One day of the trend.
  public struct Point: Sendable, Hashable {
    /// Days after the finding, 1 to 7.
    public var day: Int
    /// How many had recovered by the end of that day.
    public var recovered: Int
    /// How many findings are old enough to say so.
    public var of: Int
  }

  /// D1 to D7: of the findings at least `day` days of 24 hours old at `now`, how many recovered within `day` days.
  public static func points(_ findings: [(found: Instant, recovered: Instant?)], now: Instant) -> [Point] {
    (1...7).map { day in
      let old = findings.filter { now - $0.found >= .days(Int64(day)) }
      let back = old.filter { finding in
        finding.recovered.map { $0 >= finding.found && $0 - finding.found <= .days(Int64(day)) } ?? false
      }
      return Point(day: day, recovered: back.count, of: old.count)
    }
  }
}
