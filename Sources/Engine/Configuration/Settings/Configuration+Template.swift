import Records

extension Configuration {
  /// A commented `tend.yml` for a new workspace, valid as it stands.
  ///
  /// - Parameters:
  ///   - name: the shop's name; any text.
  ///   - zone: an IANA name that exists.
  ///   - currency: an ISO 4217 code.
  ///   - owner: the first owner's name; its id is made of it.
  ///   - folder: where exported files will be put, relative to the workspace.
  public static func template(
    name: String, zone: String, currency: String, owner: String = "Owner", folder: String = "imports/shop"
  ) -> String {
    let id = ownerID(owner)
    let exponent = Currency.exponent(of: currency)
    func amount(_ whole: Int) -> String {
      var minor = whole
      for _ in 0..<exponent { minor *= 10 }
      return Money.decimal(minor, exponent: exponent)
    }
    return """
      # The configuration of this workspace. No secret belongs here: it is kept in the history of data/.
      # All keys: docs/configuration.md. After a change, run: tend doctor
      version: 1
      name: \(quoted(name))
      zone: \(zone)
      currency: \(currency)
      # Actions are planned and shown, and nothing is sent.
      actions: preview

      # The people who answer for exceptions. Roles: founder ops support sales finance marketing
      owners:
        - id: \(id)
          name: \(quoted(owner))
          roles: [founder, ops, support, sales, finance, marketing]
          hours: Mon-Fri 09:00-17:00
      fallback_owner: \(id)

      # Who gets what; the first line that fits wins, then the rule's role decides.
      # routing:
      #   - {rule: late_order, owner: \(id)}

      # Put exported files into the folder, with their date in the name: orders_export-2026-11-23.csv
      connections:
        shop:
          system: csv
          folder: \(folder)
          files:
            - match: "orders_export*.csv"
              preset: shopify-orders
              mode: append

      # Thresholds of the built-in rules; what stands here is the default.
      rules:
        high_value_order: {at_least: \(amount(1000))}
        nth_order: {counts: [3, 10]}
        late_order: {business_days: 2, cut_off: "14:00"}
        large_refund: {at_least: \(amount(100)), share: 50}
        unanswered_ticket: {hours: 8, vip_hours: 2}
        inactive_customer: {floor: 60d, factor: 3, few_orders: 120d}
        # Your own rules:
        # custom:
        #   - id: big_b2b
        #     workflow: vip-orders
        #     kind: order
        #     when: {all: [{field: tags, contains: b2b}, {field: net, at_least: \(amount(5000))}]}
        #     amount: net
        #     title: "Large B2B order {number}"
        #     role: sales

      dashboard:
        names: masked
        accent: "#2f6f4f"

      """
  }

  /// A text as a double-quoted YAML scalar.
  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": out += "\\" + String(scalar)
      default:
        let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
        let breaksLines = scalar.value == 0x2028 || scalar.value == 0x2029 || scalar.value == 0xFEFF
        out += isControl || breaksLines ? " " : String(scalar)
      }
    }
    // An empty name would be refused.
    return out == "\"" ? "\"Shop\"" : out + "\""
  }

  private static func ownerID(_ name: String) -> String {
    let letters = name.lowercased().utf8.prefix(32).map { byte in
      (97...122).contains(byte) || (48...57).contains(byte) ? byte : UInt8(ascii: "-")
    }
    let words = letters.split(separator: UInt8(ascii: "-")).map { String(decoding: $0, as: UTF8.self) }
    return words.isEmpty ? "owner" : words.joined(separator: "-")
  }
}
