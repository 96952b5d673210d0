import ArgumentParser
import Engine
import Records
import Sandbox

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `tend sandbox`
struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "A made-up shop, for demos, tests and benchmarks: served as its systems would, or written to files.",
    subcommands: [ServeSandboxCommand.self, ExportShopCommand.self, OrdersCommand.self, PagesCommand.self])
}

/// `tend sandbox export-shop`
struct ExportShopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-shop",
    abstract: "Writes the sample shop's dated exports, its story and a tend.yml that reads them.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The folder; files of the same names are replaced.", completion: .directory) var folder: String

  func run() async throws {
    let session = Session(global)
    let root = Paths.absolute(folder)
    let shop = SampleShop.committed
    try DemoFolder.write(Array(shop.readme.utf8), to: root + "/README.md")
    try DemoFolder.write(Array(DemoConfiguration.exports.utf8), to: root + "/tend.yml")
    var files = 2
    var size = 0
    for number in 0..<shop.days {
      for file in shop.exports(on: shop.firstDay + number) {
        try DemoFolder.write(file.bytes, to: root + "/" + file.path)
        files += 1
        size += file.bytes.count
      }
    }
    session.console.give(["folder": .string(root), "files": .integer(files), "bytes": .integer(size)])
    session.console.say("Wrote \(counted(files, "file", "files")), \(grouped(size)) bytes of exports, to \(root)")
  }
}

/// `tend sandbox orders`
struct OrdersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orders", abstract: "Writes any number of made-up orders as one CSV file.")

  @OptionGroup var global: GlobalOptions
  @Option(name: .long, help: ArgumentHelp("How many orders.", valueName: "n")) var count: Int
  @Option(name: .long, help: ArgumentHelp("Over how many days.", valueName: "n")) var days = 730
  @Option(name: .long, help: ArgumentHelp("The first day.", valueName: "day")) var firstDay = "2024-11-23"
  @Option(name: .long, help: ArgumentHelp("What the figures follow from.", valueName: "n")) var seed: UInt64 = 2026
  @Argument(help: "The file; - for standard output.", completion: .file()) var file: String

  func validate() throws {
    guard count > 0, days > 0 else { throw ValidationError("--count and --days must be at least 1") }
    guard Day(firstDay) != nil else { throw ValidationError("--first-day must be a day such as 2024-11-23") }
  }

  func run() async throws {
    let session = Session(global)
    guard let firstDay = Day(firstDay) else { return }
    let stream = OrderStream(count: count, seed: seed, firstDay: firstDay, days: days)
    if file == "-" { return stream.write { session.console.write($0) } }
    let path = Paths.absolute(file)
    func trouble() -> Diagnostic {
      Diagnostic(
        .system, code: "system.file", "The file can't be written", reason: String(cString: strerror(errno)) + ".",
        hints: ["Check the path, its owner and the space on the disk"], location: path)
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw trouble() }
    defer { close(descriptor) }
    try stream.write { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { throw trouble() }
        rest = rest.dropFirst(count)
      }
    }
    session.console.give(["file": .string(path), "orders": .integer(count)])
    session.console.say("Wrote \(counted(count, "order", "orders")) to \(path)")
  }
}

/// `tend sandbox pages`
struct PagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pages",
    abstract: "Commits the pages of a records folder into a new ledger: what the ledger alone costs.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The records folder of a data directory.", completion: .directory) var records: String
  @Argument(help: "The new ledger's folder.", completion: .directory) var ledger: String

  func run() async throws {
    let session = Session(global)
    session.show(
      try Tend.commitPages(
        below: Paths.absolute(records), into: Paths.absolute(ledger), setting: session.setting()))
  }
}
