/// The pseudonyms of one record: at most one an identifier that its system knows.
public struct Pseudonyms: Hashable, Sendable {
  /// `e.` and 26 characters, for the e-mail address.
  public var email: String?
  /// `p.` and 26 characters, for the phone number.
  public var phone: String?
  /// `s.` and 26 characters, for the connection's customer id.
  public var customer: String?

  /// Pseudonyms by their role.
  public init(email: String? = nil, phone: String? = nil, customer: String? = nil) {
    self.email = email
    self.phone = phone
    self.customer = customer
  }

  /// Pseudonyms as a record's `people` lists them; texts of another form are ignored, of each form the first counts.
  public init(people: [String]) {
    email = people.first { $0.hasPrefix("e.") }
    phone = people.first { $0.hasPrefix("p.") }
    customer = people.first { $0.hasPrefix("s.") }
  }

  /// All of them, sorted by their bytes, as a record's `people` lists them.
  public var list: [String] { [email, phone, customer].compactMap { $0 } }

  /// Whether nobody is named.
  public var isEmpty: Bool { email == nil && phone == nil && customer == nil }
}
