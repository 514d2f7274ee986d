// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation
import PluginTesting

@testable import Files

/// A folder of files that is gone with its owner.
final class FileFolder {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("fjord-\(UUID().uuidString)").path
        for (name, text) in files { try write(Array(text.utf8), to: name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String) throws {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: url)
    }

    var context: FetchContext { FetchContext(window: nil, connection: nil, folder: path) }

    /// The stage that these options make, its columns inferred if they have to be.
    func stage(
        _ path: String,
        schema: [(String, String)]? = nil,
        _ changes: [String: StageOptions.Value] = [:]
    ) async throws -> any FetchStage {
        let stage = try Self.fetch(path, schema: schema, changes)
        return stage.schema == nil ? try await stage.inferringSchema(in: context) : stage
    }

    /// All rows, file by file, and what the stage calls its columns.
    func rows(
        _ path: String,
        schema: [(String, String)]? = nil,
        _ changes: [String: StageOptions.Value] = [:]
    ) async throws -> FolderRows {
        let stage = try await stage(path, schema: schema, changes)
        let readings = try await stage.readAll(in: context)
        return FolderRows(
            columns: stage.schema?.fields.map { "\($0.name) \($0.type)" } ?? [],
            files: readings.map(\.partition.key),
            rows: readings.flatMap(\.decoded.rows),
            unknown: readings.map(\.decoded.summary.unknownFields)
        )
    }

    static func fetch(
        _ path: String,
        schema: [(String, String)]? = nil,
        _ changes: [String: StageOptions.Value] = [:]
    ) throws -> FileFetch {
        var values: [String: StageOptions.Value] = [
            "path": .text(path), "format": .text("auto"), "compression": .text("auto"),
            "records": .text(""), "extra": .boolean(false), "header": .boolean(true),
            "quote": .text("\""), "decimal_separator": .text("."), "null": .texts([""]),
            "skip_lines": .integer(0), "max_download_mb": .integer(64),
        ]
        if let schema {
            values["schema"] = .mapping(schema.map { StageOptions.Pair($0.0, $0.1) })
        }
        return try FileFetch(StageOptions(values.merging(changes) { $1 }))
    }
}

/// What a stage read from a folder.
struct FolderRows: Equatable {
    var columns: [String] = []
    var files: [String] = []
    var rows: Rows = []
    var unknown: [[String: Int]] = []
}
