import Connectors
import Foundation
import Index
import Records
import Testing
import Workflows

@testable import Engine

@Suite struct StagingSinkTests {
  @Test func `what a system calls a row that can't be mapped is masked like everything else`() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tend-sink-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let staging = try StagingStore(path: folder.path + "/staging.sqlite")
    try staging.begin("parcels/shipments")
    let key = try PseudonymMaker(key: Array(1...32))
    let sink = StagingSink(
      staging: staging, stream: "parcels/shipments",
      sealer: RecordSealer(pseudonyms: key, connection: "parcels", store: "main", kind: .shipment),
      orders: OrderSettings(), copiesOrders: false, isForgotten: { _ in false }, progress: { _ in })
    let names = [
      "shipments jane.roe@pii.example", "shipments +1 555 010 0199", "shipments \u{202E}\u{1B}[31m7", "orders 17",
    ]
    try await sink.take(
      RecordBatch(
        records: [], quarantined: names.map { Quarantined(source: $0, line: nil, reason: "wrong-type") },
        cursor: Cursor(["v": 1])))
    try await sink.flush()
    #expect(
      try staging.quarantined("parcels/shipments").map(\.source)
        == ["shipments •••", "shipments •••", "shipments [31m7", "orders 17"])
  }
}
