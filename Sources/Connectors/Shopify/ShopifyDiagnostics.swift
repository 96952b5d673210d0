import Records

extension Diagnostic {
  static func unusableCursor(_ stream: String) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.cursor", "Where \(stream) was read up to can't be used, so all is read again",
      reason: "It is of another form, or lies in the future.",
      hints: ["Look whether this machine's clock is right"])
  }

  /// Shopify answered in a way that it does not document.
  static func contract(_ what: String) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.contract", "Shopify does not answer as agreed", reason: what,
      hints: [
        "Look for a newer version of Tend",
        "Look whether api_version in tend.yml is \(ShopifyConnection.standardVersion)",
      ])
  }

  static func missingScope(_ scope: String?, _ what: String) -> Diagnostic {
    let known = scope.flatMap { name in ShopifyConnection.scopes.first { $0.name == name } }
    return Diagnostic(
      .source, code: "shopify.scope",
      scope.map { "Shopify does not show \(what) without \($0)" } ?? "Shopify does not show \(what)",
      reason: known.map { "\($0.without)." },
      hints: [
        scope.map { "Grant \($0) to the app, then connect again" }
          ?? "Look at the app's scopes and its access to protected customer data"
      ])
  }

  static func hidden(_ part: ShopifyPart, scope: String?) -> Diagnostic {
    var diagnostic = missingScope(scope ?? part.scope, part.title)
    diagnostic.code = "shopify.hidden"
    if part.scope == nil {
      diagnostic.hints = ["Ask for access to protected customer data in the app's settings at Shopify"]
    }
    return diagnostic
  }

  static func unknown(_ part: ShopifyPart, version: String) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.version", "Version \(version) of Shopify's API does not have \(part.title)",
      reason: "What hangs on it is left out.",
      hints: ["Set api_version in tend.yml to \(ShopifyConnection.standardVersion)"])
  }

  static func horizon(_ stream: String, since: Instant) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.horizon", "Shopify shows \(stream) of the last 60 days only",
      reason: "The app lacks read_all_orders, so nothing is known of orders before \(since.utcDay).",
      hints: ["Ask Shopify for read_all_orders", "Read an old export with a connection to CSV files"])
  }

  static func fewer(_ stream: String, read: Int, told: Int, isToRepeat: Bool) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.count", "Fewer \(stream) came than Shopify counts",
      reason: isToRepeat
        ? "It counted \(told), and \(read) came."
        : "It counted \(told), and \(read) came, no more than the time before. From here on only what changes is read.",
      hints: isToRepeat ? ["Nothing to do: the next run reads everything again"] : ["Report this"])
  }

  static func notInBulk(_ stream: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.bulk", "No bulk operation of Shopify gave all \(stream), so they are read page by page",
      reason: reason, hints: ["This takes longer, and can be interrupted"])
  }

  static func preparing(_ stream: String, objects: Int, waited: Duration) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.preparing", "Shopify is still preparing the \(stream)",
      reason: "After \(waited.components.seconds / 60) minutes it had \(objects) of their parts ready.",
      hints: ["The next run goes on with the same operation"])
  }

  static func gone(_ stream: String, _ count: Int) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.gone", "Some \(stream) are not at Shopify any more, so all are read again",
      reason: "It counts \(count) fewer than were known.")
  }

  static func tooMany(_ stream: String, _ limit: Int) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.too-many", "Shopify does not show all \(stream)",
      reason:
        "It shows \(limit) rows of one list, as many of one day or moment came, and no bulk operation gave the rest.",
      hints: ["Nothing to do: the next run reads everything again", "If it stays so, report this"])
  }

  static func cut(_ list: String, _ limit: Int) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.cut", "A record has more than \(limit) \(list) than can be read",
      reason: "Shopify shows no more of this list.")
  }

  static func tooManyOpen(_ limit: Int) -> Diagnostic {
    Diagnostic(
      .source, code: "shopify.open-parcels", "Only the newest \(limit) parcels under way are looked at again",
      reason: "Whether older ones arrived is not known.")
  }
}
