// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Vipps

@Test("Stages.swift lists what the folder holds, sorted")
func stagesListsWhatTheFolderHolds() throws {
    let folder = #filePath.replacing("Tests/VippsTests/StagesTests.swift", with: "Plugins/Vipps")
    let files = try Sources.names(in: folder).filter { $0.hasSuffix("Stage.swift") }
        .map { $0.split(separator: "/").last.map(String.init) ?? $0 }.sorted()
    #expect(vippsStages.fetches.map { "\($0).swift" } == files)
    let names = vippsStages.fetchSpecs.map(\.name)
    #expect(names == names.sorted() && names.allSatisfy { $0.hasPrefix("vipps.") })
    #expect(vippsStages.connections.map { $0.spec.name } == ["vipps"])
}

@Test("every stage but that of files asks for a connection of the plugin, with keys that reach it")
func connectionNeeds() {
    let local = vippsStages.fetchSpecs.filter { $0.connection == nil }
    #expect(local.map(\.name) == ["vipps.settlement_file"])
    for spec in vippsStages.fetchSpecs where spec.connection != nil {
        #expect(spec.connection?.type == "vipps")
        #expect(KeyType(rawValue: spec.connection?.sandboxKeys ?? "") != nil)
    }
    for spec in vippsStages.fetchSpecs {
        #expect(spec.example.contains("fetch: \(spec.name)"))
    }
}
