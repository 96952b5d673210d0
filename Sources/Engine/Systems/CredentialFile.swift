#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import Connectors
internal import HTTP
internal import Ledger
internal import Records

/// The credential of one connection, `.tend/credentials/<connection>.json`, mode 0600.
///
/// A secret stands in the file, or is given by a variable of the environment, which counts first, or by a command that
/// the file names. Only this file and what sends requests ever see one in clear.
struct CredentialFile: CredentialStore {
  let connection: String
  let path: String
  let entry: Entry
  /// The command's clock, for the lock's note.
  let now: Instant
  /// A variable of the environment.
  let environment: @Sendable (String) -> String?

  /// What the file holds.
  struct Content: Equatable {
    var secrets: [String: Secret] = [:]
    /// Commands that print a secret, by its name.
    var commands: [String: String] = [:]
    var tokens: Tokens?
  }

  /// The variable that gives a secret: `TEND_SHOPIFY_TOKEN`.
  func variable(_ secret: String) -> String {
    let letters = "TEND_\(connection)_\(secret)".uppercased()
    return String(letters.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  // MARK: Reading

  func read() async throws(Diagnostic) -> Credential { try await resolved(content()) }

  /// The secrets of the file, with those that variables and commands give.
  private func resolved(_ content: Content) async throws(Diagnostic) -> Credential {
    var credential = Credential(secrets: content.secrets, tokens: content.tokens)
    for name in entry.secrets.joined().map(\.name) {
      if let given = environment(variable(name)), !given.isEmpty {
        credential.secrets[name] = Secret(given)
      } else if let command = content.commands[name] {
        credential.secrets[name] = try await output(of: command, for: name)
      }
      if let secret = credential.secrets[name], !isPlain(secret) { throw malformed(name) }
    }
    return credential
  }

  /// Whether it is one line, as every system's secrets are.
  private func isPlain(_ secret: Secret) -> Bool {
    secret.reveal().utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  private func malformed(_ name: String) -> Diagnostic {
    Diagnostic(
      .configuration, code: "credential.malformed", "The \(name) of \(connection) can't be right",
      reason: "There is a line break or another sign in it that no system's secrets have.",
      hints: [
        "Look what \(variable(name)) holds, or what its command prints, if there is one",
        "Connect it again: tend connect \(connection)",
      ], location: path)
  }

  /// What the file holds; nothing where there is none.
  func content() throws(Diagnostic) -> Content {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw Diagnostic(
        .configuration, code: "credential.no-file", "The credentials of \(connection) are not in a file",
        reason: "In its place is a folder, a link or something else.",
        hints: ["Take it away, then connect again: tend connect \(connection)"], location: path)
    }
    if status.st_mode & 0o077 != 0 {
      throw Diagnostic(
        .configuration, code: "credential.too-open", "The credentials of \(connection) can be read by others",
        reason: "Only you may read the file.",
        hints: ["Close it: chmod 600 \(path)", "If others use this machine, replace the secrets at the system"],
        location: path)
    }
    guard let bytes = try Files.read(path) else { return Content() }
    guard let json = try? JSONReader.object(bytes), let content = Content(json) else {
      throw Diagnostic(
        .configuration, code: "credential.unreadable", "The credentials of \(connection) can't be read",
        reason: "The file was edited by hand or damaged.",
        hints: ["Connect it again: tend connect \(connection)"], location: path)
    }
    return content
  }

  private func output(of command: String, for name: String) async throws(Diagnostic) -> Secret {
    let command = SecretCommand(text: command)
    let ending = await command.run()
    if case .printed(let bytes) = ending, !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) {
      return Secret(text)
    }
    let reason =
      switch ending {
      case .printed: "It printed nothing."
      case .failed(let status): "It ended with \(status)."
      case .tookTooLong: "It had not ended after \(command.patience.components.seconds) seconds."
      case .notStarted(let number): String(cString: strerror(number)) + "."
      }
    throw Diagnostic(
      .configuration, code: "credential.command", "The command for the \(name) of \(connection) gave nothing",
      reason: reason,
      hints: [
        "Try it in a terminal; it is named in \(path)", "Where nobody is there to answer, it may not ask anything",
      ],
      location: path)
  }

  // MARK: Writing

  /// Keeps what somebody gave, in place of what was kept. No run renews it meanwhile.
  func replace(with content: Content) async throws(Diagnostic) {
    let lock = try await ownLock()
    defer { lock.release() }
    try write(content)
  }

  /// Keeps the tokens of a consent. No run renews others meanwhile.
  func keep(_ tokens: Tokens) async throws(Diagnostic) {
    let lock = try await ownLock()
    defer { lock.release() }
    var content = try content()
    content.tokens = tokens
    try write(content)
  }

  private func ownLock() async throws(Diagnostic) -> FileLock {
    do throws(RenewalError) {
      return try await lock()
    } catch {
      switch error {
      case .request(let problem): throw problem.diagnostic
      case .storage(let problem): throw problem
      }
    }
  }

  /// Writes the file, for who has the lock.
  func write(_ content: Content) throws(Diagnostic) {
    if let slash = path.lastIndex(of: "/") { try Files.makeFolder(String(path[..<slash]), mode: 0o700) }
    try Files.write(CanonicalJSON.bytes(content.json) + [0x0A], to: path, mode: 0o600)
  }

  func renew(
    _ ask: @Sendable (Credential) async throws(RenewalError) -> Tokens?
  ) async throws(RenewalError) -> Credential {
    let lock = try await lock()
    defer { lock.release() }
    var kept = try stored { () throws(Diagnostic) in try self.content() }
    var credential = try await stored { () async throws(Diagnostic) in try await resolved(kept) }
    guard let tokens = try await ask(credential) else { return credential }
    kept.tokens = tokens
    credential.tokens = tokens
    let renewed = kept
    try stored { () throws(Diagnostic) in try write(renewed) }
    return credential
  }

  /// Waits for the lock without holding a thread: whoever has it may need one to go on.
  private func lock() async throws(RenewalError) -> FileLock {
    try stored { () throws(Diagnostic) in
      if let slash = path.lastIndex(of: "/") { try Files.makeFolder(String(path[..<slash]), mode: 0o700) }
    }
    var pauses = 3000
    while true {
      do throws(Diagnostic) {
        return try FileLock.tryLock(path + ".lock", now: now)
      } catch {
        guard error.category == .busy, pauses > 0 else { throw .storage(error) }
      }
      pauses -= 1
      do { try await Task.sleep(for: .milliseconds(20)) } catch { throw .request(HTTPError(.cancelled)) }
    }
  }

  private func stored<Value>(_ body: () throws(Diagnostic) -> Value) throws(RenewalError) -> Value {
    do throws(Diagnostic) { return try body() } catch { throw .storage(error) }
  }

  private func stored<Value>(
    _ body: () async throws(Diagnostic) -> Value
  ) async throws(RenewalError) -> Value {
    do throws(Diagnostic) { return try await body() } catch { throw .storage(error) }
  }
}

extension CredentialFile.Content {
  init?(_ json: JSONObject) {
    guard json["version"]?.integer == 1 else { return nil }
    for member in json["secrets"]?.object?.members ?? [] {
      guard let text = member.value.string else { return nil }
      secrets[member.key] = Secret(text)
    }
    for member in json["commands"]?.object?.members ?? [] {
      guard let text = member.value.string else { return nil }
      commands[member.key] = text
    }
    guard let given = json["tokens"]?.object else { return }
    guard let access = given["access"]?.string else { return nil }
    tokens = Tokens(
      access: Secret(access), expires: given["expires"]?.instant, refresh: given["refresh"]?.string.map { Secret($0) },
      refreshExpires: given["refresh_expires"]?.instant)
  }

  /// The one place where secrets are written down.
  var json: JSONObject {
    var json: JSONObject = ["version": 1]
    if !secrets.isEmpty { json["secrets"] = .object(JSONObject(secrets.map { ($0, .string($1.reveal())) })) }
    if !commands.isEmpty { json["commands"] = .object(JSONObject(commands.map { ($0, .string($1)) })) }
    guard let tokens else { return json }
    var given: JSONObject = ["access": .string(tokens.access.reveal())]
    given["expires"] = tokens.expires.map { .string($0.description) }
    given["refresh"] = tokens.refresh.map { .string($0.reveal()) }
    given["refresh_expires"] = tokens.refreshExpires.map { .string($0.description) }
    json["tokens"] = .object(given)
    return json
  }
}
