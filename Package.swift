// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// One module with one reason; what it may import is what stands here.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(of name: String, _ more: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name), "Records"] + more, exclude: exclude,
    swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
  name: "tend",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "tend", targets: ["tend"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),

    module("Records", []),
    module("HTTP", ["Records", "CCurl"]),
    module("Ledger", ["Records", "CGit2", "CZlib", crypto]),
    module("Index", ["Records", crypto, grdb, sqlite]),
    module("Workflows", ["Records"]),
    module("Connectors", ["HTTP", "Records"]),
    module("Site", ["Records", crypto]),
    module("Sandbox", ["Records"]),
    module(
      "Engine",
      [
        "Records", "Ledger", "Index", "Workflows", "Connectors", "HTTP", "Site", crypto,
        .product(name: "Yams", package: "Yams"),
      ]),
    .executableTarget(
      name: "tend",
      dependencies: [
        "Engine", "HTTP", "Records", "Sandbox", .product(name: "FlyingSocks", package: "FlyingFox"),
        .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // What several test targets say of a shop.
    .target(name: "ShopFiles", path: "Tests/ShopFiles", swiftSettings: strict),
    .testTarget(name: "RecordsTests", dependencies: ["Records"], swiftSettings: strict),
    tests(of: "Ledger"),
    tests(of: "Index"),
    tests(of: "Workflows"),
    // Time for what waits between requests.
    .target(name: "HTTPSupport", dependencies: ["HTTP"], path: "Tests/HTTPSupport", swiftSettings: strict),
    tests(of: "HTTP", ["CCurl", "HTTPSupport"]),
    tests(of: "Connectors", ["HTTP", "HTTPSupport", "Sandbox"]),
    tests(of: "Site", exclude: ["Golden"]),
    tests(of: "Sandbox"),
    tests(of: "Engine", ["Sandbox", "Ledger", "Index", "Workflows", "Connectors", "Site", "ShopFiles"]),
    .testTarget(
      name: "CommandTests", dependencies: ["tend", "Engine", "Records", "Sandbox", "ShopFiles"], exclude: ["Golden"],
      swiftSettings: strict),
  ]
)
