import Foundation
import Testing

/// Whole sessions with the served sample shop: connecting, reading, reading again, and what people read when it fails.
@Suite struct SystemsTests {
  /// The served shop, a process of its own that ends with this value.
  final class Served {
    let process = Process()
    let url: String
    /// Its output names the secrets that it takes.
    private let elsewhere: Folder

    init(in folder: Folder, _ arguments: [String] = ["--at", "2026-10-15T03:00:00Z"]) async throws {
      elsewhere = try Folder()
      let output = elsewhere.root.appending(path: "served.json")
      try Data().write(to: output)
      process.executableURL = URL(filePath: Program.built.path)
      process.arguments = ["sandbox", "serve", "--port", "0", "--json"] + arguments
      process.environment = Program.environment(in: folder)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = FileHandle.nullDevice
      try process.run()
      var told: [String: Any]?
      while told == nil, process.isRunning {
        try await Task.sleep(for: .milliseconds(20))
        told = try? JSONSerialization.jsonObject(with: Data(contentsOf: output)) as? [String: Any]
      }
      url = try #require(told?["url"] as? String)
    }

    deinit { process.terminate() }
  }

  private static let at = ["--at", "2026-10-15T03:00:00Z"]
  private static let clientSecret = "shpss_sandbox_0123456789abcdef"

  private func workspace() throws -> Folder {
    let folder = try Folder()
    let made = try Program.built.run(["init", "--yes", "--zone", "America/New_York", "--owner", "Maya"], in: folder)
    #expect(made.code == 0, "\(made.errors)")
    return folder
  }

