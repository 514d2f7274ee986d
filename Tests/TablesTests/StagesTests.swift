// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import Testing

@testable import Tables

@Test("Stages.swift lists what the folder holds, sorted")
func stagesListsWhatTheFolderHolds() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Plugins/Tables")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix("Transform.swift") }
        .map { String($0.dropLast(".swift".count)) }
    let stages = tableStages.orderedTransforms
    #expect(stages.map { "\($0)" }.sorted() == files.sorted())
    #expect(
        tableStages.transformSpecs.map(\.name) == tableStages.transformSpecs.map(\.name).sorted()
    )
}
