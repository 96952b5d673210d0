#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Dispatch

extension PreviewTests {
  struct Unreachable: Error {}

  /// Sends raw bytes to a port of this machine and returns all that comes back until it is closed.
  static func request(_ text: String, _ port: UInt16) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      // Blocking calls stay off the pool that the server itself runs on.
      DispatchQueue.global().async { continuation.resume(with: Result { try exchange(text, port) }) }
    }
  }

  private static func exchange(_ text: String, _ port: UInt16) throws -> String {
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    // sockaddr_in begins like sockaddr, as bind and connect want it.
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Unreachable() }
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Unreachable() }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
      answer += chunk[0..<count]
    }
  }
}
