/// Something that goes wrong between a system and who asks it. The raw value is its word on a command line.
public enum Fault: String, Sendable, CaseIterable {
  // Refusals: the system is not asked at all.
  case busy = "429"
  case busyWithoutWord = "429-silent"
  case expired = "401"
  case forbidden = "403"
  case notFound = "404"
  case conflict = "409"
  case refused = "422"
  case failing = "500"
  case badGateway = "502"
  case unavailable = "503"

  // The way there and back.
  case resetBefore = "reset-before"
  case resetAfter = "reset"
  case truncated
  case slow

  // Bodies that are something else.
  case cut
  case notJSON = "not-json"
  case errorInside = "200-error"
  case emptyBody = "empty-body"
  case emptyPage = "empty-page"
  case samePage = "same-page"

  // Rows that are not as agreed.
  case numberAsText = "number-as-text"
  case numberAsObject = "number-as-object"
  case unknownField = "unknown-field"
  case missingField = "missing-field"
  case hugeText = "huge-text"
  case repeatedRow = "repeated-row"
  case otherOrder = "other-order"

  /// What happens, for a list of all.
  public var about: String {
    switch self {
    case .busy: "429 with Retry-After: 2"
    case .busyWithoutWord: "429 that does not say how long to wait"
    case .expired: "401, as for a token that has expired"
    case .forbidden: "403 that names a missing scope"
    case .notFound: "404"
    case .conflict: "409"
    case .refused: "422"
    case .failing: "500 with a page of HTML"
    case .badGateway: "502 with a page of HTML"
    case .unavailable: "503 with a page of HTML"
    case .resetBefore: "the connection breaks before the request is worked on"
    case .resetAfter: "the connection breaks after the request was carried out, before its answer"
    case .truncated: "the body breaks off before its announced end"
    case .slow: "the body drips, \(Fault.drip) bytes a second"
    case .cut: "half of the body, announced as if it were the whole"
    case .notJSON: "200 with a page of HTML"
    case .errorInside: "200 with an error in the body"
    case .emptyBody: "200 with {} or []"
    case .emptyPage: "200 with no rows, all else as it was"
    case .samePage: "the rows that the path gave last, again"
    case .numberAsText: "one row has its numbers as texts"
    case .numberAsObject: "one row has an object where a number was"
    case .unknownField: "rows have a member that nobody documents"
    case .missingField: "one row has no id"
    case .hugeText: "one row has a text of 2 MB"
    case .repeatedRow: "the last row stands twice"
    case .otherOrder: "the rows come in reverse order"
    }
  }

  /// How fast a slow body arrives.
  static let drip = 100
}

/// What comes of a request to a system with faults, for whoever carries it out: a server or a test.
public enum SandboxOutcome: Sendable {
  /// An answer.
  case answer(SandboxResponse)
  /// The connection is closed without one; what was asked may have been carried out.
  case drop(afterCarryingOut: Bool)
  /// An answer that announces its whole body, of which only the first `bytes` are sent before the connection is closed.
  case truncated(SandboxResponse, bytes: Int)
  /// An answer that is sent this slowly.
  case drip(SandboxResponse, bytesPerSecond: Int)
}
