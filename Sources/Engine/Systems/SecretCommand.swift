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
  /// How long one waits for it, in all, without anything coming; one that asks for a fingerprint under cron would never end.
  var patience: Duration = .seconds(60)

  /// Between two looks.
  private static let step: Duration = .milliseconds(10)

  private static var mayAsk: Bool { isatty(0) == 1 }

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
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    guard let child = start(printingTo: ends) else {
      let number = errno
      for end in ends { close(end) }
      return .notStarted(number)
    }
    close(ends[1])
    var steps = Int(patience / Self.step)
    let (printed, ended) = read(ends[0], from: child, &steps)
    // Who still prints is told that nobody listens.
    close(ends[0])
    guard let status = ended ?? end(of: child, &steps) else { return .tookTooLong }
    let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    guard code == 0 else { return .failed(code) }
    return .printed(Array(printed.reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed()))
  }

  /// Waits for the process to end, and ends it when the steps are used up: nil then.
  private func end(of child: pid_t, _ steps: inout Int) -> Int32? {
    var status: Int32 = 0
    while steps > 0 {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child { return status }
      if ended < 0, errno != EINTR { return nil }
      usleep(UInt32(Self.step / .microseconds(1)))
      steps -= 1
    }
    kill(Self.mayAsk ? child : -child, SIGKILL)
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return nil
  }

  /// The process; nil with `errno` where it can't be started. At a terminal it is of this one's group, so that it may
  /// ask there. Elsewhere it leads its own, so that what it has started is ended with it.
  private func start(printingTo ends: [Int32]) -> pid_t? {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    // What it complains of may hold the secret, and goes to a log where nobody watches.
    if !Self.mayAsk { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
    let words: [String] = ["/bin/sh", "-c", text]
    #if canImport(Glibc)
      var attributes = posix_spawnattr_t()
    #else
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    if !Self.mayAsk { posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP)) }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { word in strdup(word) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var environment = Self.environment()
    var child: pid_t = 0
    let result = posix_spawn(&child, "/bin/sh", &actions, &attributes, &arguments, &environment)
    if result != 0 { errno = result }
    return result == 0 ? child : nil
  }

  /// What it is given of this process's environment: no variables of Tend's, which are secrets of other connections too.
  private static func environment() -> [UnsafeMutablePointer<CChar>?] {
    var kept: [UnsafeMutablePointer<CChar>?] = []
    var place = 0
    while let variable = environ[place] {
      if strncmp(variable, "TEND_", 5) != 0 { kept.append(variable) }
      place += 1
    }
    return kept + [nil]
  }

  /// What it prints, 64 KiB at most, until it closes its output, has ended, or the steps are used up by waiting; and how it
  /// ended, where it has. What it has started may keep the output open for as long as it likes.
  private func read(
    _ descriptor: Int32, from child: pid_t, _ steps: inout Int
  ) -> (bytes: [UInt8], status: Int32?) {
    var bytes: [UInt8] = []
    var status: Int32?
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1 << 16, steps > 0 {
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wanted, 1, status == nil ? Int32(Self.step / .milliseconds(1)) : 0)
      if ready < 0, errno != EINTR { break }
      if ready == 0 {
        if status != nil { break }
        steps -= 1
        var ending: Int32 = 0
        if waitpid(child, &ending, WNOHANG) == child { status = ending }
      }
      guard ready > 0 else { continue }
      let count = chunk.withUnsafeMutableBytes { takeBytes(descriptor, $0.baseAddress, $0.count) }
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    return (bytes, status)
  }
}

// A name of its own, since SecretCommand.read shadows the C function.
private func takeBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
