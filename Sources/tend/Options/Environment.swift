#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The variables Tend looks at, read nowhere else.
struct Environment: Sendable {
  /// Set to anything but the empty text: no colour.
  var noColor = false
  /// `dumb` has neither colour nor a line that can be overwritten.
  var terminal: String?
  /// Who edits by hand unless `--by` says so.
  var user: String?
  /// Where `site-template` and `data` lie.
  var resources: String?
  /// The width of the terminal, where it is set.
  var columns: Int?

  static var current: Environment {
    func value(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    return Environment(
      noColor: value("NO_COLOR") != nil, terminal: value("TERM"), user: value("USER"),
      resources: value("TEND_RESOURCES"), columns: value("COLUMNS").flatMap { Int($0) })
  }
}
