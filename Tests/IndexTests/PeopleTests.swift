import Foundation
import Records
import Testing

@testable import Index

@Suite struct PeopleTests {
  let maker: PseudonymMaker

  init() throws { maker = try PseudonymMaker(key: Array(0..<32)) }

  private func put(
    _ people: PeopleTransaction, _ id: String, _ identifiers: Identifiers, name: String, at day: Int64 = 0
  ) throws -> Bool {
    try people.put(
      RecordAddress(connection: "shopify", kind: .order, id: id),
      pseudonyms: maker.pseudonyms(of: identifiers, connection: "shopify"), identifiers: identifiers,
      fields: ["name": name, "address": "Via \(name) 1"], updated: monday + .days(day))
  }

  @Test func findsNamesFieldsAndPseudonyms() throws {
    let folder = try Folder()
    let ada = Identifiers(email: "ada@example.org", phone: "0612345678", customer: "1")
    do {
      let store = try PeopleStore(path: folder.path("people.sqlite"))
      try store.write { people in
        _ = try put(people, "1", ada, name: "Ada New", at: 2)
        _ = try put(people, "2", Identifiers(email: "ada@example.org"), name: "Ada Old", at: 1)
        #expect(try people.holds(RecordAddress(connection: "shopify", kind: .order, id: "2")))
        #expect(try !people.holds(RecordAddress(connection: "shopify", kind: .order, id: "3")))
      }
    }
    let store = try PeopleStore(path: folder.path("people.sqlite"))
    let pseudonyms = maker.pseudonyms(of: ada, connection: "shopify")
    #expect(try store.name(of: pseudonyms.list) == "Ada New")
    #expect(try store.names(of: [[], pseudonyms.list, ["e.unknown"]]) == [nil, "Ada New", nil])
    #expect(try store.pseudonyms(email: " ADA@example.org ") == [maker.email("ada@example.org")])
    #expect(try store.pseudonyms(phone: "06 1234-5678") == [maker.phone("0612345678")])
    #expect(try store.plain(of: maker.email("ada@example.org")) == "ada@example.org")
    #expect(try store.addresses(of: [maker.email("ada@example.org")]).map(\.id) == ["1", "2"])
    #expect(
      try store.fields(of: RecordAddress(connection: "shopify", kind: .order, id: "2"))["address"] == "Via Ada Old 1")
    #expect(try store.fields(of: RecordAddress(connection: "shopify", kind: .order, id: "3")).isEmpty)
  }

  @Test func leavesNoByteOfSomeoneForgotten() throws {
    let folder = try Folder()
    let store = try PeopleStore(path: folder.path("people.sqlite"))
    let ada = Identifiers(email: "ada@example.org", phone: "0612345678", customer: "1")
    let pseudonyms = maker.pseudonyms(of: ada, connection: "shopify").list
    try store.write { people in
      for number in 0..<300 {
        let other = Identifiers(email: "other\(number)@example.org")
        _ = try put(people, "o\(number)", other, name: "Otherperson \(number)")
        _ = try put(people, "a\(number)", ada, name: "Lovelace \(number)")
      }
      try people.putNote("Lovelace called", hash: "n1", people: [pseudonyms[0]])
      try people.putNote("Keep this", hash: "n2", people: ["e.other"])
    }
    // Overwritten once, so that old pages lie in the log as well.
    try store.write { people in
      for number in 0..<300 { _ = try put(people, "a\(number)", ada, name: "Byron \(number)") }
    }
    let traces = ["Lovelace", "Byron", "ada@example.org", "0612345678"]
    for trace in traces { #expect(try folder.bytes().contains(Array(trace.utf8)), "\(trace) was there") }
    #expect(try store.forget(pseudonyms) == 300)
    for trace in traces { #expect(try !folder.bytes().contains(Array(trace.utf8)), "\(trace) is gone") }
    #expect(try store.count() == 300)
    #expect(try store.note("n1") == nil)
    #expect(try store.note("n2") == "Keep this")
    #expect(try store.name(of: [maker.email("other7@example.org")]) == "Otherperson 7")
    let wasKept = try store.write { try put($0, "later", Identifiers(email: "ada@example.org"), name: "Lovelace") }
    #expect(!wasKept)
    #expect(try !folder.bytes().contains(Array("Lovelace".utf8)))
  }

  @Test func refusesTombstonesAndRemovesWhatWasThere() throws {
    let folder = try Folder()
    let store = try PeopleStore(path: folder.path("people.sqlite"))
    let ada = Identifiers(email: "ada@example.org")
    #expect(try store.write { try put($0, "1", ada, name: "Ada") })
    try store.write { people in
      try people.setTombstones([maker.email("ada@example.org")])
      #expect(try !put(people, "1", ada, name: "Ada"))
      #expect(try !people.putNote("Ada", hash: "h", people: [maker.email("ada@example.org")]))
    }
    #expect(try store.count() == 0)
    try store.write { people in
      try people.setTombstones([])
      #expect(try put(people, "1", ada, name: "Ada"))
    }
  }

  @Test func saysSoWhenAnotherReaderHoldsTheLog() throws {
    let folder = try Folder()
    let store = try PeopleStore(path: folder.path("people.sqlite"), patience: 0.05)
    let other = try PeopleStore(path: folder.path("people.sqlite"))
    let ada = Identifiers(email: "ada@example.org")
    _ = try store.write { try put($0, "1", ada, name: "Lovelace") }
    let pseudonyms = maker.pseudonyms(of: ada, connection: "shopify").list
    try other.read { session in
      _ = try session("SELECT count(*) FROM personal").first { $0.integer(0) }
      let error = #expect(throws: Diagnostic.self) { try store.forget(pseudonyms) }
      #expect(error?.code == "people.busy")
    }
    try store.forget(pseudonyms)
    #expect(try !folder.bytes().contains(Array("Lovelace".utf8)))
  }
}

@Suite struct PseudonymTests {
  @Test func makesTheSamePseudonymFromTheSameKeyOnly() throws {
    let maker = try PseudonymMaker(key: Array(0..<32))
    let other = try PseudonymMaker(key: Array(1..<33))
    let identifiers = Identifiers(email: "ada@example.org", phone: "+390612345678", customer: "7")
    let made = maker.pseudonyms(of: identifiers, connection: "shopify")
    #expect(made == maker.pseudonyms(of: identifiers, connection: "shopify"))
    #expect(made.customer != maker.pseudonyms(of: identifiers, connection: "hubspot").customer)
    #expect(made.email == maker.pseudonyms(of: identifiers, connection: "hubspot").email)
    #expect(made.email != other.email("ada@example.org"))
    #expect(maker.fingerprint != other.fingerprint)
    #expect(made.list.map { String($0.prefix(2)) } == ["e.", "p.", "s."])
    #expect(made.list.allSatisfy { $0.utf8.count == 28 })
    #expect(Pseudonyms(people: made.list) == made)
    #expect(maker.customer("b", connection: "a") != maker.customer("", connection: "ab"))
  }

  @Test func agreesWithHMACMadeElsewhere() throws {
    // python3: base32 (Crockford, lower case) of hmac.new(bytes(range(32)), b"email\0ada@example.org", sha256)
    let maker = try PseudonymMaker(key: Array(0..<32))
    #expect(maker.email("ada@example.org") == "e.80fd7w72syhsvjnaeajysnpktv")
  }

  @Test func sealsFieldsWhateverTheirOrder() throws {
    let maker = try PseudonymMaker(key: Array(0..<32))
    #expect(maker.seal(personal: ["a": "1", "b": "2"]) == maker.seal(personal: ["b": "2", "a": "1"]))
    #expect(maker.seal(personal: ["a": "1b"]) != maker.seal(personal: ["a1": "b"]))
    #expect(maker.seal(personal: ["a": "1"]) != maker.seal(personal: [:]))
    #expect(maker.seal(note: "x") != maker.seal(note: "y"))
  }

  @Test func refusesKeysThatAreNone() throws {
    for key in [[], Array(repeating: UInt8(0), count: 32), Array(0..<31), Array(0..<33)] as [[UInt8]] {
      #expect(throws: Diagnostic.self) { try PseudonymMaker(key: key) }
    }
    #expect(throws: Diagnostic.self) { try PseudonymMaker.makeKey(random: [1, 2]) }
    #expect(try PseudonymMaker.makeKey(random: Array(0..<40)) == Array(0..<32))
  }

  @Test func showsNothingOfTheKey() throws {
    let maker = try PseudonymMaker(key: Array("abcdefghijklmnopqrstuvwxyz012345".utf8))
    var dumped = ""
    dump(maker, to: &dumped)
    for text in ["\(maker)", String(reflecting: maker), dumped] {
      #expect(text.contains(maker.fingerprint))
      #expect(!text.contains("abcdef"))
      #expect(!text.contains("97, 98"))
    }
  }
}
