// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Vipps

@Test("Stages.swift lists what the folder holds, sorted")
func stagesListsWhatTheFolderHolds() throws {
    let folder = #filePath.replacing("Tests/VippsTests/StagesTests.swift", with: "Plugins/Vipps")
    let files = try Sources.names(in: folder).filter { $0.hasSuffix("Stage.swift") }
    #expect(vippsStages.fetches.map { "\($0).swift" } == files)
    #expect(vippsStages.fetchSpecs.map(\.name) == ["vipps.fees", "vipps.funds", "vipps.ledgers"])
    #expect(vippsStages.connections.map { $0.spec.name } == ["vipps"])
}

@Test("every stage asks for a connection of the plugin, with keys that can read ledgers")
func connectionNeeds() {
    for spec in vippsStages.fetchSpecs {
        #expect(spec.connection == ConnectionNeed(type: "vipps", sandboxKeys: "accounting"))
        #expect(spec.example.contains("fetch: \(spec.name)"))
    }
}
