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
  /// A file of certificates in PEM that are trusted besides the machine's.
  var certificates: String?
  /// `https_proxy`, `all_proxy` and `no_proxy`, in either case.
  var proxies: [String: String] = [:]

  /// Any variable: secrets of connections are named after these.
  static func value(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  static var current: Environment {
    let proxies = ["https_proxy", "all_proxy", "no_proxy"].flatMap { [$0, $0.uppercased()] }
    return Environment(
      noColor: value("NO_COLOR") != nil, terminal: value("TERM"), user: value("USER"),
      resources: value("TEND_RESOURCES"), columns: value("COLUMNS").flatMap { Int($0) },
      certificates: value("TEND_CERTIFICATES"),
      proxies: Dictionary(uniqueKeysWithValues: proxies.compactMap { name in value(name).map { (name, $0) } }))
  }
}
