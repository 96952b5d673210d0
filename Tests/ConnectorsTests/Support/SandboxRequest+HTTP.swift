import Sandbox

@testable import HTTP

extension SandboxRequest {
  /// A request as the system at the other end gets it.
  init(_ request: HTTPRequest) {
    let url = request.url.revealed()
    let target = url.dropFirst(request.url.origin.description.count)
    let path = target.prefix { $0 != "?" }
    var headers: [String: String] = [:]
    for field in request.headers.fields { headers[field.name.lowercased()] = field.value.revealed() }
    if let body = request.body { headers["content-type"] = body.type }
    self.init(
      method: request.method.rawValue, path: String(path),
      query: target[path.endIndex...].dropFirst().split(separator: "&").map { pair in
        let name = pair.prefix { $0 != "=" }
        return (plainQuery(name), plainQuery(pair[name.endIndex...].dropFirst()))
      }, headers: headers, body: request.body?.revealed() ?? [])
  }
}

/// A part of a query, decoded.
func plainQuery(_ text: some StringProtocol) -> String {
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.first {
    if byte == UInt8(ascii: "%"),
      let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
    {
      bytes.append(value)
      rest = rest.dropFirst(3)
    } else {
      bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
      rest = rest.dropFirst()
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
