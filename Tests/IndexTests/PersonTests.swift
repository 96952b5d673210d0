import Records
import Testing

@testable import Index

/// What the index must say, worked out from nothing but the records and decisions there are.
struct PersonModel {
  var records: [String: IndexedRecord] = [:]
  var links: [PersonLink] = []

  /// The smallest pseudonym of the person of each pseudonym.
  func representatives() -> [String: String] {
    var joins: [(String, String)] = []
    var splits: Set<String> = []
    var names: Set<String> = []
    for link in links {
      switch link {
      case .join(let left, let right):
        joins.append((left, right))
        names.formUnion([left, right])
      case .split(let name):
        splits.insert(name)
        names.insert(name)
        joins.removeAll { $0.0 == name || $0.1 == name }
      }
    }
    // A decision that a later split ended names nobody.
    names = Set(joins.flatMap { [$0.0, $0.1] }).union(splits)
    for record in records.values {
      names.formUnion(record.people.list)
      if let email = record.people.email, let customer = record.people.customer, !splits.contains(email),
        !splits.contains(customer)
      {
        joins.append((email, customer))
      }
    }
    var smallest = Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
    var isStable = false
    while !isStable {
      isStable = true
      for (left, right) in joins {
        guard let a = smallest[left], let b = smallest[right], a != b else { continue }
        (smallest[left], smallest[right]) = (min(a, b), min(a, b))
        isStable = false
      }
    }
    return smallest
  }
}

