/// Ids in few bytes, for a cursor: sorted, each by how much it is more than the one before, five bits a character.
enum PackedIDs {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  static func text(_ ids: [UInt64]) -> String {
    var out: [UInt8] = []
    var last: UInt64 = 0
    for id in ids.sorted() {
      var rest = id - last
      last = id
      while rest >= 32 {
        out.append(alphabet[Int(rest % 32) + 32])
        rest /= 32
      }
      out.append(alphabet[Int(rest)])
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The ids of a text; nil for one that ``text(_:)`` did not write.
  static func ids(_ text: String) -> [UInt64]? {
    var ids: [UInt64] = []
    var (last, sum, shift): (UInt64, UInt64, UInt64) = (0, 0, 0)
    for byte in text.utf8 {
      guard let value = alphabet.firstIndex(of: byte), shift < 60 else { return nil }
      sum += UInt64(value % 32) << shift
      shift += 5
      if value >= 32 { continue }
      let (id, isTooLarge) = last.addingReportingOverflow(sum)
      guard !isTooLarge, sum > 0 else { return nil }
      ids.append(id)
      (last, sum, shift) = (id, 0, 0)
    }
    return shift == 0 ? ids : nil
  }
}
