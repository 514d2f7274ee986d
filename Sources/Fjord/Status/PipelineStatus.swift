// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import Pipelines
import Runs

/// What one pipeline of a project has delivered, and what its file says should have been.
struct PipelineStatus {
    let name: String
    /// The file as the current folder's commands name it; nil when it is not known.
    let file: String?
    /// The windows that the file asks for; nil without a window, or without a file.
    let spec: WindowSpec?
    /// Those of them that its schedule asks for; nil for all.
    var grid: WindowGrid?
    /// Nil if it never ran.
    let record: PipelineRecord?

    /// The calendar of a series; trials make nothing due, so nothing is missing after the last of them.
    func calendar(of series: WindowSeries, at now: Int64) -> WindowCalendar? {
        WindowCalendar(
            series,
            spec: spec,
            grid: series.isProduction ? grid : nil,
            nowMicroseconds: series.isProduction ? now : nil
        )
    }

    /// What makes a window again.
    func command(for window: DateWindow?, isProduction: Bool) -> String {
        var words = ["fjord run", file.map(Self.quoted) ?? "FILE"]
        if let window {
            let (first, last) = (window.first, window.last)
            let isWholeMonth = first == first.firstOfMonth && last == first.lastOfMonth
            if first == last {
                words.append("--date \(first)")
            } else if isWholeMonth {
                words.append("--month \(window.label)")
            } else {
                words.append("--from \(first) --to \(last)")
            }
        }
        let hint = isProduction ? "" : "  (with the --connection and --set of that run)"
        return words.joined(separator: " ") + hint
    }

    /// A path for a shell.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F: true
            default: false
            }
        }
        return isPlain ? path : "'" + path.replacing("'", with: #"'\''"#) + "'"
    }
}

/// The state of a project as `status` and `runs` read it.
struct RecordedProject {
    /// Absolute.
    let folder: String
    /// Nil if nothing ever ran there.
    let state: StateReader?

    /// The project that the current folder, or a pipeline file, belongs to.
    init(ofPipeline file: String = "fjord.yaml") throws {
        try self.init(folder: Project(ofPipeline: file).folder)
    }

    init(folder: String) throws {
        self.folder = folder
        state = try StateReader.open(folder: folder)
    }

    /// What is known of all pipelines that ever ran here.
    func pipelines(registered: StageList, withPartitions: Bool) throws -> [PipelineStatus] {
        try (state?.pipelines(withPartitions: withPartitions) ?? []).map { record in
            let path = record.lastRun.file.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
            // The file may have been moved, broken or given another name since; then the records alone speak.
            let definition = path.flatMap { try? CheckedPipeline(file: $0, registered: registered) }
            let isSame = definition?.name == record.name
            return PipelineStatus(
                name: record.name,
                file: path.map(Self.shown),
                spec: isSame ? try definition?.windowSpec : nil,
                grid: isSame ? try definition?.grid : nil,
                record: record
            )
        }
    }

    /// What is known of the pipeline of one file.
    static func pipeline(
        of file: String,
        registered: StageList,
        withPartitions: Bool
    ) throws -> PipelineStatus {
        let definition = try CheckedPipeline(file: file, registered: registered)
        let state = try StateReader.open(folder: definition.project.folder)
        let records = try state?.pipelines([definition.name], withPartitions: withPartitions)
        return PipelineStatus(
            name: definition.name,
            file: file,
            spec: try definition.windowSpec,
            grid: try definition.grid,
            record: records?.first
        )
    }

    /// Relative to the current folder where it lies in it.
    static func shown(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
}
