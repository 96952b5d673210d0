import Connectors
import Foundation
import Ledger
import Records
import Synchronization
import Testing

@testable import Engine

/// What `.tend/credentials` holds, and what stands in for it.
@Suite struct CredentialFileTests {
  let folder = FileManager.default.temporaryDirectory.path + "/tend-credential-\(UUID().uuidString)"
  static let entry = Entry.consent(
    Entry.OAuth(authorize: "https://a.example.com", token: "https://a.example.com/token", scope: "read"))

  private func file(_ connection: String = "books", _ variables: [String: String] = [:]) -> CredentialFile {
    CredentialFile(
      connection: connection, path: folder + "/credentials/\(connection).json", entry: Self.entry, now: Play.start,
      environment: { variables[$0] })
  }

  private func mode(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  private func withFolder(_ body: () async throws -> Void) async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body()
  }

  @Test func `what is kept comes back, and only its owner may read it`() async throws {
    try await withFolder {
      let tokens = Tokens(
        access: Secret("a"), expires: Play.start, refresh: Secret("r"), refreshExpires: Play.start + .days(100))
      let content = CredentialFile.Content(
        secrets: ["client_id": Secret("id"), "client_secret": Secret("s\"x\n")], tokens: tokens)
      try file().write(content)
      #expect(try file().content() == content)
      #expect(try mode(file().path) == 0o600)
      #expect(try mode(folder + "/credentials") == 0o700)
    }
  }

  @Test func `nothing kept is no error`() async throws {
    #expect(try await file().read() == Credential())
  }

