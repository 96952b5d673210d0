import Records

/// All that a BigCommerce store can make Tend say, one function a case.
enum BigCommerceDiagnostics {
  private static func place(_ path: [String]) -> String { "/" + path.joined(separator: "/") }

  static func shape(_ reason: String, at path: [String]) -> Diagnostic {
    Diagnostic(
      .source, code: "bigcommerce.shape", "BigCommerce does not answer as it documents", reason: reason,
      hints: ["The next run tries again.", "If it stays so, look for a newer version of Tend."],
      location: place(path))
  }

  static func forbidden(_ scope: String, at path: [String]) -> Diagnostic {
    Diagnostic(
      .source, code: "bigcommerce.scope", "The API account lacks the scope \(scope)",
      reason: missed(scope),
      hints: [
        "In the control panel under Settings, Store-level API accounts, make an account with it, then connect again."
      ],
      location: place(path))
  }

  /// What is missed without a scope.
  private static func missed(_ scope: String) -> String? {
    BigCommerceConnection.descriptor.service?.scopes.first { $0.name == scope }?.without
  }

  static func noStream(_ name: String) -> Diagnostic {
    Diagnostic(
      .configuration, code: "bigcommerce.stream", "BigCommerce has no stream \(name)",
      hints: ["It has orders, shipments, refunds, customers and checkouts."])
  }

  static func cursor(_ stream: String) -> Diagnostic {
    Diagnostic(
      .source, code: "bigcommerce.cursor", "\(stream) is read from the beginning",
      reason: "The note of how far it was read is damaged or lies in the future.",
      hints: ["If this repeats, look at this machine's clock."], location: stream)
  }

  static func moved(_ path: [String], after id: Int) -> SyncError {
    .data(
      Diagnostic(
        .source, code: "bigcommerce.order", "A page of BigCommerce repeats itself or is out of order",
        reason: "Rows have to come by growing id; after \(id) an older one came. What follows can't be trusted.",
        hints: ["The next run tries again.", "If it stays so, look for a newer version of Tend."],
        location: place(path)))
  }

  static func loop(_ path: [String]) -> SyncError {
    .data(
      Diagnostic(
        .source, code: "bigcommerce.loop", "The pages of BigCommerce lead back to where they began",
        reason: "The same mark of a page came a second time.", hints: ["The next run tries again."],
        location: place(path)))
  }

  static func fewer(_ stream: String, _ missing: Missing, isToRepeat: Bool) -> Diagnostic {
    Diagnostic(
      .source, code: "bigcommerce.count",
      "\(stream) gave \(missing.seen) rows where the store counts \(missing.counted)",
      reason: isToRepeat
        ? "Some were not shown, so nothing is concluded from what is missing."
        : "No more were shown than the time before. From here on only what changes is read.",
      hints: isToRepeat
        ? ["Nothing to do: the next run reads the same again.", "If it stays so, report it."] : ["Report this."],
      location: stream)
  }

  static func unmapped(_ stream: String) -> Diagnostic {
    Diagnostic(
      .source, code: "bigcommerce.unmapped", "Some of \(stream) could not be understood and were set aside",
      reason: "So nothing that is missing is taken for deleted.",
      hints: ["See each with its reason: tend doctor"], location: stream)
  }

  static func noPanel() -> Diagnostic {
    Diagnostic(
      .source, code: "bigcommerce.panel", "Orders have no links to the control panel",
      reason: "The store does not say where it is, or the account may not read the store's settings.",
      hints: ["Grant \(BigCommerceAPI.Area.information.scope), then connect again."])
  }

  static func otherCurrency(_ theirs: String, _ ours: String) -> Diagnostic {
    Diagnostic(
      .source, code: "bigcommerce.currency", "The store's currency is \(theirs), that in tend.yml is \(ours)",
      reason: "Thresholds are compared in the currency of tend.yml.", hints: ["Set `currency: \(theirs)` in tend.yml."])
  }

  static func otherZone(_ theirs: String, _ ours: String) -> Diagnostic {
    Diagnostic(
      .source, code: "bigcommerce.zone", "The store's time zone is \(theirs), that in tend.yml is \(ours)",
      reason: "Days and business hours are those of tend.yml.", hints: ["Set `timezone: \(theirs)` in tend.yml."])
  }

  static func clock(_ seconds: Int64) -> Diagnostic {
    Diagnostic(
      .source, code: "bigcommerce.clock",
      "This machine's clock is \(seconds.magnitude) s \(seconds > 0 ? "ahead of" : "behind") the store's",
      reason: "Nothing is lost by it, but new records come later.", hints: ["Set this machine's clock."])
  }

  static func otherStore(_ account: String) -> Diagnostic {
    Diagnostic(
      .configuration, code: "bigcommerce.store", "The answer is of another store than \(account)",
      reason: "The hash in tend.yml and that of the store differ.", hints: ["Look at `store_hash` in tend.yml."])
  }
}
