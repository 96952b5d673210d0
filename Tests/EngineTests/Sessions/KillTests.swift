import Foundation
import Records
import Testing

@testable import Engine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Real runs of the real program, killed without warning.
@Suite(.serialized) struct KillTests {
  private static let days = 10
  private static let killsADay = 11

  @Test(.enabled(if: Programs.tend != nil, "The program tend is not built"))
  func endsTheSameAfterAHundredKillsAtRandomMoments() async throws {
    let program = try #require(Programs.tend)
    let undisturbed = try Play(SessionConfiguration.sampleShop())
    let killed = try Play(SessionConfiguration.sampleShop())
    var random = SeededGenerator(7)
    var kills = 0
    for day in 1...Self.days {
      try undisturbed.deliver(day)
      try killed.deliver(day)
      let clock = ContinuousClock()
      let start = clock.now
      let plain = try finish(program, undisturbed, day)
      let length = start.duration(to: clock.now)
      #expect(plain.code == 0 || plain.code == 4, "\(plain.output)")
      var (struck, tries) = (0, 0)
      while struck < Self.killsADay, tries < 80 {
        tries += 1
        let share = Double.random(in: 0..<1.05, using: &random)
        guard try strike(program, killed, day, after: length * share) else { continue }
        struck += 1
        kills += 1
        #expect(try headIsReadable(killed))
        if kills % 5 == 0 {
          #expect(try killed.git("fsck", "--full", "--strict", "--no-dangling", "--no-progress").code == 0)
        }
      }
      let end = try finish(program, killed, day)
      #expect(end.code == plain.code, "\(end.output)")
      #expect(try killed.complaints() == "")
      #expect(try killed.state() == undisturbed.state(), "day \(day)")
    }
    #expect(kills >= 100)
    let (pages, others) = (try undisturbed.files("site"), try killed.files("site"))
    let same = pages.filter { !Self.printsRuns($0.key) }
    #expect(Set(same.keys) == Set(others.keys.filter { !Self.printsRuns($0) }))
    for (path, bytes) in same { #expect(others[path] == bytes, "\(path)") }
  }

  private static func printsRuns(_ path: String) -> Bool {
    path.hasPrefix("runs") || path.hasPrefix("systems") || path == "index.html"
  }

  private func process(_ program: String, _ play: Play, _ day: Int) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["run", "--quiet", "--workspace", play.folder, "--at", Play.evening(day).description]
    process.environment = ["TEND_RESOURCES": Play.project, "HOME": play.folder, "PATH": "/usr/bin:/bin"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  private func finish(_ program: String, _ play: Play, _ day: Int) throws -> (code: Int32, output: String) {
    try Programs.run(
      [program, "run", "--workspace", play.folder, "--at", Play.evening(day).description],
      environment: ["TEND_RESOURCES": Play.project, "HOME": play.folder, "PATH": "/usr/bin:/bin"])
  }

  /// Starts a run and kills it; whether it was still running.
  private func strike(_ program: String, _ play: Play, _ day: Int, after delay: Duration) throws -> Bool {
    let process = process(program, play, day)
    try process.run()
    let (seconds, attoseconds) = delay.components
    usleep(UInt32(seconds) * 1_000_000 + UInt32(attoseconds / 1_000_000_000_000))
    // A process of this test's own that has ended and is not waited for yet takes the signal and stays what it is.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }

  private func headIsReadable(_ play: Play) throws -> Bool {
    if try play.git("rev-parse", "--verify", "-q", "HEAD").code != 0 {
      // Nothing was committed yet.
      return try play.git("rev-list", "--all").output.isEmpty
    }
    return try play.git("ls-tree", "-r", "HEAD").code == 0
  }
}
