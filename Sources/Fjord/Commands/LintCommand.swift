// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Diagnostics
import Foundation
import Pipelines

/// `fjord lint`: every fault of pipeline files at once.
struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check pipeline files and fjord.yaml without running anything.",
        discussion: """
            Shows all faults with line, column, reason and fix. Sends no request and
            reads no secret. Exits with 2 if anything is wrong; warnings alone are no
            fault.

              fjord lint Pipelines/daily-sales.yaml
              fjord lint Pipelines                    every pipeline of the folder
              fjord lint Pipelines/*.yaml             fjord.yaml, too
            """
    )

    @Argument(help: "Pipeline files, folders of them, or fjord.yaml.")
    var files: [String]

    @Flag(help: "Print the faults as JSON.")
    var json = false

    func run() throws {
        var faults: [PipelineError] = []
        var sound: [CheckedPipeline] = []
        let files = try PipelineFiles.list(files)
        for file in files {
            do {
                if URL(fileURLWithPath: file).lastPathComponent == Project.fileName {
                    faults += try Project.faults(of: file, registered: FjordProgram.stages)
                    continue
                }
                let pipeline = try CheckedPipeline(file: file, registered: FjordProgram.stages)
                sound.append(pipeline)
                faults += pipeline.warnings
            } catch let errors as PipelineErrors {
                faults += errors.all
            } catch let error as PipelineError {
                faults.append(error)
            }
        }
        faults += CheckedPipeline.sharedNames(among: sound)
        let errorCount = faults.count { $0.severity == .error }
        if json {
            Terminal.printResult(try Self.json(faults))
        } else {
            print(faults, errorCount, fileCount: files.count)
        }
        if errorCount > 0 { throw ExitStatus(code: ExitStatus.misuse) }
    }

    private func print(_ faults: [PipelineError], _ errorCount: Int, fileCount: Int) {
        for fault in faults { Terminal.printResult(fault.description) }
        let warningCount = faults.count - errorCount
        let summary = [
            Figures.counted(fileCount, "file"), Figures.counted(errorCount, "error"),
            Figures.counted(warningCount, "warning"),
        ]
        Terminal.printResult(summary.joined(separator: ", "))
    }

    private static func json(_ faults: [PipelineError]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let records = faults.map(FaultRecord.init)
        return String(decoding: try encoder.encode(records), as: UTF8.self)
    }
}

/// One fault as scripts and editors read it.
private struct FaultRecord: Encodable {
    let code: String
    let severity: String
    let message: String
    let fix: String?
    let file: String?
    let line: Int?
    let column: Int?
    let length: Int?

    init(_ fault: PipelineError) {
        code = fault.code.name
        severity = fault.severity.rawValue
        message = Secrets.masked(fault.message)
        fix = fault.fix.map(Secrets.masked)
        guard case .source(let source) = fault.location else {
            (file, line, column, length) = (nil, nil, nil, nil)
            return
        }
        (file, line, column, length) = (source.file, source.line, source.column, source.length)
    }
}
