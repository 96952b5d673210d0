import Records

extension Identifiers {
  /// The same as the initialiser of texts makes; plain ASCII addresses, which nearly all are, take a short way.
  init(email: ArraySlice<UInt8>, phone: String?, customer: String?) {
    self.init(phone: phone)
    self.customer = customer.flatMap { $0.isEmpty ? nil : $0 }
    if email.isEmpty { return }
    self.email = Self.plain(email) ?? Identifiers.normalised(email: String(decoding: email, as: UTF8.self))
  }

  /// The address in lower case; nil when it is not plain ASCII without blanks and with one `@` inside.
  private static func plain(_ email: ArraySlice<UInt8>) -> String? {
    var ats = 0
    for byte in email {
      guard byte > 0x20, byte < 0x7F else { return nil }
      if byte == UInt8(ascii: "@") { ats += 1 }
    }
    guard ats == 1, email.first != UInt8(ascii: "@"), email.last != UInt8(ascii: "@") else { return nil }
    return String(unsafeUninitializedCapacity: email.count) { out in
      // As many bytes of ASCII are written as there is room for.
      for (place, byte) in email.enumerated() { out[place] = (65...90).contains(byte) ? byte | 0x20 : byte }
      return email.count
    }
  }
}