  @Test func `a file that others may read is refused`() async throws {
    try await withFolder {
      try file().write(CredentialFile.Content(secrets: ["client_id": Secret("id")]))
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file().path)
      #expect(throws: Diagnostic.self) { try file().content() }
      do throws(Diagnostic) { _ = try file().content() } catch {
        #expect(error.code == "credential.too-open")
        #expect(error.hints.first == "Close it: chmod 600 \(file().path)")
      }
    }
  }

  @Test func `a link in its place is refused`() async throws {
    try await withFolder {
      try file("other").write(CredentialFile.Content(secrets: ["client_id": Secret("id")]))
      try FileManager.default.createSymbolicLink(atPath: file().path, withDestinationPath: file("other").path)
      #expect(throws: Diagnostic.self) { try file().content() }
    }
  }

  @Test(arguments: ["", "{", "[]", "{\"version\":2}", "{\"version\":1,\"secrets\":{\"client_id\":7}}"])
  func `a damaged file is told of and its text is not`(_ text: String) async throws {
    try await withFolder {
      try Files.makeFolder(folder + "/credentials", mode: 0o700)
      try Files.write(Array(text.utf8), to: file().path, mode: 0o600)
      do throws(Diagnostic) {
        _ = try file().content()
        Issue.record("it was taken")
      } catch { #expect(error.code == "credential.unreadable") }
    }
  }

  @Test func `a variable counts before what is kept`() async throws {
    try await withFolder {
      try file().write(
        CredentialFile.Content(secrets: ["client_id": Secret("kept"), "client_secret": Secret("kept")]))
      let credential = try await file("books", ["TEND_BOOKS_CLIENT_ID": "given"]).read()
      #expect(credential.secrets == ["client_id": Secret("given"), "client_secret": Secret("kept")])
    }
  }

  @Test func `variables are named after the connection`() {
    #expect(file("shopify").variable("token") == "TEND_SHOPIFY_TOKEN")
    #expect(file("shop-eu").variable("client_id") == "TEND_SHOP_EU_CLIENT_ID")
  }

  @Test func `a command's first output is the secret`() async throws {
    try await withFolder {
      try file().write(CredentialFile.Content(commands: ["client_id": "printf 'from a vault\\n'"]))
      #expect(try await file().read().secrets == ["client_id": Secret("from a vault")])
    }
  }

  @Test(arguments: [
    ("false", "credential.command"), ("true", "credential.command"), ("printf '\\377'", "credential.command"),
    ("printf 'one\ntwo'", "credential.malformed"), ("printf 'a\\033[31m'", "credential.malformed"),
  ])
  func `a command that gives nothing usable is told of`(_ command: String, _ code: String) async throws {
    try await withFolder {
      try file().write(CredentialFile.Content(commands: ["client_id": command]))
      do throws(Diagnostic) {
        _ = try await file().read()
        Issue.record("it was taken")
      } catch { #expect(error.code == code) }
    }
  }

  @Test func `a command that waits for somebody is ended`() async {
    #expect(await SecretCommand(text: "sleep 20 2>&-; echo late", patience: .milliseconds(100)).run() == .tookTooLong)
    #expect(await SecretCommand(text: "exec >&-; sleep 20 2>&-", patience: .milliseconds(100)).run() == .tookTooLong)
    // It prints for ever, and ends where nobody listens any more.
    guard case .failed = await SecretCommand(text: "yes 2>&-").run() else {
      Issue.record("a command that prints for ever was believed")
      return
    }
    #expect(await SecretCommand(text: "sleep 2 & printf secret").run() == .printed(Array("secret".utf8)))
    #expect(await SecretCommand(text: "exit 3").run() == .failed(3))
    #expect(await SecretCommand(text: "kill -9 $$").run() == .failed(137))
    #expect(await SecretCommand(text: "printf 'a\\r\\n'").run() == .printed([0x61]))
  }

  @Test func `a command is not given the secrets of other connections`() async {
    setenv("TEND_OTHER_TOKEN", "secret", 1)
    setenv("VAULT_OF_TESTS", "vault", 1)
    let command = SecretCommand(text: #"printf %s "${TEND_OTHER_TOKEN-none} $VAULT_OF_TESTS""#)
    #expect(await command.run() == .printed(Array("none vault".utf8)))
  }

  @Test func `what somebody types waits for a renewal under way`() async throws {
    let waiting = Mutex<Task<Void, any Error>?>(nil)
    try await withFolder {
      try await file().replace(with: CredentialFile.Content(secrets: ["client_id": Secret("old")]))
      _ = try await file().renew { _ in
        // Somebody connects anew meanwhile; it must not be overwritten by what the renewal read before.
        let typing = Task {
          try await file().replace(with: CredentialFile.Content(secrets: ["client_id": Secret("new")]))
        }
        try? await Task.sleep(for: .milliseconds(50))
        waiting.withLock { $0 = typing }
        return Tokens(access: Secret("t"), expires: nil)
      }
      try await waiting.withLock { $0 }?.value
      #expect(try file().content().secrets == ["client_id": Secret("new")])
    }
  }

  @Test func `renewed tokens are on the disk before they are handed out`() async throws {
    try await withFolder {
      try file().write(
        CredentialFile.Content(secrets: ["client_id": Secret("id")], commands: ["client_secret": "echo s"]))
      let renewed = try await file().renew { kept in
        #expect(kept.secrets["client_secret"] == Secret("s"))
        return Tokens(access: Secret("new"), expires: nil, refresh: Secret("r2"))
      }
      #expect(renewed.tokens?.access == Secret("new"))
      let kept = try file().content()
      #expect(kept.tokens?.refresh == Secret("r2"))
      #expect(kept.secrets == ["client_id": Secret("id")], "what a command gives is not written down")
    }
  }

  @Test func `of two that renew at once the second sees what the first kept`() async throws {
    try await withFolder {
      try file().write(CredentialFile.Content(tokens: Tokens(access: Secret("0"), expires: nil)))
      let file = file()
      let seen = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<8 {
          group.addTask {
            let renewed = try await file.renew { kept in
              let number = Int(Self.text(kept.tokens?.access)) ?? -1
              await Task.yield()
              return Tokens(access: Secret("\(number + 1)"), expires: nil)
            }
            return Self.text(renewed.tokens?.access)
          }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(seen == Set((1...8).map(String.init)))
    }
  }

  @Test func `a renewal that was killed leaves the old tokens`() async throws {
    try await withFolder {
      let old = CredentialFile.Content(tokens: Tokens(access: Secret("old"), expires: nil, refresh: Secret("r")))
      try file().write(old)
      // What a kill between writing and renaming leaves.
      try Files.write(Array("{\"version\":1,\"tok".utf8), to: file().path + ".tmp", mode: 0o600)
      #expect(try file().content() == old)
      _ = try await file().renew { _ in Tokens(access: Secret("new"), expires: nil, refresh: Secret("r2")) }
      #expect(try file().content().tokens?.refresh == Secret("r2"))
    }
  }

  private static func text(_ secret: Secret?) -> String { secret?.reveal() ?? "" }
}
