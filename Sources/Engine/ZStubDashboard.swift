internal import Records
struct Dashboard {
  init(session: Session) {}
  func build(changed: Set<String>?) throws(Diagnostic) -> (written: Int, overview: String) { (0, "") }
}
