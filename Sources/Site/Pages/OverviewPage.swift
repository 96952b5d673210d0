public import Records

/// The context of `index.html`: the morning page.
public struct OverviewPage: Sendable {
  /// The figures of the one sentence.
  public var attention: Attention
  /// One chip a system.
  public var systems: [SystemChip]
  /// Open exceptions; the page sorts them and shows the ten most urgent, so more may be given.
  public var rows: [ExceptionRow]
  /// The tiles, in order.
  public var tiles: [Tile]
  /// The share recovered by day after the follow-up.
  public var trend: RecoveryTrend
  /// The steps of the last run.
  public var lastRun: [RunStep]
  /// The week's tables.
  public var week: Week
  /// A line for a first run or held actions: `412 older cases are counted in the first look, not opened.`
  public var notes: [String]

  /// An overview; see the properties.
  public init(
    attention: Attention, systems: [SystemChip], rows: [ExceptionRow], tiles: [Tile], trend: RecoveryTrend,
    lastRun: [RunStep], week: Week, notes: [String] = []
  ) {
    self.attention = attention
    self.systems = systems
    self.rows = rows
    self.tiles = tiles
    self.trend = trend
    self.lastRun = lastRun
    self.week = week
    self.notes = notes
  }
}

/// The figures of the overview's sentence.
public struct Attention: Sendable {
  /// Exceptions that need someone: open, not snoozed.
  public var open: Int
  /// What is at stake, an order counted once; one amount a currency.
  public var stake: [Amount]
  /// How many are new.
  public var new: Int
  /// Since when: `yesterday`.
  public var newSince: String
  /// How many are past their SLA already.
  public var breached: Int
  /// How many will pass it today.
  public var breachToday: Int

  /// The figures; see the properties.
  public init(
    open: Int, stake: [Amount] = [], new: Int = 0, newSince: String = "yesterday", breached: Int = 0,
    breachToday: Int = 0
  ) {
    self.open = open
    self.stake = stake
    self.new = new
    self.newSince = newSince
    self.breached = breached
    self.breachToday = breachToday
  }
}

/// How a system or a stream stands.
public enum Health: String, Sendable, CaseIterable {
  /// Everything was read.
  case complete
  /// What changed since the last time was read.
  case incremental
  /// Some was not read; what rests on absence waits.
  case partial
  /// Nothing was read; the last good snapshot stands.
  case failed
  /// Somebody has to connect it again.
  case reconnect
  /// Read well, but too long ago.
  case stale
}

/// A system in the freshness strip.
public struct SystemChip: Sendable {
  /// The system's title: `Shopify`.
  public var title: String
  /// The connection's name: the anchor on the systems page.
  public var connection: String
  /// How it stands.
  public var health: Health
  /// Since when its data stands; nil when it was never read.
  public var asOf: Instant?

  /// A chip; see the properties.
  public init(title: String, connection: String, health: Health, asOf: Instant?) {
    self.title = title
    self.connection = connection
    self.health = health
    self.asOf = asOf
  }
}

/// The share of follow-ups that led to a recovery within one to seven days.
public struct RecoveryTrend: Sendable {
  /// Follow-ups of one period.
  public struct Cohort: Sendable {
    /// `Nov 9–15`.
    public var name: String
    /// How many follow-ups it has: the base of each share.
    public var base: Int
    /// Recovered by day 1 to 7; nil for a day the cohort has not reached.
    public var recoveredByDay: [Int?]

    /// A cohort; see the properties.
    public init(name: String, base: Int, recoveredByDay: [Int?]) {
      self.name = name
      self.base = base
      self.recoveredByDay = recoveredByDay
    }
  }

  /// This cohort; nil with ``reason`` when there is none.
  public var current: Cohort?
  /// The one before.
  public var before: Cohort?
  /// Why there is no trend to show: `no cohort is 7 days old yet`.
  public var reason: String

  /// A trend; see the properties.
  public init(current: Cohort?, before: Cohort? = nil, reason: String = "no follow-ups yet") {
    self.current = current
    self.before = before
    self.reason = reason
  }
}

/// One step of a run with its count: `Created managed follow-ups`, 4.
public struct RunStep: Sendable {
  /// What was done.
  public var label: String
  /// How many, or why not.
  public var figure: Figure
  /// More in words: `3 sent, 1 skipped: preview`.
  public var detail: String?
  /// How long it took in milliseconds; nil when not measured.
  public var milliseconds: Int?

  /// A step; see the properties.
  public init(_ label: String, _ figure: Figure, detail: String? = nil, milliseconds: Int? = nil) {
    self.label = label
    self.figure = figure
    self.detail = detail
    self.milliseconds = milliseconds
  }
}

/// The tables of "the week".
public struct Week: Sendable {
  /// Revenue of one week.
  public struct Revenue: Sendable {
    /// `Nov 16–22`.
    public var name: String
    /// Net value of orders with a sent alert or a human act.
    public var touched: Figure
    /// Net value of recovered customers' and leads' orders.
    public var recovered: Figure

    /// A row; see the properties.
    public init(name: String, touched: Figure, recovered: Figure) {
      self.name = name
      self.touched = touched
      self.recovered = recovered
    }
  }

  /// Escalations of one week.
  public struct Escalations: Sendable {
    /// `Nov 16–22`.
    public var name: String
    /// How many were opened.
    public var opened: Figure
    /// How many were resolved.
    public var resolved: Figure

    /// A row; see the properties.
    public init(name: String, opened: Figure, resolved: Figure) {
      self.name = name
      self.opened = opened
      self.resolved = resolved
    }
  }

  /// Where one kind of signal led.
  public struct Signal: Sendable {
    /// `Ticket: chargeback mentioned`.
    public var name: String
    /// How often it was seen.
    public var seen: Figure
    /// How many follow-ups it made.
    public var followUps: Figure
    /// What became of them: `2 recovered, 1 open`.
    public var outcome: String

    /// A row; see the properties.
    public init(name: String, seen: Figure, followUps: Figure, outcome: String) {
      self.name = name
      self.seen = seen
      self.followUps = followUps
      self.outcome = outcome
    }
  }

  /// A campaign.
  public struct Campaign: Sendable {
    /// Its name.
    public var name: String
    /// The platform: `Google Ads`.
    public var platform: String
    /// What was spent.
    public var spend: Figure
    /// Orders the shop attributes to it.
    public var orders: Figure
    /// Their net sales.
    public var sales: Figure

    /// A row; see the properties.
    public init(name: String, platform: String, spend: Figure, orders: Figure, sales: Figure) {
      self.name = name
      self.platform = platform
      self.spend = spend
      self.orders = orders
      self.sales = sales
    }
  }

  /// Weeks, newest first.
  public var revenue: Listing<Revenue>
  /// Weeks, newest first.
  public var escalations: Listing<Escalations>
  /// Marketing and support signals.
  public var signals: Listing<Signal>
  /// Top campaigns.
  public var campaigns: Listing<Campaign>

  /// The tables; see the properties.
  public init(
    revenue: Listing<Revenue>, escalations: Listing<Escalations>, signals: Listing<Signal>,
    campaigns: Listing<Campaign>
  ) {
    self.revenue = revenue
    self.escalations = escalations
    self.signals = signals
    self.campaigns = campaigns
  }
}
