/// Crockford's base32, upper case: no I, L, O, U, so that an id can be read aloud.
public enum Base32 {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// The first `length` characters of the encoding of `bytes`, 5 bits each, most significant first.
  public static func text(_ bytes: some Sequence<UInt8>, length: Int) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(length)
    var buffer: UInt32 = 0
    var bits = 0
    for byte in bytes {
      buffer = (buffer << 8 | UInt32(byte)) & 0xFFFF
      bits += 8
      while bits >= 5, out.count < length {
        bits -= 5
        out.append(alphabet[Int(buffer >> UInt32(bits)) & 31])
      }
      if out.count == length { break }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
