import Records

extension SampleShop {
  /// The text of the README.md beside the exports, in Markdown: what they are and the story, day by day.
  public var readme: String {
    var text = """
      # Larkspur & Pine, a made-up shop

      \(days) days of exports, \(firstDay) to \(firstDay + days - 1), as a small home-goods shop in New York would drop them into
      its imports folder at the end of each day. Nobody in them exists: names are invented, mail addresses end in
      example.com, example.net or example.org, phone numbers are from the range kept for fiction.

      Made by `tend sandbox export-shop`, byte for byte the same each time; a test compares. Do not edit by hand.

      | files in `imports/` | layout | mode | times | when |
      |---|---|---|---|---|
      | `shop/orders_export-*.csv` | Shopify orders, 79 columns | window: orders new or changed since the file before; the first holds \(historyDays) days of history | with offset | daily |
      | `shop/customers_export-*.csv` | Shopify customers | full | none | first day, then Sundays |
      | `crm/hubspot-deals-*.csv` | HubSpot deals | full | New York, no offset | Monday, Wednesday, Friday |
      | `parcels/shipstation-shipments-*.csv` | ShipStation shipments | window; the first holds 30 days | New York, American dates | daily |
      | `support/gorgias-tickets-*.csv` | Gorgias tickets | window; the first holds 30 days | UTC with offset | daily |
      | `payments/stripe-payments-*.csv` | Stripe payments | window; the first holds 14 days | UTC, no offset | daily |
      | `books/quickbooks-invoices-*.csv` | QuickBooks invoice list, four title lines, a total row | full | dates only, American | first day, then Fridays |

      Departures from what the products write: orders on hold have the fulfilment status `on_hold` and a tag that begins with
      `hold-`; `Custom - Field 1` of a parcel is what its carrier said last.

      ## What happens

      "Day 1" is \(firstDay). Everything not named here is everyday life and should open nothing, except what follows from
      the customers' own habits: an armchair now and then, third orders, spend passing a percentile, regulars who go quiet.

      | day | date | kind | about | what happens | what Tend should notice |
      |---|---|---|---|---|---|

      """
    for story in stories where story.day < firstDay + days {
      let about = story.subjects.joined(separator: ", ")
      text +=
        "| \(story.day - firstDay + 1) | \(story.day) | \(story.code) | \(about) | \(story.what) | \(story.notice) |\n"
    }
    return text
  }
}
