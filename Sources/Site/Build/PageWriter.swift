import Dispatch
import Records
import Synchronization

/// Renders pages and writes what differs, on a thread of its own while the next page is being put together.
final class PageWriter: Sendable {
  private struct State {
    var report = SiteBuilder.Report()
    var overview: RenderedFile?
    var folders: Set<String> = []
  }

  private let folder: SiteFolder
  private let renderer: SiteRenderer
  /// Held while a page is rendered, so only looked at when none is in flight.
  private let state = Mutex(State())
  private let failure = Mutex<Diagnostic?>(nil)
  private let queue = DispatchQueue(label: "tend.pages")
  /// Bounds the pages in flight, so that memory stays flat.
  private let room = DispatchSemaphore(value: 32)

  init(folder: SiteFolder, renderer: SiteRenderer) {
    self.folder = folder
    self.renderer = renderer
  }

  /// What was done so far; waits for the pages in flight.
  var report: SiteBuilder.Report {
    queue.sync {}
    return state.withLock { $0.report }
  }

  /// Takes a page; the overview is kept back until ``finish()``.
  ///
  /// - Throws: the first thing that went wrong with any page so far.
  func write(_ page: SitePage) throws(Diagnostic) {
    try requireSuccess()
    room.wait()
    queue.async { [self] in
      state.withLock { state in
        do throws(Diagnostic) {
          try requireSuccess()
          try write(page, &state)
        } catch {
          failure.withLock { $0 = error }
        }
      }
      room.signal()
    }
  }

  private func requireSuccess() throws(Diagnostic) {
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  /// Waits for the pages in flight, whatever becomes of them.
  func wait() { queue.sync {} }

  /// Waits for the pages in flight.
  func flush() throws(Diagnostic) {
    queue.sync {}
    try requireSuccess()
  }

  /// Waits, and writes the overview last.
  func finish() throws(Diagnostic) {
    try flush()
    guard let overview = state.withLock({ $0.overview }) else { return }
    if try folder.write(overview.path, overview.bytes) {
      state.withLock { $0.report.written += 1 }
    } else {
      state.withLock { $0.report.unchanged += 1 }
    }
    state.withLock { $0.overview = nil }
  }

  private func write(_ page: SitePage, _ state: inout State) throws(Diagnostic) {
    for file in renderer.files(of: page) {
      if file.path == SitePath.overview { state.overview = file } else { try put(file, &state) }
    }
    switch page {
    case .list(let list):
      try removeNumbered(after: SitePath.pages(rows: list.trimmed.rows.count), list.path, &state)
    case .runs(let list):
      try removeNumbered(after: SitePath.pages(rows: list.runs.count), { SitePath.runs(page: $0) }, &state)
    default: break
    }
  }

  private func put(_ file: RenderedFile, _ state: inout State) throws(Diagnostic) {
    if let slash = file.path.utf8.firstIndex(of: UInt8(ascii: "/")) {
      let place = String(file.path[..<slash])
      if state.folders.insert(place).inserted { try folder.makeFolder(place) }
    }
    if try folder.write(file.path, file.bytes) { state.report.written += 1 } else { state.report.unchanged += 1 }
  }

  /// Removes the pages that a list had when it was longer.
  private func removeNumbered(
    after count: Int, _ path: (Int) -> String, _ state: inout State
  ) throws(Diagnostic) {
    var number = count + 1
    while folder.exists(path(number)) {
      try folder.remove(path(number))
      state.report.removed += 1
      number += 1
    }
  }
}
