/// The context of a workflow's list, or of the list of everything. Split into pages of 100 rows, open ones first.
public struct ListPage: Sendable {
  /// What is listed.
  public enum Scope: Sendable {
    /// Everything: `exceptions/index.html`.
    case everything
    /// One workflow: `workflows/<name>.html`.
    case workflow(SiteFrame.Workflow)
    /// Exceptions that share a cause: `causes/<key>.html`, with its title.
    case cause(key: String, title: String)
  }

  /// How many resolved rows are shown, the newest; older ones are counted, so that a page does not shift with each run.
  public static let shownResolved = 100

  /// What is listed.
  public var scope: Scope
  /// One sentence on what the workflow watches.
  public var about: String
  /// The workflow's figures, without charts if so wished.
  public var tiles: [Tile]
  /// The rows in any order; the page sorts them.
  public var rows: [ExceptionRow]
  /// Resolved ones that are not among ``rows``.
  public var olderResolved: Int
  /// Unresolved ones that are not among ``rows`` because more urgent ones fill the list.
  public var moreOpen: Int
  /// The command that lists those.
  public var moreCommand: String?
  /// Rules that could not be evaluated, with the reason.
  public var notEvaluated: [NotEvaluated]

  /// A list; see the properties.
  public init(
    scope: Scope, about: String, tiles: [Tile] = [], rows: [ExceptionRow], olderResolved: Int = 0, moreOpen: Int = 0,
    moreCommand: String? = nil, notEvaluated: [NotEvaluated] = []
  ) {
    self.scope = scope
    self.about = about
    self.tiles = tiles
    self.rows = rows
    self.olderResolved = olderResolved
    self.moreOpen = moreOpen
    self.moreCommand = moreCommand
    self.notEvaluated = notEvaluated
  }
}

/// A rule that could not be evaluated.
public struct NotEvaluated: Sendable {
  /// The rule in words.
  public var rule: String
  /// Why: `delivery unknown: no connected system reports it`.
  public var reason: String

  /// A rule and the reason.
  public init(_ rule: String, reason: String) {
    self.rule = rule
    self.reason = reason
  }
}
