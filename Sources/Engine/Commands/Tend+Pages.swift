import Foundation
internal import Ledger
public import Records

extension Tend {
  /// Commits every file below a folder into a new ledger, as a first run commits its pages: what the ledger alone costs.
  ///
  /// - Parameters:
  ///   - folder: The `records` folder of a data directory.
  ///   - place: A folder for the new ledger; its private files go beside it.
  /// - Throws: `ledger.exists`; `system.…`.
  public static func commitPages(
    below folder: String, into place: String, setting: Setting
  ) throws(Diagnostic) -> WorkReport {
    let ledger = try Ledger.create(data: place, privateFolder: place + "-private")
    let lock = try FileLock.lock(place + "-private/ledger.lock", now: setting.now, patience: Span(seconds: 1))
    defer { lock.release() }
    let builder = try ledger.beginCommit(on: nil)
    var pages = 0
    do throws(Diagnostic) {
      for case let path as String in FileManager.default.enumerator(atPath: folder) ?? .init()
      where path.hasSuffix(".jsonl") {
        try builder.write("records/\(path)", Files.read("\(folder)/\(path)") ?? [])
        pages += 1
      }
      let commit = try builder.finish(
        message: CommitMessage(subject: "pages", trailers: [.init("Tend-Version", setting.version)]),
        author: Session.author(nil), at: setting.now)
      return WorkReport(
        message: "Committed \(counted(pages, "page", "pages"))", commit: commit.id.description,
        figures: ["pages": pages])
    } catch {
      builder.abandon()
      throw error
    }
  }
}
