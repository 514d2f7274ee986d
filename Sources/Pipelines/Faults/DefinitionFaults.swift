// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Schedules

// The wording of everything that can be wrong with a definition file or the flags that complete it: here files, keys
// and values, in `DefinitionFaults+…` beside it stages and what they name.

extension ErrorCode {
    static let invalidYAML = ErrorCode("invalid-yaml")
    static let mangledValue = ErrorCode("mangled-value")
    static let duplicateKey = ErrorCode("duplicate-key")
    static let unreadableFile = ErrorCode("unreadable-file")
    static let fileTooLarge = ErrorCode("file-too-large")
    static let unknownKey = ErrorCode("unknown-key")
    static let missingKey = ErrorCode("missing-key")
    static let wrongType = ErrorCode("wrong-type")
    static let invalidValue = ErrorCode("invalid-value")
    static let invalidName = ErrorCode("invalid-name")
    static let unknownTimeZone = ErrorCode("unknown-time-zone")
    static let stageWord = ErrorCode("stage-word")
    static let duplicateID = ErrorCode("duplicate-id")
    static let unknownStage = ErrorCode("unknown-stage")
    static let stageRefused = ErrorCode("stage-refused")
    static let unknownInput = ErrorCode("unknown-input")
    static let missingInput = ErrorCode("missing-input")
    static let inputIsSink = ErrorCode("input-is-sink")
    static let inputOfFetch = ErrorCode("input-of-fetch")
    static let inputBesideList = ErrorCode("input-beside-list")
    static let undeclaredSchema = ErrorCode("undeclared-schema")
    static let cycle = ErrorCode("cycle")
    static let emptyStage = ErrorCode("empty-stage")
    static let unreadStage = ErrorCode("unread-stage")
    static let unknownColumn = ErrorCode("unknown-column")
    static let duplicateColumn = ErrorCode("duplicate-column")
    static let noColumns = ErrorCode("no-columns")
    static let tooManyKeys = ErrorCode("too-many-keys")
    static let quotesRemoved = ErrorCode("quotes-removed")
    static let unknownParameter = ErrorCode("unknown-parameter")
    static let unusedParameter = ErrorCode("unused-parameter")
    static let invalidParameter = ErrorCode("invalid-parameter")
    static let missingParameter = ErrorCode("missing-parameter")
    static let interpolation = ErrorCode("interpolation")
    static let noBatch = ErrorCode("no-batch")
    static let noWindow = ErrorCode("no-window")
    static let secretInPipeline = ErrorCode("secret-in-pipeline")
    static let missingSecret = ErrorCode("missing-secret")
    static let unknownConnection = ErrorCode("unknown-connection")
    static let connectionType = ErrorCode("connection-type")
    static let invalidConnection = ErrorCode("invalid-connection")
    static let invalidPath = ErrorCode("invalid-path")
    static let sharedPath = ErrorCode("shared-path")
    static let sharedName = ErrorCode("shared-name")
    static let pathWithoutBatch = ErrorCode("path-without-batch")
    static let pathWithoutWindow = ErrorCode("path-without-window")
}

/// Advice on a mistyped word: the nearest legal one, else the list if it is short enough to read.
func advice(on word: String, legal: [String]) -> String? {
    if let nearest = Suggestion.nearest(to: word, among: legal) {
        return "did you mean '\(nearest)'?"
    }
    return legal.isEmpty || legal.count > 12 ? nil : "known are \(legal.joined(separator: ", "))"
}

extension PipelineError {
    static func unreadableFile(_ path: String, _ exists: Bool) -> PipelineError {
        let problem = exists ? "the file cannot be read" : "there is no such file"
        return PipelineError(.unreadableFile, at: .named(path), problem)
    }

    static func notUTF8(_ path: String) -> PipelineError {
        PipelineError(.unreadableFile, at: .named(path), "the file is not UTF-8")
    }

    static func fileTooLarge(_ path: String, byteCount: Int, limit: Int) -> PipelineError {
        let message = "the file has \(byteCount) bytes; a definition has at most \(limit)"
        return PipelineError(.fileTooLarge, at: .named(path), message)
    }

    static func lineTooLong(limit: Int, at location: SourceLocation) -> PipelineError {
        // The line itself would bury the message.
        let place = SourceLocation(
            file: location.file,
            line: location.line,
            column: 1,
            length: 1,
            lineText: ""
        )
        let message = "the line has more than \(limit) characters"
        return PipelineError(.fileTooLarge, at: .source(place), message)
    }

