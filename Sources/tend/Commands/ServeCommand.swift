import ArgumentParser
import Records

/// `tend serve`
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Shows the dashboard in a browser of this machine, until interrupted.",
    discussion: "Listens on 127.0.0.1 only. The pages also work opened as files.")

  @OptionGroup var global: GlobalOptions
  @Option(name: .long, help: ArgumentHelp("The port; when it is taken, a free one.", valueName: "port")) var port:
    UInt16 = 8137

  func run() async throws {
    let session = Session(global)
    let workspace = try session.workspace()
    guard Paths.isFile(workspace.site + "/index.html") else {
      throw Diagnostic(
        .usage, code: "serve.no-site", "There is no dashboard yet", reason: "The workspace has no site/index.html.",
        hints: ["Build it: tend build", "Or do a whole run: tend run"], location: workspace.site)
    }
    let console = session.console
    let wanted = port
    do {
      try await PreviewServer(site: StaticSite(root: workspace.site)).run(port: port) { port in
        let url = "http://127.0.0.1:\(port)/"
        console.give(["url": .string(url), "port": .integer(Int(port))])
        if port != wanted, wanted != 0 {
          console.note(.warning, "Port \(String(wanted)) is taken; using \(String(port)).")
        }
        console.say("\(url, .bold)", "Stop with Ctrl-C.")
      }
    } catch {
      throw Diagnostic(
        .system, code: "serve.failed", "The preview can't listen on this machine",
        reason: PreviewServer.reason(for: error),
        hints: ["Name another port: tend serve --port 0 takes a free one"])
    }
  }
}
