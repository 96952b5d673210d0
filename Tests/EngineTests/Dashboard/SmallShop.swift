import Foundation
import Index
import Ledger
import Records
import ShopFiles
import Site

@testable import Engine

/// A workspace of a few orders and leads in a folder of its own, played by the real engine.
struct SmallShop: ~Copyable {
  let folder: String
  let workspace: Workspace

  static let start = Instant("2026-11-02T17:00:00Z") ?? Instant(seconds: 0)

  init(names: String = "masked") throws {
    folder = FileManager.default.temporaryDirectory.path + "/tend-dashboard-\(UUID().uuidString)"
    workspace = Workspace(root: folder)
    let options = InitOptions(name: "Test Shop", configuration: Self.configuration(names: names))
    _ = try Tend.initialise(workspace, options: options, setting: setting(at: Self.start))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var site: String { workspace.site }

  func setting(at now: Instant) -> Setting {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return Setting(now: now, version: "0.0.0", resources: "/" + root)
  }

  func tend(at now: Instant) -> Tend { Tend(workspace: workspace, setting: setting(at: now)) }

  func write(_ text: String, to path: String) throws {
    let target = folder + "/" + path
    try Files.makeFolder(target.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })
    try Files.write(Array(text.utf8), to: target)
  }

  /// Lines of an order file: id, placed, net, e-mail, name.
  func orders(_ day: String, _ lines: [String]) throws {
    try write(
      "Id,Placed,Net,Email,Name\n" + lines.map { $0 + "\n" }.joined(), to: "imports/shop/orders-\(day).csv")
  }

  /// Lines of a lead file: id, created, stage, state, last contact, amount.
  func leads(_ day: String, _ lines: [String]) throws {
    try write(
      "Id,Created,Stage,State,Contact,Amount\n" + lines.map { $0 + "\n" }.joined(),
      to: "imports/crm/leads-\(day).csv")
  }

  /// A page of the site; empty when there is none.
  func page(_ path: String) throws -> String {
    String(decoding: try Files.read("\(site)/\(path)") ?? [], as: UTF8.self)
  }

  /// All files of the site by path.
  func files() throws -> [String: [UInt8]] {
    let paths = FileManager.default.enumerator(atPath: site)?.compactMap { $0 as? String } ?? []
    return try paths.reduce(into: [:]) { files, path in
      if !Files.isFolder("\(site)/\(path)") { files[path] = try Files.read("\(site)/\(path)") }
    }
  }

  /// Every exception, by rule.
  func exceptions() throws -> [ShopException] {
    let index = try ShopIndex(path: workspace.index)
    return try index.read { view in try view.exceptionIDs().compactMap { try view.exception($0) } }
  }

  static func configuration(names: String) -> String {
    var orders = OrdersConfiguration()
    (orders.mode, orders.zone, orders.roles) = ("append", "America/New_York", "founder, ops, sales")
    orders.currency = "{value: USD}"
    orders.more = """
        crm:
          system: csv
          folder: imports/crm
          stale_after: 100d
          files:
            - match: "leads-*.csv"
              kind: lead
              mode: full
              id: Id
              fields:
                currency: {value: USD}
                created: {column: Created, layout: "yyyy-MM-dd HH:mm:ss"}
                stage: Stage
                state: State
                amount: Amount
                last_contact: {column: Contact, layout: "yyyy-MM-dd HH:mm:ss"}
      baseline: none
      dashboard: {names: \(names)}
      """
    return orders.text
  }
}