    static func emptyFile(at location: SourceLocation) -> PipelineError {
        PipelineError(.invalidYAML, at: .source(location), "the file is empty")
    }

    static func invalidYAML(_ error: YAMLSyntaxError, in source: SourceText) -> PipelineError {
        // What is never closed is noticed at the end of the file; where it opens is the place to look.
        let isUnclosed = source.isEnd(error.mark)
        let mark = isUnclosed ? error.contextMark ?? error.mark : error.mark
        let location = source.location(of: mark)
        let context = error.context.map { " \($0)" } ?? ""
        let column = location.lineText.unicodeScalars.dropFirst(location.column - 1)
        return PipelineError(
            .invalidYAML,
            at: .source(location),
            "this is not YAML: \(error.problem)\(context)",
            fix: column.first == "\t" ? "indent with spaces; YAML knows no tabs there" : nil
        )
    }

    static func mangledValue(
        _ value: MangledValue,
        _ error: YAMLSyntaxError,
        in source: SourceText
    ) -> PipelineError {
        let end = YAMLMark(line: value.start.line, column: .max)
        let whole = source.location(of: YAMLRange(start: value.start, end: end))
        let length = value.text.unicodeScalars.count
        let place = source.location(line: whole.line, column: whole.column, length: length)
        let wrapped = ManglingHint.wrapped(value.text)
        return switch value.reason {
        case .quotes:
            PipelineError(
                .mangledValue,
                at: .source(place),
                "the value begins with a quote, so that YAML ends it at the next one",
                fix: .quotesRemoved(instead: wrapped)
            )
        case .colon:
            PipelineError(
                .mangledValue,
                at: .source(place),
                "the value holds ': ', which YAML takes for the end of a key",
                fix: "\(String.instead(wrapped))"
            )
        }
    }

    static func cutInFlow(at location: SourceLocation) -> PipelineError {
        PipelineError(
            .mangledValue,
            at: .source(location),
            "the expression ends in the middle",
            fix:
                "YAML ends a value in braces at ',' and ': '; put it in quotes, or each key on its own line"
        )
    }

    static func cutPairInFlow(at location: SourceLocation) -> PipelineError {
        PipelineError(
            .mangledValue,
            at: .source(location),
            "the value ends in the middle",
            fix:
                "YAML ends a value in braces at ','; put it in quotes, or each key on its own line"
        )
    }

    static func secondDocument(at location: SourceLocation) -> PipelineError {
        let message = "a second YAML document begins here; a file holds one"
        return PipelineError(.invalidYAML, at: .source(location), message)
    }

    static func unknownAnchor(_ name: String, at location: SourceLocation) -> PipelineError {
        let message = "no anchor '&\(name)' stands before this alias"
        return PipelineError(.invalidYAML, at: .source(location), message)
    }

    static func tooDeep(_ limit: Int, at location: SourceLocation) -> PipelineError {
        let message = "lists and mappings are nested deeper than \(limit) levels"
        return PipelineError(.invalidYAML, at: .source(location), message)
    }

    static func tooManyNodes(_ limit: Int, at location: SourceLocation) -> PipelineError {
        let message = "the file has more than \(limit) values once its aliases are expanded"
        return PipelineError(.invalidYAML, at: .source(location), message)
    }

    static func complexKey(at location: SourceLocation) -> PipelineError {
        PipelineError(.invalidYAML, at: .source(location), "a key must be a text")
    }

    static func duplicateKey(_ key: String, at location: SourceLocation) -> PipelineError {
        let message = "the key '\(key)' stands here a second time"
        return PipelineError(.duplicateKey, at: .source(location), message)
    }

    static func mergeOfNoMapping(at location: SourceLocation) -> PipelineError {
        let message = "'<<' takes in a mapping or a list of mappings"
        return PipelineError(.wrongType, at: .source(location), message)
    }
}

extension String {
    /// The hint for SQL in quotes.
    static func quotesRemoved(instead wrapped: String?) -> String {
        "YAML removed the quotes; \(instead(wrapped))"
    }

    /// The hint for SQL that holds ` #`.
    static func commentSwallowed(instead wrapped: String?) -> String {
        "YAML takes ' #' for the beginning of a comment; \(instead(wrapped))"
    }

