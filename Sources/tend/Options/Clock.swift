import Records

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The clocks of the machine. Everything below the command line gets its time passed in.
enum Clock {
  /// The time of day.
  static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(seconds: Int64(time.tv_sec))
  }

  /// Milliseconds from a fixed start, for durations.
  static var milliseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
  }
}
