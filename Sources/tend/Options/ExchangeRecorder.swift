import ArgumentParser
import HTTP
import Records
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where exchanges with systems are kept, if anywhere.
struct RecordingOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Keep every request and answer in this file, a JSON object a line. It holds customers' data; secrets are masked.",
      valueName: "file"))
  var record: String?

  func recorder() throws(Diagnostic) -> ExchangeRecorder? {
    guard let record else { return nil }
    return try ExchangeRecorder(Paths.absolute(record))
  }
}

/// Keeps exchanges with systems in a file that only its owner may read, a JSON object a line.
final class ExchangeRecorder: Sendable {
  private let descriptor: Int32
  private let path: String
  /// What went wrong first.
  private let trouble = Mutex<Int32?>(nil)

  /// Begins a new file.
  init(_ path: String) throws(Diagnostic) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    // A file that was there may have been open to others.
    guard descriptor >= 0, fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0 else {
      throw Self.problem(errno, path)
    }
  }

  private static func problem(_ number: Int32, _ path: String) -> Diagnostic {
    Diagnostic(
      .system, code: "system.file", "The file can't be written", reason: String(cString: strerror(number)) + ".",
      hints: ["Check the path, its owner and the space on the disk"], location: path)
  }

  /// Says whether everything was kept.
  ///
  /// - Throws: `system.file` where an exchange is missing.
  func finish() throws(Diagnostic) {
    if let number = trouble.withLock({ $0 }) { throw Self.problem(number, path) }
  }

  deinit { close(descriptor) }

  /// Adds an exchange.
  func keep(_ exchange: RecordedExchange) {
    let line = CanonicalJSON.bytes(exchange.json) + [UInt8(ascii: "\n")]
    trouble.withLock { trouble in
      var rest = line[...]
      // After a piece of a line nothing more may follow.
      while trouble == nil, !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else {
          trouble = errno
          return
        }
        rest = rest.dropFirst(count)
      }
    }
  }
}
