import Foundation
import Records
import Testing

@testable import Index

@Suite struct RecordTests {
  @Test func givesBackEveryFieldOfARecord() throws {
    let folder = try Folder()
    var record = order("5501", email: "e.1", customer: "s.1", phone: "p.1")
    record.slot = 20_780
    record.created = monday
    record.updated = monday + .hours(1)
    record.amount = -12
    record.currency = "EUR"
    record.state = "open"
    record.classification = "online"
    record.payment = "paid"
    record.fulfillment = "partial"
    record.orderReference = "1001"
    record.refunded = 3
    record.cancelled = monday + .hours(2)
    record.isSettled = true
    record.day = Day(number: 20_780)
    do {
      let index = try ShopIndex(path: folder.path("index.sqlite"))
      #expect(try index.commit() == nil)
      try index.write(commit: "abc") { try $0.put(record) }
    }
    let again = try ShopIndex(path: folder.path("index.sqlite"))
    #expect(try again.read { try $0.record(record.address) } == record)
    #expect(try again.commit() == "abc")
  }

  @Test func keepsHostileIdsApart() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    for isFirstLoad in [true, false] {
      try index.write(commit: "c") { tx in
        for (number, id) in hostileIDs.enumerated() {
          var record = order(id, email: "e.\(id.prefix(100))")
          record.amount = number
          record.state = String(id.prefix(100))
          try tx.put(record)
          if !isFirstLoad { _ = try tx.commit() }
        }
        for (number, id) in hostileIDs.enumerated() {
          let record = try tx.record(RecordAddress(connection: "shopify", kind: .order, id: id))
          #expect(record?.amount == number)
          #expect(record.map { sameBytes($0.address.id, id) } == true)
          #expect(record?.state.map { sameBytes($0, String(id.prefix(100))) } == true)
        }
      }
      #expect(try index.read { try $0.counts().map(\.count).reduce(0, +) } == hostileIDs.count)
    }
  }

  @Test func takesTheLastOfARepeatedAddressInAFirstLoad() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    try index.write(commit: "c") { tx in
      for amount in 1...3 {
        for id in 0..<10 {
          var record = order(String(id), email: "e.\(id % 3)", customer: "s.\(id)")
          record.amount = amount
          record.day = Day(number: 1)
          try tx.put(record)
        }
      }
      #expect(try tx.daily(Day(number: 0)...Day(number: 2)).map(\.amount) == [30])
      #expect(try tx.records(ofPerson: "e.0", kind: .order).count == 4)
    }
  }

  @Test func leavesNothingOfATransactionThatThrows() throws {
    struct Stop: Error {}
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    try index.write(commit: "one") { try $0.put(order("1", email: "e.1", customer: "s.1")) }
    let before = try index.dump()
    #expect(throws: Stop.self) {
      try index.write(commit: "two") { tx in
        try tx.put(order("2", email: "e.1", customer: "s.2"))
        _ = try tx.person(of: "s.2")
        throw Stop()
      }
    }
    #expect(try index.dump() == before)
    #expect(try index.commit() == "one")
  }

  @Test func isWholeWhenCopiedInTheMiddleOfATransaction() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    try index.write(commit: "one") { try $0.put(order("1", email: "e.1")) }
    let before = try index.dump()
    let copy = try Folder()
    try index.write(commit: "two") { tx in
      for id in 0..<2000 { try tx.put(order("n\(id)", email: "e.\(id)", customer: "s.\(id)")) }
      try tx.prepare()
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) where !name.hasSuffix("-shm") {
        try FileManager.default.copyItem(atPath: folder.path(name), toPath: copy.path(name))
      }
    }
    let copied = try ShopIndex(path: copy.path("index.sqlite"))
    #expect(try copied.dump() == before)
    #expect(try copied.commit() == "one")
  }

  @Test func emptiesAnIndexOfAnotherVersion() throws {
    let folder = try Folder()
    let path = folder.path("index.sqlite")
    do {
      let old = PrivateFile(name: "index", path: path, version: 99, remedy: "")
      let queue = try old.open(schema: "CREATE TABLE meta (other INTEGER)")
      try queue.close()
    }
    let index = try ShopIndex(path: path)
    #expect(try index.commit() == nil)
    try index.write(commit: "c") { try $0.put(order("1")) }
    #expect(try ShopIndex(path: path).commit() == "c")
  }

  @Test func refusesPersonalDataOfAnotherVersion() throws {
    let folder = try Folder()
    let path = folder.path("people.sqlite")
    _ = try PrivateFile(name: "people", path: path, version: 99, remedy: "").open(schema: "CREATE TABLE meta (a)")
    let error = #expect(throws: Diagnostic.self) { _ = try PeopleStore(path: path) }
    #expect(error?.code == "people.unreadable")
  }

  @Test(arguments: ["garbage", "damaged"])
  func refusesAFileItCannotRead(kind: String) throws {
    let folder = try Folder()
    let path = folder.path("index.sqlite")
    switch kind {
    case "garbage": try Data(repeating: 0x41, count: 9000).write(to: URL(fileURLWithPath: path))
    default:
      _ = try ShopIndex(path: path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) {
        try FileManager.default.removeItem(atPath: folder.path(name))
      }
      try (bytes.prefix(4096) + Data(repeating: 0x5A, count: 20_000)).write(to: URL(fileURLWithPath: path))
    }
    let error = #expect(throws: Diagnostic.self) { _ = try ShopIndex(path: path).dump() }
    #expect(error?.code == "index.unreadable")
    #expect(error?.hints == ["Delete the file and run tend rebuild."])
  }

  @Test func isReadableByItsOwnerOnly() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    try index.write(commit: "c") { try $0.put(order("1")) }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) {
      let mode = try FileManager.default.attributesOfItem(atPath: folder.path(name))[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(name)")
    }
  }

  @Test func findsWhatBelongsToAnOrder() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    func naming(_ kind: Kind, _ id: String, _ connection: String, _ reference: String) -> IndexedRecord {
      var record = IndexedRecord(address: RecordAddress(connection: connection, kind: kind, id: id), store: "main")
      record.orderReference = OrderReference.normalised(reference)
      return record
    }
    var first = order("5501")
    first.orderReference = OrderReference.normalised(" #1001 ")
    var second = order("1001")
    second.orderReference = "1002"
    try index.write(commit: "c") { tx in
      for record in [first, second] { try tx.put(record) }
      try tx.put(naming(.refund, "r1", "shopify", "5501"))
      try tx.put(naming(.refund, "r2", "shopify", "1001"))
      try tx.put(naming(.shipment, "s1", "shipstation", "#1001"))
      try tx.put(naming(.shipment, "s2", "shipstation", "9"))
      #expect(try tx.records(ofOrder: first, kind: .refund).map(\.address.id) == ["r1"])
      #expect(try tx.records(ofOrder: second, kind: .refund).map(\.address.id) == ["r2"])
      #expect(try tx.records(ofOrder: first, kind: .shipment).map(\.address.id) == ["s1"])
      #expect(try tx.order(of: naming(.shipment, "s2", "shipstation", "9")) == nil)
      #expect(try tx.order(number: "1001", store: "other") == nil)
    }
  }

  @Test func matchesByPersonAmountAndTime() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    try index.write(commit: "c") { tx in
      for (number, amount) in [500, 500, 700].enumerated() {
        var record = order(String(number), email: "e.1")
        record.amount = amount
        record.created = monday + .days(Int64(number) * 10)
        try tx.put(record)
      }
      let range = monday...(monday + .days(5))
      #expect(try tx.match(person: "e.1", kind: .order, amount: 500, created: range).map(\.address.id) == ["0"])
      #expect(try tx.records(ofPerson: "e.1", created: range).count == 1)
      #expect(try tx.records(ofPerson: "e.nobody").isEmpty)
    }
  }
}
