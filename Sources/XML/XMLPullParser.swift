// SPDX-License-Identifier: Apache-2.0

import CXML
public import Columnar
import Diagnostics

/// Gives the tags of one XML document in order; memory does not depend on the document's length.
///
/// No document type, no entities but XML's own five, no network, no other files. UTF-8, UTF-16, ISO-8859-1 and ASCII.
/// One owner at a time.
@safe
public final class XMLPullParser {
    /// The most bytes of one tag, comment or text.
    public static let lengthLimit = 256 << 10
    /// The most elements that may stand in one another.
    public static let depthLimit = 64

    private let handle: OpaquePointer  // fjord_xml, never null
    private let source: () throws -> Bytes?
    private var position = 0
    private var count = 0
    private var fault = Int32(FJORD_XML_SOUND)
    private var isEnd = false
    private var namespaces: [String] = []

    /// Prepares to read a document.
    ///
    /// - Parameter source: Gives the document's bytes, a block at a time, and nil after the last; what it throws goes
    ///   on to the caller of `next`.
    public init(reading source: @escaping () throws -> Bytes?) {
        guard let handle = unsafe fjord_xml_create(Self.lengthLimit, Int32(Self.depthLimit)) else {
            preconditionFailure("out of memory for an XML parser")
        }
        unsafe self.handle = unsafe handle
        self.source = source
    }

    deinit { unsafe fjord_xml_destroy(handle) }

    /// The next tag; nil once the document has ended well.
    ///
    /// - Throws: `malformed-xml` or `refused-xml`, with line and column, after the tags before it; what the source
    ///   throws.
    public func next() throws -> XMLEvent? {
        while position == count {
            if fault != FJORD_XML_SOUND { throw error(for: fault) }
            guard !isEnd else { return nil }
            try feed()
        }
        defer { position += 1 }
        return event(at: position)
    }

    private func feed() throws {
        let block = try source()
        isEnd = block == nil
        fault = unsafe (block ?? .empty).withUnsafeBytes { bytes in
            unsafe fjord_xml_feed(
                handle,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                bytes.count,
                isEnd
            )
        }
        (position, count) = (0, unsafe fjord_xml_count(handle))
    }

    private func event(at position: Int) -> XMLEvent {
        let event = unsafe fjord_xml_event_at(handle, position)
        let place = unsafe XMLPlace(line: Int(event.line), column: Int(event.column))
        let text = unsafe Self.text(event.text, event.text_count)
        guard unsafe event.kind == FJORD_XML_START else { return .end(text: text, at: place) }
        let name = unsafe XMLName(
            Self.text(event.name, event.name_count),
            in: namespace(Int(event.name_space))
        )
        return .start(name, textBefore: text, at: place)
    }

    private func namespace(_ number: Int) -> String? {
        guard number >= 0 else { return nil }
        while namespaces.count <= number {
            let uri = unsafe fjord_xml_name_space(handle, Int32(namespaces.count))
            namespaces.append(unsafe uri.map { unsafe String(cString: $0) } ?? "")
        }
        return namespaces[number]
    }

    private static func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
        guard count > 0 else { return "" }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    private func error(for fault: Int32) -> PipelineError {
        let place = unsafe XMLPlace(
            line: Int(fjord_xml_fault_line(handle)),
            column: Int(fjord_xml_fault_column(handle))
        )
        switch Int(fault) {
        case FJORD_XML_DOCTYPE: return XMLErrors.documentType(at: place)
        case FJORD_XML_TOO_LONG: return XMLErrors.tooLong(Self.lengthLimit, at: place)
        case FJORD_XML_TOO_DEEP: return XMLErrors.tooDeep(Self.depthLimit, at: place)
        case FJORD_XML_NAMESPACES: return XMLErrors.tooManyNamespaces(at: place)
        case FJORD_XML_OUT_OF_MEMORY: preconditionFailure("out of memory for an XML parser")
        default:
            let words = unsafe fjord_xml_fault_text(handle).map { unsafe String(cString: $0) }
            return XMLErrors.malformed(words ?? "no reason given", at: place)
        }
    }
}
