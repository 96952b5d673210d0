/// Who answers: scheme, host and port. Limits and the right to see credentials belong to an origin.
public struct Origin: Hashable, Sendable, CustomStringConvertible {
  /// How it is spoken to.
  public enum Scheme: String, Sendable {
    case http
    case https
  }

  /// How it is spoken to.
  public let scheme: Scheme
  /// The name or address in lower case; an IPv6 address in brackets.
  public let host: String
  /// 1 to 65,535.
  public let port: Int

  /// Whether it is this machine, the one place plain HTTP may go to.
  public var isLoopback: Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    return labels.count == 4 && labels[0] == "127" && labels.allSatisfy { UInt8($0) != nil }
  }

  /// `https://api.example.com`, with the port where it is not the scheme's own.
  public var description: String {
    port == Origin.defaultPort(of: scheme) ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
  }

  /// Reads `host` or `host:port`; nil where that is neither. Names of users are no part of an origin.
  init?(_ scheme: Scheme, authority: Substring) {
    var (host, port) = (authority, Substring?.none)
    let bracket = authority.firstIndex(of: "]")
    let colon =
      bracket.map { authority[$0...] }?.firstIndex(of: ":") ?? (bracket == nil ? authority.firstIndex(of: ":") : nil)
    if let colon {
      host = authority[..<colon]
      port = authority[authority.index(after: colon)...]
    }
    guard Origin.isHost(host) else { return nil }
    if let port {
      guard port.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(port), (1...65_535).contains(number)
      else { return nil }
      self.port = number
    } else {
      self.port = Origin.defaultPort(of: scheme)
    }
    self.scheme = scheme
    self.host = host.lowercased()
  }

  private static func defaultPort(of scheme: Scheme) -> Int { scheme == .https ? 443 : 80 }

  private static func isHost(_ host: Substring) -> Bool {
    if host.hasPrefix("["), host.hasSuffix("]"), host.count > 2 {
      return host.dropFirst().dropLast().allSatisfy { $0 == ":" || $0 == "." || ($0.isASCII && $0.isHexDigit) }
    }
    return !host.isEmpty
      && host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_") }
  }
}
