import Foundation

extension LoopbackServer {
  /// A proxy that passes every CONNECT on to one port of this machine, whatever name was asked for.
  static func proxy(to port: Int) throws -> LoopbackServer {
    try LoopbackServer { peer in
      guard let request = peer.request() else { return }
      guard request.method == "CONNECT", let target = connectToLoopback(port) else {
        peer.send("HTTP/1.1 405 X\r\nContent-Length: 0\r\n\r\n")
        return
      }
      peer.send("HTTP/1.1 200 Connection established\r\n\r\n")
      let descriptor = peer.descriptor
      Thread.detachNewThread {
        pass(from: target, to: descriptor)
        shutDown(descriptor)
      }
      pass(from: descriptor, to: target)
      shutDown(target)
    }
  }
}

private func pass(from source: Int32, to target: Int32) {
  while true {
    let bytes = readSome(source)
    guard !bytes.isEmpty, writeAll(target, bytes) else { return }
  }
}
