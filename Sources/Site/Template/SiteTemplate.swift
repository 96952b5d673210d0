import Crypto
public import Records

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The site's templates and assets: the shipped ones, overridden file by file. Read and compiled once.
public struct SiteTemplate: Sendable {
  private let templates: [String: Mustache]
  /// The files of `assets/`, by name.
  let assets: [String: [UInt8]]
  /// Changes whenever a page could come out differently.
  let fingerprint: String

  static let required = ["layout", "overview", "exception", "list", "runs", "run", "systems"]

  /// Reads `shipped` and, over it, the same paths in `overrides`. A folder holds `*.mustache` files and `assets/`.
  ///
  /// Throws a configuration ``Diagnostic`` that names the file and line of a template that does not parse, that uses a
  /// partial which does not exist, or that includes itself; and one that names the folder that can't be read.
  public init(shipped: String, overrides: String? = nil) throws(Diagnostic) {
    var files = try Self.read(shipped)
    if let overrides { files.merge(try Self.read(overrides)) { _, override in override } }

    var templates: [String: Mustache] = [:]
    var assets: [String: [UInt8]] = [:]
    var hash = SHA256()
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Array("\(path)\n\(file.bytes.count)\n".utf8))
      hash.update(data: file.bytes)
      if path.hasPrefix("assets/") {
        assets[String(path.dropFirst("assets/".count))] = file.bytes
        continue
      }
      let name = String(path.dropLast(".mustache".count))
      var text = String(decoding: file.bytes, as: UTF8.self)
      // So that a partial can stand inside a line.
      while text.hasSuffix("\n") { text.removeLast() }
      templates[name] = try Self.compile(text, location: file.location)
    }
    for name in Self.required where templates[name] == nil {
      throw Diagnostic(
        .configuration, code: "site.template-missing", "The template \(name).mustache is missing",
        hints: ["Restore it in the template folder."], location: shipped)
    }
    let partials = templates.mapValues(\.included)
    for (name, used) in partials.sorted(by: { $0.key < $1.key }) {
      let location = files[name + ".mustache"]?.location
      for partial in used where templates[partial] == nil {
        throw Diagnostic(
          .configuration, code: "site.template-partial", "The template includes \(partial), which does not exist",
          hints: ["Correct the name, or add \(partial).mustache beside it."], location: location)
      }
      if Self.reaches(name, from: name, partials) {
        throw Diagnostic(
          .configuration, code: "site.template-cycle", "The template includes itself",
          hints: ["Remove the include that leads back to \(name)."], location: location)
      }
    }
    self.templates = templates
    self.assets = assets
    fingerprint = hex(hash.finalize())
  }

  /// The bytes of template `name` with `fields`.
  func render(_ name: String, _ fields: Fields) -> [UInt8] {
    var renderer = MustacheRenderer(templates: templates, root: fields)
    renderer.render(name)
    return renderer.bytes + [UInt8(ascii: "\n")]
  }

  private static func compile(_ text: String, location: String) throws(Diagnostic) -> Mustache {
    do {
      return try Mustache(text)
    } catch {
      throw Diagnostic(
        .configuration, code: "site.template", "The template can't be read", reason: error.reason,
        hints: ["Mend the line, or remove the file to get the shipped one back."],
        location: "\(location):\(error.line)")
    }
  }

  private static func reaches(_ target: String, from start: String, _ graph: [String: [String]]) -> Bool {
    var seen: Set<String> = []
    var waiting = graph[start] ?? []
    while let next = waiting.popLast() {
      if next == target { return true }
      if seen.insert(next).inserted { waiting += graph[next] ?? [] }
    }
    return false
  }

  private struct File {
    var bytes: [UInt8]
    var location: String
  }

  private static func read(_ folder: String) throws(Diagnostic) -> [String: File] {
    var files: [String: File] = [:]
    for (prefix, suffix) in [("", ".mustache"), ("assets/", "")] {
      let place = prefix.isEmpty ? folder : "\(folder)/assets"
      let names: [String]
      do {
        names = try FileManager.default.contentsOfDirectory(atPath: place)
      } catch {
        if !prefix.isEmpty { continue }
        throw Diagnostic(
          .configuration, code: "site.template-folder", "The template folder can't be read", reason: "\(error)",
          hints: ["Check that it exists and may be read."], location: folder)
      }
      for name in names where name.hasSuffix(suffix) && !name.hasPrefix(".") {
        guard let data = FileManager.default.contents(atPath: "\(place)/\(name)") else { continue }
        files[prefix + name] = File(bytes: Array(data), location: "\(place)/\(name)")
      }
    }
    return files
  }
}
