public import HTTP
public import Records

/// What a connection to a service over HTTP is made of: the account, the way to it, and what the run knows.
public struct ServiceContext: Sendable {
  /// The account, as `tend.yml` names it: a shop's domain, a store's hash, a company's id; empty where none is named.
  public var account: String
  /// The address that paths are added to.
  public var address: HTTPURL
  /// What sends requests: every layer is in place, and each request is signed with the connection's secret.
  public var http: any HTTPTransport
  /// The run's clock.
  public var asOf: Instant
  /// The shop's zone.
  public var zone: Zone
  /// The shop's currency, an ISO 4217 code, for systems that name none.
  public var currency: String
  /// The system's own settings in `tend.yml`, by key.
  public var options: [String: String]
  /// The time and chance that waits go by, for what a system takes longer to make than an answer may take. Without it
  /// nothing waits.
  public var timing: Timing

  /// A context of its parts.
  public init(
    account: String, address: HTTPURL, http: any HTTPTransport, asOf: Instant, zone: Zone, currency: String,
    options: [String: String] = [:], timing: Timing = Timing(now: { .zero }, sleep: { _ in }, random: { 0 })
  ) {
    self.account = account
    self.address = address
    self.http = http
    self.asOf = asOf
    self.zone = zone
    self.currency = currency
    self.options = options
    self.timing = timing
  }
}

/// How an account of a service is found and entered: what `tend connect` asks for and `tend.yml` names.
public struct Service: Sendable, Hashable {
  /// A key of the system in `tend.yml`.
  public struct Setting: Sendable, Hashable {
    /// The key: `shop`.
    public var key: String
    /// What it is, one sentence.
    public var about: String
    /// What it looks like.
    public var example: String
    /// What holds where it is missing; nil where it must be there.
    public var standard: String?

    /// A setting of its parts.
    public init(_ key: String, _ about: String, example: String, standard: String? = nil) {
      self.key = key
      self.about = about
      self.example = example
      self.standard = standard
    }
  }

  /// Something the account's owner has to grant.
  public struct Scope: Sendable, Hashable {
    /// The system's word for it: `read_orders`.
    public var name: String
    /// The kinds of record that can't be read without it.
    public var kinds: [Kind]
    /// The kinds of which less is known without it: part of the records, or of their fields.
    public var lessens: [Kind]
    /// What is missed without it, in plain words, and who grants it where that takes time.
    public var without: String

    /// A scope of its parts.
    public init(_ name: String, _ kinds: [Kind], lessens: [Kind] = [], without: String) {
      self.name = name
      self.kinds = kinds
      self.lessens = lessens
      self.without = without
    }
  }

  /// Another interface of the same system, with an address and a way in of its own, which one value of a setting chooses.
  public struct Edition: Sendable, Hashable {
    /// The setting's key: `version`.
    public var key: String
    /// The value that chooses it.
    public var value: String
    /// Its address.
    public var address: String
    /// How one gets in there.
    public var entry: Entry

    /// An edition of its parts.
    public init(_ key: String, _ value: String, address: String, entry: Entry) {
      self.key = key
      self.value = value
      self.address = address
      self.entry = entry
    }
  }

  /// The setting that names the account; nil where the secret alone does.
  public var account: Setting?
  /// Further settings.
  public var settings: [Setting]
  /// The address, `{account}` and other settings in braces: `https://api.bigcommerce.com/stores/{store}`.
  public var address: String
  /// How one gets in.
  public var entry: Entry
  /// What its streams need, least first; only for reading.
  public var scopes: [Scope]
  /// Whether its orders are copies of those of a shop: such a connection is not primary unless it is the only one.
  public var mirrorsOrders: Bool
  /// Its other interfaces; empty where there is one.
  public var editions: [Edition]

  /// The account and the further settings.
  public var allSettings: [Setting] { (account.map { [$0] } ?? []) + settings }

  /// A service of its parts.
  public init(
    account: Setting?, settings: [Setting] = [], address: String, entry: Entry, scopes: [Scope] = [],
    mirrorsOrders: Bool = false, editions: [Edition] = []
  ) {
    self.editions = editions
    self.mirrorsOrders = mirrorsOrders
    self.account = account
    self.settings = settings
    self.address = address
    self.entry = entry
    self.scopes = scopes
  }

  /// The edition that a connection's settings choose; nil for the usual one.
  func edition(chosenBy options: [String: String]) -> Edition? { editions.first { options[$0.key] == $0.value } }

  /// The service as a connection's settings choose it.
  public func chosen(by options: [String: String]) -> Service {
    guard let edition = edition(chosenBy: options) else { return self }
    var service = self
    service.address = edition.address
    service.entry = edition.entry
    return service
  }
}

/// How a service lets somebody in.
public enum Entry: Sendable, Hashable {
  /// One token that stays good, sent in this header.
  case token(header: String)
  /// A key and a secret that stay good, sent by HTTP Basic.
  case keyPair
  /// One key that stays good, sent in this header, of a service that also has pairs of a key and a secret.
  case apiKey(header: String)
  /// One token that stays good, or the id and secret of an app that a token of some hours is asked for with: a form of
  /// `grant_type=client_credentials`, `client_id` and `client_secret` at this path of the address. Sent in this header.
  case tokenOrApp(header: String, path: String)
  /// OAuth 2: somebody agrees in a browser, and tokens are renewed from then on, the refresh token changing too. Sent as
  /// `Authorization: Bearer`.
  case consent(OAuth)

  /// The addresses and words of an OAuth 2 code flow.
  public struct OAuth: Sendable, Hashable {
    /// Where somebody agrees.
    public var authorize: String
    /// Where codes and refresh tokens are turned into tokens, with the app's id and secret by HTTP Basic.
    public var token: String
    /// What is asked for.
    public var scope: String

    /// The flow of its parts.
    public init(authorize: String, token: String, scope: String) {
      self.authorize = authorize
      self.token = token
      self.scope = scope
    }
  }
}
