import Crypto
import Records

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension IndexView {
  /// The lines of ``ShopIndex/dump()``.
  func dump() throws -> [String] {
    try prepare()
    var lines = try records("").map { record in
      var parts = ["record", record.address.description, record.store]
      parts.append(contentsOf: [record.currency, record.state, record.classification].map { quoted($0) })
      parts.append(contentsOf: [record.payment, record.fulfillment, record.orderReference].map { quoted($0) })
      parts.append(contentsOf: [record.slot, record.amount, record.refunded].map { $0.map(String.init) ?? "-" })
      parts.append(contentsOf: [record.created, record.updated, record.cancelled].map { $0?.description ?? "-" })
      parts.append(record.day?.description ?? "-")
      parts.append(record.isSettled ? "settled" : "open")
      parts.append(contentsOf: record.people.list)
      parts.append("= \(try person(of: record.address) ?? "-")")
      return parts.joined(separator: " | ")
    }
    lines += try session(
      """
      SELECT pseudonym, uses, is_split,
        (SELECT min(other.pseudonym) FROM identifiers AS other WHERE other.person = identifiers.person)
      FROM identifiers
      """
    ).all { "identifier | \($0.text(0)) | \($0.integer(1)) | \($0.integer(2)) | \($0.text(3))" }
    lines += try pairs("edges", with: "uses")
    lines += try pairs("joins", with: "1")
    lines += try daily(Day(number: .min)...Day(number: .max)).map { figure in
      "daily | \(figure.day) | \(figure.store) | \(figure.kind) | \(quoted(figure.classification)) | "
        + "\(quoted(figure.currency)) | \(figure.count) | \(figure.amount) | \(figure.refunded)"
    }
    lines += try session("SELECT subject, at FROM wakes").all { "wake | \($0.text(0)) | \($0.integer(1))" }
    lines += try session("SELECT id, is_open, \(Self.file) FROM exceptions").all { row in
      "exception | \(row.text(0)) | \(row.integer(1)) | \(row.withBytes(2) { hash($0) })"
    }
    lines += try session("SELECT id, pseudonym FROM exception_people JOIN exceptions ON row = exception")
      .all { "exception person | \($0.text(0)) | \($0.text(1))" }
    lines += try session(
      "SELECT key, exception, kind, target, transition, state, reason, planned, settled FROM actions"
    )
    .all { row in
      "action | " + (0..<7).map { quoted(row.optionalText($0)) }.joined(separator: " | ")
        + " | \(row.integer(7)) | \(row.integer(8))"
    }
    lines += try session("SELECT id, at, commit_id, summary, receipt FROM runs").all { row in
      "run | \(row.text(0)) | \(row.integer(1)) | \(row.text(2)) | \(row.text(3)) | \(row.withBytes(4) { hash($0) })"
    }
    return lines.sorted(by: precedes)
  }

  /// Two identifiers in the order of their pseudonyms: that of their numbers depends on history.
  private func pairs(_ table: String, with column: String) throws -> [String] {
    let sql = """
      SELECT a.pseudonym, b.pseudonym, \(column == "1" ? "1" : "\(table).\(column)") FROM \(table)
      JOIN identifiers AS a ON a.identifier = low JOIN identifiers AS b ON b.identifier = high
      """
    return try session(sql).all { row in
      let names = [row.text(0), row.text(1)].sorted(by: precedes)
      return "\(table) | \(names[0]) | \(names[1]) | \(row.integer(2))"
    }
  }

  private func quoted(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "-" }

  private func hash(_ bytes: UnsafeRawBufferPointer) -> String {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return Base32.text(hash.finalize(), length: 26)
  }
}
