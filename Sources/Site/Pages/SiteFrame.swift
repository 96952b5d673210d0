public import Records

/// What every page shares. Only overview, runs and systems pages print the run; the others stay the same from run to run.
public struct SiteFrame: Sendable {
  /// An entry of the navigation for one workflow.
  public struct Workflow: Sendable, Equatable {
    /// The name in the configuration: `vip-orders`. Part of the page's path.
    public var name: String
    /// The title for people: `VIP orders`.
    public var title: String

    /// An entry; see the properties.
    public init(name: String, title: String) {
      self.name = name
      self.title = title
    }
  }

  /// The run that built the site, as the footer names it.
  public struct Run: Sendable {
    /// The run's id.
    public var id: String
    /// When the run's clock stood: "as of" for everything on the pages.
    public var at: Instant
    /// The commit whose data the pages show, in hex.
    public var commit: String
    /// When the next run is expected; past it the page says that the data is old. nil: no schedule known.
    public var nextDue: Instant?

    /// A run; see the properties.
    public init(id: String, at: Instant, commit: String, nextDue: Instant? = nil) {
      self.id = id
      self.at = at
      self.commit = commit
      self.nextDue = nextDue
    }
  }

  /// The workspace's name, shown at the head of every page.
  public var workspace: String
  /// The run that built the site.
  public var run: Run
  /// Tend's version.
  public var version: String
  /// The configuration's hash, in hex.
  public var configHash: String
  /// The shop's zone: all times are shown in it.
  public var zone: Zone
  /// The shop's currency, ISO 4217; said in the footer.
  public var currency: String
  /// The accent colour from the configuration as `#rrggbb`; adjusted to stay readable in both themes. nil or malformed:
  /// the default.
  public var accent: String?
  /// The workflows with a page of their own, in order.
  public var workflows: [Workflow]
  /// Feeds and downloads named in the footer, relative to the site's root.
  public var downloads: [Link]
  /// True while actions are planned and shown, not sent: a note at the head of the overview says so.
  public var preview: Bool

  /// A frame; see the properties.
  public init(
    workspace: String, run: Run, version: String, configHash: String, zone: Zone, currency: String,
    accent: String? = nil, workflows: [Workflow] = [], downloads: [Link] = [], preview: Bool = false
  ) {
    self.workspace = workspace
    self.run = run
    self.version = version
    self.configHash = configHash
    self.zone = zone
    self.currency = currency
    self.accent = accent
    self.workflows = workflows
    self.downloads = downloads
    self.preview = preview
  }
}

/// A link. An address that is neither http, https nor relative is dropped and only the label is shown.
public struct Link: Sendable, Equatable {
  /// What the link says.
  public var label: String
  /// Where it leads.
  public var url: String

  /// A link; see the properties.
  public init(_ label: String, _ url: String) {
    self.label = label
    self.url = url
  }
}

/// One page of the site.
public enum SitePage: Sendable {
  /// `index.html`.
  case overview(OverviewPage)
  /// `exceptions/<id>.html`.
  case exception(ExceptionPage)
  /// `workflows/<name>.html` and `-2.html`…, or `exceptions/index.html` for all of them.
  case list(ListPage)
  /// `runs/index.html` and `runs/page-2.html`….
  case runs(RunsPage)
  /// `runs/<run-id>.html`.
  case run(RunPage)
  /// `systems.html`.
  case systems(SystemsPage)
}
