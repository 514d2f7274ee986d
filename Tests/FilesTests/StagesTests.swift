// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import Testing

@testable import Files

@Test("Stages.swift lists what the folder holds, sorted")
func stagesListsWhatTheFolderHolds() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Plugins/Files")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix("Sink.swift") }
        .map { String($0.dropLast(".swift".count)) }
    #expect(fileStages.streamSinks.map { "\($0)" }.sorted() == files.sorted())
    #expect(fileStages.fetchSpecs.map(\.name) == ["file"])
    #expect(fileStages.sinkSpecs.map(\.name) == ["csv", "jsonl"])
}
