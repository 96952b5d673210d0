/// What a transport is set up with. Nothing is taken from the environment, and TLS is always verified.
public struct CurlSettings: Sendable {
  /// The value of `User-Agent`.
  public var userAgent: String
  /// The time-outs of requests that have none of their own. A streamed answer has no total one.
  public var timeouts: Timeouts
  /// What stands between this machine and the systems; nil for nothing.
  public var proxy: Proxy?
  /// A file of certificates in PEM that are trusted besides the system's; nil for none.
  public var certificateFile: String?

  /// Settings of their parts.
  public init(
    userAgent: String, timeouts: Timeouts = Timeouts(), proxy: Proxy? = nil, certificateFile: String? = nil
  ) {
    self.userAgent = userAgent
    self.timeouts = timeouts
    self.proxy = proxy
    self.certificateFile = certificateFile
  }
}
