public import Records

/// What stands between this machine and the systems. It only ever sees TLS; this machine itself is never asked through it.
public struct Proxy: Sendable {
  /// `http://proxy.example.com:3128`, also with a user and password, and `socks5h://`.
  public var url: Secret
  /// Hosts that are asked directly: names, which stand for what is below them too, separated by commas; `*` for all.
  public var exceptions: String

  /// A proxy of its parts.
  public init(url: Secret, exceptions: String = "") {
    self.url = url
    self.exceptions = exceptions
  }

  /// What the usual variables say: `https_proxy`, else `all_proxy`, with `no_proxy`, each also in upper case; nil for none.
  public init?(environment: [String: String]) {
    func value(_ name: String) -> String? {
      [name, name.uppercased()].compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    guard let url = value("https_proxy") ?? value("all_proxy") else { return nil }
    self.init(url: Secret(url), exceptions: value("no_proxy") ?? "")
  }
}
