import Crypto
public import Records

/// Writes the site page by page. Assets come first, the overview last, in ``finish()``; files whose bytes are there already
/// are left alone.
///
/// A run renders what changed: the overview, lists, runs and systems, and the exceptions that changed. When
/// ``needsEverything`` is true the templates, the accent, the navigation or Tend itself changed since the last finished
/// build, and pages that are not rendered again would be of another make: render all of them.
public struct SiteBuilder: Sendable {
  /// What a build did so far.
  public struct Report: Sendable, Equatable {
    /// Files written because their bytes differed.
    public var written = 0
    /// Files that were right already.
    public var unchanged = 0
    /// Files removed by ``SiteBuilder/prune(keeping:)``.
    public var removed = 0
  }

  /// Whether every page has to be rendered; see above.
  public let needsEverything: Bool
  /// What was done so far; waits for the pages in flight.
  public var report: Report {
    let pages = writer.report
    return Report(
      written: own.written + pages.written, unchanged: own.unchanged + pages.unchanged,
      removed: own.removed + pages.removed)
  }

  private let folder: SiteFolder
  private let writer: PageWriter
  private let build: Build
  private let earlier: [Build]
  /// Without the pages.
  private var own = Report()

  /// Opens `folder`, making it where needed, and writes the assets. Throws a system ``Diagnostic`` naming what can't be
  /// written.
  public init(template: SiteTemplate, frame: SiteFrame, into folder: String) throws(Diagnostic) {
    self.folder = SiteFolder(root: folder)
    try self.folder.makeFolder("assets")
    var names: [String: String] = [:]
    var files: [String] = []
    for (name, content) in template.assets.sorted(by: { $0.key < $1.key }) {
      var bytes = content
      if name == "style.css" {
        bytes = Array((frame.accent.flatMap(Accent.init) ?? .fallback).declarations.utf8) + bytes
      }
      let file = Self.hashed(name, bytes)
      names[String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })] = "assets/\(file)"
      files.append(file)
      if try self.folder.write("assets/\(file)", bytes) { own.written += 1 } else { own.unchanged += 1 }
    }
    writer = PageWriter(
      folder: self.folder, renderer: SiteRenderer(template: template, frame: frame, assets: names))
    build = Build(fingerprint: Self.fingerprint(template, frame), assets: files)
    earlier = Build.list(self.folder.read(Build.path) ?? [])
    needsEverything = earlier.first != build
  }

  /// Renders `page` and writes what differs, in the background; the overview is kept back until ``finish()``.
  ///
  /// - Throws: the first thing that went wrong with any page so far.
  public func write(_ page: SitePage) throws(Diagnostic) { try writer.write { () throws(Diagnostic) in page } }

  /// The same for a page that is put together in the background too.
  public func write(_ make: @escaping @Sendable () throws(Diagnostic) -> SitePage) throws(Diagnostic) {
    try writer.write(make)
  }

  /// Removes the pages of causes that nothing shares any more.
  ///
  /// - Parameter causes: those that have pages, with their numbers of rows.
  public mutating func keepCauses(_ causes: [(key: String, rows: Int)]) throws(Diagnostic) {
    let kept = Set(
      causes.flatMap { cause in (1...SitePath.pages(rows: cause.rows)).map { SitePath.cause(cause.key, page: $0) } })
    for name in folder.names(in: "causes") where !kept.contains("causes/\(name)") && name.hasSuffix(".html") {
      try folder.remove("causes/\(name)")
      own.removed += 1
    }
  }

  /// Waits until every page given so far is there.
  public func flush() throws(Diagnostic) { try writer.flush() }

  /// The paths that `page` is written to, without writing: for ``prune(keeping:)``.
  public static func paths(of page: SitePage) -> [String] {
    switch page {
    case .overview: [SitePath.overview]
    case .exception(let page): [SitePath.exception(page.row.id)]
    case .list(let page): (1...SitePath.pages(rows: page.trimmed.rows.count)).map(page.path)
    case .runs(let page): (1...SitePath.pages(rows: page.runs.count)).map { SitePath.runs(page: $0) }
    case .run(let page): [SitePath.run(page.row.id)]
    case .systems: [SitePath.systems]
    }
  }

  /// Removes pages that are not in `paths`, and what an interrupted build left. Touches only `.html` and `.tmp` files in
  /// the folders the site has; assets are not its business.
  public mutating func prune(keeping paths: Set<String>) throws(Diagnostic) {
    for place in ["", "exceptions", "workflows", "runs", "causes"] {
      for name in folder.names(in: place) where name.hasSuffix(".html") || name.hasSuffix(".html.tmp") {
        let path = place.isEmpty ? name : "\(place)/\(name)"
        if paths.contains(path) { continue }
        try folder.remove(path)
        own.removed += 1
      }
    }
  }

  /// Waits for the pages in flight, whatever becomes of them.
  public func wait() { writer.wait() }

  /// Writes the overview, notes the build, and removes assets older than the previous two builds.
  public mutating func finish() throws(Diagnostic) {
    try writer.finish()
    let builds = Array(([build] + earlier.filter { $0 != build }).prefix(3))
    if builds != earlier { _ = try folder.write(Build.path, Build.text(builds)) }
    let kept = Set(builds.flatMap(\.assets) + [Build.name])
    for name in folder.names(in: "assets") where !kept.contains(name) && Self.isOurs(name) {
      try folder.remove("assets/\(name)")
      own.removed += 1
    }
  }

  /// `style.css` → `style.1a2b3c4d5e6f.css`.
  private static func hashed(_ name: String, _ bytes: [UInt8]) -> String {
    let hash = hex(SHA256.hash(data: bytes).prefix(6))
    guard let dot = name.lastIndex(of: ".") else { return "\(name).\(hash)" }
    return "\(name[..<dot]).\(hash)\(name[dot...])"
  }

  /// Whether a file in `assets/` has a name that ``hashed(_:_:)`` gives.
  private static func isOurs(_ name: String) -> Bool {
    name.split(separator: ".").contains { part in
      part.utf8.count == 12 && part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
  }

  /// Everything that pages depend on besides their own context.
  private static func fingerprint(_ template: SiteTemplate, _ frame: SiteFrame) -> String {
    var text =
      "\(template.fingerprint)\n\(frame.version)\n\(frame.workspace)\n\(frame.currency)\n\(frame.zone)\n\(frame.configHash)\n"
    // The year is left out of dates of the current one.
    text += "\(frame.zone.day(of: frame.run.at).civil.year)\n"
    for workflow in frame.workflows { text += "\(workflow.name)\n\(workflow.title)\n" }
    return hex(SHA256.hash(data: Array(text.utf8)).prefix(16))
  }
}

/// A finished build as noted in the site's folder, so that the next one knows which assets are still referred to.
struct Build: Equatable, Sendable {
  static let name = "builds.txt"
  static let path = "assets/builds.txt"

  var fingerprint: String
  var assets: [String]

  static func text(_ builds: [Build]) -> [UInt8] {
    Array(builds.map { ([$0.fingerprint] + $0.assets).joined(separator: " ") + "\n" }.joined().utf8)
  }

  static func list(_ bytes: [UInt8]) -> [Build] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      return words.isEmpty ? nil : Build(fingerprint: words[0], assets: Array(words.dropFirst()))
    }
  }
}
