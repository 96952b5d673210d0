public import Connectors
public import Records
public import Workflows

/// Everything a `tend.yml` says, typed, with its defaults filled in. Made by ``read(_:path:zones:)``; nothing in it is
/// unchecked.
public struct Configuration: Sendable, Hashable {
  /// What becomes of actions.
  public enum ActionMode: String, Sendable, Hashable {
    /// Planned and shown, never sent.
    case preview
  }

  /// The file's bytes as they were read; they are committed to `data/config/tend.yml`.
  public var source: [UInt8]
  /// Where the file was read from, as messages name it.
  public var path: String
  /// The shop's name.
  public var name: String
  /// What becomes of actions.
  public var actions: ActionMode
  /// Zone, currency, baseline, owners, routing, rules: all that rules and plan work with, but the marks.
  public var workflows: WorkflowSettings
  /// The connections, in the file's order; at least one.
  public var connections: [ConnectionSettings]
  /// How long before a refund without an order number its order may have been placed, found by customer and amount; nil
  /// when orders are not looked for.
  public var refundJoinWithin: Span?
  /// When a stream that became smaller is not believed.
  public var shrink: ShrinkSettings
  /// How the dashboard looks.
  public var dashboard: DashboardSettings

  /// The shop's zone.
  public var zone: Zone { workflows.zone }
  /// The shop's currency, an ISO 4217 code.
  public var currency: String { workflows.currency }
}

/// One configured account of a system, or folder of exported files.
public struct ConnectionSettings: Sendable, Hashable {
  /// The name it has in the file; unique.
  public var name: String
  /// The system: `csv`, `shopify`, …
  public var system: String
  /// The folder of its files, relative to the workspace, without `..`; empty for a system without files.
  public var folder: String
  /// The store it belongs to.
  public var store: String
  /// Whether it is the authority for its store's orders; at most one a store.
  public var isPrimary: Bool
  /// How old its newest data may be before rules wait.
  public var staleAfter: Span
  /// What its files hold; zone and currency of each are filled in. Empty for a system that is read over HTTP.
  public var csv: CSVSettings
  /// The account and the system's other settings, by key.
  public var options: [String: String] = [:]
  /// Another address than the system's own; nil for that.
  public var address: String?
}

/// When a stream that became smaller is not believed: it lost more than both.
public struct ShrinkSettings: Sendable, Hashable {
  /// Percent of the maximum.
  public var share: Int
  /// Records.
  public var records: Int
  /// How many days back the maximum is looked for.
  public var days: Int
}

/// How the dashboard looks.
public struct DashboardSettings: Sendable, Hashable {
  /// How customers' names are shown.
  public enum Names: String, Sendable, Hashable, CaseIterable { case full, masked, none }

  /// How customers' names are shown.
  public var names: Names
  /// `#2f6f4f`.
  public var accent: String
  /// How often runs are expected.
  public var expectedEvery: Span
}
