// SPDX-License-Identifier: Apache-2.0

import CYaml

/// What may stand before a value, and is part of its event's range.
struct YAMLProperties {
    let anchor: String?
    let hasTag: Bool

    var areNone: Bool { anchor == nil && !hasTag }
}

/// What the YAML parser says, one construct after the other.
enum YAMLEvent {
    case documentStart(YAMLRange)
    case scalar(String, YAMLNode.ScalarStyle, YAMLProperties, YAMLRange)
    case alias(String, YAMLRange)
    case listStart(anchor: String?, isFlow: Bool, YAMLRange)
    case mappingStart(anchor: String?, isFlow: Bool, YAMLRange)
    /// The end of the innermost list or mapping.
    case end(YAMLRange)
    case streamEnd
    /// Starts and ends that carry no value.
    case other
}

/// Why a text is not YAML.
struct YAMLSyntaxError: Error, Hashable {
    /// The parser's words, without a full stop.
    let problem: String
    /// What it was doing, `while parsing a block mapping`; nil if it does not say.
    let context: String?
    /// Where it stopped.
    let mark: YAMLMark
    /// Where what it was doing began; nil if it does not say.
    let contextMark: YAMLMark?
}

/// Reads the events of one YAML text: the C parser that Yams builds, with the end of every event, which Yams itself
/// keeps to itself.
@safe
struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ text: String) {
        let bytes = Array(text.utf8)
        unsafe input = .allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        // Zero means that memory ran out; the first event then says so.
        _ = unsafe yaml_parser_initialize(parser)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; not called again after `.streamEnd` or an error.
    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe Self.read(event)
    }

    private static func read(_ event: yaml_event_t) -> YAMLEvent {
        let range = unsafe YAMLRange(start: mark(event.start_mark), end: mark(event.end_mark))
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT:
            return .documentStart(range)
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let text = unsafe String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length),
                as: UTF8.self
            )
            let properties = unsafe YAMLProperties(
                anchor: string(scalar.anchor),
                hasTag: scalar.tag != nil
            )
            return unsafe .scalar(text, style(scalar.style), properties, range)
        case YAML_ALIAS_EVENT:
            return unsafe .alias(string(event.data.alias.anchor) ?? "", range)
        case YAML_SEQUENCE_START_EVENT:
            let list = unsafe event.data.sequence_start
            let isFlow = unsafe list.style == YAML_FLOW_SEQUENCE_STYLE
            return unsafe .listStart(anchor: string(list.anchor), isFlow: isFlow, range)
        case YAML_MAPPING_START_EVENT:
            let mapping = unsafe event.data.mapping_start
            let isFlow = unsafe mapping.style == YAML_FLOW_MAPPING_STYLE
            return unsafe .mappingStart(anchor: string(mapping.anchor), isFlow: isFlow, range)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            return .end(range)
        case YAML_STREAM_END_EVENT:
            return .streamEnd
        default:
            return .other
        }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLNode.ScalarStyle {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private static func mark(_ mark: yaml_mark_t) -> YAMLMark {
        YAMLMark(line: mark.line + 1, column: mark.column + 1)
    }

    private static func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    private func failure() -> YAMLSyntaxError {
        let isReader = unsafe parser.pointee.error == YAML_READER_ERROR
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
        let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
        return YAMLSyntaxError(
            problem: problem ?? "memory ran out",
            context: context,
            mark: isReader
                ? place(ofByte: unsafe parser.pointee.problem_offset)
                : unsafe Self.mark(parser.pointee.problem_mark),
            contextMark: context == nil ? nil : unsafe Self.mark(parser.pointee.context_mark)
        )
    }

    /// A character that YAML forbids is reported by its offset alone.
    private func place(ofByte offset: Int) -> YAMLMark {
        let before = unsafe String(decoding: input.prefix(offset), as: UTF8.self)
        let lines = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return YAMLMark(line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
    }
}
