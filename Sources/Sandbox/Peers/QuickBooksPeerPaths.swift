import Records

/// tap-quickbooks asks several questions in one request, and gives the app's secret in the form when it renews a token.
struct QuickBooksPeerPaths: PeerPaths {
  func answer(_ request: SandboxRequest, at now: Instant, by system: any SimulatedSystem) -> SandboxResponse? {
    guard request.method == "POST" else { return nil }
    let path = request.segments
    if path == ["oauth2", "v1", "tokens", "bearer"], request.headers["authorization"] == nil {
      return renewed(request, now, system)
    }
    guard path.count == 4, path[3] == "batch",
      let items = (try? JSONReader.answer(request.body))?.object?["BatchItemRequest"]?.array
    else { return nil }
    var answers: [[UInt8]] = []
    for item in items {
      guard let id = item.object?["bId"]?.string, let query = item.object?["Query"]?.string else { return nil }
      var question = request
      (question.method, question.body) = ("GET", [])
      question.path = "/" + path.dropLast().joined(separator: "/") + "/query"
      question.query = [("query", query)]
      let answer = system.answer(question, at: now)
      // Without its braces, so that the name of the question can stand before it.
      guard answer.body.first == UInt8(ascii: "{"), answer.body.last == UInt8(ascii: "}") else { return answer }
      let name = SandboxJSON.string(id).text
      answers.append(Array("{\"bId\":\(name),".utf8) + answer.body.dropFirst())
    }
    let body = answers.joined(separator: [UInt8(ascii: ",")])
    return SandboxResponse(
      status: 200, headers: [("Content-Type", "application/json")],
      body: Array("{\"BatchItemResponse\":[".utf8) + body + Array("]}".utf8))
  }

  private func renewed(
    _ request: SandboxRequest, _ now: Instant, _ system: any SimulatedSystem
  ) -> SandboxResponse? {
    let form = request.form
    guard let id = form["client_id"], let secret = form["client_secret"] else { return nil }
    var renewal = request
    renewal.headers["authorization"] = "Basic " + Base64.text("\(id):\(secret)")
    return system.answer(renewal, at: now)
  }
}
