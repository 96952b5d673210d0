import Records
import Synchronization

/// Puts pages together, renders them and writes what differs, on another thread while the next one's data is gathered.
final class PageWriter: Sendable {
  private struct State {
    var report = SiteBuilder.Report()
    var overview: RenderedFile?
    var folders: Set<String> = []
  }

  private let folder: SiteFolder
  private let renderer: SiteRenderer
  private let state = Mutex(State())
  private let failure = Mutex<Diagnostic?>(nil)
  private let threads = TwoThreads()

  init(folder: SiteFolder, renderer: SiteRenderer) {
    self.folder = folder
    self.renderer = renderer
  }

  /// What was done so far; waits for the pages in flight.
  var report: SiteBuilder.Report {
    wait()
    return state.withLock { $0.report }
  }

  /// Takes a page, which `make` puts together; the overview is kept back until ``finish()``.
  ///
  /// - Throws: the first thing that went wrong with any page so far.
  func write(_ make: @escaping @Sendable () throws(Diagnostic) -> SitePage) throws(Diagnostic) {
    try requireSuccess()
    threads.take { [self] in put(make) }
  }

  private func put(_ make: () throws(Diagnostic) -> SitePage) {
    attempt { () throws(Diagnostic) in
      let page = try make()
      let files = renderer.files(of: page)
      for file in files.dropFirst() {
        threads.add { [self] in attempt { () throws(Diagnostic) in try put(file()) } }
      }
      if let first = files.first { try put(first()) }
      try removeSuperfluous(page)
    }
  }

  private func attempt(_ work: () throws(Diagnostic) -> Void) {
    do throws(Diagnostic) {
      try requireSuccess()
      try work()
    } catch {
      failure.withLock { $0 = $0 ?? error }
    }
  }

  private func requireSuccess() throws(Diagnostic) {
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  /// Waits for the pages in flight, whatever becomes of them.
  func wait() { threads.finish() }

  /// Waits for the pages in flight.
  func flush() throws(Diagnostic) {
    wait()
    try requireSuccess()
  }

  /// Waits, and writes the overview last.
  func finish() throws(Diagnostic) {
    try flush()
    guard let overview = state.withLock({ $0.overview }) else { return }
    count(try folder.write(overview.path, overview.bytes))
    state.withLock { $0.overview = nil }
  }

  /// Removes the pages that a list had when it was longer.
  private func removeSuperfluous(_ page: SitePage) throws(Diagnostic) {
    switch page {
    case .list(let list): try removeNumbered(after: SitePath.pages(rows: list.trimmed.rows.count), list.path)
    case .runs(let list): try removeNumbered(after: SitePath.pages(rows: list.runs.count)) { SitePath.runs(page: $0) }
    default: break
    }
  }

  private func put(_ file: RenderedFile) throws(Diagnostic) {
    if file.path == SitePath.overview { return state.withLock { $0.overview = file } }
    if let slash = file.path.utf8.firstIndex(of: UInt8(ascii: "/")) {
      let place = String(file.path[..<slash])
      if !state.withLock({ $0.folders.contains(place) }) {
        try folder.makeFolder(place)
        state.withLock { _ = $0.folders.insert(place) }
      }
    }
    count(try folder.write(file.path, file.bytes))
  }

  private func count(_ isWritten: Bool) {
    state.withLock { state in
      if isWritten { state.report.written += 1 } else { state.report.unchanged += 1 }
    }
  }

  private func removeNumbered(after count: Int, _ path: (Int) -> String) throws(Diagnostic) {
    var number = count + 1
    while folder.exists(path(number)) {
      try folder.remove(path(number))
      state.withLock { $0.report.removed += 1 }
      number += 1
    }
  }
}