  private func connectShopify(_ served: Served, in folder: Folder, secret: String = clientSecret) throws
    -> Program.Outcome
  {
    try Program.built.run(
      [
        "connect", "shopify", "--set", "shop=larkspur.myshopify.com", "--address", served.url + "shopify", "--stdin",
      ], in: folder, input: "1\nsandbox-app\n\(secret)\n")
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `a shop is connected, read, and read again without a change`() async throws {
    let folder = try workspace()
    let served = try await Served(in: folder)
    let connected = try connectShopify(served, in: folder)
    #expect(connected.code == 0, "\(connected.output)\(connected.errors)")
    #expect(connected.output.contains("Grant these in Shopify, and nothing else:"))
    #expect(connected.output.contains("shopify: Shop: Larkspur & Pine"))
    #expect(connected.output.contains("shop reads exported files, and there is none"))
    #expect(try folder.text("tend.yml").contains("    shop: \"larkspur.myshopify.com\"\n"))

    let dry = try json(Program.built.run(["run", "--dry-run", "--json"] + Self.at, in: folder).output)
    #expect(dry["dry_run"] as? Bool == true)
    #expect(try #require(dry["changes"] as? Int) > 1000)
    #expect(!folder.has("data/records") && !folder.has("site/index.html") && !folder.has(".tend/dry-run.sqlite"))

    let first = try json(Program.built.run(["run", "--json", "--quiet"] + Self.at, in: folder).output)
    let streams = try #require(first["streams"] as? [String: [String: Any]])
    for name in ["orders", "customers", "shipments", "refunds", "checkouts", "leads", "disputes"] {
      #expect(streams["shopify/\(name)"]?["verdict"] as? String == "complete", "\(name)")
    }
    #expect(try #require(streams["shopify/orders"]?["created"] as? Int) > 1000)
    // The folder that init prepared is empty; what the shop itself says of refunds counts all the same.
    let found = try Program.built.run(["exceptions", "list", "--rule", "refund_requested", "--json"], in: folder)
    #expect(found.output.contains("\"subject\": \"shopify:refund:"))

    let asked = try #require(first["requests"] as? [String: [String: Any]])
    #expect(Array(asked.keys) == ["shopify"] && (asked["shopify"]?["sent"] as? Int ?? 0) > 10)
    let receipts = try #require(FileManager.default.enumerator(atPath: folder.path + "/site/runs"))
    let pages = receipts.compactMap { $0 as? String }.filter { $0.hasSuffix(".html") }
    #expect(try pages.contains { try folder.text("site/runs/\($0)").contains("Sent requests to systems") })

    let second = try Program.built.run(["run", "--json", "--log-level", "debug"] + Self.at, in: folder)
    #expect(second.code == 0, "\(second.errors)")
    let again = try json(second.output)
    #expect(again["changes"] as? Int == 0)
    #expect((again["opened"] as? [String] ?? []).isEmpty)
    #expect(second.errors.contains("POST \(served.url)shopify/admin/api/2026-07/graphql.json: 200"))
    let lines = second.errors.split(separator: "\n").count { $0.contains("POST \(served.url)shopify") }
    #expect((again["requests"] as? [String: [String: Any]])?["shopify"]?["sent"] as? Int == lines)
    #expect(!second.errors.contains(Self.clientSecret) && !second.errors.contains("shpat_"))
    try expectNoSecret(in: folder)

    // A quiet run commits its receipt alone, and what has nothing new to tell does not grow old.
    let quarter = try Program.built.run(["run", "--json", "--at", "2026-10-15T03:15:00Z"], in: folder)
    #expect(quarter.code == 0, "\(quarter.errors)")
    let quiet = try committed(in: folder)
    #expect(quiet.allSatisfy { $0.hasPrefix("runs/") }, "\(quiet)")
    let later = try Program.built.run(["run", "--json", "--at", "2026-10-16T19:00:00Z"], in: folder)
    #expect(later.code == 0, "\(later.errors)")
    #expect(try committed(in: folder).contains("sources/shopify.json"))
    let stale = try Program.built.run(["exceptions", "list", "--rule", "stream_stale", "--json"], in: folder)
    #expect(!stale.output.contains("shopify/"), "\(stale.output)")
  }

  /// The files of the last commit.
  private func committed(in folder: Folder) throws -> [String] {
    try Program(path: "/usr/bin/env").run(
      ["git", "-C", "data", "show", "--name-only", "--format=", "HEAD"], in: folder
    )
    .output.split(separator: "\n").map(String.init)
  }

  /// No secret stands anywhere but where secrets are kept.
  private func expectNoSecret(in folder: Folder) throws {
    let secrets = [Data(Self.clientSecret.utf8), Data("shpat_sandbox_0123456789abcdef".utf8)]
    var looked = 0
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
    for case let name as String in files where !name.hasPrefix(".tend/credentials") {
      guard let bytes = FileManager.default.contents(atPath: folder.path + "/" + name) else { continue }
      looked += 1
      for secret in secrets { #expect(bytes.range(of: secret) == nil, "\(name)") }
    }
    #expect(looked > 50)
    let kept = folder.path + "/.tend/credentials/shopify.json"
    #expect(try FileManager.default.attributesOfItem(atPath: kept)[.posixPermissions] as? Int == 0o600)
  }

  @Test func `a wrong secret says to connect again, and the next run goes on`() async throws {
    let folder = try workspace()
    let served = try await Served(in: folder)
    let connected = try connectShopify(served, in: folder, secret: "wrong")
    #expect(connected.code == 8)
    #expect(
      connected.output.contains("problem  shopify") && connected.output.contains("is not let in"),
      "\(connected.output)")
    #expect(connected.output.contains("then: tend connect shopify") && !connected.output.contains("any more"))
    let failed = try Program.built.run(["run", "--json"] + Self.at, in: folder)
    #expect(failed.code == 4)
    let troubles = try #require(try json(failed.output)["troubles"] as? [[String: Any]])
    #expect(Set(troubles.compactMap { $0["code"] as? String }) == ["credential.ended"])
    #expect(!failed.output.contains("sandbox-app"))
    let mended = try Program.built.run(
      ["sync", "--json"] + Self.at, in: folder, environment: ["TEND_SHOPIFY_CLIENT_SECRET": Self.clientSecret])
    #expect(mended.code == 0, "\(mended.errors)")
  }

  @Test func `somebody agrees in a browser, and the books are read`() async throws {
    let folder = try workspace()
    let served = try await Served(in: folder)
    let connecting = Process()
    let errors = folder.root.appending(path: "connecting.txt")
    let answers = folder.root.appending(path: "answers.txt")
    try Data().write(to: errors)
    try Data("sandbox-app\nsandbox-app-secret\n".utf8).write(to: answers)
    connecting.executableURL = URL(filePath: Program.built.path)
    connecting.arguments = [
      "connect", "books", "--system", "quickbooks", "--set", "company=9130357992221046", "--address",
      served.url + "quickbooks", "--stdin",
    ]
    connecting.currentDirectoryURL = folder.root
    connecting.environment = Program.environment(in: folder)
    connecting.standardInput = try FileHandle(forReadingFrom: answers)
    connecting.standardOutput = FileHandle.nullDevice
    connecting.standardError = try FileHandle(forWritingTo: errors)
    try connecting.run()
    var address: String?
    while address == nil, connecting.isRunning {
      try await Task.sleep(for: .milliseconds(20))
      let text = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
      address = text.split(separator: "\n").map { $0.drop { $0 == " " } }.first { $0.hasPrefix("http") }.map(
        String.init)
    }
    // What a browser does: opens the page and goes where it is sent.
    let sent = try await Self.get(try #require(address))
    let target = try #require(sent.split(separator: "\r\n").first { $0.lowercased().hasPrefix("location: ") })
    #expect(try await Self.get(String(target.dropFirst("location: ".count))).contains("You can close this page"))
    connecting.waitUntilExit()
    #expect(connecting.terminationStatus == 0)
    #expect(String(decoding: try Data(contentsOf: errors), as: UTF8.self).contains("Stop with Ctrl-C."))
    #expect(try folder.text(".tend/credentials/books.json").contains("sandbox-refresh-1"))

    let run = try Program.built.run(["run", "--json"] + Self.at, in: folder)
    let streams = try #require(try json(run.output)["streams"] as? [String: [String: Any]])
    #expect(streams["books/invoices"]?["verdict"] as? String == "complete")
    #expect(try folder.text("data/sources/books.json").contains("\"access_ends\""))
  }

  private static func get(_ address: String) async throws -> String {
    let parts = try #require(URLComponents(string: address))
    let port = UInt16(try #require(parts.port))
    let target = parts.percentEncodedPath + "?" + (parts.percentEncodedQuery ?? "")
    return try await PreviewTests.request(
      "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n", port)
  }

  @Test func `what is unknown, or needs no connecting, is not connected`() async throws {
    let folder = try workspace()
    let unknown = try Program.built.run(["connect", "shopfy"], in: folder)
    #expect(unknown.code == 2 && unknown.errors.contains("Did you mean shopify?"))
    let files = try Program.built.run(["connect", "shop"], in: folder)
    #expect(files.code == 2 && files.errors.contains("needs no connecting"))
    let asked = try Program.built.run(["connect", "bigcommerce"], in: folder)
    #expect(asked.code == 2 && asked.errors.contains("[connect.needs-answers]"))
    #expect(!(try folder.text("tend.yml").contains("bigcommerce")))
  }

  @Test func `a connection is added once its secrets are there`() throws {
    let folder = try workspace()
    let before = try folder.text("tend.yml")
    let shopify = ["connect", "shopify", "--set", "shop=larkspur.myshopify.com", "--stdin"]
    let refused: [([String], input: String, code: String, exit: Int32)] = [
      (shopify, "7\n", "connect.choice", 2), (shopify, "1\nsandbox-app\n", "connect.needs-answers", 2),
      (shopify + ["--from", "word=true"], "1\n", "connect.secret", 2),
      (["connect", "shipstation", "--set", "version=3", "--stdin"], "key\n", "config.value", 3),
    ]
    for (arguments, input, code, exit) in refused {
      let outcome = try Program.built.run(arguments, in: folder, input: input)
      outcome.expectFailure(code, exit: exit)
      #expect(try folder.text("tend.yml") == before)
    }
  }

  @Test func `a wrong address is looked for where it stands`() throws {
    let folder = try workspace()
    let outcome = try Program.built.run(
      ["connect", "bigcommerce", "--set", "store_hash=abc123", "--address", "http://127.0.0.1:1/", "--stdin"],
      in: folder, input: "token\n")
    #expect(outcome.code == 8)
    #expect(outcome.output.contains("problem  bigcommerce, GET http://127.0.0.1:1/"), "\(outcome.output)")
    #expect(outcome.output.contains("To mend: Look whether `address` in tend.yml is right"), "\(outcome.output)")
    let run = try Program.built.run(["run"] + Self.at, in: folder)
    #expect(run.code == 4)
    #expect(run.errors.contains("warning: bigcommerce: The system can't be reached"), "\(run.errors)")
  }

  @Test func `a secret that is not typed to its end leaves the terminal as it was`() async throws {
    let folder = try workspace()
    var (terminal, side): (Int32, Int32) = (0, 0)
    try #require(openpty(&terminal, &side, nil, nil, nil) == 0)
    defer { for descriptor in [terminal, side] { close(descriptor) } }
    func echoes() -> Bool {
      var settings = termios()
      return tcgetattr(side, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }
    #expect(echoes())
    let connecting = Process()
    connecting.executableURL = URL(filePath: Program.built.path)
    connecting.arguments = ["connect", "shipstation"]
    connecting.currentDirectoryURL = folder.root
    connecting.environment = Program.environment(in: folder)
    connecting.standardInput = FileHandle(fileDescriptor: side)
    connecting.standardOutput = FileHandle.nullDevice
    connecting.standardError = FileHandle.nullDevice
    try connecting.run()
    while echoes(), connecting.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    #expect(!echoes())
    connecting.interrupt()
    connecting.waitUntilExit()
    #expect(connecting.terminationStatus == 130)
    #expect(echoes())
  }
}
