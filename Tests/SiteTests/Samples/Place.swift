import Foundation
import Records
import Site

/// A folder of its own for one test, removed at its end.
final class Place: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("tend-site-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }

  func write(_ name: String, _ text: String) throws {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
  }

  /// Every file below the folder, relative to it.
  var files: [String] {
    var files: [String] = []
    guard let walker = FileManager.default.enumerator(atPath: path) else { return [] }
    for case let name as String in walker where name.contains(".") { files.append(name) }
    return files.sorted()
  }
}

/// The repository's own folders, found from this file.
enum Shipped {
  static let tests = (#filePath as NSString).deletingLastPathComponent + "/.."
  static let template = tests + "/../../site-template"
  static let golden = tests + "/Golden"
}

extension SiteBuilder {
  /// Builds the whole sample in `place`.
  @discardableResult
  static func buildSample(
    in place: Place, frame: SiteFrame = SampleSite.frame, overrides: String? = nil, pages: [SitePage] = SampleSite.pages
  ) throws -> SiteBuilder {
    let template = try SiteTemplate(shipped: Shipped.template, overrides: overrides)
    var builder = try SiteBuilder(template: template, frame: frame, into: place.path)
    for page in pages { try builder.write(page) }
    try builder.finish()
    return builder
  }
}
