/// Finds what someone probably meant.
public enum Suggestion {
  /// The candidate nearest to `word`; nil when none is near.
  public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let wanted = normalised(word)
    let limit = max(1, min(3, wanted.count / 3))
    var best: (distance: Int, word: String)?
    for candidate in candidates {
      let letters = normalised(candidate)
      guard abs(letters.count - wanted.count) <= limit else { continue }
      let distance = distance(wanted, letters)
      if distance <= limit, distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    if let best { return best.word }
    let beginnings = candidates.filter { wanted.count >= 4 && normalised($0).starts(with: wanted) }
    return beginnings.count == 1 ? beginnings[0] : nil
  }

  private static func normalised(_ word: String) -> [UInt8] {
    word.lowercased().utf8.prefix(64).map { $0 == UInt8(ascii: "-") || $0 == 0x20 ? UInt8(ascii: "_") : $0 }
  }

  /// How many letters are added, dropped, replaced or swapped with their neighbour (optimal string alignment).
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      for column in 1...right.count {
        let isSame = left[row - 1] == right[column - 1]
        var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          cost = min(cost, beforeLast[column - 2] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
