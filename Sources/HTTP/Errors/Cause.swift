public import Records

/// What happened to a request that did not end well.
public enum Cause: Hashable, Sendable {
  /// A part of a request that has a time-out of its own.
  public enum Phase: String, Sendable, CustomStringConvertible {
    /// Finding the name, connecting, TLS.
    case connect
    /// Nearly nothing arrived for too long.
    case idle
    /// It took too long as a whole.
    case total

    /// The word for it.
    public var description: String { rawValue }
  }

  /// The system answered so; with a success the body says otherwise.
  case status(Int)
  /// The body is no JSON where JSON was asked for.
  case notJSON
  /// The system's name is not known.
  case unresolved
  /// Nobody answers at its address.
  case unreachable
  /// The proxy is not there, or does not let us through: with this status, where it answered.
  case proxy(status: Int?)
  /// The certificate is not trusted; the reason is that of the TLS library.
  case untrusted(reason: String)
  /// TLS could not be agreed on.
  case handshake
  /// It took too long.
  case timeout(Phase)
  /// The connection broke.
  case interrupted
  /// The body ended before its announced end.
  case truncated
  /// The body can't be unpacked.
  case undecodable
  /// The answer is not HTTP.
  case notHTTP
  /// The body, or a line of it, is larger than allowed.
  case tooLarge(limit: Int)
  /// Something has to be set right here first: credentials that are missing or have ended, a file of certificates.
  case unready(Diagnostic)
  /// It would write where nothing may be written.
  case readOnly
  /// It would go to another machine without TLS.
  case insecure
  /// It can't be sent as it is.
  case invalidRequest(String)
  /// No recorded answer fits it.
  case unrecorded
  /// The task was cancelled.
  case cancelled
  /// The transport is closed.
  case closed
  /// Another of libcurl's errors, by its number.
  case other(code: Int)
}
