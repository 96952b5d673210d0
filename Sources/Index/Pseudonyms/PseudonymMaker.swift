import Crypto
public import Records

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Makes pseudonyms and seals with the workspace key. Printing it shows the fingerprint of the key only.
///
/// A pseudonym is a letter, a dot and the first 130 bits of an HMAC-SHA256 in Crockford's base32, in lower case so that
/// it can't be taken for an exception's id and is safe in paths of file systems that fold case.
public struct PseudonymMaker: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The number of bytes in a workspace key.
  public static let keyLength = 32

  private let key: SymmetricKey
  /// The HMAC with the key already in it: keying it costs as much as a short message.
  private let keyed: HMAC<SHA256>
  /// 16 characters that tell one key from another and give nothing of it away; kept in `ledger.json`.
  public let fingerprint: String

  /// A maker with the workspace key.
  ///
  /// - Throws: a diagnostic `key.unusable` when it is not ``keyLength`` bytes, or all of its bytes are the same.
  public init(key bytes: [UInt8]) throws(Diagnostic) {
    guard bytes.count == PseudonymMaker.keyLength, Set(bytes).count > 1 else {
      throw Diagnostic(
        .system, code: "key.unusable", "The workspace key is not usable",
        reason:
          "A key has \(PseudonymMaker.keyLength) random bytes; this one has \(bytes.count), or they are all alike.",
        hints: ["Restore .tend/key from the recovery kit."])
    }
    key = SymmetricKey(data: bytes)
    keyed = HMAC(key: key)
    fingerprint = PseudonymMaker.text(Array("fingerprint".utf8), keyed: keyed, length: 16)
  }

  /// A new key made of `random`, which must come from the system's secure generator.
  ///
  /// - Throws: a diagnostic `key.unusable` when there are fewer than ``keyLength`` bytes, or all are the same.
  public static func makeKey(random: [UInt8]) throws(Diagnostic) -> [UInt8] {
    let key = Array(random.prefix(keyLength))
    _ = try PseudonymMaker(key: key)
    return key
  }

  /// The pseudonym of a normalised e-mail address.
  public func email(_ address: String) -> String { "e." + text("email", [address]) }

  /// The pseudonym of a normalised phone number.
  public func phone(_ number: String) -> String { "p." + text("phone", [number]) }

  /// The pseudonym of a connection's customer.
  public func customer(_ id: String, connection: String) -> String { "s." + text("customer", [connection, id]) }

  /// The pseudonyms of what a connection knows a person by.
  public func pseudonyms(of identifiers: Identifiers, connection: String) -> Pseudonyms {
    Pseudonyms(
      email: identifiers.email.map(email(_:)), phone: identifiers.phone.map(phone(_:)),
      customer: identifiers.customer.map { customer($0, connection: connection) })
  }

  /// The keyed hash of private fields, for a record's `private` member: it changes when one of them does, and without
  /// the key no guess can be checked against it. 26 characters.
  public func seal(personal: [String: String]) -> String {
    var writer = ByteWriter()
    writer.write("private")
    writer.write(personal, order: precedes)
    return PseudonymMaker.text(writer.bytes, keyed: keyed, length: 26)
  }

  /// The keyed hash of a note that staff wrote, by which git knows it. 26 characters.
  public func seal(note: String) -> String { text("note", [note]) }

  /// A stable number below `count` for a text, that nobody without the key can foretell: hold-outs.
  public func bucket(_ text: String, of count: Int) -> Int {
    guard count > 1 else { return 0 }
    let code = HMAC<SHA256>.authenticationCode(for: Array("bucket\0\(text)".utf8), using: key)
    return Int(code.prefix(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % UInt64(count))
  }

  private func text(_ purpose: String, _ parts: [String]) -> String {
    var message = Array(purpose.utf8)
    for part in parts {
      message.append(0)
      message.append(contentsOf: part.utf8)
    }
    return PseudonymMaker.text(message, keyed: keyed, length: 26)
  }

  private static func text(_ message: [UInt8], keyed: HMAC<SHA256>, length: Int) -> String {
    var code = keyed
    code.update(data: message)
    return Base32.lowercaseText(code.finalize(), length: length)
  }

  /// The fingerprint, never the key.
  public var description: String { "PseudonymMaker(\(fingerprint))" }
  /// The fingerprint, never the key.
  public var debugDescription: String { description }
  /// The fingerprint, never the key.
  public var customMirror: Mirror { Mirror(self, children: ["fingerprint": fingerprint]) }
}
