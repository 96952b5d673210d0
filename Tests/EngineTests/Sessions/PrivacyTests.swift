import Foundation
import Index
import Records
import ShopFiles
import Testing

@testable import Engine
@testable import Sandbox

/// Nothing personal of the sample shop is in any object of the repository, and nothing of a person forgotten anywhere.
@Suite(.serialized) struct PrivacyTests {
  private static let days = 20

  /// What the sample shop knows of people: whole names, addresses, numbers and everything written in free text.
  private static func personal(of shop: SampleShop) -> Set<String> {
    var texts: Set<String> = []
    for customer in shop.customers {
      texts.formUnion(["\(customer.first) \(customer.last)", customer.email, customer.phone, customer.note])
    }
    for ticket in shop.tickets { texts.insert(ticket.first.subject) }
    for deal in shop.deals { texts.formUnion([deal.first.name, deal.first.contact]) }
    for order in shop.orders { texts.insert(order.first.note) }
    for invoice in shop.invoices { texts.formUnion([invoice.first.memo]) }
    // Shorter ones are words that stand everywhere.
    return texts.filter { $0.utf8.count >= 8 }
  }

  /// Every object of the repository: blobs, names in trees, commit messages.
  private func objects(_ play: Play) throws -> String {
    let dump = play.folder + "/objects"
    let git = "git -c safe.directory='*' -C '\(play.workspace.data)' cat-file --batch-all-objects --batch"
    #expect(try shell("\(git) > '\(dump)'", play).code == 0)
    return dump
  }

  /// Every byte of the private folder and of the site.
  private func derived(_ play: Play) throws -> String {
    let dump = play.folder + "/derived"
    let found = "find '\(play.workspace.privateFolder)' '\(play.workspace.site)' -type f -print0"
    #expect(try shell("\(found) | xargs -0 cat > '\(dump)'", play).code == 0)
    return dump
  }

  /// Those of the texts that stand in a file.
  private func found(_ texts: Set<String>, in file: String, _ play: Play) throws -> Set<String> {
    let list = play.folder + "/texts"
    try Files.write(Array(texts.sorted().joined(separator: "\n").utf8 + [10]), to: list)
    let result = try shell("LC_ALL=C grep -a -i -o -F -f '\(list)' '\(file)' | sort -u", play)
    return Set(result.output.split(separator: "\n").map(String.init))
  }

  private func expectNone(of texts: Set<String>, in file: String, _ play: Play) throws {
    let left = try found(texts, in: file, play)
    #expect(left == [], "\(left.sorted().joined(separator: " · "))")
  }

  private func shell(_ command: String, _ play: Play) throws -> (code: Int32, output: String) {
    try Programs.run(
      ["/bin/sh", "-c", command], environment: ["HOME": play.folder, "PATH": "/usr/local/bin:/usr/bin:/bin"])
  }

  @Test func keepsEverythingPersonalOutOfEveryObject() async throws {
    let play = try Play(SessionConfiguration.sampleShop(names: "full"))
    try await play.play(1...Self.days)
    let open = try play.exceptions([.open]).sorted { $0.id < $1.id }
    let id = try #require(open.first?.id)
    _ = try play.tend(Play.evening(Self.days) + .hours(1)).edit(
      id, .note("Rang Wilhelmina, wants a call back"), by: "maya")
    let texts = Self.personal(of: .committed)
    #expect(texts.count > 400)
    // The search finds what is there: the exports hold these texts, and the objects hold what is public.
    #expect(try shell("cat '\(play.folder)'/imports/*/*.csv > '\(play.folder)/exports'", play).code == 0)
    #expect(try found(texts, in: play.folder + "/exports", play).count > 200)
    let dump = try objects(play)
    #expect(try found(["orders_export-*.csv"], in: dump, play).count == 1)
    #expect(try found(texts.union(["Wilhelmina"]), in: dump, play) == [])
  }

