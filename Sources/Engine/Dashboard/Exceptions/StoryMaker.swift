internal import Records
internal import Site
internal import Workflows

/// An exception's timeline in words.
struct StoryMaker {
  let words: DashboardWords
  /// The path of a run's page from the site's root; nil when the site has none.
  let page: (String) -> String?

  /// The entries, oldest first.
  func story(_ exception: ShopException) -> [StoryEntry] {
    exception.timeline.map { entry in
      StoryEntry(
        at: entry.at, what(entry), by: entry.by == "tend" ? nil : words.owner(entry.by),
        path: entry.run.flatMap(page))
    }
  }

  private func what(_ entry: TimelineEntry) -> String {
    let detail = entry.detail
    func text(_ key: String) -> String? { detail[key]?.string }
    switch entry.event {
    case .opened: return "Opened"
    case .reopened: return "Opened again"
    case .evidence:
      let fields = (detail["fields"]?.array ?? []).compactMap(\.string).map(DashboardWords.label)
      guard !fields.isEmpty else { return "The evidence changed" }
      return "The evidence changed: \(DashboardWords.list(fields.map { $0.lowercasedFirst }, "and"))"
    case .acknowledged: return "Acknowledged"
    case .assigned: return text("to").map { "Assigned to \(words.owner($0))" } ?? "Assigned"
    case .snoozed:
      return detail["until"]?.instant.map { "Snoozed until \(words.moment($0))" } ?? "Snoozed"
    case .resolved:
      return text("resolution").map { "Resolved: \(DashboardWords.resolution($0))" } ?? "Resolved"
    case .escalated: return text("to").map { "Passed on to \(words.owner($0)): nobody had answered" } ?? "Passed on"
    case .note: return "Wrote a note; its text stays in the private store"
    case .action:
      let kind = text("kind").map(DashboardWords.action) ?? "An action"
      return text("state").map { "\(kind): \($0)" } ?? kind
    }
  }
}

extension String {
  /// `Contact due` as `contact due`; `SKUs` and `VIP` stay.
  fileprivate var lowercasedFirst: String {
    guard let second = dropFirst().first, second.isLowercase else { return self }
    return prefix(1).lowercased() + dropFirst()
  }
}
