/// What statuses and failures mean where a system's policy does not say otherwise.
enum DecisionTable {
  /// Statuses with one meaning.
  struct Row: Sendable {
    var statuses: ClosedRange<Int>
    var decision: Decision
  }

  /// The first row that has the status counts.
  static let statuses: [Row] = [
    Row(200...299, .accept),
    // A redirect that was not followed, or an answer to a condition that nobody set.
    Row(300...399, .contractChanged),
    Row(401...401, .reconnect),
    Row(403...403, .forbidden(scope: nil)),
    // The path, its method, its format or its version is gone.
    Row(405...406, .contractChanged),
    Row(408...408, .retry),
    Row(410...410, .contractChanged),
    Row(415...415, .contractChanged),
    Row(421...421, .retry),
    Row(425...425, .retry),
    Row(426...426, .contractChanged),
    Row(429...429, .retry),
    Row(400...499, .refused),
    Row(501...501, .contractChanged),
    Row(505...505, .contractChanged),
    // Over the plan's quota.
    Row(507...507, .refused),
    Row(500...599, .retry),
  ]

  static func decision(status: Int) -> Decision {
    statuses.first { $0.statuses.contains(status) }?.decision ?? .contractChanged
  }

  static func decision(cause: Cause) -> Decision {
    switch cause {
    case .status(let status): decision(status: status)
    case .notJSON: .contractChanged
    case .unresolved: .retry
    case .unreachable: .retry
    case .proxy(status: nil): .retry
    case .proxy: .refused
    case .untrusted: .refused
    case .handshake: .retry
    case .timeout: .retry
    case .interrupted: .retry
    case .truncated: .retry
    case .undecodable: .contractChanged
    case .notHTTP: .contractChanged
    case .tooLarge: .refused
    case .unready: .reconnect
    case .readOnly: .refused
    case .insecure: .refused
    case .invalidRequest: .refused
    case .unrecorded: .refused
    case .cancelled: .refused
    case .closed: .refused
    case .other: .retry
    }
  }
}

extension DecisionTable.Row {
  fileprivate init(_ statuses: ClosedRange<Int>, _ decision: Decision) {
    self.init(statuses: statuses, decision: decision)
  }
}
