import ArgumentParser

/// The root: everything hangs below it.
struct TendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tend",
    abstract: "Keeps watch over an online store and says what needs attention.",
    discussion: """
      Start with: tend demo, or tend init in an empty folder. Cron needs one line: tend run.
      Exit codes: 0 done, 1 fault in Tend, 2 usage, 3 configuration, 4 a source failed or was held back, 5 ledger, \
      6 another run is under way, 7 system, 8 verify or doctor found a problem, 130 interrupted.
      """,
    version: tendVersion,
    groupedSubcommands: [
      CommandGroup(
        name: "Every day",
        subcommands: [
          RunCommand.self, StatusCommand.self, ExceptionsCommand.self, AcknowledgeCommand.self, AssignCommand.self,
          SnoozeCommand.self, ResolveCommand.self, ExplainCommand.self, LogCommand.self, ServeCommand.self,
        ]),
      CommandGroup(
        name: "Set up",
        subcommands: [
          InitCommand.self, ConnectCommand.self, DoctorCommand.self, DemoCommand.self, CompletionsCommand.self,
        ]),
      CommandGroup(name: "Stages of a run", subcommands: [SyncCommand.self, DiffCommand.self, BuildCommand.self]),
      CommandGroup(
        name: "Ledger",
        subcommands: [
          AcceptCommand.self, VerifyCommand.self, RebuildCommand.self, MaintainCommand.self, PersonCommand.self,
          ForgetCommand.self,
        ]),
      CommandGroup(name: "Made-up data", subcommands: [SandboxCommand.self]),
    ])

  @OptionGroup var global: GlobalOptions
}
