public import Records

/// Where everything of one workspace lies; see docs/data-format.md.
public struct Workspace: Sendable, Hashable {
  /// The folder that holds `tend.yml`, absolute.
  public var root: String

  /// The workspace in `root`, whether it exists or not.
  public init(root: String) {
    self.root = root
  }

  /// All configuration.
  public var configuration: String { root + "/tend.yml" }
  /// The git repository.
  public var data: String { root + "/data" }
  /// The generated dashboard.
  public var site: String { root + "/site" }
  /// A user's own templates, file by file; may be missing.
  public var siteTemplate: String { root + "/site-template" }
  /// What never enters git, mode 0700.
  public var privateFolder: String { root + "/.tend" }
  /// The derived index.
  public var index: String { privateFolder + "/index.sqlite" }
  /// Personal data and free text.
  public var people: String { privateFolder + "/people.sqlite" }
  /// What a sync has fetched and not yet committed.
  public var staging: String { privateFolder + "/staging.sqlite" }
  /// The key pseudonyms are made with.
  public var key: String { privateFolder + "/key" }
  /// What a connection gets into its system with.
  func credential(of connection: String) -> String { privateFolder + "/credentials/\(connection).json" }
  /// The run after which the dashboard was last built to its end.
  var built: String { privateFolder + "/built" }
  /// What a dry run fetches; gone when it ends.
  var dryStaging: String { privateFolder + "/dry-run.sqlite" }
  /// There while a person is being forgotten: what a kill left of it is finished by the next run.
  var forgetting: String { privateFolder + "/forgetting" }
  /// Held during a run.
  public var runLock: String { privateFolder + "/run.lock" }
  /// Held during a commit.
  public var ledgerLock: String { privateFolder + "/ledger.lock" }

  /// Removes what a dry run fetched.
  func removeDryStaging() throws(Diagnostic) {
    for ending in ["", "-wal", "-shm"] { try Files.remove(dryStaging + ending) }
  }

  /// Says that there is no workspace here, and how to make one.
  public var missing: Diagnostic {
    Diagnostic(
      .usage, code: "workspace.missing", "There is no workspace in \(root)",
      reason: "A workspace is a folder with a tend.yml.",
      hints: ["Make one here: tend init", "Or name another folder: tend --workspace DIR …"], location: configuration)
  }

  /// Says what of the workspace is not there: nothing was made yet, or something was lost.
  var incomplete: Diagnostic {
    if Files.exists(data + "/.git") { return WorkspaceKey.missing(at: key) }
    if Files.exists(index) || Files.exists(built) {
      return Diagnostic(
        .ledger, code: "ledger.lost", "The history of \(root) is gone: data/ is missing",
        reason: "Runs were made here before; the private folder knows of them.",
        hints: [
          "Put data/ back from a backup or a clone.",
          "To begin anew without it, move \(privateFolder) and \(site) away, then: tend init --yes \(root)",
        ], location: data)
    }
    return Diagnostic(
      .usage, code: "workspace.unfinished", "The workspace in \(root) has a tend.yml but no ledger yet",
      reason: "The key and the data directory are made once, by init.",
      hints: ["Make them; tend.yml stays as it is: tend init --yes \(root)"], location: root)
  }
}