@Suite struct PersonTests {
  @Test func joinsRecordsThatShareAnAddressOrACustomer() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    try index.write(commit: "c1") { tx in
      try tx.put(order("1", email: "e.b", customer: "s.1"))
      try tx.put(order("2", email: "e.a", customer: "s.1"))
      try tx.put(order("3", email: "e.c"))
      #expect(try tx.person(of: "s.1") == "e.a")
      #expect(try tx.identifiers(of: "e.b") == ["e.a", "e.b", "s.1"])
      #expect(try tx.person(of: RecordAddress(connection: "shopify", kind: .order, id: "3")) == "e.c")
      #expect(try tx.addresses(ofPerson: "e.b").map(\.id) == ["1", "2"])
    }
  }

  @Test func takesAPersonApartWhenTheLinkingRecordGoes() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    try index.write(commit: "c1") { tx in
      try tx.put(order("1", email: "e.a", customer: "s.1"))
      try tx.put(order("2", email: "e.b", customer: "s.2"))
      try tx.put(order("link", email: "e.a", customer: "s.2"))
    }
    #expect(try index.read { try $0.person(of: "e.b") } == "e.a")
    try index.write(commit: "c2") { _ = try $0.remove(RecordAddress(connection: "shopify", kind: .order, id: "link")) }
    #expect(try index.read { try $0.person(of: "e.b") } == "e.b")
    #expect(try index.read { try $0.identifiers(of: "e.a") } == ["e.a", "s.1"])
  }

  @Test func neverJoinsByPhoneButSuggestsIt() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    try index.write(commit: "c1") { tx in
      try tx.put(order("1", email: "e.a", phone: "p.1"))
      try tx.put(order("2", email: "e.b", phone: "p.1"))
      #expect(try tx.person(of: "e.b") == "e.b")
      #expect(try tx.suggestions(forPerson: "e.b") == ["e.a"])
      try tx.setLinks([.join("e.a", "e.b")])
      #expect(try tx.person(of: "e.b") == "e.a")
      try tx.setLinks([.join("e.a", "e.b"), .split("e.a")])
      #expect(try tx.person(of: "e.b") == "e.b")
    }
  }

  @Test func heedsDecisionsMadeBeforeAFirstLoad() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    try index.write(commit: "c1") { tx in
      try tx.setLinks([.split("e.a"), .join("s.2", "e.z")])
      try tx.put(order("1", email: "e.a", customer: "s.1"))
      try tx.put(order("2", email: "e.a", customer: "s.2"))
      try tx.put(order("3", email: "e.z"))
      #expect(try tx.identifiers(of: "s.1") == ["s.1"])
      #expect(try tx.identifiers(of: "s.2") == ["e.z", "s.2"])
      #expect(try tx.addresses(ofPerson: "e.a").isEmpty)
      #expect(try tx.addresses(ofPerson: "e.z").map(\.id) == ["2", "3"])
    }
  }

  @Test(arguments: 0..<12)
  func agreesWithAModelAndWithARebuildAfterAnyHistory(seed: Int) throws {
    var random = Seeded(seed)
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("kept.sqlite"))
    var model = PersonModel()
    for step in 0..<25 {
      try index.write(commit: "c\(step)") { tx in
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          let id = String(Int.random(in: 0..<20, using: &random))
          switch Int.random(in: 0..<10, using: &random) {
          case 0..<6:
            var record = order(id)
            if Bool.random(using: &random) { record.people.email = "e.\(Int.random(in: 0..<9, using: &random))" }
            if Bool.random(using: &random) { record.people.customer = "s.\(Int.random(in: 0..<9, using: &random))" }
            if Int.random(in: 0..<4, using: &random) == 0 {
              record.people.phone = "p.\(Int.random(in: 0..<3, using: &random))"
            }
            record.day =
              Int.random(in: 0..<5, using: &random) == 0
              ? nil : Day(number: Int.random(in: 20_000..<20_003, using: &random))
            record.amount = Int.random(in: -100...100, using: &random)
            record.refunded = Int.random(in: 0...2, using: &random)
            record.currency = ["EUR", "USD", nil].randomElement(using: &random) ?? nil
            record.classification = ["online", "pos", nil].randomElement(using: &random) ?? nil
            record.orderReference = OrderReference.normalised("#\(id)")
            record.created = monday + Span.days(Int64.random(in: 0..<9, using: &random))
            model.records[id] = record
            try tx.put(record)
          case 6..<9:
            let existed = try tx.remove(RecordAddress(connection: "shopify", kind: .order, id: id))
            #expect(existed == (model.records.removeValue(forKey: id) != nil))
          default:
            let names = (0..<3).map { "\(["e", "s"][$0 % 2]).\(Int.random(in: 0..<9, using: &random))" }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: model.links.append(.split(names[0]))
            case 1: model.links = []
            default: model.links.append(.join(names[1], names[2]))
            }
            try tx.setLinks(model.links)
          }
        }
        if Bool.random(using: &random) { try tx.prepare() }
      }
    }
    let expected = model.representatives()
    for (name, smallest) in expected {
      #expect(try index.read { try $0.person(of: name) } == smallest, "\(name) of seed \(seed)")
    }
    let rebuilt = try ShopIndex(path: folder.path("rebuilt.sqlite"))
    try rebuilt.write(commit: "again") { tx in
      for id in model.records.keys.shuffled(using: &random) { try model.records[id].map(tx.put) }
      try tx.setLinks(model.links)
    }
    #expect(try index.dump() == rebuilt.dump())
    let linkedFirst = try ShopIndex(path: folder.path("linked.sqlite"))
    try linkedFirst.write(commit: "again") { tx in
      try tx.setLinks(model.links)
      for id in model.records.keys.shuffled(using: &random) { try model.records[id].map(tx.put) }
    }
    #expect(try index.dump() == linkedFirst.dump())
    let days = try index.read { try $0.daily(Day(number: 0)...Day(number: 30_000)) }
    let counted = model.records.values.filter { $0.day != nil }
    #expect(days.map(\.count).reduce(0, +) == counted.count)
    #expect(days.map(\.amount).reduce(0, +) == counted.map { $0.amount ?? 0 }.reduce(0, +))
    for name in expected.keys {
      let own = try index.read { try $0.records(ofPerson: name, kind: .order).map(\.address.id) }
      let person = expected[name]
      let wanted = try model.records.values.filter { record in
        try index.read { try $0.person(of: record.address) } == person
      }
      #expect(Set(own) == Set(wanted.map(\.address.id)))
    }
  }
}
