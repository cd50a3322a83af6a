// swift-tools-version: 6.2
import PackageDescription

/// The rooms of Weft. Each may import only rooms listed above it: docs/architecture.md says why.
let rooms: [Target] = [
  .systemLibrary(
    name: "CLibgit2",
    pkgConfig: "libgit2",
    providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]
  ),
  // setns(2) and ppoll(2), for the lab.
  .systemLibrary(name: "CLinux"),
  .target(name: "Diagnostics"),
  .target(name: "Git", dependencies: ["CLibgit2", "Diagnostics"]),
  .target(
    name: "WireGuard",
    dependencies: ["Diagnostics", .product(name: "Crypto", package: "swift-crypto")]
  ),
  .target(name: "FRR", dependencies: ["WireGuard", "Diagnostics"]),
  .target(
    name: "MeshModel",
    dependencies: ["WireGuard", "FRR", "Diagnostics", .product(name: "Yams", package: "Yams")]
  ),
  .target(name: "Planning", dependencies: ["WireGuard", "FRR", "MeshModel", "Diagnostics"]),
  .target(
    name: "SSH",
    dependencies: ["WireGuard", "Diagnostics", .product(name: "Subprocess", package: "swift-subprocess")]
  ),
  .target(name: "Reporting", dependencies: ["WireGuard", "FRR", "MeshModel", "Planning", "Diagnostics"]),
  .target(
    name: "Reconciliation",
    dependencies: ["Git", "WireGuard", "FRR", "MeshModel", "Planning", "SSH", "Diagnostics"]
  ),
  .target(
    name: "Lab",
    dependencies: [
      "CLinux", "Git", "WireGuard", "MeshModel", "SSH", "Diagnostics",
      .product(name: "Subprocess", package: "swift-subprocess"),
    ]
  ),
  .executableTarget(
    name: "weft",
    dependencies: [
      "Diagnostics", "Git", "WireGuard", "MeshModel", "Planning", "SSH", "Reporting", "Reconciliation", "Lab",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
      .product(name: "Subprocess", package: "swift-subprocess"),
    ]
  ),
]

let tests: [Target] = [
  .target(
    name: "TestSupport",
    dependencies: [
      "Diagnostics", "Git", "WireGuard", "MeshModel", "Planning", "SSH", "Lab",
      .product(name: "Subprocess", package: "swift-subprocess"),
    ],
    path: "Tests/TestSupport"
  ),
  .testTarget(
    name: "DiagnosticsTests", dependencies: ["Diagnostics", "TestSupport"], exclude: ["Golden"]),
  .testTarget(name: "GitTests", dependencies: ["Git", "Diagnostics", "TestSupport"]),
  .testTarget(name: "WireGuardTests", dependencies: ["WireGuard", "Lab", "Diagnostics", "TestSupport"]),
  .testTarget(
    name: "FRRTests", dependencies: ["FRR", "SSH", "WireGuard", "Diagnostics", "TestSupport"], exclude: ["Golden"]),
  .testTarget(
    name: "MeshModelTests",
    dependencies: ["Reporting", "MeshModel", "FRR", "WireGuard", "Diagnostics", "TestSupport"],
    exclude: ["Golden", "Checking/Golden", "Importing/Golden", "Importing/Fixtures"]
  ),
  .testTarget(
    name: "PlanningTests",
    dependencies: ["Planning", "FRR", "MeshModel", "WireGuard", "Diagnostics", "TestSupport"]
  ),
  .testTarget(name: "SSHTests", dependencies: ["SSH", "WireGuard", "Diagnostics", "TestSupport"]),
  .testTarget(
    name: "ReportingTests",
    dependencies: ["Reporting", "Planning", "MeshModel", "WireGuard", "Diagnostics", "TestSupport"],
    exclude: ["Golden", "Analysis/Golden", "Graph/Golden", "Plan/Golden", "Status/Golden"]
  ),
  .testTarget(
    name: "ReconciliationTests",
    dependencies: ["Reconciliation", "Git", "Planning", "MeshModel", "SSH", "WireGuard", "Diagnostics", "TestSupport"]
  ),
  .testTarget(name: "LabTests", dependencies: ["Lab", "MeshModel", "WireGuard", "Diagnostics", "TestSupport"]),
  .testTarget(
    name: "EndToEndTests",
    dependencies: [
      "Git", "WireGuard", "MeshModel", "Diagnostics", "TestSupport",
      .product(name: "Subprocess", package: "swift-subprocess"),
    ]
  ),
]

/// Benchmarks are part of the package, since they measure `package` declarations, and stay out of ordinary builds.
let benchmarks: [Target] =
  Context.environment["WEFT_BENCHMARKS"] == nil
  ? []
  : [
    .executableTarget(
      name: "Benchmarks", dependencies: ["Planning", "MeshModel", "WireGuard", "Diagnostics"], path: "Benchmarks")
  ]

let package = Package(
  name: "weft",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "weft", targets: ["weft"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
  ],
  targets: rooms + tests + benchmarks,
  swiftLanguageModes: [.v6]
)

/// Settings that every target shares.
let strict: [SwiftSetting] = [
  // A warning is a defect that has not happened yet.
  .treatAllWarnings(as: .error),
  // `any P` is written out, so that a reader sees the dynamic dispatch.
  // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
  .enableUpcomingFeature("ExistentialAny"),
  // A member is visible only where its module is imported: imports tell the truth.
  // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
  .enableUpcomingFeature("MemberImportVisibility"),
  // An import is internal unless it says otherwise, so that a room does not leak what it is built on.
  // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
  .enableUpcomingFeature("InternalImportsByDefault"),
  // Async functions stay on their caller's actor unless they ask to leave it.
  // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

for target in package.targets where target.type != .system {
  target.swiftSettings = (target.swiftSettings ?? []) + strict
}
