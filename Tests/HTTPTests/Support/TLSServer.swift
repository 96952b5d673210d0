import Foundation

/// OpenSSL's own server with a certificate that it signed itself, on a free port. It serves the files of its folder.
final class TLSServer: Sendable {
  let folder: Folder
  let port: Int
  private let process: Process

  /// The name in the certificate is that of `host`.
  init(host: String = "shop.example", page: [UInt8] = Array("{}".utf8)) throws {
    folder = try Folder()
    try folder.write(page, to: "page")
    try run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
        "-keyout", folder.file("key.pem"), "-out", folder.file("certificate.pem"), "-subj", "/CN=tend-test",
        "-addext", "subjectAltName=\(host.first?.isNumber == true ? "IP" : "DNS"):\(host)",
      ])
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", folder.file("certificate.pem"), "-key",
      folder.file("key.pem"), "-WWW",
    ]
    process.currentDirectoryURL = URL(filePath: folder.path)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // It says on which port it listens, then goes on printing, which nobody has to read: it is a line a connection.
    var said = ""
    while !said.contains(/ACCEPT .*:\d+\n/) {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw SocketError() }
      said += String(decoding: more, as: UTF8.self)
    }
    guard let port = said.firstMatch(of: /ACCEPT .*:(\d+)\n/).flatMap({ Int($0.output.1) }) else { throw SocketError() }
    self.port = port
  }

  // Not `terminate`: the child may have inherited a mask in which that signal is blocked.
  deinit { kill(process.processIdentifier, SIGKILL) }

  var certificateFile: String { folder.file("certificate.pem") }
}
