// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import Testing

@testable import Pipelines

@Suite("Projects and files")
struct ProjectTests {
    @Test("the nearest fjord.yaml beside or above the pipeline makes the project")
    func nearest() throws {
        let folder = try TemporaryFolder()
        try folder.write("fjord.yaml", "connections: {}")
        try folder.write("a/b/p.yaml", "fjord: 1")
        let above = try Project(ofPipeline: "a/b/p.yaml", currentFolder: folder.path)
        #expect(above.folder == folder.path)
        #expect(above.file?.name == "fjord.yaml")
        try folder.write("a/b/fjord.yaml", "connections:")
        let beside = try Project(ofPipeline: "b/p.yaml", currentFolder: folder.path + "/a")
        #expect(beside.folder == folder.path + "/a/b")
        #expect(beside.file == DefinitionSource(name: "b/fjord.yaml", text: "connections:"))
        let outside = try Project(ofPipeline: folder.path + "/x.yaml", currentFolder: "/usr")
        #expect(outside.file?.name == folder.path + "/fjord.yaml")
    }

    @Test("without one, the pipeline's own folder is the project")
    func none() throws {
        let folder = try TemporaryFolder()
        let project = try Project(ofPipeline: "a/p.yaml", currentFolder: folder.path)
        #expect(project.folder == folder.path + "/a")
        #expect(project.file == nil)
    }

    @Test("files that cannot be read")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/p.yaml"
        func message() -> String? {
            #expect(throws: PipelineError.self) { try DefinitionSource(path: path) }?.description
        }
        #expect(message() == "\(path): error: there is no such file [unreadable-file]")
        try Data([0x61, 0xFF]).write(to: URL(fileURLWithPath: path))
        #expect(message() == "\(path): error: the file is not UTF-8 [unreadable-file]")
        try Data(count: (1 << 20) + 1).write(to: URL(fileURLWithPath: path))
        #expect(message()?.contains("has 1048577 bytes; a definition has at most") == true)
        try Data("fjord: 1".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try DefinitionSource(path: path).text == "fjord: 1")
    }

    @Test("two pipelines of one name in a project")
    func sharedNames() throws {
        let text = overRows("  - filter: id = 1")
        let other = try CheckedPipeline(
            checking: DefinitionSource(name: "q.yaml", text: text),
            in: Project(folder: "/project", file: nil),
            registered: StandIn.stages
        )
        let faults = CheckedPipeline.sharedNames(among: [try check(text), other])
        #expect(
            PipelineErrors(faults).description == """
                q.yaml:2:7: error: p.yaml has the name 'test' too [shared-name]
                2 | name: test
                  |       ^~~~
                  = fix: a project knows its pipelines by name, so each needs its own
                """
        )
    }
}
