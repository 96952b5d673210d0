import Records

/// Names, types and sentences of what Tend works out; the builders in this folder give exactly these.
enum DerivedFacts {
  static func of(_ kind: SubjectKind) -> [FactSpec] {
    switch kind {
    case .record(.order): order + person
    case .record(.refund): refund + aboutOrder + person
    case .record(.shipment): shipment + aboutOrder
    case .record(.ticket): ticket + aboutOrder + person
    case .record(.dispute): dispute + aboutOrder + person
    case .record(.invoice): invoice + aboutOrder
    case .record(.lead): lead
    case .record(.checkout): checkout + person
    case .record(.customer): person
    case .record: []
    case .person: person + quiet
    case .stream: stream
    }
  }

  private static func make(_ name: String, _ type: FactType, _ sentence: String) -> FactSpec {
    FactSpec(name: name, type: type, sentence: sentence, isDerived: true)
  }

  private static let order = [
    make(
      "class", .text,
      "What sort of sale it is: test, staff, replacement, wholesale, marketplace, pos, renewal, online; copy where another system only repeats it."
    ),
    make("number", .text, "The order's number, else its id."),
    make("is_paid", .flag, "Whether it is paid, wholly or less a refund; yes when the system does not say."),
    make("remainder_value", .money, "Net value less what was paid back."),
    make("open_remainder", .flag, "Whether something that needs shipping has not left, by any system's word."),
    make("clock_start", .instant, "The latest of paid, hold released and scheduled, else placed."),
    make("due", .instant, "When it must have left: the shop's own word, else business days from the clock's start."),
    make("hold_due", .instant, "When a hold becomes too long."),
    make("parcel_left", .instant, "When the first of its parcels left."),
    make("told_due", .instant, "When the shop must know of the parcel that left."),
    make("refund_due", .instant, "When a cancelled and paid order must be refunded."),
    make("refund_missing", .money, "What a cancelled order still owes the customer."),
    make("unpaid_due", .instant, "When an order that left must have been paid."),
    make("paid_back", .money, "What was paid back, by whichever of shop, processor and books says most."),
    make("paid_back_over", .money, "How much more than its total was paid back."),
    make("paid_back_last", .instant, "When money was paid back last, by any system's word."),
    make("books_missing", .money, "What the shop paid back and the books do not know, where they know the order."),
    make("books_due", .instant, "When the books must know of the last refund."),
    make("auth_expires", .instant, "When the authorisation runs out, else the usual time after placing."),
    make("payment_due", .instant, "When a failed payment must have been made good."),
    make("nth", .number, "Which of the customer's counted orders it is, from 1."),
    make("skus", .list, "The SKUs of its items, sorted."),
    make("item_count", .number, "How many pieces it has."),
    make(
      "foreign_currency", .flag, "Whether its amounts are in another currency than the shop's; they are then unknown."),
  ]
  private static let refund = [
    make("order_share", .number, "The amount as whole percent of the order's net value."),
    make("counts", .flag, "No exchange, price correction, or cancellation before shipping."),
    make("refunds_in_window", .number, "The customer's refunds in the window that ends with this one."),
    make("refund_rate", .number, "Those refunds as whole percent of the customer's orders in the window."),
    make("refunded_at", .instant, "When it was made, or first seen where only two exports of the order tell of it."),
    make("stuck_since", .instant, "When it was seen to be pending, approved or failed."),
    make("paid_due", .instant, "When a return that arrived must have been paid."),
    make(
      "foreign_currency", .flag, "Whether its amounts are in another currency than the shop's; they are then unknown."),
  ]
  private static let aboutOrder = [
    make("order_known", .flag, "Whether the order it names is known."),
    make("order_number", .text, "The number of the order it names."),
    make("order_net", .money, "The net value of the order it names."),
    make("order_class", .text, "The class of the order it names."),
  ]
  private static let shipment = [
    make("scan_due", .instant, "When the carrier must have scanned the label."),
    make("trouble_since", .instant, "When it left, else when its label was made."),
  ]
  private static let ticket = [
    make("known", .flag, "Whether the customer has an order, or the order it names is known."),
    make("waiting", .flag, "Whether the customer wrote last and it is not closed; a closing thanks is not waiting."),
    make("waiting_since", .instant, "When the customer wrote last."),
    make("answer_due", .instant, "When the answer is due, in business hours; sooner for VIP customers."),
    make("negative", .flag, "One strong signal, two weak ones, or a low rating."),
  ]
  private static let dispute = [
    make("is_open", .flag, "Whether it is neither won, lost, accepted nor closed.")
  ]
  private static let invoice = [
    make("overdue_since", .instant, "The end of its due day in the shop's zone.")
  ]
  private static let lead = [
    make("is_new_stage", .flag, "Whether its stage is one of the new ones."),
    make(
      "contact_due", .instant,
      "When the next human contact is due: the last one, else its creation, plus the stage's time."),
    make("close_due", .instant, "The end of the expected close day in the shop's zone."),
    make("stale_since", .instant, "The earlier of `contact_due` and `close_due`."),
  ]
  private static let checkout = [
    make("ordered_since", .flag, "Whether the customer has ordered since."),
    make("abandoned_at", .instant, "When it counts as abandoned."),
  ]
  private static let person = [
    make("customer_orders", .number, "The customer's online orders that were not cancelled."),
    make("lifetime_net", .money, "Their net value less what was paid back."),
    make("first_order", .instant, "The first of them."),
    make("last_order", .instant, "The last of them."),
    make("median_gap_days", .number, "The median of the whole days between them."),
    make("is_vip", .flag, "Whether the customer reached a VIP count or lifetime value."),
    make("shared", .flag, "Whether several people seem to stand behind the customer."),
    make("subscription", .flag, "Whether a subscription is running."),
  ]
  private static let quiet = [
    make("vip_since", .instant, "The order that took the lifetime value past the threshold."),
    make("inactive_since", .instant, "When the customer counts as inactive unless they order before."),
    make("refund_count", .number, "All refunds of the customer."),
  ]
  private static let stream = [
    make("name", .text, "The connection and the stream."),
    make("verdict", .text, "What the last sync proved: complete, incremental, partial, failed."),
    make("as_of", .instant, "The moment its records describe."),
    make("stale_at", .instant, "When its records become too old."),
    make("failing_since", .instant, "Since when no sync succeeds."),
    make("shrunk", .flag, "Whether a loss of records was refused."),
    make("shrunk_from", .number, "How many records it has."),
    make("shrunk_to", .number, "How many records it would have."),
    make("access_ends", .instant, "When somebody has to connect the system again."),
    make("quarantined", .number, "How many rows of the last sync could not be mapped."),
  ]
}
