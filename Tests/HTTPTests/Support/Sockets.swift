#if canImport(Glibc)
  import Glibc
  let streamSocket = Int32(SOCK_STREAM.rawValue)
  let noSignal = Int32(MSG_NOSIGNAL)
#else
  import Darwin
  let streamSocket = SOCK_STREAM
  let noSignal: Int32 = 0
#endif

struct SocketError: Error {}

/// The address of a port of this machine.
private func withLoopback<Result>(
  _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  let length = socklen_t(MemoryLayout<sockaddr_in>.size)
  // sockaddr_in begins like sockaddr, as bind and connect want it.
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
  }
}

/// Listens on a free port of this machine.
func listenOnLoopback() throws -> (descriptor: Int32, port: Int) {
  let descriptor = socket(AF_INET, streamSocket, 0)
  guard withLoopback(0, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 64) == 0 else { throw SocketError() }
  var address = sockaddr_in()
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let named = withUnsafeMutablePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
  }
  guard named == 0 else { throw SocketError() }
  return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}

/// Connects to a port of this machine.
func connectToLoopback(_ port: Int) -> Int32? {
  let descriptor = socket(AF_INET, streamSocket, 0)
  guard withLoopback(port, { connect(descriptor, $0, $1) }) == 0 else {
    close(descriptor)
    return nil
  }
  return descriptor
}

/// A port of this machine on which nobody listens.
func unusedPort() throws -> Int {
  let (descriptor, port) = try listenOnLoopback()
  close(descriptor)
  return port
}

func readSome(_ descriptor: Int32) -> [UInt8] {
  var chunk = [UInt8](repeating: 0, count: 65_536)
  let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
  return Array(chunk.prefix(max(0, count)))
}

/// False when nobody reads any more.
@discardableResult
func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
  var written = 0
  while written < bytes.count {
    let count = bytes.withUnsafeBytes {
      send(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written, noSignal)
    }
    guard count > 0 else { return false }
    written += count
  }
  return true
}

/// Closes a connection so that the other side sees a reset.
func resetConnection(_ descriptor: Int32) {
  var option = linger(l_onoff: 1, l_linger: 0)
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  close(descriptor)
}

func closeConnection(_ descriptor: Int32) { close(descriptor) }
func shutDown(_ descriptor: Int32) { shutdown(descriptor, Int32(SHUT_RDWR)) }
func acceptConnection(_ listener: Int32) -> Int32 { accept(listener, nil, nil) }