    static func instead(_ wrapped: String?) -> String {
        wrapped.map { "write \($0) or use a `|` block" } ?? "use a `|` block"
    }
}

extension PipelineError {
    static func unknownKey(
        _ key: String,
        of thing: String,
        legal: [String],
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .unknownKey,
            at: .source(location),
            "\(thing) has no key '\(key)'",
            fix: advice(on: key, legal: legal)
        )
    }

    static func missingKey(
        _ key: String,
        of thing: String,
        at location: SourceLocation
    ) -> PipelineError {
        let fixes = [
            "fjord": "begin the file with 'fjord: 1', the version of its format",
            "name": "add one like 'name: daily-sales'; a project knows its pipelines by it",
        ]
        return PipelineError(
            .missingKey,
            at: .source(location),
            "\(thing) needs '\(key)'",
            fix: thing == "a pipeline file" ? fixes[key] : nil
        )
    }

    static func wrongType(
        of thing: String,
        expected: String,
        found node: YAMLNode,
        at location: SourceLocation
    ) -> PipelineError {
        let found = node.scalarText.flatMap { node.isNull ? nil : "'\($0)'" } ?? node.kindName
        let message = "\(thing) must be \(expected), not \(found)"
        let isSwitch = expected == "true or false"
        let words = ["yes": "true", "on": "true", "no": "false", "off": "false"]
        let fix = node.scalarText.flatMap { isSwitch ? words[$0.lowercased()] : nil }
        return PipelineError(
            .wrongType,
            at: .source(location),
            message,
            fix: fix.map { "write \($0)" }
        )
    }

    static func outOfBounds(
        _ thing: String,
        _ value: Int,
        _ bounds: ClosedRange<Int>,
        at location: SourceLocation
    ) -> PipelineError {
        let range =
            if bounds.upperBound == .max {
                "at least \(bounds.lowerBound)"
            } else {
                "from \(bounds.lowerBound) to \(bounds.upperBound)"
            }
        let message = "\(thing) must be \(range), not \(value)"
        return PipelineError(.invalidValue, at: .source(location), message)
    }

    static func unknownChoice(
        _ word: String,
        of thing: String,
        _ legal: [String],
        at location: SourceLocation
    ) -> PipelineError {
        let isPlain = legal.allSatisfy { Identifier.isValid($0, also: "-") }
        let list = legal.map { isPlain ? $0 : "'\($0)'" }.joined(separator: ", ")
        // Of single characters, any is near any other.
        let nearest = word.count > 1 ? Suggestion.nearest(to: word, among: legal) : nil
        return PipelineError(
            .invalidValue,
            at: .source(location),
            "\(thing) must be one of \(list), not '\(word)'",
            fix: nearest.map { "did you mean '\($0)'?" }
        )
    }

    static func neitherWordNorList(
        _ text: String,
        _ thing: String,
        _ word: String,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .wrongType,
            at: .source(location),
            "\(thing) must be '\(word)' or a list of texts, not '\(text)'",
            fix: "write \(word) or [\(text)]"
        )
    }

    static func unknownVersion(_ version: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .invalidValue,
            at: .source(location),
            "this version of fjord does not read files of format '\(version)'",
            fix: "write 'fjord: 1', or use the newer fjord that the file was written for"
        )
    }

    static func tooManyStages(_ limit: Int, at location: SourceLocation) -> PipelineError {
        let message = "a pipeline has at most \(limit) stages"
        return PipelineError(.invalidValue, at: .source(location), message)
    }

    static func noStages(at location: SourceLocation) -> PipelineError {
        PipelineError(.missingKey, at: .source(location), "a pipeline needs at least one stage")
    }

    static func invalidName(
        _ name: String,
        of thing: String,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .invalidName,
            at: .source(location),
            "'\(name)' cannot name \(thing)",
            fix: "begin with a letter; after it letters, digits, '_' and '-' may stand"
        )
    }

    static func invalidCron(_ fault: CronFault, at location: SourceLocation) -> PipelineError {
        PipelineError(.invalidValue, at: .source(location), fault.message, fix: fault.fix)
    }

    static func unknownTimeZone(
        _ name: String,
        nearest: String?,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .unknownTimeZone,
            at: .source(location),
            "no time zone is called '\(name)'",
            fix: nearest.map { "did you mean '\($0)'?" } ?? "zones are spelled like 'Europe/Oslo'"
        )
    }
}
