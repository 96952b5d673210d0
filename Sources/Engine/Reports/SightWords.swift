internal import Records

/// What it costs a workflow when it does not see a kind of record.
enum SightWords {
  /// What is not noticed without any records of a kind; nil where the workflow does not need them.
  static func cost(_ workflow: String, without kind: Kind) -> String? { costs[workflow]?[kind] }

  /// What is not noticed where records of a kind are only worked out from others.
  static func cost(_ workflow: String, inferring kind: Kind) -> String? {
    guard kind == .refund else { return nil }
    return switch workflow {
    case "escalations": "Only what was paid back is seen, not what is asked for, returned or stuck."
    default: nil
    }
  }

  private static let costs: [String: [Kind: String]] = [
    "sales-recovery": [.lead: "Stale leads and unpaid quotes are not noticed."],
    "vip-orders": [.order: "Large orders, loyal customers and new VIPs are not noticed."],
    "escalations": [
      .order: "Late, held, cancelled and unpaid orders are not noticed.",
      .shipment: "Parcels in trouble and labels without a scan are not noticed.",
      .refund: "Refunds that are asked for, stuck, large or repeated are not noticed.",
      .dispute: "Disputed payments are not noticed before their evidence is due.",
      .ticket: "Unanswered and unhappy customers are not noticed.",
      .invoice: "Refunds that are missing in the books are not noticed.",
    ],
    "customer-recovery": [
      .order: "Customers who have gone quiet are not noticed.",
      .checkout: "Checkouts that were left are not noticed.",
    ],
    weekly: [.order: "Revenue touched is not known.", .campaignDay: "Top campaigns are not known."],
  ]

  /// The figures of the dashboard that no rule makes.
  static let weekly = "weekly-dashboard"
  /// What they are made from.
  static let weeklyKinds: [Kind] = [.order, .campaignDay]
}
