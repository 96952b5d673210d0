/// What a system answered, whatever the status.
public struct HTTPResponse: Sendable {
  /// 200 to 599.
  public var status: Int
  /// The header.
  public var headers: HTTPFields<String>
  /// The body, unpacked.
  public var body: HTTPBody

  /// An answer of its parts.
  public init(status: Int, headers: HTTPFields<String> = [:], body: HTTPBody = .held([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The body where it is held; empty where it is streamed.
  public var bytes: [UInt8] {
    if case .held(let bytes) = body { bytes } else { [] }
  }

  /// Whether the system says that it did as asked.
  public var isSuccess: Bool { (200...299).contains(status) }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
  /// The status and no content, which may be personal or secret.
  public var description: String { "HTTP \(status)" }
  /// The status alone.
  public var customMirror: Mirror { Mirror(self, children: ["status": status]) }
}
