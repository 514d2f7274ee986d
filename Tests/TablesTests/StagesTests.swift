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
    let kinds = [
        tableStages.batchTransforms.map { "\($0)" }, tableStages.orderedTransforms.map { "\($0)" },
        tableStages.wholeRunTransforms.map { "\($0)" },
    ]
    #expect(kinds.flatMap { $0 }.sorted() == files.sorted())
    for names in kinds { #expect(names == names.sorted()) }
}
