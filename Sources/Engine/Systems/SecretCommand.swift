internal import Dispatch

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A command of the operator's that prints a secret: `op read op://shop/tend/token`.
struct SecretCommand: Sendable {
  /// The words, as a shell reads them.
  let text: String
  /// How long it may take; one that waits for a fingerprint under cron would wait for ever.
  var patience: Duration = .seconds(60)

  /// How it ended.
  enum Ending: Sendable, Equatable {
    /// What it printed, without the end of its last line.
    case printed([UInt8])
    /// It ended with this status.
    case failed(Int32)
    case tookTooLong
    /// It could not be started, by this error number.
    case notStarted(Int32)
  }

  /// Runs it on a thread of its own, since it may wait for a person.
  func run() async -> Ending {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: wait()) }
    }
  }

  private func wait() -> Ending {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return .notStarted(errno) }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    guard let child = start(printingTo: ends) else {
      let number = errno
      close(ends[1])
      return .notStarted(number)
    }
    close(ends[1])
    let printed = read(ends[0])
    if printed == nil { kill(child, SIGKILL) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard var printed else { return .tookTooLong }
    let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    guard code == 0 else { return .failed(code) }
    while let last = printed.last, last == 0x0A || last == 0x0D { printed.removeLast() }
    return .printed(printed)
  }

  /// The process, of this one's group, so that it may ask at the terminal; nil with `errno` where it can't be started.
  private func start(printingTo ends: [Int32]) -> pid_t? {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    let words: [String] = ["/bin/sh", "-c", text]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { word in strdup(word) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let result = posix_spawn(&child, "/bin/sh", &actions, nil, &arguments, environ)
    if result != 0 { errno = result }
    return result == 0 ? child : nil
  }

  /// What it prints, 64 KiB at most, until it closes its output; nil where that takes too long.
  private func read(_ descriptor: Int32) -> [UInt8]? {
    let deadline = ContinuousClock.now + patience
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1 << 16 {
      let left = (deadline - .now).components
      let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
      guard milliseconds > 0 else { return nil }
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wanted, 1, Int32(clamping: milliseconds))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return nil }
      let count = chunk.withUnsafeMutableBytes { takeBytes(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }
}

// A name of its own, since SecretCommand.read shadows the C function.
private func takeBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
