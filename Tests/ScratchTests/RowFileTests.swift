// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Foundation
import Testing

@testable import Scratch

@Suite("Files of rows")
struct RowFileTests {
    private let path = "/tmp/fjord-rows-\(UInt64.random(in: 0 ... .max))"

    private func file(_ batches: [RecordBatch], _ schema: Schema, notes: [String: String] = [:])
        throws -> Data
    {
        var data = Data()
        var writer = try RowFileWriter(schema: schema, notes: notes) { bytes in
            unsafe bytes.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
        }
        for batch in batches { try writer.append(batch) }
        try writer.finish()
        return data
    }

    /// Everything that a file holds, read as a later process would.
    @discardableResult
    private func read(_ data: Data) throws -> (RowFileReader, [RecordBatch]) {
        try data.write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let reader = try RowFileReader(path: path)
        var batches: [RecordBatch] = []
        while let batch = try reader.next() { batches.append(batch) }
        #expect(try reader.next()?.rowCount == nil)
        return (reader, batches)
    }

    @Test("rows of every type come back, from batches of any size", arguments: [1, 7, 300, 16_384])
    func roundTrip(size: Int) throws {
        var random = SeededRandom(seed: UInt64(size))
        let batches = (0..<max(2, 600 / size)).map { _ in
            RecordBatch.random(rowCount: size, nullShare: 20, using: &random)
        }
        let schema = RecordBatch.everyType
        let notes = ["key": "[\"a\"]", "ærlig": ""]
        let (reader, read) = try read(file(batches, schema, notes: notes))
        #expect(reader.schema == schema)
        #expect(reader.notes == notes)
        #expect(read.flatMap(\.texts) == batches.flatMap(\.texts))
        #expect(read.allSatisfy { $0.rowCount <= RecordBatch.maximumRowCount })
    }

    @Test("a file without rows is one")
    func empty() throws {
        let schema = Schema([Field("d", .decimal(precision: 12, scale: 3))])
        let (reader, batches) = try read(file([], schema))
        #expect(reader.schema == schema && batches.isEmpty)
    }

    @Test("no damage goes unnoticed, and none traps: bytes changed and files cut at many places")
    func damage() throws {
        var random = SeededRandom(seed: 1)
        let batch = RecordBatch.random(rowCount: 3, nullShare: 20, using: &random)
        let sound = try file([batch], batch.schema, notes: ["a": "b"])
        let last = sound.count - 50..<sound.count
        for index in Array(0..<80) + Array(stride(from: 80, to: sound.count, by: 13)) + last {
            var data = sound
            data[index] ^= 0x11
            #expect(throws: PipelineError.self) { _ = try read(data) }
        }
        for count in Array(stride(from: 0, to: sound.count, by: 13)) + last {
            #expect(throws: PipelineError.self) { _ = try read(sound.prefix(count)) }
        }
        #expect(throws: PipelineError.self) { _ = try read(sound + [0]) }
    }

    @Test("faults, word for word")
    func faults() throws {
        let schema = Schema([Field("a", .text)])
        let sound = try file([], schema)
        func message(_ data: Data?) -> String? {
            do {
                if let data { _ = try read(data) } else { _ = try RowFileReader(path: path) }
            } catch let error as PipelineError {
                return "\(error.message) [\(error.code)]\nfix: \(error.fix ?? "")"
            } catch {
                return "\(error)"
            }
            return nil
        }
        #expect(
            message(nil) == """
                the rows of the last run cannot be read: No such file or directory [unreadable-rows]
                fix: see to it that the file is there and may be read
                """
        )
        #expect(
            message(Data("hello".utf8)) == """
                the file with the rows of the last run is damaged: it does not begin as one [damaged-rows]
                fix: restore it from a backup; if there is none, move it away, and the next run begins anew
                """
        )
        #expect(
            message(sound.prefix(sound.count - 1))?
                .hasPrefix("the file with the rows of the last run is damaged: it ends too early [")
                == true
        )
        var newer = sound
        newer[8] = 2
        #expect(
            message(newer) == """
                the rows of the last run are kept in layout 2, and this program reads layout 1 [newer-rows]
                fix: run the version of Fjord that wrote them, or move the file away, and the next run begins anew
                """
        )
    }

    @Test("the layout of version 1 stays as it is")
    func layout() throws {
        let batch = RecordBatch(
            schema: Schema([Field("n", .int64), Field("t", .text)]),
            columns: [.int64(PrimitiveArray([1, nil])), .text(TextArray(["a", "bc"]))],
            rowCount: 2,
            origin: BatchOrigin(partition: "p", runs: [])
        )
        let data = try file([batch], batch.schema)
        #expect(data.prefix(16) == Data("FJORDROW".utf8) + [1, 0, 0, 0, 0, 0, 0, 0])
        #expect(data.count == 273)
        #expect(RowFile.checksum(Bytes(copying: data)) == 8_074_757_034_990_287_999)
    }
}
