/// The lines of a body, each without its line end, in the order in which they arrive.
public struct HTTPLines: AsyncSequence, Sendable {
  private let body: HTTPBody
  private var limit = 64 << 20

  init(_ body: HTTPBody) {
    self.body = body
  }

  /// This with lines of at most that many bytes; a longer one is an error. By default 64 MiB.
  public func limited(to limit: Int) -> HTTPLines {
    var lines = self
    lines.limit = limit
    return lines
  }

  /// Begins to read.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: body.makeAsyncIterator(), limit: limit) }

  /// Cuts the pieces into lines.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private var body: HTTPBody.AsyncIterator
    private let limit: Int
    private var piece: [UInt8] = []
    private var position = 0
    private var begun: [UInt8] = []

    fileprivate init(body: HTTPBody.AsyncIterator, limit: Int) {
      self.body = body
      self.limit = limit
    }

    /// The next line; nil at the end. What stands after the last line end is a line, unless it is empty.
    public mutating func next() async throws(HTTPError) -> [UInt8]? {
      try await next(isolation: #isolation)
    }

    /// The next line; nil at the end. What stands after the last line end is a line, unless it is empty.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
      while true {
        let rest = piece[position...]
        if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          position = end + 1
          begun += rest[..<end]
          return try finishLine()
        }
        begun += rest
        if begun.count > limit { throw HTTPError(.tooLarge(limit: limit)) }
        position = 0
        guard let next = try await body.next(isolation: actor) else {
          piece = []
          return begun.isEmpty ? nil : try finishLine()
        }
        piece = next
      }
    }

    private mutating func finishLine() throws(HTTPError) -> [UInt8] {
      if begun.count > limit { throw HTTPError(.tooLarge(limit: limit)) }
      if begun.last == UInt8(ascii: "\r") { begun.removeLast() }
      defer { begun = [] }
      return begun
    }
  }
}
