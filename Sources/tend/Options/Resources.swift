import Records

/// Where the shipped `site-template` and `data` lie.
enum Resources {
  /// The folder that was named, else the one installed beside the program, else the checkout it was built in.
  ///
  /// - Parameters:
  ///   - named: what `TEND_RESOURCES` says.
  ///   - executable: the program's file, without links.
  /// - Throws: `resources.missing`.
  static func find(named: String?, executable: String?) throws(Diagnostic) -> String {
    if let named {
      let folder = Paths.absolute(named)
      guard Paths.isFolder(folder + "/site-template") else {
        throw Diagnostic(
          .system, code: "resources.missing", "The folder in TEND_RESOURCES has no site-template",
          reason: "Tend takes the dashboard's templates and its data files from there.",
          hints: ["Set it to the folder that holds site-template and data, or unset it"], location: folder)
      }
      return folder
    }
    var folder = executable.flatMap(Paths.parent)
    if let installed = folder.map({ Paths.absolute($0 + "/../share/tend") }),
      Paths.isFolder(installed + "/site-template")
    {
      return installed
    }
    while let candidate = folder {
      if Paths.isFile(candidate + "/Package.swift"), Paths.isFolder(candidate + "/site-template") { return candidate }
      folder = Paths.parent(candidate)
    }
    throw Diagnostic(
      .system, code: "resources.missing", "The dashboard's templates are not found",
      reason: "They lie in share/tend beside the program's folder, or in the checkout the program was built in.",
      hints: ["Set TEND_RESOURCES to the folder that holds site-template and data"], location: executable)
  }
}
