import Records

/// All that ShipStation can make Tend say, one function a case.
enum ShipStationDiagnostics {
  static func changed(_ list: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .source, code: "shipstation.contract", "ShipStation's \(list) do not come as agreed", reason: reason,
      hints: ["The next run tries again.", "If it stays so, look for a newer version of Tend."], location: list)
  }

  static func refused(_ list: String) -> Diagnostic {
    Diagnostic(
      .source, code: "shipstation.refused", "ShipStation refused to give its \(list)",
      reason: "It answered with success: false.",
      hints: ["The next run tries again.", "Look in ShipStation whether the account is in order."], location: list)
  }

  /// A write that was turned down.
  static func refused(_ path: [String]) -> Diagnostic {
    Diagnostic(
      .source, code: "action.refused", "ShipStation refused the action", reason: "It answered with success: false.",
      hints: ["Look at the order in ShipStation."], location: "/" + path.joined(separator: "/"))
  }

  static func moving(_ list: String) -> Diagnostic {
    Diagnostic(
      .source, code: "shipstation.moving", "ShipStation's \(list) changed faster than they could be read",
      reason:
        "The number of rows changed each time between one page and the next, so that some may have been passed over.",
      hints: ["The next run goes on from there.", "If it stays so, run Tend when fewer orders are edited."],
      location: list)
  }

  static func short(_ list: String, read: Int, total: Int, isToRepeat: Bool) -> Diagnostic {
    Diagnostic(
      .source, code: "shipstation.short", "Of ShipStation's \(total) \(list) \(read) could be read",
      reason: isToRepeat
        ? "Nothing is concluded from what is missing."
        : "They were no more than the time before. From here on only what changes is read.",
      hints: [isToRepeat ? "Nothing to do: the next run reads everything again." : "Report this."], location: list)
  }

  static func cursor(_ reason: String) -> Diagnostic {
    Diagnostic(
      .source, code: "shipstation.cursor", "ShipStation is read from the beginning again", reason: reason,
      hints: ["Nothing: it takes longer this once."])
  }

  static func badStore() -> SyncError {
    .configuration(
      Diagnostic(
        .configuration, code: "shipstation.store-id", "store_id is not the number of a store",
        reason: "ShipStation numbers its stores.",
        hints: ["Run tend doctor, which lists the stores with their numbers.", "Leave it out to read all stores."]))
  }

  static func badVersion(_ version: String) -> SyncError {
    .configuration(
      Diagnostic(
        .configuration, code: "shipstation.version", "version is none that ShipStation has",
        reason: "Its API comes in the versions 1 and 2.",
        hints: ["Write version: 2 where the account has only a key of V2", "Else leave it out"]))
  }

  static func wrongHost(_ version: ShipStationVersion) -> SyncError {
    let other = version.other
    return .configuration(
      Diagnostic(
        .configuration, code: "shipstation.host", "address is that of the other version",
        reason: "\(other.host) is where V\(other.rawValue) is; version \(version.rawValue) is what the settings say.",
        hints: ["Write version: \(other.rawValue)", "Or leave address out"]))
  }

  /// The second interface told that it is not for this account.
  static func plan(_ request: String?) -> Diagnostic {
    Diagnostic(
      .source, code: "shipstation.plan", "ShipStation does not let this account use its V2",
      hints: [
        "Look at the account's plan and payment in ShipStation: V2 comes with some plans and add-ons",
        "Or use V1: leave version out, and connect again with its key and secret",
      ], location: request)
  }

  /// V2 lists no stores, so that a wrong number only shows by nothing being there.
  static func emptyStore(_ store: String) -> Diagnostic {
    Diagnostic(
      .configuration, code: "shipstation.empty-store", "ShipStation has no orders of the store \(store)",
      reason: "V2 does not list the stores there are, so whether there is such a store can't be told.",
      hints: ["Look whether store_id in tend.yml is right, or leave it out to read all stores"])
  }

  static func unknownStore(_ store: String, known: [String]) -> Diagnostic {
    Diagnostic(
      .configuration, code: "shipstation.unknown-store", "ShipStation has no store \(store)",
      reason: known.isEmpty ? "It lists none." : "It has \(known.joined(separator: ", ")).",
      hints: ["Set store_id in tend.yml to one of them, or leave it out to read all."])
  }

  static func staleStore(_ name: String, _ last: Instant) -> Diagnostic {
    Diagnostic(
      .source, code: "shipstation.store-stale", "ShipStation last imported orders of \(name) at \(last)",
      reason: "What came after that is not known to it.",
      hints: ["Refresh the store in ShipStation, or look there why it does not refresh by itself."])
  }

  static let unlisted = Diagnostic(
    .source, code: "shipstation.unlisted", "Orders have tags or stores that ShipStation does not list",
    reason: "Such a tag is shown by its number, and of such a store the channel is not known.",
    hints: ["Nothing, if the tag or the store was deleted in ShipStation."])

  static let fullKey = Diagnostic(
    .source, code: "shipstation.full-key", "ShipStation's keys can change everything",
    reason: "There is no key that can only read. Tend sends nothing but reads to ShipStation.",
    hints: ["Keep the key as you keep a password."])
}
