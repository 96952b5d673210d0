/// Shopify's customers export: a byte order mark, an apostrophe before ids and phones.
enum CustomerExport {
  static let columns: [String] = """
    Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,\
    Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,\
    Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags
    """.split(separator: ",").map(String.init)

  static func row(_ customer: ShopCustomer, index: Int, spent: Int, orders: Int) -> [String] {
    let phone = customer.phone.isEmpty ? "" : "'" + customer.phone
    return [
      "'\(ShopNumber.customerID(index))", customer.first, customer.last, customer.email,
      customer.subscribed ? "yes" : "no",
      customer.company, "", "", "", customer.state, "US", "", "", phone, "no", plainMoney(spent), String(orders),
      customer.note, customer.company.isEmpty ? "no" : "yes", customer.tags.joined(separator: ", "),
    ]
  }
}
