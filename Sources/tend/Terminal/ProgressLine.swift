import Engine
import Records
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One line on standard error that is overwritten in place: after a second, and then ten times a second at most.
final class ProgressLine: Sendable {
  private struct State {
    var last: Int
    var isShown = false
  }

  private let width: Int
  private let state: Mutex<State>

  init(width: Int) {
    self.width = width
    state = Mutex(State(last: Clock.milliseconds + 900))
  }

  deinit {
    if state.withLock({ $0.isShown }) { put("\r\u{1B}[K") }
  }

  func show(_ step: Setting.Progress) {
    let share = step.total.map { " of \(grouped($0))" } ?? ""
    show("\(step.stage): \(grouped(step.done))\(share)")
  }

  func show(_ text: String) {
    let now = Clock.milliseconds
    state.withLock { state in
      guard now - state.last >= 100 else { return }
      state.last = now
      state.isShown = true
      put("\r\u{1B}[K" + Line(text).cut(to: width - 1).plain)
    }
  }

  private func put(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(2, bytes, bytes.count)
  }
}
