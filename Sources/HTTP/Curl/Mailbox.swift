import CCurl
import Synchronization

/// What tasks tell the thread that runs the transfers.
final class Mailbox: Sendable {
  /// Something to be done on the thread.
  enum Message {
    case start(Transfer)
    case cancel(Transfer)
    case resume(Transfer)
  }

  /// The multi handle. Off the thread it is only given to curl_multi_wakeup, which may be called from anywhere, under the
  /// lock that `end` takes before the handle is freed.
  struct Multi: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
  }

  private struct State {
    var messages: [Message] = []
    var isClosing = false
    var hasEnded = false
    var closers: [CheckedContinuation<Void, Never>] = []
  }

  let multi: Multi
  private let state = Mutex(State())

  /// Nil when there is no memory.
  init?() {
    _ = Mailbox.isInitialised
    guard let pointer = curl_multi_init() else { return nil }
    multi = Multi(pointer: pointer)
  }

  private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Leaves a message; false when nobody will take it any more.
  @discardableResult
  func post(_ message: Message) -> Bool {
    state.withLock { state in
      guard !state.isClosing else { return false }
      state.messages.append(message)
      curl_multi_wakeup(multi.pointer)
      return true
    }
  }

  /// The messages since last time, and whether they were the last.
  func take() -> (messages: [Message], isClosing: Bool) {
    state.withLock { state in
      defer { state.messages = [] }
      return (state.messages, state.isClosing)
    }
  }

  /// Lets the thread end.
  func close() {
    state.withLock { close(&$0) }
  }

  /// Lets the thread end, and waits until it has.
  func closed() async {
    await withCheckedContinuation { continuation in
      let hasEnded = state.withLock { state in
        close(&state)
        if !state.hasEnded { state.closers.append(continuation) }
        return state.hasEnded
      }
      if hasEnded { continuation.resume() }
    }
  }

  /// The thread's last word; it frees the handle.
  func end() {
    let closers = state.withLock { state in
      state.isClosing = true
      state.hasEnded = true
      curl_multi_cleanup(multi.pointer)
      defer { state.closers = [] }
      return state.closers
    }
    for closer in closers { closer.resume() }
  }

  private func close(_ state: inout State) {
    guard !state.isClosing else { return }
    state.isClosing = true
    curl_multi_wakeup(multi.pointer)
  }
}