  @Test func forgetsTelephoneNumbersThatNobodyElseHas() async throws {
    var orders = OrdersConfiguration()
    orders.parts = ["email: Email", "phone: Phone", "personal: {name: Name}"]
    let play = try Play(orders.text)
    let rows = """
      Id,Placed,Currency,Net,Email,Name,Phone
      1,2026-10-11 09:00:00,USD,10.00,zelda@example.com,Zelda,415-555-0177
      2,2026-10-11 10:00:00,USD,10.00,bo@example.com,Bo,415-555-0188
      3,2026-10-11 11:00:00,USD,10.00,,Zelda,415-555-0177
      4,2026-10-11 12:00:00,USD,10.00,carl@example.com,Carl,415-555-0188

      """
    try play.write(rows, to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    let numbers: Set<String> = ["4155550177", "4155550188"]
    #expect(try found(numbers, in: derived(play), play) == numbers)
    for email in ["zelda@example.com", "bo@example.com"] {
      _ = try play.tend(Play.start + .hours(1)).forget(email, by: "maya")
    }
    // The one is on Zelda's records only, with and without her address; the other is Carl's too.
    #expect(try found(numbers, in: derived(play), play) == ["4155550188"])
    // Nor does the next export bring it back.
    try play.write(rows, to: "imports/shop/orders-2026-10-13.csv")
    try await play.run(Play.start + .days(1))
    #expect(try found(numbers, in: derived(play), play) == ["4155550188"])
  }

  @Test func keepsNothingThatTheSourceBlankedOrDeleted() async throws {
    let play = try Play(SessionConfiguration.orders())
    let header = "Id,Placed,Currency,Net,Email,Name\n"
    let others = (10..<40).map { "\($0),2026-10-11 09:00:00,USD,10.00,a\($0)@example.org,Ann\n" }.joined()
    try play.write(
      header + others
        + "1,2026-10-11 09:00:00,USD,10.00,,Wilhelmina\n2,2026-10-11 09:00:00,USD,10.00,b@example.org,Bartholomew\n",
      to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    let names: Set<String> = ["Wilhelmina", "Bartholomew"]
    #expect(try play.people(names).count == 2)
    // One is blanked, the other's record is gone.
    try play.write(
      header + others + "1,2026-10-11 09:00:00,USD,10.00,,\n", to: "imports/shop/orders-2026-10-13.csv")
    try await play.run(Play.start + .days(1))
    #expect(try play.people(names) == [])
  }

  @Test func masksAddressesAndNumbersTypedIntoPublicColumns() async throws {
    let play = try Play(SessionConfiguration.orders(fields: ["tags: Tags", "campaign: Campaign"]))
    try play.write(
      """
      Id,Placed,Currency,Net,Email,Name,Tags,Campaign
      ada.lovelace@example.org,2026-10-11 09:00:00,USD,10.00,ada@example.org,Ada Lovelace,"vip, ada.byron@example.org",+44 20 7946 0958
      1002,2026-10-11 09:00:00,USD,10.00,ada@example.org,Ada Lovelace,call 020 7946 0959,ada.king@example.org

      """, to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    let dump = try objects(play)
    #expect(
      try found(
        [
          "ada.lovelace@", "ada@example", "Lovelace", "ada.byron", "7946 0958", "7946 0959", "ada.king", "79460958",
        ], in: dump, play) == [])
    #expect(try play.tend(Play.start).status().streams.first?.records == 2)
  }

  /// A customer of the sample shop with orders and tickets, and all that is personal of them.
  private func somebody() throws -> (email: String, texts: Set<String>) {
    let shop = SampleShop.committed
    // One whose name nobody shares: what is left of a namesake is not theirs.
    let names = Dictionary(grouping: shop.customers) { "\($0.first) \($0.last)" }
    func tickets(_ customer: Int) -> Int { shop.tickets.count { $0.first.customer == customer } }
    let busiest = try #require(
      shop.customers.indices.filter { place in
        names["\(shop.customers[place].first) \(shop.customers[place].last)"]?.count == 1
      }.max { tickets($0) < tickets($1) })
    let customer = shop.customers[busiest]
    var texts: Set<String> = ["\(customer.first) \(customer.last)", customer.email, customer.phone, customer.note]
    for order in shop.orders where order.first.customer == busiest { texts.insert(order.first.note) }
    return (customer.email, texts.filter { $0.utf8.count >= 6 })
  }

  @Test func leavesNothingOfAPersonForgotten() async throws {
    let play = try Play(SessionConfiguration.sampleShop(names: "full"))
    try await play.play(1...Self.days, build: true)
    let (email, texts) = try somebody()
    #expect(try !found(texts, in: derived(play), play).isEmpty)
    let report = try play.tend(Play.evening(Self.days) + .hours(1)).forget(email, by: "maya")
    #expect((report.figures["records"] ?? 0) > 0)
    try expectNone(of: texts, in: derived(play), play)
    try expectNone(of: texts, in: objects(play), play)
    #expect(try play.complaints() == "")
    // Met again in a later export, they stay forgotten.
    try await play.play((Self.days + 1)...(Self.days + 2), build: true)
    try expectNone(of: texts, in: derived(play), play)
    try expectNone(of: texts, in: objects(play), play)
    #expect(try play.tend(Play.evening(Self.days + 2)).verify().findings.allSatisfy { $0.level == .ok })
  }

  @Test func finishesForgettingAfterAKillRightAfterItsCommit() async throws {
    let play = try Play(SessionConfiguration.sampleShop(names: "full"))
    try await play.play(1...6, build: true)
    let (email, texts) = try somebody()
    let kept = try ["people.sqlite", "people.sqlite-wal", "people.sqlite-shm"].map { name in
      (name, try Files.read("\(play.workspace.privateFolder)/\(name)"))
    }
    let site = try play.files("site")
    _ = try play.tend(Play.evening(6) + .hours(1)).forget(email, by: "maya")
    // As a kill after the commit leaves it: the decision is in the ledger, the rows and the pages are still there.
    for (name, bytes) in kept {
      try Files.remove("\(play.workspace.privateFolder)/\(name)")
      if let bytes { try Files.write(bytes, to: "\(play.workspace.privateFolder)/\(name)", mode: 0o600) }
    }
    for (path, bytes) in site { try play.write(bytes, to: "site/\(path)") }
    try Files.write([10], to: play.workspace.forgetting)
    #expect(try !found(texts, in: derived(play), play).isEmpty)
    try await play.play(7...7, build: true)
    try expectNone(of: texts, in: derived(play), play)
    #expect(!Files.exists(play.workspace.forgetting))
  }

  @Test(.enabled(if: Programs.tend != nil, "The program tend is not built"))
  func forgetsWholeAfterKillsAtRandomMoments() async throws {
    let program = try #require(Programs.tend)
    let play = try Play(SessionConfiguration.sampleShop(names: "full"))
    try await play.play(1...6, build: true)
    let (email, texts) = try somebody()
    var random = SeededGenerator(11)
    let at = (Play.evening(6) + .hours(1)).description
    for _ in 0..<15 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = ["forget", "--yes", email, "--by", "maya", "--at", at, "--workspace", play.folder]
      process.environment = ["TEND_RESOURCES": Play.project, "HOME": play.folder, "PATH": "/usr/bin:/bin"]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32.random(in: 0..<400_000, using: &random))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let committed = try play.git("log", "--format=%s").output.contains("forget a person")
    try await play.play(7...7, build: true)
    #expect(try play.complaints() == "")
    #expect(!Files.exists(play.workspace.forgetting))
    let left = try found(texts, in: derived(play), play)
    // Killed before its commit each time, nothing was begun; else all of it is done.
    #expect(committed ? left == [] : !left.isEmpty)
  }
}

extension Play {
  /// Those of the names that some record has beside the ledger.
  fileprivate func people(_ names: Set<String>) throws -> Set<String> {
    let store = try PeopleStore(path: workspace.people)
    let all = try ["1", "2"].map { try store.fields(of: RecordAddress(connection: "shop", kind: .order, id: $0)) }
    return Set(all.compactMap { $0["name"] }).intersection(names)
  }
}
