import FlyingFox
import FlyingSocks

/// A body that is sent slowly, or that breaks off: the connection is closed in the middle of it.
struct FaultyBody: AsyncBufferedSequence {
  typealias Element = UInt8

  struct BrokenOff: Error {}

  let bytes: [UInt8]
  /// How fast it is sent; nil for as fast as can be.
  var bytesPerSecond: Int?
  /// Whether it ends in a broken connection.
  var breaksOff = false

  func makeAsyncIterator() -> Iterator { Iterator(body: self) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    let body: FaultyBody
    private var sent = 0

    init(body: FaultyBody) {
      self.body = body
    }

    mutating func next() async throws -> UInt8? {
      try await nextBuffer(suggested: 1)?.first
    }

    mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
      guard sent < body.bytes.count else {
        if body.breaksOff { throw BrokenOff() }
        return nil
      }
      var most = count
      if let rate = body.bytesPerSecond {
        // Ten times a second, so that it drips and does not gush.
        most = Swift.max(1, rate / 10)
        if sent > 0 { try await Task.sleep(for: .milliseconds(100)) }
      }
      let chunk = body.bytes[sent...].prefix(most)
      sent += chunk.count
      return chunk
    }
  }
}

/// No answer at all. The server asks a change of protocol for its first frames before it writes anything, and closes the
/// connection where there are none.
struct DroppedAnswer: WSHandler {
  struct Dropped: Error {}

  func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame> {
    throw Dropped()
  }
}
