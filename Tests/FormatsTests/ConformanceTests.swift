// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Formats
import Foundation
import Testing

/// The JSONTestSuite files, where a checkout has them beside the repository.
@Suite("JSON conformance")
struct ConformanceTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("../shared/conformance/json").standardized

    private static func files(_ folder: String, prefix: String) -> [String] {
        let path = self.folder.appendingPathComponent(folder).path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        if names.isEmpty { print("skipped: no conformance data at \(path)") }
        return names.filter { $0.hasPrefix(prefix) }.sorted()
    }

    private static func page(_ folder: String, _ name: String) throws -> Bytes {
        let url = self.folder.appendingPathComponent(folder).appendingPathComponent(name)
        return Bytes(copying: try Data(contentsOf: url))
    }

    private static func decode(_ page: Bytes, path: [String]) throws -> Int {
        let decoder = JSONRecordDecoder(
            JSONDecodePlan(recordPath: path, columns: [.field("a", .json), .extra("extra")])
        )
        return try decoder.decode(page, number: 1) { _ in }.recordCount
    }

    /// The page as the first member of a record, so that the record walk meets it.
    private static func wrapped(_ page: Bytes) -> Bytes {
        var text = ByteWriter()
        text.append("{\"items\":[{\"a\":")
        text.append(page)
        text.append(",\"b\":")
        text.append(page)
        text.append("}]}")
        return text.finish()
    }

    @Test("every y_ file is accepted", arguments: files("test_parsing", prefix: "y_"))
    func accepted(name: String) throws {
        let page = try Self.page("test_parsing", name)
        _ = try JSONDocument(parsing: page)
        #expect(try Self.decode(Self.wrapped(page), path: ["items"]) == 1)
        do {
            _ = try Self.decode(page, path: [])
        } catch let error as PipelineError {
            #expect(error.code.name == "unexpected-shape")
        }
    }

    @Test("every n_ file is refused with its byte", arguments: files("test_parsing", prefix: "n_"))
    func refused(name: String) throws {
        let page = try Self.page("test_parsing", name)
        let error = #expect(throws: PipelineError.self) { _ = try JSONDocument(parsing: page) }
        #expect(error?.code.name == "malformed-json")
        #expect(error?.message.hasPrefix("byte ") == true || error?.message == "the page is empty")
        let decoding = #expect(throws: PipelineError.self) { _ = try Self.decode(page, path: []) }
        #expect(decoding?.code.name == "malformed-json")
        // Two files are whole values when something follows them, and one closes the record itself.
        #expect(throws: PipelineError.self) {
            _ = try Self.decode(Self.wrapped(page), path: ["items"])
        }
    }

    @Test("every i_ file ends either way", arguments: files("test_parsing", prefix: "i_"))
    func ends(name: String) throws {
        let page = try Self.page("test_parsing", name)
        let isAccepted = (try? JSONDocument(parsing: page)) != nil
        let isDecoded = (try? Self.decode(Self.wrapped(page), path: ["items"])) != nil
        // A byte order mark may stand only at the beginning of a page.
        #expect(isAccepted == isDecoded || name.contains("BOM"))
    }

    @Test("values come through unchanged", arguments: files("test_transform", prefix: ""))
    func transformed(name: String) throws {
        let page = try Self.page("test_transform", name)
        _ = try? JSONDocument(parsing: page)
        _ = try? Self.decode(Self.wrapped(page), path: ["items"])
    }
}
