/// The header of an answer, put together line by line.
struct ResponseHead {
  /// Larger headers are taken for an attack.
  private static let limit = 256 << 10

  private(set) var status = 0
  private(set) var fields = HTTPFields<String>()
  /// Whether the line that ends it has come; what follows are trailers.
  private(set) var isComplete = false
  private var size = 0

  /// Whether the system says that it did as asked.
  var isSuccess: Bool { (200...299).contains(status) }

  /// The answer that it begins.
  func response(_ body: HTTPBody) -> HTTPResponse { HTTPResponse(status: status, headers: fields, body: body) }

  /// Takes a line with its line end; false where it is no header of HTTP.
  mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
    if isComplete { return true }
    size += line.count
    guard size <= ResponseHead.limit else { return false }
    let text = String(decoding: line, as: UTF8.self)[...].trimmed
    if text.isEmpty {
      // 100 and its like announce the real answer.
      isComplete = status >= 200
    } else if text.hasPrefix("HTTP/") {
      let words = text.split(separator: " ", maxSplits: 2)
      guard words.count >= 2, let status = Int(words[1]), (100...599).contains(status) else { return false }
      self.status = status
      fields = HTTPFields()
    } else if let colon = text.firstIndex(of: ":") {
      fields.append(String(text[..<colon].trimmed), String(text[text.index(after: colon)...].trimmed))
    }
    return true
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    let isSpace = { (character: Character) in " \t\r\n".contains(character) || character == "\r\n" }
    guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) })
    else { return "" }
    return self[first...last]
  }
}
