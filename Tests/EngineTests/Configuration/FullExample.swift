/// A file that uses every key, for tests.
let fullExample = """
  version: 1
  name: Larkspur & Pine
  zone: America/New_York
  currency: USD
  baseline: default
  actions: preview
  owners:
    - id: maya
      name: Maya
      roles: [founder, ops, finance]
      hours: Mon-Fri 09:00-17:00
      zone: Europe/Rome
      away: [2026-12-24..2027-01-01, 2027-04-05]
    - {id: theo, roles: [support, sales]}
  routing:
    - {rule: late_order, owner: maya}
    - {workflow: vip-orders, severity: urgent, role: sales}
  fallback_owner: maya
  connections:
    shop:
      system: csv
      folder: imports/shop
      store: main
      primary: true
      stale_after: 36h
      files:
        - match: "orders_export-*.csv"
          preset: shopify-orders
          mode: window
          window: 30d
          zone: America/New_York
          date_order: mdy
          decimal: ","
          encoding: windows-1252
          currency: USD
        - match: "*.csv"
          kind: order
          stream: orders
          mode: append
          id: [InvoiceNo, Store]
          group: true
          only_when:
            - {column: InvoiceNo, not_prefix: [C, A]}
            - {column: InvoiceNo, prefix: "5"}
            - {column: State, equals: open}
            - {column: State, not_equals: [void]}
            - {column: CustomerID, empty: false}
            - {column: Quantity, above: -3.5}
            - {column: Quantity, below: 100000}
          date: {column: InvoiceDate, layout: "yyyy-MM-dd HH:mm:ss"}
          fields:
            currency: {value: GBP}
            net: {sum: {multiply: [Quantity, UnitPrice]}}
            total: {sum: Amount, negate: true}
            country: Country
            payment: {column: Status, values: {Paid: paid, Open: pending}, default: paid}
            tags: {column: Tags, split: ","}
            shipped: {column: Shipped, layout: "yyyy-MM-dd"}
            number: {column: Name, strip_prefix: "#"}
          items: {sku: StockCode, quantity: Quantity, price: UnitPrice, total: LineTotal}
          customer: {column: CustomerID, strip_suffix: ".0"}
          email: Email
          phone: Phone
          personal: {name: Customer, note: Notes}
    web: {system: shopify, store: second, shop: larkspur.myshopify.com, api_version: 2026-07}
    outlet: {system: bigcommerce, store: third, store_hash: abc123, address: "http://127.0.0.1:8200/bigcommerce"}
    parcels: {system: shipstation, store: second, store_id: 12345, version: 1}
    books: {system: quickbooks, store: second, company: 9130357992221046, environment: sandbox, order_number: document}
  rules:
    stale_lead: {new: 7d, later: 14d, next_activity_within: 7d, new_stages: [New]}
    high_value_order:
      enabled: true
      owner: theo
      role: sales
      severity: urgent
      sla: 8h
      close_after: 14d
      reopen_window: 7d
      actions: [alert]
      since: 2026-11-01
      at_least: 1000.10
    nth_order: {counts: [3, 10]}
    vip_customer: {lifetime: 2251.00}
    review_payment:
    late_order: {business_days: 2, express_days: 1, wholesale_days: 5, cut_off: 14:00, express_tags: [express]}
    held_order: {business_days: 1}
    shipment_exception: {enabled: false}
    label_without_scan: {business_days: 2}
    shop_not_told: {after: 24h}
    cancelled_not_refunded: {after: 24h}
    shipped_unpaid: {after: 24h}
    refunded_twice: {severity: urgent}
    refund_not_in_books: {after: 5d}
    authorization_expiring: {within: 48h, valid: 7d}
    payment_failed: {after: 60m}
    refund_requested: {severity: today}
    refund_stuck: {after: 2d}
    return_unpaid: {business_days: 3}
    large_refund: {at_least: 100.00, share: 50}
    repeated_refund: {count: 3, window: 365d, share: 30}
    dispute_open: {before_evidence: 48h}
    unanswered_ticket: {hours: 8, vip_hours: 2}
    vip_ticket: {severity: today}
    negative_signal: {rating: 2}
    inactive_customer: {floor: 60d, factor: 3, few_orders: 120d, fixed: 90d}
    inactive_180: {based_on: inactive_customer, fixed: 180d}
    abandoned_checkout: {after: 24h, at_least: 100.00}
    sync_failed: {severity: urgent}
    sync_partial: {severity: today}
    stream_shrinking: {severity: urgent}
    stream_stale: {severity: today}
    access_ending: {within: 14d}
    rows_quarantined: {severity: today}
    custom:
      - id: big_b2b
        workflow: vip-orders
        kind: order
        when:
          all:
            - {field: tags, contains: b2b}
            - {field: net, at_least: 5000.00}
            - {field: placed, newer_than: 2d}
            - any: [{field: total, above: 1}, {field: total, below: 2.50}, {field: total, at_most: 3}]
            - not: {field: country, one_of: [NO, "GB"]}
            - {field: payment, equals: paid}
            - {field: payment, differs: voided}
            - {field: due, due_within: 24h}
            - {field: paid, older_than: 1h}
            - {field: shipped, exists: false}
        type: condition
        rests_on: absence
        amount: net
        title: "Large B2B order {number}"
        why: Sales wants to call within a day.
        next_step: Call the buyer.
        enabled: true
        severity: today
        owner: maya
        role: sales
        sla: 8h
        actions: [alert, follow-up]
        close_after: 14d
        reopen_window: 7d
        since: 2026-11-01
  orders:
    staff_domains: [larkspur.example.com]
    wholesale_tags: [wholesale, b2b, trade]
    refund_join: {by: customer_amount, within: 30d}
  workflows:
    vip-orders: {actions: [alert, tag]}
  sync:
    shrink: {share: 20, records: 10, days: 7}
  dashboard:
    names: masked
    accent: "#2f6f4f"
    expected_every: 24h

  """

/// The least that is valid, with more lines put in.
func small(_ more: String = "", owners: String = "owners: [{id: maya}]") -> String {
  """
  version: 1
  \(owners)
  connections:
    shop:
      system: csv
      folder: imports/shop
      files:
        - {match: "*.csv", preset: shopify-orders, mode: append}
  \(more)
  """
}
