/// The methods that the systems' interfaces use.
public enum HTTPMethod: String, Sendable, CaseIterable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"

  /// Whether it changes something by its very meaning, whatever a request says of itself.
  var alwaysWrites: Bool { self == .put || self == .patch || self == .delete }
}
