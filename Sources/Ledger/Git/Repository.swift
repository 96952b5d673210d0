import CGit2
import Dispatch
import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The libgit2 side: opening, raw objects, the branch. One thread at a time.
final class Repository {
  static let branch = "refs/heads/main"

  let folder: String
  private var repository: OpaquePointer
  private var objects: OpaquePointer
  /// Trees read lately: a run asks for the same few again and again, and they never change.
  private var trees: [ObjectID: [TreeEntry]] = [:]
  private static let keptTrees = 512
  /// Git's index as it was read last.
  var lastIndex: IndexFile?

  private static let ready: Bool = {
    git_libgit2_init()
    // No configuration but the repository's own.
    for level in [GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL]
    {
      cgit2_set_search_path(level.rawValue, "")
    }
    _ = cgit2_set_int(Int32(GIT_OPT_ENABLE_FSYNC_GITDIR.rawValue), 1)
    // Reads trust the disk; `verify` hashes every object itself.
    _ = cgit2_set_int(Int32(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION.rawValue), 0)
    // Without a limit a process runs out of descriptors near 1,150 packs.
    _ = cgit2_set_size(Int32(GIT_OPT_SET_MWINDOW_FILE_LIMIT.rawValue), 256)
    _ = cgit2_set_size(Int32(GIT_OPT_SET_MWINDOW_SIZE.rawValue), 16 << 20)
    _ = cgit2_set_size(Int32(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT.rawValue), 256 << 20)
    return true
  }()

  /// Begins to make the library ready on another thread; opening a repository waits for it.
  static func prepare() { DispatchQueue.global(qos: .userInitiated).async { _ = Self.ready } }

  /// Opens the repository in `folder/.git`, and no other.
  init(folder: String) throws(Diagnostic) {
    _ = Self.ready
    self.folder = folder
    (repository, objects) = try Self.open(folder)
  }

  deinit {
    git_odb_free(objects)
    git_repository_free(repository)
  }

  var gitFolder: String { folder + "/.git" }
  var packFolder: String { folder + "/.git/objects/pack" }

  /// Opens afresh, so that packs that are gone are forgotten.
  func reopen() throws(Diagnostic) {
    let (newRepository, newObjects) = try Self.open(folder)
    git_odb_free(objects)
    git_repository_free(repository)
    (repository, objects) = (newRepository, newObjects)
  }

  private static func open(_ folder: String) throws(Diagnostic) -> (OpaquePointer, OpaquePointer) {
    if !Disk.exists(folder + "/.git") {
      throw Diagnostic(
        .ledger, code: "ledger.not-found", "there is no ledger here",
        reason: "the data folder is not a git repository", hints: ["Run `tend init` first."], location: folder)
    }
    var repository: OpaquePointer?
    let code = git_repository_open_ext(&repository, folder, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil)
    guard code == 0, let repository else { throw Trouble.git(code, "open the repository", folder) }
    guard isBeside(repository, folder) else {
      git_repository_free(repository)
      throw Trouble.elsewhere(folder)
    }
    var objects: OpaquePointer?
    let answer = git_repository_odb(&objects, repository)
    guard answer == 0, let objects else {
      let trouble = Trouble.git(answer, "open the object store", folder)
      git_repository_free(repository)
      throw trouble
    }
    return (repository, objects)
  }

  /// Whether git takes the files beside `.git` for the repository's: neither `core.worktree` nor `core.bare` says otherwise.
  private static func isBeside(_ repository: OpaquePointer, _ folder: String) -> Bool {
    guard git_repository_is_bare(repository) == 0, let workdir = git_repository_workdir(repository) else {
      return false
    }
    var (git, own) = (stat(), stat())
    return stat(workdir, &git) == 0 && stat(folder, &own) == 0 && git.st_dev == own.st_dev && git.st_ino == own.st_ino
  }

  /// Makes an empty repository with the branch `main` and our settings; again on a half-made one is fine.
  static func create(folder: String) throws(Diagnostic) {
    _ = ready
    var options = git_repository_init_options()
    git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
    options.flags = GIT_REPOSITORY_INIT_MKPATH.rawValue
    var repository: OpaquePointer?
    let code = "main".withCString { name in
      options.initial_head = name
      return git_repository_init_ext(&repository, folder, &options)
    }
    guard code == 0, let repository else { throw Trouble.git(code, "make the repository", folder) }
    defer { git_repository_free(repository) }
    var config: OpaquePointer?
    let answer = git_repository_config(&config, repository)
    guard answer == 0, let config else { throw Trouble.git(answer, "write its settings", folder) }
    defer { git_config_free(config) }
    for (key, value) in settings {
      let code = git_config_set_string(config, key, value)
      if code != 0 { throw Trouble.git(code, "write its settings", folder) }
    }
    // Outranks whatever attributes a person has set up for all repositories.
    try Disk.makeFolder(folder + "/.git/info")
    try Disk.replace(
      folder + "/.git/info/attributes", with: Array("* -text !eol !filter !ident !working-tree-encoding\n".utf8),
      mode: 0o644)
  }

