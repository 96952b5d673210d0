import FoundationEssentials
public import Records

/// A request and its answer, as they are kept for tests.
///
/// Every secret of the request is masked wherever it stands, also in the answer; an answer that holds secrets of its own
/// is not there. What is personal stays: recordings of a real account do not belong in a repository.
public struct RecordedExchange: Hashable, Sendable {
  /// The method.
  public var method: String
  /// The URL with secrets masked.
  public var url: String
  /// What was sent, secrets masked; nil where nothing was, or it is no text.
  public var sent: String?
  /// The status of the answer.
  public var status: Int
  /// The header of the answer, without cookies.
  public var headers: HTTPFields<String>
  /// The body of the answer, unpacked.
  public var body: [UInt8]

  init(_ request: HTTPRequest, _ response: HTTPResponse, _ body: [UInt8]) {
    let secrets = request.secrets.filter { !$0.isEmpty }
    method = request.method.rawValue
    url = request.url.description
    sent = request.body?.masked
    status = response.status
    headers = HTTPFields()
    for field in response.headers.fields where field.name.lowercased() != "set-cookie" {
      headers.append(field.name, masking(secrets, in: field.value))
    }
    self.body = request.isConfidential ? Array("{}".utf8) : masking(secrets, in: body)
  }

  /// Reads what ``json`` gave; nil for anything else.
  public init?(_ json: JSONObject) {
    guard let request = json["request"]?.object, let answer = json["answer"]?.object,
      let method = request["method"]?.string, let url = request["url"]?.string,
      let status = answer["status"]?.integer, let headers = answer["headers"]?.array
    else { return nil }
    self.method = method
    self.url = url
    sent = request["body"]?.string
    self.status = status
    self.headers = HTTPFields()
    for field in headers {
      guard let pair = field.array, pair.count == 2, let name = pair[0].string, let value = pair[1].string
      else { return nil }
      self.headers.append(name, value)
    }
    if let text = answer["body"]?.string {
      body = Array(text.utf8)
    } else if let data = answer["base64"]?.string.flatMap({ Data(base64Encoded: $0) }) {
      body = Array(data)
    } else {
      return nil
    }
  }

  /// The exchange as one JSON object; a body that is no text is in `base64`.
  public var json: JSONObject {
    var request: JSONObject = ["method": .string(method), "url": .string(url)]
    request["body"] = sent.map { .string($0) }
    var answer: JSONObject = [
      "status": .integer(status),
      "headers": .array(headers.fields.map { .array([.string($0.name), .string($0.value)]) }),
    ]
    if let text = String(validating: body, as: UTF8.self) {
      answer["body"] = .string(text)
    } else {
      answer["base64"] = .string(Data(body).base64EncodedString())
    }
    return ["request": .object(request), "answer": .object(answer)]
  }
}

private func masking(_ secrets: [Secret], in text: String) -> String {
  secrets.reduce(text) { $0.replacing($1.reveal(), with: Secret.mask) }
}

private func masking(_ secrets: [Secret], in body: [UInt8]) -> [UInt8] {
  secrets.reduce(body) { $0.replacing(Array($1.reveal().utf8), with: Array(Secret.mask.utf8)) }
}
