// SPDX-License-Identifier: Apache-2.0

import CXMLSchema
import Foundation

/// Validates documents against the vendor's schemas, which are not ours to keep: they lie beside the checkout or
/// nowhere.
@safe
final class XMLSchemaCheck {
    private let schema: UnsafeMutableRawPointer  // never null

    /// Reads a schema; nil if it is not there.
    init?(_ name: String) {
        let path = Self.folder + "/" + name
        guard FileManager.default.fileExists(atPath: path),
            let schema = unsafe fjord_schema_read(path)
        else {
            print("skipped: no \(path)")
            return nil
        }
        unsafe self.schema = unsafe schema
    }

    deinit { unsafe fjord_schema_free(schema) }

    /// Whether a document obeys the schema; why it does not is printed to standard error.
    func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8).map { CChar(bitPattern: $0) }
        return unsafe bytes.withUnsafeBufferPointer {
            unsafe fjord_schema_validate(schema, $0.baseAddress, $0.count) == 1
        }
    }

    private static let folder =
        ProcessInfo.processInfo.environment["FJORD_VENDOR_SCHEMAS"]
        ?? URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("../../../../shared/vendor")
        .standardizedFileURL.path
}
