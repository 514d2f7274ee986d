// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import PluginTesting
import Testing

@testable import Vipps

/// A folder with settlement files, and what the stage makes of them.
final class SettlementFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "fjord-settlements-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    convenience init(_ files: [String: String]) throws {
        try self.init()
        for (name, text) in files { try write(Array(text.utf8), to: name) }
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: url)
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
    }

    /// What reading gave.
    struct Reading {
        let names: [String]
        let readings: [FetchReading]
        let findings: [Finding]

        var rows: Rows { readings.flatMap(\.decoded.rows) }

        /// The values of some columns, row by row.
        func values(_ columns: String...) -> Rows {
            let places = columns.map { column in names.firstIndex(of: column) }
            return rows.map { row in places.map { place in place.map { row[$0] } ?? "no column" } }
        }

        var unknownFields: [String: Int] {
            readings.reduce(into: [:]) {
                $0.merge($1.decoded.summary.unknownFields, uniquingKeysWith: +)
            }
        }
    }

    static func stage(
        _ paths: [String],
        format: String = "auto",
        rows: String = "transactions"
    ) throws -> SettlementFileStage {
        try SettlementFileStage(
            StageOptions([
                "path": .texts(paths), "format": .text(format), "rows": .text(rows),
            ])
        )
    }

    func context() -> FetchContext {
        FetchContext(window: nil, connection: nil, folder: path)
    }

    func read(
        _ paths: String...,
        format: String = "auto",
        rows: String = "transactions"
    ) async throws -> Reading {
        let stage = try Self.stage(paths, format: format, rows: rows)
        let context = context()
        let readings = try await stage.readAll(in: context)
        return Reading(
            names: stage.schema?.names ?? [],
            readings: readings,
            findings: context.findings.findings
        )
    }

    /// How reading one file fails, as a user sees it; the whole of `bytes` is the file.
    static func fault(_ bytes: [UInt8], name: String = "a.xml", format: String = "auto")
        async throws
        -> String?
    {
        let folder = try SettlementFolder()
        try folder.write(bytes, to: name)
        do {
            _ = try await folder.read(name, format: format)
            return nil
        } catch let error as PipelineError {
            return error.description
        }
    }

    static func fault(_ text: String, name: String = "a.xml", format: String = "auto") async throws
        -> String?
    {
        try await fault(Array(text.utf8), name: name, format: format)
    }
}
