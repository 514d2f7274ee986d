// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Synchronization
import Testing

@testable import Vipps

@Suite("Nothing that is sent can change anything at the vendor")
struct ReadOnlyTests {
    private static let folder = #filePath.replacing(
        "Tests/VippsTests/ReadOnlyTests.swift",
        with: "Plugins/Vipps"
    )

    /// The files of the plugin whose text matches.
    private func files(with pattern: Regex<Substring>) throws -> [String] {
        // Not Unicode's word boundaries, for which `request.method` is one word.
        let pattern = pattern.wordBoundaryKind(.simple)
        return try Sources.names(in: Self.folder).filter { name in
            try Sources.text("\(Self.folder)/\(name)").contains(pattern)
        }
    }

    private func matches(of pattern: String, in name: String) throws -> [String] {
        let text = try Sources.text("\(Self.folder)/\(name)")
        return text.matches(of: try Regex(pattern)).map { String(text[$0.range]) }
    }

    @Test("requests are made in two places: GET in the connection, POST for tokens with the keys")
    func requestsMade() throws {
        #expect(
            try files(with: /HTTPRequest\(/) == ["VippsConnection.swift", "VippsKeys.swift"]
        )
        #expect(
            try matches(of: #"HTTPRequest\([^,]*,[^,)]*"#, in: "VippsConnection.swift") == [
                "HTTPRequest(.get, path"
            ]
        )
        #expect(
            try matches(of: #"HTTPRequest\([^"]*"[^"]*""#, in: "VippsKeys.swift")
                .map { $0.filter { !$0.isWhitespace } } == [
                    #"HTTPRequest(.post,"/accesstoken/get""#,
                    #"HTTPRequest(.post,"/miami/v1/token""#,
                ]
        )
        #expect(try files(with: /\brequest\.method\b|httpMethod|\.method *=/).isEmpty)
        #expect(try files(with: /\.post\b/) == ["VippsKeys.swift"])
    }

    @Test("the client is the connection's alone, and there is no other way out")
    func wayOut() throws {
        #expect(try files(with: /HTTPClient\b/) == ["VippsConnection.swift"])
        #expect(try files(with: /private let client: HTTPClient/) == ["VippsConnection.swift"])
        #expect(try matches(of: #"client\.\w+\("#, in: "VippsConnection.swift") == ["client.send("])
        #expect(
            try files(
                with: /\b(?:URLSession|URLRequest|FoundationNetworking|Process\(\)|CCurl|NIO\w*)\b/
            ).isEmpty
        )
        #expect(try files(with: /"(?:PUT|PATCH|DELETE|POST)"/).isEmpty)
    }

    @Test("every stage with every kind of keys sends GET, and POST to where tokens come from")
    func methodsSent() async throws {
        for type in KeyType.allCases {
            let tokenPath = type.usesSpecialisedTokens ? "/miami/v1/token" : "/accesstoken/get"
            for stage in vippsStages.fetches where stage.spec.connection?.type == "vipps" {
                let asked = try await asked(stage, with: Bench.keys(type))
                for request in asked where request.method != "GET" {
                    #expect(
                        request.method == "POST" && request.path == tokenPath,
                        "\(stage.spec.name)"
                    )
                }
                #expect(asked.allSatisfy { $0.method != "GET" || $0.body.isEmpty })
            }
        }
    }

    /// Everything that a stage sends while it is read with the options that it must have, and once with each switch on.
    private func asked(
        _ type: any FetchStage.Type,
        with keys: [String: StageOptions.Value]
    ) async throws -> [ScriptedServer.Asked] {
        try await ScriptedServer.serve(Self.everything) { server in
            let context = try Bench(keys, baseURL: server.baseURL).context()
            for options in Self.optionSets(type.spec) {
                // Keys that cannot reach the stage, and answers that do not fit it, are no matter here.
                _ = await Result { try await type.init(options).readAll(in: context) }
            }
            return server.asked
        }
    }

    private static func optionSets(_ spec: StageSpec) -> [StageOptions] {
        var required: [String: StageOptions.Value] = [:]
        for option in spec.options where option.isRequired {
            required[option.name] =
                option.kind == .textList ? .texts(["923456781"]) : .text("923456781")
        }
        let switches = spec.options.filter { $0.kind == .boolean }.map {
            [$0.name: StageOptions.Value.boolean($0.defaultText != "true")]
        }
        return ([[:]] + switches).map { change in
            StageOptions(of: spec, required.merging(change) { $1 })
        }
    }

    /// Lists that lead on to further questions.
    private static func everything(_ asked: ScriptedServer.Asked) -> ScriptedServer.Reply? {
        switch asked.path {
        case "/management/v1/sales-units": .json(#"[{"msn":"718204","name":"Nettbutikk"}]"#)
        case "/management/v2/product-orders": .json(#"[{"productOrderId":"5b0e"}]"#)
        case _ where asked.path.hasPrefix("/management/"): .json("{}")
        default: nil
        }
    }
}

extension Result where Success: Sendable, Failure == any Error {
    /// What `work` gives or throws.
    fileprivate init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
