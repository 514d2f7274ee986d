// SPDX-License-Identifier: Apache-2.0

import FjordKit
import HTTP
import Pipelines
import Runs
import Sandbox
import Synchronization

/// Makes the connections of one run, each once, and keeps the sandbox going if one is named.
final class ConnectionRoom: Sendable {
    private let pipeline: CheckedPipeline
    private let environment: RunEnvironment
    private let registered: StageList
    private let sandbox: RunningSandbox?
    private let countsBefore: HTTPCounts
    private let made = Mutex<[String: Made]>([:])

    private struct Made: Sendable {
        let connection: any Connection
        let identity: ConnectionIdentity
        /// What a recording of the run keeps of it.
        let recorded: RecordedConnection
    }

    private init(
        _ pipeline: CheckedPipeline,
        _ environment: RunEnvironment,
        _ registered: StageList,
        _ sandbox: RunningSandbox?
    ) {
        self.pipeline = pipeline
        self.environment = environment
        self.registered = registered
        self.sandbox = sandbox
        countsBefore = environment.client.counts
    }

    /// Requests sent and repeated since the room was opened.
    var counts: (requests: Int, retries: Int) {
        let now = environment.client.counts
        return (now.requests - countsBefore.requests, now.retries - countsBefore.retries)
    }

    /// Opens a room for as long as `body` runs; the sandbox is started if a stage asks for it.
    static func open<Result: Sendable>(
        for pipeline: CheckedPipeline,
        in environment: RunEnvironment,
        registered: StageList,
        while body: (ConnectionRoom) async throws -> Result
    ) async throws -> Result {
        guard environment.replay == nil, let settings = try RunningSandbox.settings(for: pipeline)
        else {
            return try await body(ConnectionRoom(pipeline, environment, registered, nil))
        }
        return try await Sandbox.serve(settings) { endpoint in
            let sandbox = RunningSandbox(settings: settings, endpoint: endpoint)
            return try await body(ConnectionRoom(pipeline, environment, registered, sandbox))
        }
    }

    /// Whether the run reads production data.
    var isProduction: Bool { sandbox == nil && !isReplay }

    /// Whether a recording stands in for all that connections lead to.
    var isReplay: Bool { environment.replay != nil }

    /// What a recording of the run keeps of the connections made so far.
    var recorded: [RecordedConnection] {
        made.withLock { $0.sorted { $0.key < $1.key }.map(\.value.recorded) }
    }

    /// What the connections made so far are, in order of their names.
    var identities: [ConnectionIdentity] {
        made.withLock { $0.values.map(\.identity) }.sorted { $0.name < $1.name }
    }

    /// What a stage speaks over, for the records.
    func identity(for use: ConnectionUse) -> ConnectionIdentity? {
        made.withLock { $0[key(of: use)]?.identity }
    }

    /// The connection of one stage; stages of one name and kind of keys share it.
    func connection(for use: ConnectionUse) throws -> any Connection {
        let key = key(of: use)
        if let known = made.withLock({ $0[key] }) { return known.connection }
        let new = try environment.replay.map { try makeReplayed(use, $0) } ?? make(use)
        made.withLock { $0[key] = new }
        return new.connection
    }

    private func key(of use: ConnectionUse) -> String {
        "\(use.name) \(pipeline.connectionTable.sandboxKeys(for: use))"
    }

    private func make(_ use: ConnectionUse) throws -> Made {
        switch try pipeline.connectionTable.choice(for: use) {
        case .defined(let definition): try make(definition, for: use)
        case .sandbox: try makeSandboxed(use)
        }
    }

    private func make(_ definition: ConnectionDefinition, for use: ConnectionUse) throws -> Made {
        let (type, options) = try definition.resolve(
            among: registered.connections,
            secrets: .process(folder: pipeline.project.folder)
        )
        environment.conceal(options, of: type.spec)
        let connection = try type.init(
            name: definition.name,
            options,
            client: environment.client
        )
        let identity = ConnectionIdentity(
            name: definition.name,
            type: definition.type,
            settings: [.init("identity", connection.identity)]
        )
        return Made(
            connection: connection,
            identity: identity,
            recorded: recorded(use, type, options, connection)
        )
    }

    private func recorded(
        _ use: ConnectionUse,
        _ type: any Connection.Type,
        _ options: StageOptions,
        _ connection: any Connection
    ) -> RecordedConnection {
        RecordedConnection(
            use.name,
            key: key(of: use),
            type.spec,
            options,
            identity: connection.identity
        )
    }

    /// The connection of a recorded run, which nothing is sent over.
    private func makeReplayed(_ use: ConnectionUse, _ recording: Recording) throws -> Made {
        let kept = try recording.facts(RecordedConnection.name, as: RecordedConnection.self)
            .filter { $0.connection == use.name && $0.type == use.need.type }
        guard let known = kept.first(where: { $0.key == key(of: use) }) ?? kept.first,
            let type = registered.connections.first(where: { $0.spec.name == known.type })
        else { throw PipelineError.connectionNotRecorded(use.name, recording.folder) }
        let connection = try type.init(
            name: use.name,
            StageOptions(type.spec, given: known.options),
            client: environment.client
        )
        let identity = ConnectionIdentity(
            name: use.name,
            type: "replay",
            settings: [.init("recording", recording.fingerprint)]
        )
        return Made(connection: connection, identity: identity, recorded: known)
    }

    private func makeSandboxed(_ use: ConnectionUse) throws -> Made {
        guard let sandbox,
            let type = registered.connections.first(where: { $0.spec.name == use.need.type })
        else { preconditionFailure("a sandbox that a stage names has been started") }
        let keys = pipeline.connectionTable.sandboxKeys(for: use)
        let options = try sandbox.options(for: type.spec, keys: keys)
        environment.conceal(options, of: type.spec)
        let connection = try type.init(
            name: ConnectionChoice.sandboxName,
            options,
            client: environment.client
        )
        let identity = ConnectionIdentity(
            name: use.name,
            type: ConnectionChoice.sandboxName,
            settings: [
                .init("keys", keys),
                .init("settings", sandbox.settings.canonicalText),
            ]
        )
        return Made(
            connection: connection,
            identity: identity,
            recorded: recorded(use, type, options, connection)
        )
    }
}
