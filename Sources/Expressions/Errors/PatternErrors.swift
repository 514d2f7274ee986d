// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// The wording of what can be wrong with patterns and paths; found at lint time where they are
/// constants, else on a row.
extension RowFault {
    static func malformedRegex(_ pattern: String, _ fault: RegexFault) -> RowFault {
        let (what, fix) = words(fault)
        return RowFault(
            .malformedPattern,
            "'\(pattern)' is not a regular expression: \(what)",
            fix: fix
        )
    }

    private static func words(_ fault: RegexFault) -> (what: String, fix: String?) {
        let part = fault.part
        switch fault.kind {
        case .badEscape:
            let isReference = part.utf8.count == 2 && part.last?.isNumber == true
            return (
                "'\(part)' is not known",
                isReference
                    ? "a pattern cannot refer back to a group"
                    : "a backslash is written twice to stand for itself"
            )
        case .badClass: return ("the class '\(part)' is not known", nil)
        case .badRange: return ("the range '\(part)' runs backwards", nil)
        case .missingBracket: return ("a '[' is not closed", "write \\[ for the character itself")
        case .missingParenthesis:
            return ("a '(' is not closed", "write \\( for the character itself")
        case .unexpectedParenthesis:
            return ("a ')' closes nothing", "write \\) for the character itself")
        case .trailingBackslash: return ("it ends with a single backslash", nil)
        case .repeatArgument, .repeatOperator:
            return ("'\(part)' has nothing to repeat", "write \\\(part) for the character itself")
        case .repeatSize: return ("'\(part)' repeats too often", "repeat at most 1000 times")
        case .badPerlOperator:
            return ("'\(part)' is not known", "there is no look-ahead and no look-behind")
        case .badGroupName:
            return ("'\(part)' is no name of a group, or the second of its kind", nil)
        case .badUTF8: return ("it is not UTF-8", nil)
        case .tooLarge: return ("it needs too much memory", "repeat fewer times")
        case .internal, nil: return ("'\(part)' is wrong", nil)
        }
    }

    static func noSuchGroup(_ group: Int64, groupCount: Int) -> RowFault {
        let known =
            switch groupCount {
            case 0: "it has none, since nothing stands in parentheses"
            case 1: "it has one, group 1"
            default: "its groups are 1 to \(min(groupCount, RegularExpression.rangeCount - 1))"
            }
        return RowFault(
            .invalidArgument,
            "the pattern has no group \(group)",
            fix: "\(known); 0 is the whole match"
        )
    }

    static func malformedReplacement(_ text: String, _ letter: Unicode.Scalar?) -> RowFault {
        RowFault(
            .malformedPattern,
            letter.map { "'\\\($0)' is not known in the replacement '\(text)'" }
                ?? "the replacement '\(text)' ends with a single backslash",
            fix: "\\1 to \\9 stand for groups, \\0 for the match, \\\\ for a backslash"
        )
    }
}

extension RowFault {
    static func malformedJSON(_ fault: JSONTextFault) -> RowFault {
        let what =
            switch fault.kind {
            case .endsEarly: "it ends too early"
            case .expectedValue: "a value is expected"
            case .expectedKey: "a key in double quotes is expected"
            case .expectedColon: "':' is expected after a key"
            case .expectedMemberEnd: "',' or '}' is expected"
            case .expectedElementEnd: "',' or ']' is expected"
            case .malformedNumber: "a digit is expected"
            case .malformedEscape: "what follows the backslash is not known"
            case .controlCharacter: "a control character stands in a string"
            case .tooDeep: "more than \(JSONScanner.maximumDepth) values stand in one another"
            case .trailingText: "nothing is expected after the value"
            }
        return RowFault(
            .malformedJSON,
            "the text is not JSON: \(what) at byte \(fault.offset + 1)"
        )
    }

    static func malformedPath(_ path: String, _ fault: JSONPathFault) -> RowFault {
        let place = fault.place > 0 ? " at character \(fault.place)" : ""
        let what =
            switch fault.kind {
            case .wildcard: "'*' is not known, since a path leads to one value"
            case .emptyKey: "a key is expected"
            case .unclosed: "a quote or bracket is not closed"
            case .index: "a place from 0, or from -1 at the end, is expected"
            case .expectedStep: "'.' or '[' is expected"
            case .tilde: "'~' stands before neither 0 nor 1"
            case .tooLong: "it has more than \(JSONPath.maximumStepCount) steps"
            }
        return RowFault(
            .malformedPattern,
            "'\(path)' is not a path into JSON: \(what)\(place)",
            fix: "write it as in $.a.b[0] or /a/b/0, or name one key"
        )
    }
}

extension BindingFault {
    /// What would be a fault of every row, found before the run.
    init(argument: Int, _ fault: RowFault) {
        self.init(argument: argument, code: fault.code, message: fault.message, fix: fault.fix)
    }

    static func unknownRegexOption(
        _ letter: Unicode.Scalar,
        argument: Int,
        allowsAll: Bool
    ) -> BindingFault {
        let all = allowsAll ? ", g replaces all matches" : ""
        return BindingFault(
            argument: argument,
            code: .wrongArguments,
            message: letter == "g"
                ? "the option 'g' is for regexp_replace" : "'\(letter)' is no option",
            fix: "i ignores case, s lets . match a newline, l takes the pattern literally\(all)"
        )
    }
}
