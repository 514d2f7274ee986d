// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Foundation
import Testing

@testable import Fjord

@Suite("fjord test")
struct TestCommandTests {
    private static let rows = """
        stages:
          - id: all
            fetch: records
            columns: [id int64, name text]
            records: ""
          - id: some
            filter: id > 1
          - sink: csv
            path: out.csv
        """

    /// A pipeline whose one test expects this id.
    private static func pipeline(_ name: String, expecting id: Int) -> String {
        """
        fjord: 1
        name: \(name)
        \(rows)
        tests:
          - name: keeps the second
            given: {all: [{id: 1}, {id: 2, name: b}]}
            expect: {some: [{id: \(id), name: b}]}
        """
    }

    private func status(_ arguments: [String]) async -> Int32 {
        await FjordProgram.$stages.withValue(PipelineRunner.testedStages) {
            await FjordProgram.run(["test"] + arguments)
        }
    }

    @Test("the status says how it went")
    func status() async throws {
        let folder = try ProjectFolder()
        try folder.write(Self.pipeline("good", expecting: 2), to: "good.yaml")
        try folder.write(Self.pipeline("bad", expecting: 3), to: "bad.yaml")
        try folder.write("fjord: 1\n", to: "faulty/faulty.yaml")
        try folder.write("connections: {}\n", to: "fjord.yaml")
        try folder.write("connections: {}\n", to: "empty/fjord.yaml")
        func path(_ name: String) -> String { "\(folder.path)/\(name)" }
        #expect(await status([path("good.yaml"), "-q"]) == 0)
        #expect(await status([path("good.yaml"), "--filter", "second"]) == 0)
        #expect(await status([path("bad.yaml"), path("good.yaml"), "--json"]) == 3)
        #expect(await status([folder.path]) == 3)
        #expect(await status([folder.path, path("faulty")]) == 2)
        #expect(await status([path("good.yaml"), "--filter", "third"]) == 2)
        #expect(await status([path("none.yaml")]) == 2)
        #expect(await status([path("empty")]) == 2)
        #expect(await status([]) == 2)
    }

    @Test("folders stand for their pipelines, each file is tested once")
    func files() throws {
        let folder = try ProjectFolder()
        for name in ["b.yaml", "a.yaml", "c.yml"] { try folder.write("fjord: 1\n", to: name) }
        try folder.write("connections: {}\n", to: "fjord.yaml")
        let found = try PipelineFiles.list([folder.path + "/", "\(folder.path)/./b.yaml", "x.yaml"])
        #expect(found == ["\(folder.path)/a.yaml", "\(folder.path)/b.yaml", "x.yaml"])
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/empty",
            withIntermediateDirectories: true
        )
        let fault = #expect(throws: PipelineError.self) {
            try PipelineFiles.list(["\(folder.path)/empty"])
        }
        #expect(
            fault.map { folder.shown($0) } == """
                empty: error: no file of this folder is a pipeline [no-pipelines]
                  = fix: name a folder with files ending in .yaml that begin with 'fjord: 1', or a file
                """
        )
        #expect(
            PipelineError.noSuchTest("x").description == """
                --filter x: error: no test has this in its name [no-such-test]
                  = fix: leave --filter out to see all names
                """
        )
    }

    @Test("a last line counts")
    func summary() async throws {
        let folder = try ProjectFolder()
        try folder.write(Self.pipeline("good", expecting: 2), to: "good.yaml")
        try folder.write(Self.pipeline("bad", expecting: 3), to: "bad.yaml")
        try folder.write("fjord: 1\n", to: "faulty.yaml")
        let runner = TestRunner(registered: PipelineRunner.testedStages)
        var tested: [TestedFile] = []
        for name in ["good.yaml", "bad.yaml"] {
            tested.append(try await runner.run("\(folder.path)/\(name)", filter: nil))
        }
        #expect(TestedFile.summary(of: tested) == "2 tests in 2 files: 1 ok, 1 failed")
        tested.append(try await runner.run("\(folder.path)/faulty.yaml", filter: nil))
        #expect(
            TestedFile.summary(of: tested) == "2 tests in 3 files: 1 ok, 1 failed, 1 file not run"
        )
    }

    @Test("what scripts read, word for word")
    func json() async throws {
        let folder = try ProjectFolder(Self.pipeline("bad", expecting: 3))
        let runner = TestRunner(registered: PipelineRunner.testedStages)
        let tested = try await runner.run(folder.pipelineFile, filter: nil)
        let json = try TestedFile.json([tested]).replacing(folder.path + "/", with: "")
        #expect(
            json == """
                {
                  "failed" : 1,
                  "files" : [
                    {
                      "faults" : [

                      ],
                      "file" : "pipeline.yaml",
                      "pipeline" : "bad",
                      "tests" : [
                        {
                          "column" : 11,
                          "failures" : [
                            {
                              "actual_rows" : 1,
                              "column" : 14,
                              "expected_rows" : 1,
                              "line" : 15,
                              "message" : "pipeline.yaml:15:14: 'some' gave 1 row, 1 expected: 1 differs",
                              "rows" : [
                                {
                                  "actual" : {
                                    "id" : "2",
                                    "name" : "b"
                                  },
                                  "actual_row" : 1,
                                  "differing" : [
                                    "id"
                                  ],
                                  "expected" : {
                                    "id" : "3",
                                    "name" : "b"
                                  },
                                  "expected_row" : 1
                                }
                              ],
                              "stage" : "some"
                            }
                          ],
                          "line" : 13,
                          "name" : "keeps the second",
                          "passed" : false
                        }
                      ]
                    }
                  ],
                  "passed" : 0
                }
                """
        )
    }
}
