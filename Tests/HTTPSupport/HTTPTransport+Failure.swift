public import HTTP

extension HTTPTransport {
  /// What sending a request throws; nil where it is answered.
  public func failure(sending request: HTTPRequest) async -> HTTPError? {
    do throws(HTTPError) {
      _ = try await send(request)
      return nil
    } catch {
      return error
    }
  }
}
