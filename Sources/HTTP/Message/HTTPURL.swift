import Records

/// Where a request goes: an origin, a path and a query, whose parts may be secret.
///
/// It prints with secrets masked, and with every value masked that stands under a name like `access_token` or `signature`.
/// Personal data in a query, as an e-mail one searches for, goes in as a ``Records/Secret`` too.
public struct HTTPURL: Hashable, Sendable {
  /// A name and a value of the query, both percent-encoded.
  struct Parameter: Hashable {
    var name: String
    var value: MaskedText?
  }

  /// Who answers.
  public let origin: Origin
  /// Percent-encoded, with its first slash.
  private(set) var path: MaskedText
  private(set) var query: [Parameter]

  /// Reads an absolute `https` or `http` URL; nil for anything else, also with a user's name in it. A fragment is dropped.
  public init?(_ text: String) {
    guard text.utf8.count <= 16_384, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      let separator = text.firstRange(of: "://"),
      let scheme = Origin.Scheme(rawValue: text[..<separator.lowerBound].lowercased())
    else { return nil }
    let rest = text[separator.upperBound...].prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard let origin = Origin(scheme, authority: authority) else { return nil }
    let target = rest[authority.endIndex...]
    let path = target.prefix { $0 != "?" }
    self.origin = origin
    self.path = MaskedText(path.isEmpty ? "/" : String(path))
    query = target[path.endIndex...].dropFirst().split(separator: "&").map { pair in
      let name = pair.prefix { $0 != "=" }
      let value = pair[name.endIndex...]
      return Parameter(name: String(name), value: value.isEmpty ? nil : MaskedText(String(value.dropFirst())))
    }
  }

  /// This with segments added to the path, each percent-encoded.
  public func appending(path segments: MaskedText...) -> HTTPURL {
    var url = self
    for segment in segments {
      if !url.path.revealed().hasSuffix("/") { url.path.append(.open("/")) }
      // Dots alone would climb the path.
      let isDots = [".", ".."].contains(segment.revealed())
      url.path.append(segment.map { isDots ? $0.replacing(".", with: "%2E") : percentEncoded($0) })
    }
    return url
  }

  /// This with a name and value added to the query, both percent-encoded.
  public func appending(query name: String, _ value: MaskedText) -> HTTPURL {
    var url = self
    url.query.append(Parameter(name: percentEncoded(name), value: value.map(percentEncoded)))
    return url
  }

  /// This with every value of the query a secret: for links that carry their own signature.
  public func hidingQuery() -> HTTPURL {
    var url = self
    url.query = query.map { Parameter(name: $0.name, value: $0.value.map { MaskedText(Secret($0.revealed())) }) }
    return url
  }

  /// What a `Location` or a link in an answer means, seen from here; nil where it is no `http` or `https` URL.
  public func resolving(_ reference: String) -> HTTPURL? {
    let base = path.revealed()
    let resolved: HTTPURL?
    if let colon = reference.firstIndex(where: { "/?#:".contains($0) }), reference[colon] == ":" {
      return HTTPURL(reference)
    } else if reference.hasPrefix("//") {
      return HTTPURL("\(origin.scheme):\(reference)")
    } else if reference.hasPrefix("/") {
      resolved = HTTPURL("\(origin)\(reference)")
    } else if reference.hasPrefix("?") {
      resolved = HTTPURL("\(origin)\(base)\(reference)")
    } else if reference.isEmpty || reference.hasPrefix("#") {
      return self
    } else {
      resolved = HTTPURL("\(origin)\(base[...(base.lastIndex(of: "/") ?? base.startIndex)])\(reference)")
    }
    guard var url = resolved else { return nil }
    let plain = removingDotSegments(url.path.revealed())
    url.path = path.secrets.isEmpty ? MaskedText(plain) : MaskedText(Secret(plain))
    return url
  }

  /// The secrets in it.
  var secrets: [Secret] { path.secrets + query.flatMap { $0.value?.secrets ?? [] } }

  /// The whole, as it is sent.
  func revealed() -> String { text(path.revealed()) { $0.value?.revealed() } }

  private func text(_ path: String, _ value: (Parameter) -> String?) -> String {
    let pairs = query.map { parameter in value(parameter).map { "\(parameter.name)=\($0)" } ?? parameter.name }
    return "\(origin)\(path)" + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
  }
}

extension HTTPURL: CustomStringConvertible {
  /// The whole with secrets masked.
  public var description: String {
    text(path.description) { isSensitive($0.name) ? $0.value.map { _ in Secret.mask } : $0.value?.description }
  }
}

/// Whether a value under this name is taken for a secret though nobody said so.
func isSensitive(_ name: String) -> Bool {
  let name = name.lowercased()
  return ["key", "code", "sig", "auth", "hmac"].contains(name)
    || ["token", "secret", "signature", "password", "credential", "api_key", "apikey"].contains { name.contains($0) }
}

/// RFC 3986, section 5.2.4.
private func removingDotSegments(_ path: String) -> String {
  var kept: [Substring] = []
  let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
  for (index, segment) in segments.enumerated() {
    let isLast = index == segments.count - 1
    switch segment {
    case ".": if isLast { kept.append("") }
    case "..":
      _ = kept.popLast()
      if isLast { kept.append("") }
    default: kept.append(segment)
    }
  }
  return "/" + kept.joined(separator: "/")
}
