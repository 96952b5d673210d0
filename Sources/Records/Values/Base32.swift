/// Crockford's base32: no I, L, O, U, so that an id can be read aloud.
public enum Base32 {
  private static let upper = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
  private static let lower = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// The first `length` characters of the encoding of `bytes`, 5 bits each, most significant first, in upper case.
  public static func text(_ bytes: some Sequence<UInt8>, length: Int) -> String {
    text(bytes, length, upper)
  }

  /// The same in lower case.
  public static func lowercaseText(_ bytes: some Sequence<UInt8>, length: Int) -> String {
    text(bytes, length, lower)
  }

  private static func text(_ bytes: some Sequence<UInt8>, _ length: Int, _ alphabet: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: length) { out in
      // Writes below `length`, which is the capacity that was asked for.
      var count = 0
      var buffer: UInt32 = 0
      var bits = 0
      for byte in bytes {
        buffer = (buffer << 8 | UInt32(byte)) & 0xFFFF
        bits += 8
        while bits >= 5, count < length {
          bits -= 5
          out[count] = alphabet[Int(buffer >> UInt32(bits)) & 31]
          count += 1
        }
        if count == length { break }
      }
      return count
    }
  }
}
