/// A file of the site before it is written.
struct RenderedFile {
  /// From the site's root.
  var path: String
  var bytes: [UInt8]
}

/// Pages to files: the same page, frame and templates give the same bytes.
struct SiteRenderer: Sendable {
  var template: SiteTemplate
  var frame: SiteFrame
  /// Name in templates (`style_css`) → path from the root.
  var assets: [String: String]
  private let memo = TimeMemo()

  init(template: SiteTemplate, frame: SiteFrame, assets: [String: String]) {
    self.template = template
    self.frame = frame
    self.assets = assets
  }

  /// The files of a page, each still to be rendered, so that several threads can share the work.
  func files(of page: SitePage) -> [@Sendable () -> RenderedFile] {
    switch page {
    case .overview(let page):
      return [file(SitePath.overview, "overview", section: SitePath.overview, showsRun: true, { page.fields($0) })]
    case .exception(let page):
      let section = SitePath.workflow(page.workflow.name)
      return [
        file(SitePath.exception(page.row.id), "exception", section: section, showsRun: false, { page.fields($0) })
      ]
    case .list(let page):
      let page = page.trimmed
      let sorted = ExceptionRow.sorted(page.rows)
      return (1...SitePath.pages(rows: sorted.count)).map { number in
        file(page.path(number), "list", section: page.path(1), showsRun: false) {
          page.fields($0, sorted: sorted, number: number)
        }
      }
    case .runs(let page):
      let sorted = page.runs.sorted { ($0.at, $0.id) > ($1.at, $1.id) }
      return (1...SitePath.pages(rows: sorted.count)).map { number in
        file(SitePath.runs(page: number), "runs", section: SitePath.runs(), showsRun: true) {
          page.fields($0, sorted: sorted, number: number)
        }
      }
    case .run(let page):
      // A receipt shows its own run, not the last one: it never changes.
      return [file(SitePath.run(page.row.id), "run", section: SitePath.runs(), showsRun: false, { page.fields($0) })]
    case .systems(let page):
      return [file(SitePath.systems, "systems", section: SitePath.systems, showsRun: true, { page.fields($0) })]
    }
  }

  private func file(
    _ path: String, _ template: String, section: String, showsRun: Bool,
    _ fields: @escaping @Sendable (ViewContext) -> Fields
  ) -> @Sendable () -> RenderedFile {
    { rendered(path, template, section: section, showsRun: showsRun, fields) }
  }

  private func rendered(
    _ path: String, _ template: String, section: String, showsRun: Bool, _ fields: (ViewContext) -> Fields
  ) -> RenderedFile {
    let context = ViewContext(frame: frame, path: path, assets: assets, memo: memo)
    let root: Fields = [
      "frame": .one(context.frameFields(section: section, showsRun: showsRun)), "page": .one(fields(context)),
    ]
    return RenderedFile(path: path, bytes: self.template.render(template, root))
  }
}
