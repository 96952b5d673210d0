internal import Connectors

/// What `tend connect` has to ask for: a connection that is in `tend.yml`, or one that could be added.
public struct ConnectionOffer: Sendable {
  /// A setting to be asked for.
  public struct Setting: Sendable {
    /// The key in `tend.yml`.
    public var key: String
    /// What it is.
    public var about: String
    /// What it looks like.
    public var example: String
    /// What holds where none is given; nil where one has to be.
    public var standard: String?
  }

  /// A secret to be asked for.
  public struct NamedSecret: Sendable {
    /// The name it is kept under.
    public var name: String
    /// What it is called where one gets it.
    public var title: String
    /// The variable of the environment that gives it too.
    public var variable: String
    /// Whether it is given already, by that variable.
    public var isGiven: Bool
  }

  /// Something the account's owner has to grant.
  public struct Scope: Sendable {
    /// The system's word.
    public var name: String
    /// What is missed without it.
    public var without: String
  }

  /// The connection's name.
  public var name: String
  /// The system's word and its name on screen.
  public var system: String
  /// The system's name on screen.
  public var title: String
  /// Whether it is not in `tend.yml` yet.
  public var isNew: Bool
  /// What a new one has to be given.
  public var settings: [Setting]
  /// What has to be granted, and nothing else.
  public var scopes: [Scope]
  /// Any one of these sets of secrets, the usual first.
  public var secrets: [[NamedSecret]]
  /// Whether somebody has to agree in a browser.
  public var needsConsent: Bool
}
