import Synchronization

/// The rest of an answer that is still arriving, for one reader.
///
/// The transfer rests while the reader is behind, so that memory stays flat. Letting go of the stream ends the transfer.
public final class BodyStream: Sendable {
  private let pull: @Sendable () async throws(HTTPError) -> [UInt8]?
  private let end: @Sendable (HTTPError?) -> Void
  private let hasEnded = Atomic(false)

  /// A stream of what `pull` hands over until nil or an error.
  ///
  /// `end` is called once: with nil after the last piece, with the error that was thrown, or as cancelled when the
  /// stream is let go of before.
  init(
    pull: @escaping @Sendable () async throws(HTTPError) -> [UInt8]?, end: @escaping @Sendable (HTTPError?) -> Void
  ) {
    self.pull = pull
    self.end = end
  }

  deinit { finish(HTTPError(.cancelled)) }

  /// The next piece, never empty; nil at the end.
  func next() async throws(HTTPError) -> [UInt8]? {
    guard !hasEnded.load(ordering: .acquiring) else { return nil }
    do throws(HTTPError) {
      if let piece = try await pull() { return piece }
      finish(nil)
      return nil
    } catch {
      finish(error)
      throw error
    }
  }

  /// This with someone who sees each piece and the end.
  func observed(
    each: @escaping @Sendable ([UInt8]) -> Void = { _ in }, end: @escaping @Sendable (HTTPError?) -> Void
  ) -> BodyStream {
    BodyStream(
      pull: { () async throws(HTTPError) in
        let piece = try await self.next()
        if let piece { each(piece) }
        return piece
      }, end: end)
  }

  private func finish(_ error: HTTPError?) {
    if !hasEnded.exchange(true, ordering: .acquiringAndReleasing) { end(error) }
  }
}
