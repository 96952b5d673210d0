/// The systems this version reads: a line each.
public enum Registry {
  /// All systems, in the order of the documentation.
  public static let systems: [SystemDescriptor] = [
    CSVConnection.descriptor
  ]

  /// The system of that name; nil when this version does not know it.
  public static func system(named name: String) -> SystemDescriptor? { systems.first { $0.name == name } }
}
