// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
    name: "fjord",
    products: [
        .executable(name: "fjord", targets: ["fjord"]),
        .library(name: "Fjord", targets: ["Fjord"]),
        .library(name: "FjordKit", targets: ["FjordKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            exact: "2.28.1",
            traits: []
        ),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // C and C++ shims, one library each.
        .systemLibrary(
            name: "CCrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl")]),
        .systemLibrary(name: "CDeflate", providers: [.apt(["libdeflate-dev"])]),
        .target(name: "CISAL", linkerSettings: [.linkedLibrary("isal")]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CMalloc"),
        .target(name: "CNumbers"),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CScan"),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CXML", linkerSettings: [.linkedLibrary("expat")]),

        // Fjord itself; each depends only on those above it.
        module("Diagnostics"),
        module("Columnar", ["Diagnostics"]),
        module("Digests", ["Columnar", "CCrypto"]),
        module("Expressions", ["Diagnostics", "Columnar", "Digests", "CRE2"]),
        module(
            "Formats",
            ["Diagnostics", "Columnar", "CScan", "CSimdJSON", "CNumbers", "CISAL", "CDeflate"]
        ),
        module(
            "HTTP",
            [
                "CCurl", "Columnar", "Diagnostics", "Digests", "Formats",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        module("Scratch", ["Diagnostics", "Columnar", "CMalloc"]),
        module("XML", ["Diagnostics", "Columnar", "CXML"]),
        module(
            "FjordKit",
            ["Diagnostics", "Columnar", "Expressions", "Formats", "HTTP", "Scratch"]
        ),
        module("Schedules", ["Diagnostics", "Columnar", "Expressions"]),
        module(
            "Engine",
            [
                "FjordKit",
                .product(name: "HeapModule", package: "swift-collections"),
            ]
        ),
        module(
            "Pipelines",
            [
                "Diagnostics", "Columnar", "Expressions", "FjordKit", "Engine", "Schedules",
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        module(
            "Runs",
            [
                "Diagnostics", "Columnar", "Digests", "Expressions", "FjordKit", "Engine",
                "Schedules", "CLinux",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        module(
            "Sandbox",
            [
                "Diagnostics",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "Fjord",
            dependencies: [
                "CMalloc", "Diagnostics", "Columnar", "Digests", "Expressions", "FjordKit",
                "Engine", "Pipelines", "Runs", "Sandbox", "Schedules", "HTTP",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["README.md"],
            resources: [.embedInCode("Everyday")],
            swiftSettings: settings
        ),

        // The built-in stages, written with exactly what a third party has.
        plugin("Files"),
        plugin("Mail", [.product(name: "Mustache", package: "swift-mustache")]),
        plugin("Tables"),
        plugin("Vipps", ["XML"]),
        plugin("Web"),

        .executableTarget(
            name: "fjord",
            dependencies: ["Fjord", "Files", "Mail", "Tables", "Vipps", "Web"],
            swiftSettings: settings
        ),

        .executableTarget(
            name: "Kernels",
            dependencies: ["Columnar", "Expressions", "Formats", "FjordKit"],
            path: "Benchmarks/Kernels",
            swiftSettings: settings
        ),

        .target(
            name: "HTTPTesting",
            dependencies: ["HTTP", .product(name: "Logging", package: "swift-log")],
            path: "Tests/HTTPTesting",
            exclude: ["README.md"],
            swiftSettings: settings
        ),
        tests(
            "HTTPTests",
            [
                "HTTP", "HTTPTesting", "Columnar", "Diagnostics",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests(
            "ExpressionsTests",
            ["Expressions", "Columnar", "Diagnostics"],
            exclude: ["reference", "Numbers/reference"]
        ),
        tests("FormatsTests", ["Formats", "Columnar", "Diagnostics"]),
        tests(
            "PipelinesTests",
            [
                "Pipelines", "Diagnostics", "Columnar", "Expressions", "HTTP", "FjordKit", "Engine",
                "Schedules",
            ]
        ),
        tests(
            "RunsTests",
            [
                "Runs", "FjordKit", "Columnar", "Diagnostics", "Expressions", "Schedules",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        tests(
            "SandboxTests",
            [
                "Sandbox", "Diagnostics",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .target(
            name: "PluginTesting",
            dependencies: ["FjordKit"],
            path: "Tests/PluginTesting",
            exclude: ["README.md"],
            swiftSettings: settings
        ),
        tests("PluginTestingTests", ["PluginTesting", "FjordKit"]),
        .systemLibrary(
            name: "CLibXML2",
            path: "Tests/CLibXML2",
            pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"])]
        ),
        .target(name: "CXMLSchema", dependencies: ["CLibXML2"], path: "Tests/CXMLSchema"),
        tests(
            "VippsTests",
            [
                "Vipps", "FjordKit", "PluginTesting", "Sandbox", "CXMLSchema",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests("DiagnosticsTests", ["Diagnostics"]),
        tests("ColumnarTests", ["Columnar", "Diagnostics"]),
        tests("DigestsTests", ["Digests", "Columnar"]),
        tests("FjordKitTests", ["FjordKit"]),
        tests("XMLTests", ["XML", "Columnar", "Diagnostics"]),
        tests(
            "SchedulesTests",
            ["Schedules", "Columnar", "Diagnostics", "Expressions"],
            exclude: ["reference"]
        ),
        tests("ScratchTests", ["Scratch", "Columnar", "Diagnostics"]),
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        tests(
            "EngineTests",
            ["Engine", "Expressions", "FjordKit", "Files", "Tables", "CAllocations", "CDeflate"]
        ),
        tests(
            "FjordTests",
            [
                "Fjord", "Diagnostics", "Columnar", "Expressions", "FjordKit", "Engine",
                "Pipelines",
                "Runs", "Files", "Mail", "Tables", "Vipps", "Web",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        tests(
            "FilesTests",
            [
                "Files", "FjordKit", "HTTPTesting", "PluginTesting",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests("MailTests", ["Mail", "FjordKit"], exclude: ["Fixtures"]),
        tests("TablesTests", ["Tables", "FjordKit", "PluginTesting"]),
        tests(
            "WebTests",
            [
                "Web", "FjordKit", "HTTPTesting", "PluginTesting",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
    ],
    cxxLanguageStandard: .cxx17
)

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        exclude: ["README.md"],
        swiftSettings: settings
    )
}

func plugin(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name,
        dependencies: ["FjordKit"] + dependencies,
        path: "Plugins/\(name)",
        exclude: ["README.md"],
        packageAccess: false,
        swiftSettings: settings
    )
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/\(name)",
        exclude: exclude,
        swiftSettings: settings
    )
}
