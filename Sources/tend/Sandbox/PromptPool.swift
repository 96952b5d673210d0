import FlyingFox
import FlyingSocks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Waits for sockets, and has each send at once what it is given.
///
/// The server writes an answer's header and body apart. Left to itself the kernel holds the body back until the header
/// was acknowledged, for which the other side takes its time: 40 ms a request. A socket is first waited for before anything
/// is sent on it.
struct PromptPool<Base: AsyncSocketPool>: AsyncSocketPool {
  let base: Base

  func prepare() async throws { try await base.prepare() }

  func run() async throws { try await base.run() }

  func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
    var isPrompt: Int32 = 1
    // Where it can't be had, answers are only slower.
    _ = setsockopt(
      socket.file.rawValue, Int32(IPPROTO_TCP), TCP_NODELAY, &isPrompt, socklen_t(MemoryLayout<Int32>.size))
    try await base.suspendSocket(socket, untilReadyFor: events)
  }
}
