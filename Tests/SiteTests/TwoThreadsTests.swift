import Synchronization
import Testing

@testable import Site

@Suite struct TwoThreadsTests {
  @Test func doesEverythingOnceAlsoWhatTurnsUpMeanwhile() {
    for most in [0, 1, 3, 1000] {
      let threads = TwoThreads(most: most)
      let done = Mutex<[Int: Int]>([:])
      for number in 0..<500 {
        threads.take { [threads] in
          done.withLock { $0[number, default: 0] += 1 }
          guard number.isMultiple(of: 7) else { return }
          for more in 1...3 {
            threads.add { done.withLock { $0[1000 * more + number, default: 0] += 1 } }
          }
        }
        if number == 250 { threads.finish() }
      }
      threads.finish()
      let counts = done.withLock { $0 }
      #expect(counts.count == 500 + 3 * 72)
      #expect(counts.values.allSatisfy { $0 == 1 })
      threads.finish()
    }
  }

  @Test func finishWaitsForWhatTheOtherThreadDoes() {
    let threads = TwoThreads()
    for round in 0..<200 {
      let ended = Mutex(0)
      for _ in 0..<4 {
        threads.take {
          for _ in 0..<(round % 5) * 200 { _ = ended.withLock { $0 } }
          ended.withLock { $0 += 1 }
        }
      }
      threads.finish()
      #expect(ended.withLock { $0 } == 4)
    }
  }
}
