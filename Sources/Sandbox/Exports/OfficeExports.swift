import Records

/// HubSpot's deals: dates on the wall of New York without an offset, stages as labels.
enum DealExport {
  static let columns = [
    "Record ID", "Deal Name", "Pipeline", "Deal Stage", "Amount", "Deal owner", "Close Date", "Create Date",
    "Last Activity Date", "Last Contacted", "Next Activity Date", "Associated Company", "Associated Contact",
    "Is Closed Won", "Is closed lost",
  ]

  static func row(_ deal: Deal, number: Int) -> [String] {
    let last = deal.contacted.map(ShopTime.minutes) ?? ""
    return [
      String(number), deal.name, "Trade", deal.stage, plainMoney(deal.amount), deal.owner, "\(deal.close) 17:00",
      ShopTime.minutes(deal.created), last, last, deal.next.map(ShopTime.minutes) ?? "", deal.company, deal.contact,
      deal.stage == "Closed won" ? "true" : "false", deal.stage == "Closed lost" ? "true" : "false",
    ]
  }
}

/// ShipStation's shipments report: American dates on the wall of New York; what the carrier last said in a custom field.
enum ParcelExport {
  static let columns = [
    "Order - Number", "Order - Source", "Date - Order Date", "Date - Label Create Date", "Date - Shipped Date",
    "Delivery - Date", "Carrier - Name", "Shipment - Tracking Number", "Shipment - Void Flag", "Shipment - Void Date",
    "Carrier - Fee", "Ship To - Country", "Custom - Field 1",
  ]

  static func row(_ parcel: Parcel, number: Int, placed: Instant) -> [String] {
    [
      String(number), "shopify", ShopTime.american(placed), ShopTime.american(parcel.labelled),
      parcel.shipped.map(ShopTime.american) ?? "", parcel.delivered.map(ShopTime.american) ?? "", parcel.carrier,
      parcel.tracking, parcel.voided == nil ? "False" : "True", parcel.voided.map(ShopTime.american) ?? "", "8.40",
      "US",
      parcel.status,
    ]
  }
}

/// Gorgias' tickets: open means no closed date; times in UTC with their offset, durations in seconds.
enum TicketExport {
  static let columns = [
    "Ticket id", "Tags", "Initial channel", "Priority", "Last used integration name", "Last used integration type",
    "Created by an agent", "Subject", "Creation date", "Closed date", "Survey score", "Survey replied date",
    "Assignee name", "Assignee email", "Customer email", "Customer name", "First response time (s)",
    "Resolution time (s)", "Number of agent messages", "Number of customer messages", "Ticket URL",
    "Ticket Field: Order number",
  ]

  static func row(_ ticket: Ticket, number: Int, customer: ShopCustomer, order: Int?) -> [String] {
    func iso(_ instant: Instant?) -> String { instant.map { "\($0.description.dropLast())+00:00" } ?? "" }
    func seconds(_ instant: Instant?) -> String { instant.map { String(($0 - ticket.created).seconds) } ?? "" }
    let agent = ticket.assignee.split(separator: " ").first.map { $0.lowercased() } ?? "support"
    return [
      String(number), ticket.tags.joined(separator: ", "), ticket.channel, ticket.priority, "Larkspur & Pine",
      ticket.channel == "chat" ? "gorgias_chat" : "email", "False", ticket.subject, iso(ticket.created),
      iso(ticket.closed), ticket.score.map(String.init) ?? "", iso(ticket.scored), ticket.assignee,
      "\(agent)@larkspurpine.example.com", customer.email, "\(customer.first) \(customer.last)",
      seconds(ticket.answered),
      seconds(ticket.closed), String(ticket.agentMessages), String(ticket.customerMessages),
      "https://larkspur-pine.example.com/app/ticket/\(number)", order.map { "#\($0)" } ?? "",
    ]
  }
}

/// Stripe's payments: major units, times in UTC, the order's name as metadata.
enum ChargeExport {
  static let columns: [String] = """
    id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount Refunded,\
    Converted Currency,Fee,Is Link,Mode,Payment Source Type,Status,Taxes On Fee,Application Fee,Application ID,\
    Decline Reason,Refunded date (UTC),Customer Email,order_id (metadata)
    """.split(separator: ",").map(String.init)

  static func row(_ charge: Charge, number: Int, email: String) -> [String] {
    let part = charge.refunded < charge.amount ? "Partially refunded" : "Refunded"
    let status = charge.failed ? "Failed" : charge.refunded == 0 ? "Paid" : part
    let fee = charge.failed ? 0 : charge.amount * 29 / 1000 + 30
    return [
      charge.id, ShopTime.utc(charge.created), plainMoney(charge.amount), plainMoney(charge.refunded), "usd",
      charge.failed ? "false" : "true", plainMoney(charge.amount), plainMoney(charge.refunded), "usd", plainMoney(fee),
      "false", "Live", "card", status, "0.00", "", "", charge.decline, charge.refundedAt.map(ShopTime.utc) ?? "", email,
      "#\(number)",
    ]
  }
}

/// QuickBooks' invoice list: four title lines, a total at the end, money with thousands separators.
enum InvoiceExport {
  static let columns = ["Date", "Num", "Customer", "Memo/Description", "Due Date", "Amount", "Open Balance"]

  static func title(from first: Day, to last: Day) -> [[String]] {
    [["Larkspur & Pine LLC"], ["Invoice List"], ["\(ShopTime.american(first)) - \(ShopTime.american(last))"], [""]]
  }

  static func row(_ invoice: BookInvoice, number: Int) -> [String] {
    [
      ShopTime.american(invoice.issued), String(number), invoice.customer, invoice.memo, ShopTime.american(invoice.due),
      groupedMoney(invoice.amount), groupedMoney(invoice.balance),
    ]
  }

  static func total(_ invoices: [BookInvoice]) -> [String] {
    let amount = invoices.reduce(0) { $0 + $1.amount }
    let balance = invoices.reduce(0) { $0 + $1.balance }
    return ["TOTAL", "", "", "", "", groupedMoney(amount), groupedMoney(balance)]
  }
}
