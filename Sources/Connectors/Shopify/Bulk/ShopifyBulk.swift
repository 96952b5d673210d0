import HTTP
import Records

/// How a list is read as a whole by one of Shopify's bulk operations, which writes it to a file of JSON lines.
struct ShopifyBulk: Sendable {
  /// From how many nodes on it is worth it: below, pages are there before an operation is.
  var from: Int
  /// The connections within a node by the type of their rows: `LineItem` is `lineItems`.
  var children: [String: String] = [:]
}

/// The bulk operation that a first read goes through, and how far its result was read.
///
/// It is part of the cursor before the operation is waited for, so that a run that is killed leaves it to the next one.
struct ShopifyBulkPlace: Equatable {
  /// The operation's number.
  var id: String
  /// What was asked for, in few characters: another version of Tend may ask for something else.
  var form: String
  /// How many nodes Shopify counted before the operation; nil where that is not known.
  var told: Int?
  /// The lines that were handed over.
  var lines = 0
  /// Their bytes.
  var bytes = 0
  /// The nodes among them, without the rows of lists in them.
  var roots = 0
  /// Those nodes that the count had in it.
  var counted = 0

  init(id: String, form: String, told: Int?) {
    self.id = id
    self.form = form
    self.told = told
  }

  /// Reads ``json``; nil for anything else.
  init?(_ json: JSONObject) {
    guard let id = json["id"]?.string, isPlainID(id), let form = json["form"]?.string, form.utf8.count <= 16,
      let lines = json["lines"]?.integer, let bytes = json["bytes"]?.integer, let roots = json["roots"]?.integer,
      let counted = json["counted"]?.integer, counted >= 0, roots >= counted, lines >= roots, bytes >= lines
    else { return nil }
    self.init(id: id, form: form, told: json["told"]?.integer)
    (self.lines, self.bytes, self.roots, self.counted) = (lines, bytes, roots, counted)
  }

  var json: JSONObject {
    var json: JSONObject = [
      "id": .string(id), "form": .string(form), "lines": .integer(lines), "bytes": .integer(bytes),
      "roots": .integer(roots), "counted": .integer(counted),
    ]
    json["told"] = told.map { .integer($0) }
    return json
  }

  /// FNV-1a of a text, in hexadecimal.
  static func form(of text: String) -> String {
    String(text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }, radix: 16)
  }
}

/// A bulk operation as Shopify tells of it.
struct ShopifyOperation: Equatable {
  enum Status: String {
    case created = "CREATED"
    case running = "RUNNING"
    case completed = "COMPLETED"
    case failed = "FAILED"
    case canceling = "CANCELING"
    case canceled = "CANCELED"
    case expired = "EXPIRED"
  }

  var status: Status
  /// `ACCESS_DENIED`, `INTERNAL_SERVER_ERROR`, `TIMEOUT`.
  var errorCode: String?
  var created: Instant
  /// Lines of the result; of an operation that is not done, those so far.
  var objects: Int
  /// Those of them that are nodes of the list itself.
  var roots: Int
  /// Where the result lies; it is as good as a secret.
  var url: String?

  static let fields = "id status errorCode createdAt objectCount rootObjectCount url"

  /// Reads the ``fields``.
  init(_ object: JSONObject) throws(SyncError) {
    let answer = Answer(object)
    do throws(MappingProblem) {
      guard let status = try answer.text("status").flatMap(Status.init), let created = try answer.instant("createdAt"),
        let objects = try answer.integer("objectCount"), let roots = try answer.integer("rootObjectCount"),
        roots >= 0, objects >= roots
      else { throw answer.problem(.unknownValue, "status") }
      self.status = status
      self.created = created
      self.objects = objects
      self.roots = roots
      errorCode = try answer.text("errorCode")
      url = try answer.text("url")
    } catch {
      throw .data(.contract("It does not tell how a bulk operation stands."))
    }
  }
}

/// Why the result of a bulk operation was not read to its end.
enum ShopifyBulkStop: Error {
  /// It did not arrive.
  case http(HTTPError)
  /// It can't be what was asked for: the reason, a sentence.
  case content(String)
  /// The records could not be handed over.
  case sync(SyncError)
}