  /// What a person's global configuration must not change here.
  private static let settings = [
    ("core.fileMode", "false"), ("core.autocrlf", "false"), ("core.safecrlf", "false"), ("core.fsmonitor", "false"),
    ("core.untrackedCache", "false"), ("core.splitIndex", "false"), ("core.sparseCheckout", "false"),
    ("core.checkStat", "default"), ("core.trustctime", "true"), ("feature.manyFiles", "false"),
    ("index.version", "2"), ("index.skipHash", "false"), ("index.sparse", "false"),
    ("gc.auto", "0"), ("maintenance.auto", "false"),
  ]

  // MARK: Branch

  /// The commit `main` points at; nil before the first.
  func head() throws(Diagnostic) -> ObjectID? {
    if git_repository_head_detached(repository) == 1 {
      throw Diagnostic(
        .ledger, code: "ledger.detached-head", "the data folder is not on its branch",
        reason: "someone checked out a commit or another branch there",
        hints: ["Run `git checkout main` in the data folder."], location: folder)
    }
    var symbolic: OpaquePointer?
    if git_reference_lookup(&symbolic, repository, "HEAD") == 0, let reference = symbolic {
      defer { git_reference_free(reference) }
      let target = git_reference_symbolic_target(reference).map { String(cString: $0) }
      if let target, target != Self.branch {
        throw Diagnostic(
          .ledger, code: "ledger.detached-head", "the data folder is on branch \(target) instead of main",
          hints: ["Run `git checkout main` in the data folder."], location: folder)
      }
    }
    var id = git_oid()
    let code = git_reference_name_to_id(&id, repository, Self.branch)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    if code != 0 { throw Trouble.git(code, "read its branch", folder) }
    return ObjectID(id)
  }

  /// Moves `main` from `old` to `new`, or refuses when it is somewhere else by now.
  func move(from old: ObjectID?, to new: ObjectID, by author: Author, subject: String) throws(Diagnostic) {
    git_repository_set_ident(repository, author.name, author.email)
    var target = new.raw
    var reference: OpaquePointer?
    let code: Int32
    if let old {
      var expected = old.raw
      code = git_reference_create_matching(&reference, repository, Self.branch, &target, 1, &expected, subject)
    } else {
      code = git_reference_create(&reference, repository, Self.branch, &target, 0, subject)
    }
    git_reference_free(reference)
    if code == GIT_EMODIFIED.rawValue || code == GIT_EEXISTS.rawValue { throw Self.moved(folder) }
    if code != 0 { throw Trouble.git(code, "move its branch", folder) }
  }

  static func moved(_ folder: String) -> Diagnostic {
    Diagnostic(
      .ledger, code: "ledger.moved", "another commit was made in the meantime",
      hints: ["Run again: it starts from the newest commit."], location: folder)
  }

  // MARK: Objects

  /// Makes objects of packs written since opening visible.
  func refresh() { git_odb_refresh(objects) }

  /// The raw content of an object of this kind.
  func read(_ id: ObjectID, _ kind: ObjectKind) throws(Diagnostic) -> [UInt8] {
    guard let (found, content) = object(id), found == kind else { throw Trouble.missingObject(id, folder) }
    return content
  }

  /// The kind and raw content; nil when it is missing or can't be read.
  func object(_ id: ObjectID) -> (ObjectKind, [UInt8])? {
    var name = id.raw
    var object: OpaquePointer?
    guard git_odb_read(&object, objects, &name) == 0, let object else { return nil }
    defer { git_odb_object_free(object) }
    guard let kind = ObjectKind(rawValue: UInt8(truncatingIfNeeded: git_odb_object_type(object).rawValue)) else {
      return nil
    }
    return (kind, Array(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object))))
  }

  func tree(_ id: ObjectID) throws(Diagnostic) -> [TreeEntry] {
    if let known = trees[id] { return known }
    guard let entries = Tree.parse(try read(id, .tree)) else { throw Trouble.missingObject(id, folder) }
    if trees.count >= Self.keptTrees { trees.removeAll(keepingCapacity: true) }
    trees[id] = entries
    return entries
  }

  func commit(_ id: ObjectID) throws(Diagnostic) -> Commit {
    guard let commit = Commit(id: id, raw: try read(id, .commit)) else { throw Trouble.missingObject(id, folder) }
    return commit
  }
}

extension ObjectID {
  init(_ raw: git_oid) {
    self = withUnsafeBytes(of: raw.id) { ObjectID(unchecked: $0) }
  }

  var raw: git_oid {
    var raw = git_oid()
    withUnsafeMutableBytes(of: &raw.id) { $0.copyBytes(from: bytes) }
    return raw
  }
}
