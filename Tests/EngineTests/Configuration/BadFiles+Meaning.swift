/// Files whose values or references are wrong.
let badMeaning: [BadFile] = [
  BadFile(
    "an owner twice",
    small("fallback_owner: maya", owners: "owners: [{id: maya}, {id: maya}]"),
    [
      "tend.yml:2:23 | config.duplicate-id | Two owners have the id \"maya\" | "
        + "The first is on line 2. | Give one of them another id"
    ]),
  BadFile(
    "no fallback",
    small(owners: "owners: [{id: maya}, {id: theo}]"),
    [
      "tend.yml:2:1 | config.no-fallback | \"fallback_owner\" is missing | "
        + "With several owners, someone must get what nobody else gets. | Add fallback_owner: maya"
    ]),
  BadFile(
    "bad owner values",
    small(owners: "owners: [{id: Maya B, roles: [boss, sale], hours: 9-5, away: [24.12.], zone: Rome}]"),
    [
      "tend.yml:2:15 | config.value | \"owners[1].id\" can't be \"Maya B\" | - | "
        + "Give it a name of lower-case letters, digits and hyphens",
      "tend.yml:2:31 | config.value | \"owners[1].roles[1]\" can't be \"boss\" | - | "
        + "Give it one of founder, ops, support, sales, finance, marketing",
      "tend.yml:2:37 | config.value | \"owners[1].roles[2]\" can't be \"sale\" | - | "
        + "Did you mean \"sales\"? | Give it one of founder, ops, support, sales, finance, marketing",
      "tend.yml:2:51 | config.value | \"owners[1].hours\" can't be \"9-5\" | - | "
        + "Give it working hours such as Mon-Fri 09:00-17:00",
      "tend.yml:2:63 | config.value | \"owners[1].away[1]\" can't be \"24.12.\" | - | "
        + "Give it a day such as 2026-12-24, or two with .. between them",
      "tend.yml:2:78 | config.value | \"owners[1].zone\" can't be \"Rome\" | - | "
        + "Did you mean \"Europe/Rome\"? | Give it a time zone such as Europe/Rome",
    ]),
  BadFile(
    "bad zone",
    small("zone: America/New York"),
    [
      "tend.yml:9:7 | config.value | \"zone\" can't be \"America/New York\" | - | "
        + "Did you mean \"America/New_York\"? | Give it a time zone such as Europe/Rome"
    ]),
  BadFile(
    "bad currency",
    small("currency: Dollar"),
    [
      "tend.yml:9:11 | config.value | \"currency\" can't be \"Dollar\" | - | "
        + "Give it a currency code such as USD"
    ]),
  BadFile(
    "bad duration",
    small("dashboard: {expected_every: 1 day, accent: green, names: hidden}"),
    [
      "tend.yml:9:29 | config.value | \"dashboard.expected_every\" can't be \"1 day\" | - | "
        + "Give it a length of time such as 90s, 15m, 8h, 7d or 2w",
      "tend.yml:9:44 | config.value | \"dashboard.accent\" can't be \"green\" | - | "
        + "Give it a colour such as \"#2f6f4f\"",
      "tend.yml:9:58 | config.value | \"dashboard.names\" can't be \"hidden\" | - | "
        + "Give it one of full, masked, none",
    ]),
  BadFile(
    "live",
    small("actions: live"),
    [
      "tend.yml:9:10 | config.not-yet | This version only previews actions; it sends nothing | - | "
        + "Write actions: preview; live actions come in a later version"
    ]),
  BadFile(
    "a later system",
    small("").replacing("system: csv", with: "system: hubspot"),
    [
      "tend.yml:5:13 | config.not-yet | The system \"hubspot\" comes in a later version | - | "
        + "Export its data to files and read them with system: csv"
    ]),
  BadFile(
    "keys of another system, a missing account, an address that others read, a setting that is none",
    """
    version: 1
    owners: [{id: maya}]
    connections:
      a: {system: shopify, folder: a, store_hash: b}
      b: {system: bigcommerce, store_hash: "../admin", address: "http://shop.example.com"}
      c: {system: csv, folder: c, company: 5, files: [{match: x, preset: shopify-orders, mode: full}]}

    """,
    [
      "tend.yml:4:3 | config.missing-key | \"connections.a\" has no \"shop\" | The system shopify needs it. | "
        + "Add it, for example: shop: larkspur.myshopify.com",
      "tend.yml:4:24 | config.conflict | \"connections.a.folder\" has no meaning with the system shopify | - | "
        + "Remove it | Or look at the system",
      "tend.yml:4:35 | config.conflict | \"connections.a.store_hash\" has no meaning with the system shopify | - | "
        + "Remove it | Or look at the system",
      "tend.yml:5:28 | config.value | \"connections.b.store_hash\" can't be \"../admin\" | "
        + "It is part of an address: letters, digits, dots and hyphens. | Write it like this: store_hash: abc123",
      "tend.yml:5:52 | config.value | \"connections.b.address\" can't be \"http://shop.example.com\" | "
        + "Without https, others could read along. | Write an address that begins with https://",
      "tend.yml:6:31 | config.conflict | \"connections.c.company\" has no meaning with the system csv | - | "
        + "Remove it | Or look at the system",
    ]),
  BadFile(
    "a version that a system does not have",
    """
    version: 1
    owners: [{id: maya}]
    connections:
      a: {system: shipstation, version: 3}

    """,
    [
      "tend.yml:4:28 | config.value | \"connections.a.version\" can't be \"3\" | - | Give it one of 1, 2 | Or remove it"
    ]),
  BadFile(
    "an unknown system",
    small("").replacing("system: csv", with: "system: cvs"),
    [
      "tend.yml:5:13 | config.value | \"connections.shop.system\" can't be \"cvs\" | - | "
        + "Did you mean \"csv\"? | Give it one of csv, shopify, bigcommerce, shipstation, quickbooks"
    ]),
  BadFile(
    "routing",
    small("routing: [{rule: late_ordr, owner: mya}, {rule: late_order}, {workflow: vip-order, role: sales}]"),
    [
      "tend.yml:9:18 | config.unknown-rule | There is no rule \"late_ordr\" | \"routing[1]\" names it. | "
        + "Did you mean \"late_order\"?",
      "tend.yml:9:36 | config.unknown-owner | There is no owner \"mya\" | \"routing[1]\" names it. | "
        + "Did you mean \"maya\"?",
      "tend.yml:9:42 | config.route-target | A line of routing needs either \"owner\" or \"role\" | - | "
        + "Add owner: and an owner's id | "
        + "Or role: and one of founder, ops, support, sales, finance, marketing",
      "tend.yml:9:73 | config.unknown-workflow | There is no workflow \"vip-order\" | "
        + "\"routing[3]\" names it. | Did you mean \"vip-orders\"?",
      "tend.yml:9:90 | config.unknown-role | No owner has the role \"sales\" | \"routing[3]\" names it. | "
        + "Give an owner the role: roles: [sales] | Or name an owner: owner: …",
    ]),
  BadFile(
    "unknown rule",
    small("rules: {late_orders: {business_days: 2}, mine: {severity: today}}"),
    [
      "tend.yml:9:9 | config.unknown-rule | There is no rule \"late_orders\" | - | "
        + "Did you mean \"late_order\"? | "
        + "For a second copy of a built-in rule, add based_on; for a rule of your own, put it under "
        + "rules.custom",
      "tend.yml:9:42 | config.unknown-rule | There is no rule \"mine\" | - | "
        + "For a second copy of a built-in rule, add based_on; for a rule of your own, put it under "
        + "rules.custom",
    ]),
  BadFile(
    "bad rule values",
    small(
      "rules: {late_order: {business_days: two, cut_off: 25:00}, large_refund: {at_least: $100.00, share: 150}, nth_order: {counts: []}, vip_customer: {lifetime: 10.005}, held_order: {enabled: \"true\", since: yesterday}}"
    ),
    [
      "tend.yml:9:37 | config.value | \"rules.late_order.business_days\" can't be \"two\" | - | "
        + "Give it a whole number from 0 to 365",
      "tend.yml:9:51 | config.value | \"rules.late_order.cut_off\" can't be \"25:00\" | - | "
        + "Give it a time of day such as \"14:00\"",
      "tend.yml:9:84 | config.value | \"rules.large_refund.at_least\" can't be \"$100.00\" | - | "
        + "Write digits and a point only: 100.00 | Give it an amount such as 1000.00",
      "tend.yml:9:100 | config.value | \"rules.large_refund.share\" can't be \"150\" | - | "
        + "Give it a whole number from 0 to 100",
      "tend.yml:9:126 | config.empty-list | \"rules.nth_order.counts\" is empty | - | "
        + "Give it at least one entry",
      "tend.yml:9:156 | config.value | \"rules.vip_customer.lifetime\" can't be \"10.005\" | - | "
        + "Write at most 2 decimals: USD has no smaller unit | Give it an amount such as 1000.00",
      "tend.yml:9:187 | config.value | \"rules.held_order.enabled\" can't be \"true\" | - | "
        + "Remove the quotes | Give it true or false",
      "tend.yml:9:195 | config.value | \"rules.held_order.since\" must be a day such as 2026-11-01 | "
        + "It is \"yesterday\". | Write year, month and day: 2026-11-01",
    ]),
  BadFile(
    "a copy of nothing",
    small(
      "rules: {inactive_x: {based_on: inactive, fixed: 90d}, inactive_y: {based_on: inactive_customer, fixd: 90d}}"),
    [
      "tend.yml:9:32 | config.value | \"rules.inactive_x.based_on\" can't be \"inactive\" | - | "
        + "Did you mean \"inactive_customer\"? | "
        + "Give it one of stale_lead, high_value_order, nth_order, vip_customer, review_payment, "
        + "late_order, held_order, shipment_exception, label_without_scan, shop_not_told, "
        + "cancelled_not_refunded, shipped_unpaid, refunded_twice, refund_not_in_books, authorization_expiring, payment_failed, refund_requested, "
        + "refund_stuck, return_unpaid, large_refund, repeated_refund, dispute_open, unanswered_ticket, "
        + "vip_ticket, negative_signal, inactive_customer, abandoned_checkout, sync_failed, sync_partial, "
        + "stream_shrinking, stream_stale, access_ending, rows_quarantined",
      "tend.yml:9:97 | config.unknown-key | Unknown key \"fixd\" in \"rules.inactive_y\" | - | "
        + "Did you mean \"fixed\"?",
    ]),
  BadFile(
    "custom rule",
    small(
      "rules: {custom: [{id: late_order, kind: order, when: {field: nett, at_least: 5}}, {id: b, kind: order, when: {field: net, at_least: big}}, {id: b, kind: order, when: {field: net, contains: x}, amount: number, title: \"{name} {nmber}\"}, {id: c, kind: ordr, when: {field: net}}, {id: d, kind: order, when: {all: [{field: net}, {field: net, above: 1, below: 2}, {any: [], not: {field: net, above: 1}}]}}]}"
    ),
    [
      "tend.yml:9:19 | config.duplicate-id | \"late_order\" is a built-in rule | - | "
        + "Give your rule another id | Or change the built-in rule under rules.late_order",
      "tend.yml:9:55 | config.unknown-fact | "
        + "\"rules.custom[1].when.field\" names the unknown field \"nett\" of kind order | - | "
        + "Did you mean \"net\"?",
      "tend.yml:9:133 | config.fact-type | \"rules.custom[2].when.at_least\" must be an amount | "
        + "net is an amount, and the value is \"big\". | Write it as 1000.00",
      "tend.yml:9:141 | config.duplicate-id | Two rules have the id \"b\" | The first is on line 9. | "
        + "Give one of them another id",
      "tend.yml:9:180 | config.fact-type | \"rules.custom[3].when\" can't ask contains of net | "
        + "net is an amount. | Use one of equals, differs, at_least, above, at_most, below, one_of, exists",
      "tend.yml:9:194 | config.fact-type | \"rules.custom[3].amount\" must name an amount | "
        + "number is a text. | "
        + "Amounts here: net, total, discount, shipping, tax, refunded, remainder_value, refund_missing, "
        + "paid_back, paid_back_over, books_missing, lifetime_net",
      "tend.yml:9:210 | config.unknown-fact | "
        + "\"rules.custom[3].title\" names the unknown field \"name\" of kind order | "
        + "name is private: rules and titles see only public fields. | "
        + "Known for order: id, store, link, updated, people, currency, cancel_reason, risk, payment, "
        + "fulfillment, hold_reason, channel, campaign, country, payment_terms, po_number, source, placed, paid, "
        + "cancelled, authorization_expires, shipped, delivered, scheduled, hold_released, held_since, "
        + "net, total, discount, shipping, tax, refunded, tags, company, test, class, number, is_paid, "
        + "remainder_value, open_remainder, clock_start, due, hold_due, parcel_left, told_due, "
        + "refund_due, refund_missing, unpaid_due, paid_back, paid_back_over, paid_back_last, books_missing, "
        + "books_due, auth_expires, payment_due, nth, skus, item_count, "
        + "foreign_currency, customer_orders, lifetime_net, first_order, last_order, median_gap_days, "
        + "is_vip, shared, subscription",
      "tend.yml:9:210 | config.unknown-fact | "
        + "\"rules.custom[3].title\" names the unknown field \"nmber\" of kind order | - | "
        + "Did you mean \"number\"?",
      "tend.yml:9:250 | config.value | \"rules.custom[4].kind\" can't be \"ordr\" | - | "
        + "Did you mean \"order\"? | "
        + "Give it one of order, customer, refund, dispute, shipment, checkout, invoice, ticket, lead, "
        + "campaign_day, traffic_day, task, acknowledgement, person, stream",
      "tend.yml:9:311 | config.condition | "
        + "\"rules.custom[5].when.all[1]\" does not say how the field is compared | - | "
        + "Add one of equals, differs, at_least, above, at_most, below, one_of, contains, exists, "
        + "older_than, newer_than, due_within",
      "tend.yml:9:325 | config.condition | "
        + "\"rules.custom[5].when.all[2]\" compares in two ways: above and below | - | "
        + "Put each into an entry of its own under all:",
      "tend.yml:9:359 | config.condition | \"rules.custom[5].when.all[3]\" is not one condition | - | "
        + "Write {field: …, an operator: …}, or one of all, any and not",
      "tend.yml:9:365 | config.empty-list | \"rules.custom[5].when.all[3].any\" is empty | - | "
        + "Give it at least one entry",
    ]),
  BadFile(
    "mapping",
    small().replacing(
      "preset: shopify-orders, mode: append",
      with:
        "kind: order, mode: window, fields: {nett: A, email: B, net: {column: A, value: 1}, placed: P, tags: {column: T, default: x}}, items: {skew: S}, only_when: {column: A, below: x}"
    ),
    [
      "tend.yml:8:26 | config.missing-key | \"connections.shop.files[1]\" has no \"id\" | "
        + "A mapping must say which column identifies a record. | Add it, for example: id: InvoiceNo",
      "tend.yml:8:26 | config.missing-key | \"connections.shop.files[1]\" has no \"date\" | "
        + "Every order has a creation time. | "
        + "Add it, for example: date: {column: Date, layout: \"yyyy-MM-dd\"}",
      "tend.yml:8:39 | config.missing-key | \"connections.shop.files[1]\" has no \"window\" | "
        + "Mode window needs to know how far back a file reaches. | Add it, for example: window: 30d",
      "tend.yml:8:62 | config.unknown-field | "
        + "\"connections.shop.files[1].fields\" can't set \"nett\" of kind order | - | Did you mean \"net\"?",
      "tend.yml:8:71 | config.unknown-field | "
        + "\"connections.shop.files[1].fields\" can't set \"email\" of kind order | - | "
        + "It is private: map it under personal",
      "tend.yml:8:86 | config.value-source | "
        + "\"connections.shop.files[1].fields.net\" needs one of \"column\", \"value\" and \"sum\" | "
        + "It has column and value. | Keep the one that says where the value comes from",
      "tend.yml:8:109 | config.unknown-field | "
        + "\"connections.shop.files[1].fields\" can't set \"placed\" of kind order | - | Map it with date",
      "tend.yml:8:138 | config.conflict | "
        + "\"connections.shop.files[1].fields.tags.default\" has no meaning without values | - | "
        + "Add values: | Or write value: for a constant",
      "tend.yml:8:160 | config.unknown-key | "
        + "Unknown key \"skew\" in \"connections.shop.files[1].items\" | - | "
        + "Known here: sku, quantity, price, total",
      "tend.yml:8:193 | config.value | \"connections.shop.files[1].only_when.below\" must be a number | "
        + "It is \"x\". | Write digits and a point only",
    ]),
  BadFile(
    "files",
    small().replacing("preset: shopify-orders, mode: append", with: "mode: append, window: 3d").replacing(
      "folder: imports/shop", with: "folder: ../secrets"),
    [
      "tend.yml:6:13 | config.value | \"connections.shop.folder\" can't be \"../secrets\" | - | "
        + "Give it a folder inside the workspace, such as imports/shop",
      "tend.yml:8:9 | config.no-content | "
        + "\"connections.shop.files[1]\" does not say what is in the file | - | "
        + "Add preset: and one of shopify-orders, shopify-customers, bigcommerce-orders, hubspot-deals, "
        + "stripe-payments, shipstation-shipments, zendesk-tickets, gorgias-tickets, quickbooks-invoices "
        + "| Or kind: and a mapping",
      "tend.yml:8:40 | config.conflict | "
        + "\"connections.shop.files[1].window\" has no meaning with mode append | - | Write mode: window | "
        + "Or remove window",
    ]),
  BadFile(
    "no files",
    "version: 1\nowners: [{id: maya}]\nconnections: {Shop: {system: csv}}\n",
    [
      "tend.yml:3:15 | config.value | \"Shop\" can't be a connection's name | - | "
        + "Give it a name of lower-case letters, digits and hyphens",
      "tend.yml:3:15 | config.missing-key | \"connections.Shop\" has no \"folder\" | "
        + "The system csv needs it. | Add it, for example: folder: imports/shop",
      "tend.yml:3:15 | config.missing-key | \"connections.Shop\" has no \"files\" | "
        + "The system csv needs it. | "
        + "Add it, for example: files: [{match: \"orders_export-*.csv\", preset: shopify-orders, mode: "
        + "append}]",
    ]),
  BadFile(
    "no connections",
    "version: 1\nowners: [{id: maya}]\nconnections: {}\n",
    [
      "tend.yml:3:1 | config.no-connection | No connection is configured | - | "
        + "Add one, for example: shop: {system: csv, folder: imports/shop} | Or read a system: tend connect SYSTEM"
    ]),
  BadFile(
    "two primaries",
    "version: 1\nowners: [{id: maya}]\nconnections:\n  a: {system: csv, folder: a, primary: true, files: [{match: x, preset: shopify-orders, mode: full}]}\n  b: {system: csv, folder: b, primary: true, files: [{match: x, preset: shopify-orders, mode: full}]}\n",
    [
      "tend.yml:5:31 | config.two-primaries | The store \"main\" has two primary connections | "
        + "The other is on line 4; only one can be the authority for its orders. | "
        + "Keep primary: true at the shop itself"
    ]),
]
