#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Typing at the terminal that is not shown.
enum HiddenTyping {
  /// The terminal's settings before, while something is hidden.
  ///
  /// Safe without a lock: only the thread that asks writes it, before it waits for an answer and after; the one other reader
  /// is the handler of an interrupt, which ends the process.
  nonisolated(unsafe) private static var settings: termios?

  /// Hides what is typed from here on.
  static func begin() {
    var silent = termios()
    guard tcgetattr(0, &silent) == 0 else { return }
    settings = silent
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(0, TCSAFLUSH, &silent)
  }

  /// Shows it again, if it was hidden. A handler of signals may call this.
  static func end() {
    guard var before = settings else { return }
    settings = nil
    tcsetattr(0, TCSAFLUSH, &before)
  }
}
