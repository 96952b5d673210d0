import CCurl
import Synchronization

/// A request under way: the thread fills it, a task waits for it and reads it.
final class Transfer: Sendable {
  private typealias Answer = Result<HTTPResponse, HTTPError>

  private struct State {
    var head = ResponseHead()
    /// The body that nobody has taken yet.
    var body: [UInt8] = []
    var overflow: Cause?
    var isCancelled = false
    /// The answer was handed over, and the body is read while it arrives.
    var isStreaming = false
    var isPaused = false
    /// How it ended, once it has.
    var end: HTTPError??
    var answer: CheckedContinuation<Answer, Never>?
    var reader: CheckedContinuation<Void, Never>?
  }

  /// A reader that is this far behind is waited for.
  private static let pauseAt = 256 << 10
  /// What is kept of the body of a refusal.
  private static let refusalLimit = 1 << 20

  let request: HTTPRequest
  private let mailbox: Mailbox
  private let state = Mutex(State())

  init(_ request: HTTPRequest, mailbox: Mailbox) {
    self.request = request
    self.mailbox = mailbox
  }

  // MARK: On the task

  /// Sends the request and waits for the answer.
  func run() async throws(HTTPError) -> HTTPResponse {
    let answer: Answer = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { $0.answer = continuation }
        if !mailbox.post(.start(self)) { end(with: HTTPError(.closed)) }
      }
    } onCancel: {
      cancel()
    }
    return try answer.get()
  }

  /// The next piece of a streamed body; nil at its end.
  private func nextPiece() async throws(HTTPError) -> [UInt8]? {
    while true {
      if Task.isCancelled {
        cancel()
        throw HTTPError(.cancelled, request: request, wasSent: true)
      }
      if let piece = takePiece() { return piece }
      if let end = state.withLock({ $0.end }) {
        // Something may have come between the two looks.
        if let piece = takePiece() { return piece }
        if let error = end { throw error }
        return nil
      }
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let isReady = state.withLock { state in
            precondition(state.reader == nil, "a body has one reader at a time")
            let isReady = !state.body.isEmpty || state.end != nil
            if !isReady { state.reader = continuation }
            return isReady
          }
          if isReady { continuation.resume() }
        }
      } onCancel: {
        cancel()
      }
    }
  }

  private func takePiece() -> [UInt8]? {
    let (piece, wasPaused) = state.withLock { state in
      defer { (state.body, state.isPaused) = ([], false) }
      return (state.body, state.isPaused)
    }
    if wasPaused { mailbox.post(.resume(self)) }
    return piece.isEmpty ? nil : piece
  }

  private func cancel() {
    state.withLock { $0.isCancelled = true }
    mailbox.post(.cancel(self))
  }

  // MARK: On the thread

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Why the transfer stopped itself; nil where it did not.
  var overflow: Cause? { state.withLock { $0.overflow } }

  /// Takes a line of the header; returns how much was taken.
  func takeHeader(_ line: UnsafeRawBufferPointer) -> Int {
    let (isTaken, waiting) = state.withLock { state -> (Bool, CheckedContinuation<Answer, Never>?) in
      let wasComplete = state.head.isComplete
      guard state.head.take(line) else { return (false, nil) }
      guard !wasComplete, state.head.isComplete, state.head.isSuccess, request.delivery == .streamed
      else { return (true, nil) }
      state.isStreaming = true
      return (true, state.answer.take())
    }
    waiting?.resume(returning: .success(state.withLock { $0.head }.response(.streamed(stream))))
    return isTaken ? line.count : 0
  }

  /// Takes a piece of the body; returns how much was taken, or that the transfer has to pause.
  func takeBody(_ piece: UnsafeRawBufferPointer) -> Int {
    let (taken, reader) = state.withLock { state -> (Int, CheckedContinuation<Void, Never>?) in
      if state.isStreaming {
        if state.body.count >= Transfer.pauseAt {
          state.isPaused = true
          return (Int(CURL_WRITEFUNC_PAUSE), nil)
        }
      } else if let overflow = overflow(adding: piece.count, to: state) {
        state.overflow = overflow
        return (0, nil)
      }
      state.body.append(contentsOf: piece)
      return (piece.count, state.reader.take())
    }
    reader?.resume()
    return taken
  }

  private func overflow(adding count: Int, to state: borrowing State) -> Cause? {
    var limit = Transfer.refusalLimit
    if state.head.isSuccess, case .held(let asked) = request.delivery { limit = asked }
    return state.body.count + count > limit ? .tooLarge(limit: limit) : nil
  }

  /// The transfer is over: with its answer where there is no error.
  func end(with error: HTTPError?) {
    var error = error
    error?.request = request.description
    let (waiting, reader, answer) = state.withLock { state in
      // Of a refusal the beginning is enough.
      if state.head.isComplete, !state.head.isSuccess, case .tooLarge? = error?.cause { error = nil }
      state.end = .some(error)
      let answer = error.map { Answer.failure($0) } ?? .success(state.head.response(.held(state.body)))
      return (state.answer.take(), state.reader.take(), answer)
    }
    waiting?.resume(returning: answer)
    reader?.resume()
  }

  private var stream: BodyStream {
    BodyStream(
      pull: { () async throws(HTTPError) in try await self.nextPiece() },
      end: { error in if error != nil { self.cancel() } })
  }
}
