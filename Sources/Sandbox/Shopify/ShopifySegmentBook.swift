import Records
import Synchronization

/// The segments of a simulated shop: one that came with it and those that were made.
final class ShopifySegmentBook: Sendable {
  struct Segment: Sendable {
    var number: Int
    var name: String
    var query: String
    var created: Instant
    var edited: Instant
  }

  private static let firstNumber = 501_000_000_001

  private let segments: Mutex<[Segment]>

  init() {
    let start = Instant(seconds: 1_700_000_000)
    segments = Mutex([
      Segment(
        number: Self.firstNumber, name: "Purchased at least once", query: "number_of_orders >= 1", created: start,
        edited: start)
    ])
  }

  func all(at now: Instant) -> [Segment] { segments.withLock { $0.filter { $0.created <= now } } }

  /// Makes one. A name that is taken gets a number behind it, without a word.
  func make(_ name: String, _ query: String, at now: Instant) -> Segment {
    segments.withLock { segments in
      var free = name
      var count = 1
      while segments.contains(where: { sameBytes($0.name, free) }) {
        count += 1
        free = "\(name) (\(count))"
      }
      let segment = Segment(
        number: Self.firstNumber + segments.count, name: free, query: query, created: now, edited: now)
      segments.append(segment)
      return segment
    }
  }

  /// Changes one; nil where there is none of that number.
  func change(_ number: Int, _ name: String?, _ query: String?, at now: Instant) -> Segment? {
    segments.withLock { segments in
      guard let place = segments.firstIndex(where: { $0.number == number }) else { return nil }
      segments[place].name = name ?? segments[place].name
      segments[place].query = query ?? segments[place].query
      segments[place].edited = now
      return segments[place]
    }
  }
}
