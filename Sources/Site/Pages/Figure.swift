public import Records

/// A figure, or the honest reason why there is none. Nothing is ever shown as zero for want of data.
public enum Figure: Sendable, Equatable {
  /// A number of things.
  case count(Int)
  /// Amounts, one a currency.
  case money([Amount])
  /// `part` of `whole`; shown as a percentage with its base.
  case share(part: Int, of: Int)
  /// A length of time.
  case duration(Span)
  /// It was looked for and can't be known; the reason in a few words: `no delivery dates`.
  case unknown(String)
  /// Its rule did not run; the reason in a few words: `history begins Oct 1`.
  case notEvaluated(String)
}

/// Rows of a table, or the reason why there are none to show.
public enum Listing<Row: Sendable>: Sendable {
  /// The rows; empty means "looked, and there is none".
  case rows([Row])
  /// Not known, with the reason in a few words.
  case unknown(String)
}

/// One tile of the overview: a figure with its comparison, its window and its course.
public struct Tile: Sendable {
  /// Whether more is better; it only decides the word's colour.
  public enum Direction: Sendable {
    /// A rise is good news.
    case upIsGood
    /// A rise is bad news.
    case downIsGood
    /// Neither.
    case neutral
  }

  /// What the figure is: `Stale leads now`.
  public var label: String
  /// The figure.
  public var figure: Figure
  /// The window it covers: `last 7 days`; nil for "now".
  public var window: String?
  /// The same figure before, and how that time is called: `last week`, `the prior 14 days`.
  public var before: (figure: Figure, name: String)?
  /// How a change is to be read.
  public var direction: Direction
  /// The figure's course, oldest first, with nil where it is not known. Money in minor units, durations in seconds.
  public var course: [Int?]
  /// The course's range in words: `12 weeks`.
  public var courseRange: String
  /// A note under the figure: `not caused by Tend`.
  public var note: String?
  /// The page that lists what was counted, as a path from the site's root; see ``SitePath``.
  public var path: String?

  /// A tile; see the properties.
  public init(
    _ label: String, _ figure: Figure, window: String? = nil, before: (figure: Figure, name: String)? = nil,
    direction: Direction = .neutral, course: [Int?] = [], courseRange: String = "", note: String? = nil,
    path: String? = nil
  ) {
    self.label = label
    self.figure = figure
    self.window = window
    self.before = before
    self.direction = direction
    self.course = course
    self.courseRange = courseRange
    self.note = note
    self.path = path
  }
}
