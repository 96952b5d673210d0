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
      query: Self.pairs(target[path.endIndex...].dropFirst()), headers: headers, body: request.body?.revealed() ?? [])
  }
}
