import Connectors
import HTTP
import Records

@testable import Sandbox

/// A connector and its simulated system, as the conformance suite needs them.
struct ConformanceSubject: Sendable {
  /// Something a system can't do better, with the reason. One that excuses nothing is itself a violation.
  struct Exemption: Sendable, Hashable {
    var check: Violation.Check
    /// The beginning of the violation's detail: `empty-page`, `409`.
    var detail: String
    var reason: String

    init(_ check: Violation.Check, _ detail: String, because reason: String) {
      (self.check, self.detail, self.reason) = (check, detail, reason)
    }
  }

  /// The system's word.
  var name: String
  /// The connector over an HTTP client at a moment of the run's clock. It signs requests itself, see `SignedTransport`.
  var connector: @Sendable (any HTTPTransport, Instant) -> any Connector
  /// The simulated system over a world.
  var twin: @Sendable (any ShopWorld) -> any SimulatedSystem
  /// The simulated system with lists that trail its records by so much; nil where a system's lists are its records.
  var trailing: (@Sendable (any ShopWorld, Span) -> any SimulatedSystem)?
  /// How the system's answers are read.
  var policy = Policy()
  /// What may never be seen: the token, and whatever else gets one in.
  var secrets: [String]
  /// The names of the streams looked at; nil for all.
  var streams: [String]?
  /// Streams of which even a read of everything says `incremental`, since what is missing from it may have gone elsewhere.
  var unprovable: Set<String> = []
  /// How many orders the world has in all; 2,500 and 5,000 where memory is looked at.
  var orders = 700
  /// How many records a read that goes on may hand over again: those of the overlap window, or of a page.
  var overlap = 250
  /// How many records a full read of a stream gives; nil where nobody can say.
  var count: @Sendable (RecordStream, any ShopWorld, Instant) -> Int? = { stream, world, now in
    switch stream.kind {
    case .order: world.orderCount(at: now)
    case .customer: world.customerCount(at: now)
    case .shipment: world.parcelCount(at: now)
    case .invoice: world.invoiceCount(at: now)
    default: nil
    }
  }
  var exemptions: [Exemption] = []
  /// One for each action that the system's descriptor offers; nil where actions are not looked at.
  var actions: [ActionTest]?

  /// What a read of everything has to say.
  func whole(_ stream: RecordStream) -> Coverage.Verdict { unprovable.contains(stream.name) ? .incremental : .complete }
}

/// An action that can be carried out in the scene of the suite, and how to see whether it was.
struct ActionTest: Sendable {
  /// What the system has of it: how often the effect is there, and everything else that stands in the same place.
  struct Trace: Sendable, Equatable {
    var times: Int
    var rest: String
  }

  var action: SystemAction
  /// The same on something that does not exist.
  var missing: SystemAction
  /// Looks into the simulated system, past its connector.
  var trace: @Sendable (any SimulatedSystem, Instant) -> Trace
  /// What has to be there for it: the tag that is taken off.
  var prepare: @Sendable (any SimulatedSystem, Instant) -> Void = { _, _ in }
}

/// A world by its size, and two moments of it.
struct Scene: Sendable {
  let world: GeneratedWorld
  /// The moment of the first read.
  let first: Instant
  /// The moment of the second.
  let second: Instant

  private static let days = 60
  private static let firstDay = Day(number: 20_605)

  /// Days in the second half of the world's life.
  static func ordinary(_ orders: Int) -> Scene {
    let world = GeneratedWorld(seed: 11, orders: orders, from: firstDay, days: days)
    return Scene(world: world, first: world.start + .days(50), second: world.start + .days(53))
  }

  /// Whole runs of 400 orders share every moment, and the first read comes as the labels of a run are made.
  static func tied(_ orders: Int) -> Scene {
    let world = GeneratedWorld(seed: 12, orders: orders, from: firstDay, days: days, tied: 400)
    let first = world.placed(orders - 1) + OrderLife.packing
    return Scene(world: world, first: first, second: first + .days(10))
  }

  /// So many orders a day that something happens every minute or two.
  static let busy: Scene = {
    let world = GeneratedWorld(seed: 13, orders: 3000, from: firstDay, days: 10)
    return Scene(world: world, first: world.start + .days(3), second: world.start + .days(3) + .hours(1))
  }()

  /// The address of a customer.
  static var somebody: String {
    let scene = ordinary(700)
    return scene.world.customer(0, at: scene.first).state.email
  }

  /// Words about people that nothing but records may hold, in lower case: addresses, phone numbers, family names.
  var personalWords: Set<String> {
    var words: Set<String> = []
    for index in 0..<world.customerCount(at: second) {
      let person = world.customer(index, at: second).state
      words.formUnion([person.email, String(person.phone.dropFirst()), person.last].map { $0.lowercased() })
    }
    return words.filter { $0.count >= 6 }
  }
}
