import CGit2
import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Turns refusals of the system and of libgit2 into words for people.
enum Trouble {
  /// A system call failed with `code` (an errno) while `doing` something with `path`.
  static func os(_ code: Int32, _ doing: String, _ path: String) -> Diagnostic {
    switch code {
    case ENOSPC, EDQUOT:
      Diagnostic(
        .system, code: "system.disk-full", "the disk is full: could not \(doing)",
        reason: "nothing that was saved before is lost",
        hints: ["Free some space, then run again."], location: path)
    case EACCES, EPERM, EROFS:
      Diagnostic(
        .system, code: "system.not-writable", "no permission to \(doing)", reason: text(of: code),
        hints: ["Run Tend as the user who owns the workspace.", "Check that the disk is not mounted read-only."],
        location: path)
    default:
      Diagnostic(.system, code: "system.io", "could not \(doing)", reason: text(of: code), location: path)
    }
  }

  /// libgit2 answered `code` (negative) while `doing` something; call it right after the failing call.
  static func git(_ code: Int32, _ doing: String, _ path: String) -> Diagnostic {
    let last = git_error_last()
    let message = last.map { String(cString: $0.pointee.message) } ?? "error \(code)"
    // Without any configuration libgit2 1.5 ends its check of the owner by missing the list of exceptions.
    if code == GIT_EOWNER.rawValue || message.contains("safe.directory") { return wrongOwner(path) }
    for known in [ENOSPC, EDQUOT, EACCES, EROFS, EPERM] where message.hasSuffix(text(of: known)) {
      return os(known, doing, path)
    }
    return Diagnostic(.ledger, code: "ledger.git", "git could not \(doing)", reason: message, location: path)
  }

  static func wrongOwner(_ path: String) -> Diagnostic {
    Diagnostic(
      .ledger, code: "ledger.wrong-owner", "the data folder belongs to another user",
      reason: "git refuses a repository of another user, since its settings could run programs",
      hints: ["Run Tend as the user who owns the folder.", "Or give it to yourself: chown -R."], location: path)
  }

  static func elsewhere(_ path: String) -> Diagnostic {
    Diagnostic(
      .ledger, code: "ledger.elsewhere", "git looks for the data folder's files elsewhere",
      reason: "core.worktree or core.bare was set in its settings, so what people read would not be what is committed",
      hints: [
        "In the data folder: git config --unset core.worktree",
        "And: git config core.bare false",
      ], location: path)
  }

  static func missingObject(_ id: ObjectID, _ path: String) -> Diagnostic {
    Diagnostic(
      .ledger, code: "ledger.missing-object", "object \(id) is missing or damaged",
      reason: "the history refers to it, but the repository can't give it back",
      hints: ["Run `git fsck --full` in the data folder.", "Fetch the object from a clone, or restore a backup."],
      location: path)
  }

  static func damaged(_ what: String, _ path: String) -> Diagnostic {
    Diagnostic(
      .ledger, code: "ledger.damaged", "\(what) can't be read",
      hints: ["Run `git fsck --full` in the data folder, then restore a backup."], location: path)
  }

  static func text(of code: Int32) -> String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
}
