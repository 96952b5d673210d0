import Records

/// What people are told about QuickBooks. No text holds a value of an answer.
enum QuickBooksDiagnostics {
  // MARK: Settings

  static func unknown(_ key: String, of words: [String]) -> Diagnostic {
    Diagnostic(
      .configuration, code: "quickbooks.setting", "The setting \(key) of QuickBooks has a word Tend does not know",
      hints: ["Write \(words.joined(separator: " or "))"], location: key)
  }

  static let badCompany = Diagnostic(
    .configuration, code: "quickbooks.company", "The setting company is no company's id",
    reason: "QuickBooks calls it realm id: 15 or more digits.",
    hints: ["In QuickBooks, see Account and settings, Billing, Company ID, and write its digits"], location: "company")

  static func wrongHost(isSandbox: Bool) -> Diagnostic {
    let host = isSandbox ? "sandbox-quickbooks.api.intuit.com" : "quickbooks.api.intuit.com"
    return Diagnostic(
      .configuration, code: "quickbooks.host",
      "The address is not that of \(isSandbox ? "sandbox" : "production") companies",
      reason: "Each environment has its own address and knows only its own companies.",
      hints: ["Set the address to https://\(host)/v3/company/{company}", "Or change environment"],
      location: "environment")
  }

  // MARK: Cursors

  static func badCursor(_ stream: String) -> Diagnostic {
    Diagnostic(
      .source, code: "quickbooks.cursor", "Where \(stream) was read up to is not known any more",
      reason: "The note of it can't be read.", hints: ["Nothing to do: everything is read again"], location: stream)
  }

  static func futureCursor(_ stream: String) -> Diagnostic {
    Diagnostic(
      .source, code: "quickbooks.cursor", "Where \(stream) was read up to lies in the future",
      reason: "This machine's clock was ahead, or is behind now.",
      hints: ["Look at this machine's clock; everything is read again"], location: stream)
  }

  // MARK: Answers

  static func shape(_ what: String, _ request: String) -> Diagnostic {
    Diagnostic(
      .source, code: "quickbooks.contract", "QuickBooks does not answer as agreed", reason: what,
      hints: ["Run it again", "If it stays so, look for a newer version of Tend"], location: request)
  }

  static func disagrees(_ entity: QuickBooksEntity, read: Int, counted: Int, isToRepeat: Bool) -> Diagnostic {
    Diagnostic(
      .source, code: "quickbooks.count",
      "QuickBooks counts \(counted) of \(entity.rawValue), but \(read) were read",
      reason: isToRepeat
        ? "Either something changed while it was read, or some can't be had."
        : "No less than the time before. From here on only what changes is read.",
      hints: isToRepeat
        ? ["Nothing to do: the next run reads everything again", "If it stays so, report this"] : ["Report this"],
      location: entity.rawValue)
  }

  static func short(_ entity: QuickBooksEntity) -> Diagnostic {
    Diagnostic(
      .source, code: "quickbooks.count", "QuickBooks gives fewer of \(entity.rawValue) than it counts",
      reason: "They were asked for by their ids, and not all were given.",
      hints: ["Nothing to do: everything is read again, as long as that brings more", "If it stays so, report this"],
      location: entity.rawValue)
  }

  // MARK: Faults

  static func fault(_ fault: QuickBooksFault, _ request: String) -> Diagnostic {
    var diagnostic = words(fault)
    let number = fault.code.map { "Its error \($0)" } ?? "An error without a number"
    diagnostic.reason = diagnostic.reason.map { "\(number): \($0)" } ?? "\(number)."
    diagnostic.location = request
    return diagnostic
  }

  private static func words(_ fault: QuickBooksFault) -> Diagnostic {
    switch (fault.code, fault.decision) {
    case (_, .retryAfter):
      Diagnostic(
        .source, code: "quickbooks.busy", "QuickBooks asks for fewer requests", hints: ["The next run tries again"])
    case (150?, _):
      Diagnostic(
        .source, code: "quickbooks.maintenance", "QuickBooks works on this company's books",
        hints: ["The next run tries again"])
    case (_, .retry), (_, .accept):
      Diagnostic(.source, code: "quickbooks.trouble", "QuickBooks is in trouble", hints: ["The next run tries again"])
    case (_, .reconnect):
      Diagnostic(
        .source, code: "quickbooks.reconnect", "QuickBooks does not accept the credentials any more",
        hints: ["Connect it again"])
    case (120?, _):
      Diagnostic(
        .source, code: "quickbooks.user", "Who connected QuickBooks may not see this company any more",
        hints: ["Have an admin of the company connect it again"])
    case (6190?, _):
      Diagnostic(
        .source, code: "quickbooks.subscription", "The company's QuickBooks subscription ended",
        hints: ["Look at Account and settings, Billing, in QuickBooks"])
    case (_, .forbidden):
      Diagnostic(
        .source, code: "quickbooks.forbidden", "QuickBooks does not let Tend into this company",
        reason: "the app was disconnected, the company belongs to the other environment, or it is locked.",
        hints: [
          "Look whether company and environment in tend.yml are right", "Have an admin of the company connect it again",
        ])
    case (4000?, _), (4001?, _), (4002?, _):
      Diagnostic(
        .source, code: "quickbooks.query", "QuickBooks does not understand the question",
        hints: ["Look for a newer version of Tend", "Report this"])
    case (_, .contractChanged), (_, .refused):
      Diagnostic(.source, code: "quickbooks.refused", "QuickBooks refused the request", hints: ["Report this"])
    }
  }
}
