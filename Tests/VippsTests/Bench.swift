// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Logging
import PluginTesting
import Synchronization
import Testing

@testable import Sandbox
@testable import Vipps

/// A Vipps connection with a clock that nobody waits for, and the stages over it.
struct Bench: Sendable {
    static let secret = "kT9vQm3xYp0aZr7LhW2eDg=="
    static let subscriptionKey = "4be19d0c7a5f4f0d8a63c2e9b1f7d508"

    let connection: VippsConnection
    let log = CapturedLog()

    init(
        _ changes: [String: StageOptions.Value] = [:],
        baseURL: String,
        timing: HTTPTiming = FakeTime().timing
    ) throws {
        var options = Self.connectionOptions
        options["base_url"] = .text(baseURL)
        options.merge(changes) { $1 }
        let log = log
        let client = HTTPClient(
            userAgent: "fjord/test",
            environment: [:],
            timing: timing,
            logger: Logger(label: "test") { _ in log }
        )
        connection = try VippsConnection(name: "vipps", StageOptions(options), client: client)
    }

    /// Over a sandbox, with its keys of one type.
    init(
        _ sandbox: SandboxEndpoint,
        as type: SandboxKeyType = .accounting,
        timing: HTTPTiming = FakeTime().timing
    ) throws {
        let members = sandbox.keys(type).members.map {
            ($0.name, StageOptions.Value.text($0.value))
        }
        var options = Dictionary(uniqueKeysWithValues: members)
        options["key_type"] = .text(type.rawValue)
        try self.init(options, baseURL: sandbox.baseURL, timing: timing)
    }

    /// What a definition of accounting keys comes to, defaults filled in.
    static let connectionOptions: [String: StageOptions.Value] = [
        "base_url": .text("https://api.vipps.no"),
        "key_type": .text("accounting"),
        "client_id": .text("2f6c1b1e-4d0a-4a36-9c1d-5b7f0e9ac311"),
        "client_secret": .text(secret),
        "requests_in_flight": .integer(4),
    ]

    /// The changes that make the keys those of a sales unit.
    static let salesUnitKeys: [String: StageOptions.Value] = [
        "key_type": .text("sales_unit"),
        "subscription_key": .text(subscriptionKey),
        "merchant_serial_number": .text("718204"),
    ]

    func context(_ first: String = "2026-10-01", _ last: String? = nil) throws -> FetchContext {
        let first = try #require(CalendarDate(iso: first))
        let last = try last.map { try #require(CalendarDate(iso: $0)) } ?? first
        return FetchContext(window: DateWindow(first: first, last: last), connection: connection)
    }

    /// A context without a window, for what goes on where it ended.
    func feed(
        _ cursors: [String: String] = [:],
        _ findings: FindingLog = FindingLog()
    ) -> FetchContext {
        FetchContext(window: nil, connection: connection, cursors: cursors, findings: findings)
    }

    /// The one partition of 2026-10-01 that the usual list of ledgers leads to.
    func day(_ stage: any FetchStage) async throws -> FetchReading {
        let readings = try await stage.readAll(in: context())
        try #require(readings.count == 1)
        return readings[0]
    }

    /// How reading that one partition of `vipps.funds` fails.
    func fault(_ changes: [String: StageOptions.Value] = [:]) async throws -> String {
        try await message { _ = try await day(.funds(changes)) }
    }
}

extension FetchStage where Self == FundsStage {
    static func funds(_ changes: [String: StageOptions.Value] = [:]) throws -> FundsStage {
        try FundsStage(entryOptions(changes))
    }
}

extension FetchStage where Self == FeesStage {
    static func fees(_ changes: [String: StageOptions.Value] = [:]) throws -> FeesStage {
        try FeesStage(entryOptions(changes))
    }
}

extension FetchStage where Self == LedgersStage {
    static func ledgers(
        extra: Bool = false,
        _ changes: [String: StageOptions.Value] = [:]
    ) throws -> LedgersStage {
        try LedgersStage(StageOptions(["extra": .boolean(extra)].merging(changes) { $1 }))
    }
}

extension FetchStage where Self == LedgerTransactionsStage {
    static func transactions(
        _ changes: [String: StageOptions.Value] = [:]
    ) throws -> LedgerTransactionsStage {
        let usual: [String: StageOptions.Value] = [
            "ledgers": .text("all"), "partition": .text("dates"), "amounts": .text("minor"),
            "sales_unit_names": .boolean(false), "extra": .boolean(false),
        ]
        return try LedgerTransactionsStage(StageOptions(usual.merging(changes) { $1 }))
    }
}

extension FetchStage where Self == PayoutsStage {
    static func payouts(_ changes: [String: StageOptions.Value] = [:]) throws -> PayoutsStage {
        let usual: [String: StageOptions.Value] = [
            "ledgers": .text("all"), "rows": .text("payouts"),
        ]
        return try PayoutsStage(StageOptions(usual.merging(changes) { $1 }))
    }
}

private func entryOptions(_ changes: [String: StageOptions.Value]) -> StageOptions {
    let usual: [String: StageOptions.Value] = [
        "ledgers": .text("all"), "partition": .text("dates"),
        "sales_unit_names": .boolean(false), "personal_data": .boolean(false),
        "extra": .boolean(false),
    ]
    return StageOptions(usual.merging(changes) { $1 })
}

/// The error that `work` throws, as users read it.
func message(_ work: () async throws -> Void) async throws -> String {
    let error = await #expect(throws: PipelineError.self) { try await work() }
    return try #require(error).description
}

/// A clock that stands still but for what is slept on it, or runs `step` with each look at it.
final class FakeTime: Sendable {
    private let elapsed = Mutex(Duration.seconds(1_000))
    private let step: Duration

    init(step: Duration = .zero) {
        self.step = step
    }

    func advance(by time: Duration) {
        elapsed.withLock { $0 += time }
    }

    var timing: HTTPTiming {
        HTTPTiming(
            now: {
                self.elapsed.withLock { elapsed in
                    elapsed += self.step
                    return elapsed
                }
            },
            unixSeconds: { 1_790_000_000 },
            sleep: { time in
                try Task.checkCancellation()
                self.advance(by: time)
            },
            random: { 1 }
        )
    }
}

/// Keeps what is logged.
final class CapturedLog: LogHandler {
    private let captured = Mutex<[String]>([])

    var lines: [String] { captured.withLock { $0 } }

    func log(event: LogEvent) {
        captured.withLock { $0.append("\(event.level): \(event.message)") }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set { _ = newValue }
    }

    var metadata: Logger.Metadata {
        get { [:] }
        set { _ = newValue }
    }

    var logLevel: Logger.Level {
        get { .trace }
        set { _ = newValue }
    }
}
