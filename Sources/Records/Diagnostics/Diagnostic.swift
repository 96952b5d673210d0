/// Everything a person needs in order to act on a failure: what happened, why, and how to mend it.
///
/// The one error type that Tend shows to people. `code` is stable and documented in docs/cli.md; the texts are not.
/// No text may hold a secret or a customer's personal data.
public struct Diagnostic: Error, Sendable, Hashable {
  /// What kind of failure this is; it decides the exit code of the command line.
  public enum Category: String, Sendable, CaseIterable {
    /// The command was not used as it is meant to be.
    case usage
    /// `tend.yml` or a file it names is wrong.
    case configuration
    /// A source gave something that can't be used, or nothing.
    case source
    /// The data directory is not in a state Tend may write on.
    case ledger
    /// Another run holds the lock.
    case busy
    /// The machine refused: disk full, no permission, file missing.
    case system
    /// Tend itself is wrong.
    case fault
  }

  /// Decides the exit code.
  public var category: Category
  /// Stable, lower case with dots: `config.unknown-key`, `ledger.foreign-commit`.
  public var code: String
  /// What happened, in one sentence without a full stop.
  public var summary: String
  /// Why it happened or why it matters; may be nil where the summary says it all.
  public var reason: String?
  /// How to mend it: imperative sentences, the most likely first.
  public var hints: [String]
  /// Where: a file with line, a key, a record's address.
  public var location: String?

  /// Makes a diagnostic; see the properties.
  public init(
    _ category: Category, code: String, _ summary: String, reason: String? = nil, hints: [String] = [],
    location: String? = nil
  ) {
    self.category = category
    self.code = code
    self.summary = summary
    self.reason = reason
    self.hints = hints
    self.location = location
  }
}

extension Diagnostic {
  /// The same, in a file: the place within it stays behind its name.
  public func at(_ file: String) -> Diagnostic {
    var diagnostic = self
    diagnostic.location = location.map { "\(file), \($0)" } ?? file
    return diagnostic
  }
}
