import FoundationEssentials
import Records
import Testing

struct SecretTests {
  private let secret = Secret("shpat_0123456789")

  private struct Holder: Codable {
    var name = "shop"
    var token: Secret
    var more: [Secret]?
  }

  @Test func `prints masked, however it is printed`() {
    let holder = Holder(token: secret, more: [secret])
    var dumped = ""
    dump(secret, to: &dumped)
    dump(holder, to: &dumped)
    dump([secret: secret], to: &dumped)
    let printed = [
      "\(secret)", "\(holder)", "\([secret])", "\(Optional(secret) as Any)", "\((secret, 1))",
      String(describing: secret), String(reflecting: secret), String(reflecting: holder), secret.description,
      secret.debugDescription, "\(Mirror(reflecting: secret).children.map { $0 })",
      "\(Mirror(reflecting: holder).children.map { $0 })", dumped,
    ]
    for text in printed { #expect(!text.contains("shpat"), "\(text.count) characters") }
    #expect("\(secret)" == "***")
  }

  @Test func `encodes masked and decodes as it is`() throws {
    let json = try JSONEncoder().encode(Holder(token: secret))
    #expect(!String(decoding: json, as: UTF8.self).contains("shpat"))
    let decoded = try JSONDecoder().decode(Holder.self, from: Data(#"{"name":"x","token":"abc"}"#.utf8))
    #expect(decoded.token.reveal() == "abc")
  }

  @Test func `gives the text to who asks for it`() {
    #expect(secret.reveal() == "shpat_0123456789")
    #expect(secret == Secret("shpat_0123456789"))
    #expect(secret != Secret("other"))
    #expect(Secret("").isEmpty)
  }
}
