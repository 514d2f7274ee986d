// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import Testing

@testable import Web

@Test("Stages.swift lists what the folder holds, sorted")
func stagesListsWhatTheFolderHolds() throws {
    let folder = #filePath.replacing("Tests/WebTests/StagesTests.swift", with: "Plugins/Web")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix("Stage.swift") }.sorted()
    #expect(webStages.fetches.map { "\($0).swift" } == files)
    #expect(webStages.fetchSpecs.map(\.name) == ["http"])
    #expect(webStages.connections.map { $0.spec.name } == ["http"])
}

@Test("the stage may go without a connection, and its example shows one")
func connectionNeed() {
    #expect(HTTPStage.spec.connection == ConnectionNeed(type: "http", isOptional: true))
    #expect(HTTPStage.spec.example.contains("fetch: http"))
    #expect(WebConnection.spec.example.contains("type: http"))
    #expect(WebConnection.spec.options.allSatisfy { !$0.isRequired })
}
