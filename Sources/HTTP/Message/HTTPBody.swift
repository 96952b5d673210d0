/// The body of an answer. It can be read piece by piece whether it is held or still arriving.
public enum HTTPBody: Sendable {
  /// All of it.
  case held([UInt8])
  /// What arrives while it is read.
  case streamed(BodyStream)
}

extension HTTPBody: AsyncSequence {
  /// Hands out the pieces: one of a held body, some hundred kilobytes at most of a streamed one.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private var held: [UInt8]?
    private let stream: BodyStream?

    fileprivate init(_ body: HTTPBody) {
      switch body {
      case .held(let bytes): (held, stream) = (bytes.isEmpty ? nil : bytes, nil)
      case .streamed(let stream): (held, self.stream) = (nil, stream)
      }
    }

    /// The next piece, never empty; nil at the end.
    public mutating func next() async throws(HTTPError) -> [UInt8]? {
      try await next(isolation: #isolation)
    }

    /// The next piece, never empty; nil at the end.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
      if let bytes = held.take() { return bytes }
      return try await stream?.next()
    }
  }

  /// Begins to read; a streamed body can be read once.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }

  /// The body line by line, as JSON Lines come.
  public var lines: HTTPLines { HTTPLines(self) }
}
