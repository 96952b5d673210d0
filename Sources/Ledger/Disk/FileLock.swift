public import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A lock that the kernel keeps: it goes when the process ends, however it ends, so it is never stale.
///
/// The file itself stays and says who held it last, which only serves the message for whoever is refused.
public final class FileLock {
  private var file: Int32

  private init(file: Int32) {
    self.file = file
  }

  deinit { release() }

  /// Takes the lock or refuses at once.
  ///
  /// - Parameters:
  ///   - path: the file to lock; made when missing, in a folder that exists.
  ///   - now: written into the file for others to read.
  /// - Throws: `run.locked` (busy) while another process or another `FileLock` holds it; `system.…` codes.
  public static func tryLock(_ path: String, now: Instant) throws(Diagnostic) -> FileLock {
    let file = try Disk.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
    if Disk.retrying({ Int(flock(file, LOCK_EX | LOCK_NB)) }) != 0 {
      let code = errno
      close(file)
      guard code == EWOULDBLOCK else { throw Trouble.os(code, "lock a file", path) }
      throw busy(path)
    }
    let lock = FileLock(file: file)
    if ftruncate(file, 0) != 0 { throw Trouble.os(errno, "write a file", path) }
    try Disk.write(Array("\(getpid()) \(now)\n".utf8), to: file, path: path)
    return lock
  }

  /// Takes the lock, waiting for it for at most about `patience`; meant for `ledger.lock`, held for moments.
  ///
  /// - Throws: as ``tryLock(_:now:)``, once patience is over.
  public static func lock(_ path: String, now: Instant, patience: Span) throws(Diagnostic) -> FileLock {
    // Counts its own pauses: a library has no clock.
    var pauses = patience.seconds * 50
    while true {
      do throws(Diagnostic) {
        return try tryLock(path, now: now)
      } catch {
        if error.category != .busy || pauses <= 0 { throw error }
      }
      pauses -= 1
      usleep(20_000)
    }
  }

  /// Gives the lock back; again is harmless.
  public func release() {
    guard file >= 0 else { return }
    close(file)
    file = -1
  }

  private static func busy(_ path: String) -> Diagnostic {
    let note = (try? Disk.read(path)).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) } ?? ""
    let parts = note.split(whereSeparator: \.isWhitespace)
    var holder = "another process"
    if parts.count == 2, let process = Int(parts[0]), let since = Instant(parts[1]) {
      holder = "process \(process), since \(since)"
    }
    return Diagnostic(
      .busy, code: "run.locked", "another run is using this workspace: \(holder)",
      hints: ["Wait for it to end; the lock goes with the process, so there is nothing to delete."], location: path)
  }
}
