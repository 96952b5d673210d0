import Records

/// The wait that an answer asks for in `Retry-After`, RFC 9110 section 10.2.3, or in the `X-Retry-After` of older systems.
enum RetryAfter {
  /// Seconds, or a date, which is compared with the answer's own `Date`, so that no clock of ours matters.
  static func wait(in response: HTTPResponse) -> Duration? {
    guard let text = response.headers["Retry-After"] ?? response.headers["X-Retry-After"] else { return nil }
    if let seconds = Double(text), seconds >= 0, seconds < 1e9 { return .seconds(seconds) }
    guard let until = HTTPDate.instant(text), let now = response.headers["Date"].flatMap(HTTPDate.instant)
    else { return nil }
    return .seconds(max(0, (until - now).seconds))
  }
}
