// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

extension PipelineError {
    static func severalStageWords(_ words: [String], at location: SourceLocation) -> PipelineError {
        let named = words.map { "'\($0)'" }.joined(separator: " and ")
        return PipelineError(
            .stageWord,
            at: .source(location),
            "one stage cannot be \(named)",
            fix: "each item of the list holds exactly one of \(stageWords)"
        )
    }

    static func noStageWord(nearest: String?, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .stageWord,
            at: .source(location),
            "this stage is none of \(stageWords)",
            fix: nearest.map { "did you mean '\($0)'?" }
        )
    }

    private static var stageWords: String {
        let words = StageWord.allCases.map(\.rawValue)
        return words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    }

    static func duplicateID(_ id: String, at location: SourceLocation) -> PipelineError {
        let message = "an earlier stage already has the id '\(id)'"
        return PipelineError(.duplicateID, at: .source(location), message)
    }

    static func unknownStage(
        _ name: String,
        _ word: StageWord,
        legal: [String],
        otherWord: StageWord?,
        at location: SourceLocation
    ) -> PipelineError {
        let thing = word == .fetch ? "fetch stage" : word.rawValue
        let list = "'fjord stages' lists all \(legal.count)"
        let fix =
            if let otherWord {
                "'\(name)' is \(otherWord.thing); write '\(otherWord.rawValue): \(name)'"
            } else if let nearest = Suggestion.nearest(to: name, among: legal) {
                "did you mean '\(nearest)'? \(list)"
            } else {
                list
            }
        let message = "no \(thing) is called '\(name)'"
        return PipelineError(.unknownStage, at: .source(location), message, fix: fix)
    }

    static func stageRefused(_ reason: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .stageRefused,
            at: .source(location),
            "the stage cannot be made",
            cause: reason
        )
    }

    static func unknownInput(
        _ id: String,
        legal: [String],
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .unknownInput,
            at: .source(location),
            "no stage has the id '\(id)'",
            fix: advice(on: id, legal: legal)
        )
    }

    static func nothingFeeds(_ word: StageWord, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .missingInput,
            at: .source(location),
            "nothing feeds this \(word.rawValue)",
            fix: "begin with a fetch stage, or name the stage that feeds it with 'input'"
        )
    }

    static func inputBesideList(_ key: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .inputBesideList,
            at: .source(location),
            "'\(key)' names all inputs, so 'input' has no place beside it",
            fix: "add the stage to '\(key)' and leave 'input' out"
        )
    }

    static func noInputs(_ key: String, at location: SourceLocation) -> PipelineError {
        PipelineError(.missingInput, at: .source(location), "'\(key)' names no stage")
    }

    static func undeclaredSchema(_ label: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .undeclaredSchema,
            at: .source(location),
            "only the data tells the columns of '\(label)', so what uses them was not checked",
            fix: "declare them all with 'schema:', or see them with 'fjord preview'",
            severity: .warning
        )
    }

    static func schemaNotFound(at location: SourceLocation) -> PipelineError {
        let message = "the columns are still unknown after a look at the data"
        return PipelineError(.stageRefused, at: .source(location), message)
    }

    static func inputIsSink(_ id: String, at location: SourceLocation) -> PipelineError {
        let message = "'\(id)' is a sink, and a sink feeds no other stage"
        return PipelineError(.inputIsSink, at: .source(location), message)
    }

    static func inputOfFetch(at location: SourceLocation) -> PipelineError {
        let message = "a fetch stage has no input; it is where rows come from"
        return PipelineError(.inputOfFetch, at: .source(location), message)
    }

    static func cycle(_ labels: [String], at location: SourceLocation) -> PipelineError {
        let distinct = labels.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let message =
            distinct.count == 1
            ? "the stage '\(distinct[0])' feeds itself"
            : "the stages \(distinct.map { "'\($0)'" }.joined(separator: ", ")) feed one another"
        return PipelineError(.cycle, at: .source(location), message)
    }

    static func emptyStage(_ thing: String, at location: SourceLocation) -> PipelineError {
        PipelineError(.emptyStage, at: .source(location), "\(thing) without columns does nothing")
    }

    static func unreadStage(_ label: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .unreadStage,
            at: .source(location),
            "nothing takes the rows of '\(label)'",
            fix: "add a sink below it, or name it as the 'input' of one",
            severity: .warning
        )
    }

    static func sharedPath(
        _ path: String,
        firstLine: Int,
        at location: SourceLocation
    ) -> PipelineError {
        let message = "the sink of line \(firstLine) already writes '\(path)'"
        return PipelineError(
            .sharedPath,
            at: .source(location),
            message,
            fix: "give each sink a path of its own"
        )
    }

    static func sharedName(
        _ name: String,
        other: String,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .sharedName,
            at: .source(location),
            "\(other) has the name '\(name)' too",
            fix: "a project knows its pipelines by name, so each needs its own"
        )
    }

    static func pathOfFolder(_ path: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .invalidPath,
            at: .source(location),
            path.isEmpty ? "the path is empty" : "'\(path)' names a folder, not a file",
            fix: "add the name of the file"
        )
    }

    static func pathOfHome(_ path: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .invalidPath,
            at: .source(location),
            "'~' is a shell's word for a home folder and would be a folder of that name here",
            fix: "write the path from '/', or one relative to the project's folder"
        )
    }

    static func pathWithoutBatch(at location: SourceLocation) -> PipelineError {
        PipelineError(
            .pathWithoutBatch,
            at: .source(location),
            "a feed gives each entry once, and the next run would replace this file",
            fix: "put ${batch} into the path: it counts the runs, 000001, 000002 and so on"
        )
    }

    static func pathWithoutWindow(at location: SourceLocation) -> PipelineError {
        PipelineError(
            .pathWithoutWindow,
            at: .source(location),
            "every window of this pipeline replaces the same file",
            fix: "put ${window} into the path",
            severity: .warning
        )
    }
}

extension PipelineError {
    static func unknownColumn(
        _ name: String,
        among schema: Schema,
        at location: SourceLocation
    ) -> PipelineError {
        let nearest = Suggestion.nearest(to: name, among: schema.names)
        let list = "the columns here are \(schema.names.joined(separator: ", "))"
        return PipelineError(
            .unknownColumn,
            at: .source(location),
            "no column is called '\(name)'",
            fix: nearest.map { "did you mean '\($0)'?" } ?? list
        )
    }

    static func duplicateColumn(_ name: String, at location: SourceLocation) -> PipelineError {
        let message = "the column '\(name)' would stand here twice"
        return PipelineError(.duplicateColumn, at: .source(location), message)
    }

    static func tooManyKeys(
        _ count: Int,
        limit: Int,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .tooManyKeys,
            at: .source(location),
            "'by' names \(count) columns, and may name \(limit)",
            fix: "put some into one text in a transform before, as in key: concat(a, '|', b)"
        )
    }

    static func noColumnsLeft(at location: SourceLocation) -> PipelineError {
        PipelineError(.noColumns, at: .source(location), "this transform leaves no column")
    }

    static func quotesRemoved(
        _ text: String,
        _ type: DataType,
        _ wrapped: String?,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .quotesRemoved,
            at: .source(location),
            "this is the \(type) \(text), not a text",
            fix: .quotesRemoved(instead: wrapped) + ", or leave them out",
            severity: .warning
        )
    }

    static func interpolatedExpression(
        _ name: String,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .interpolation,
            at: .source(location),
            "an expression takes values as they are, not pasted text",
            fix: "write $\(name)"
        )
    }
}
