// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Functions of regular expressions in RE2's syntax.
enum RegexFunctions {
    private static let text = Parameter("text", .text)
    private static let pattern = Parameter("pattern", .text)
    private static let options = Parameter("options", .constantText)

    static let all: [ScalarFunction] = [
        ScalarFunction(
            "regexp_matches",
            category: .text,
            "Whether a regular expression matches a part of a text; options: i ignores case, s lets . match a newline.",
            example: ("regexp_matches('capture', '^cap|void$')", "true"),
            .overloads([
                Overload([text, pattern, options], optional: 1, to: .boolean) {
                    binding throws(BindingFault) in
                    let options = try RegexOptions.read(binding, argument: 2)
                    return RegexKernels.matches(try RegularExpression.read(binding, options))
                }
            ])
        ),
        ScalarFunction(
            "regexp_replace",
            category: .text,
            "The text with the first match replaced, with option g all; \\1 in the replacement is the first group.",
            example: ("regexp_replace('api:418207', '([a-z]+):(\\d+)', '\\2/\\1')", "418207/api"),
            .overloads([
                Overload(
                    [text, pattern, Parameter("replacement", .text), options],
                    optional: 1,
                    to: .text
                ) { binding throws(BindingFault) in
                    let options = try RegexOptions.read(binding, argument: 3, allowsAll: true)
                    let patterns = try RegularExpression.read(binding, options)
                    let replacements = try RegexReplacement.read(binding, patterns)
                    return RegexKernels.replace(patterns, replacements, all: options.replacesAll)
                }
            ])
        ),
        ScalarFunction(
            "regexp_extract",
            category: .text,
            "The first match, or that group of it; empty where there is no match.",
            example: ("regexp_extract('ref 418207/3', '(\\d+)/(\\d+)', 1)", "418207"),
            .overloads([
                Overload(
                    [text, pattern, Parameter("group", .int64), options],
                    optional: 2,
                    to: .text
                ) { binding throws(BindingFault) in
                    let options = try RegexOptions.read(binding, argument: 3)
                    let patterns = try RegularExpression.read(binding, options)
                    try patterns.checkGroup(binding)
                    return RegexKernels.extract(patterns)
                }
            ])
        ),
    ]
}

extension RegexOptions {
    /// The options that one of a call's arguments names; none if it is left out.
    fileprivate static func read(
        _ binding: Binding,
        argument: Int,
        allowsAll: Bool = false
    ) throws(BindingFault) -> RegexOptions {
        do throws(UnknownRegexOption) {
            return try RegexOptions(binding.constantText(argument) ?? "", allowsAll: allowsAll)
        } catch {
            throw .unknownRegexOption(error.letter, argument: argument, allowsAll: allowsAll)
        }
    }
}

extension RegularExpression {
    /// The pattern that a call's second argument gives: compiled now if it is a constant.
    fileprivate static func read(
        _ binding: Binding,
        _ options: RegexOptions
    ) throws(BindingFault) -> RegexKernels.Patterns {
        guard let text = binding.constantText(1) else {
            return .perRow { text in
                do throws(RegexFault) {
                    let pattern = try RegularExpression(
                        text,
                        options,
                        memoryByteCount: memoryOfRow
                    )
                    return .ready(pattern)
                } catch {
                    return .faulty(.malformedRegex(text, error))
                }
            }
        }
        do throws(RegexFault) {
            return .constant(try RegularExpression(text, options))
        } catch {
            throw BindingFault(argument: 1, .malformedRegex(text, error))
        }
    }
}

extension RegexKernels.Patterns {
    /// Makes sure that a constant group number is one of a constant pattern's.
    fileprivate func checkGroup(_ binding: Binding) throws(BindingFault) {
        guard case .constant(let pattern) = self, let group = binding.constantInt64(2) else {
            return
        }
        let highest = min(pattern.groupCount, RegularExpression.rangeCount - 1)
        if (0...Int64(highest)).contains(group) { return }
        throw BindingFault(argument: 2, .noSuchGroup(group, groupCount: pattern.groupCount))
    }
}

extension RegexReplacement {
    /// The replacement that a call's third argument gives: read now if it is a constant.
    fileprivate static func read(
        _ binding: Binding,
        _ patterns: RegexKernels.Patterns
    ) throws(BindingFault) -> PatternSource<RegexReplacement> {
        let prepared = binding.constantText(2).map { prepare($0) }
        switch prepared {
        case nil: return .perRow { prepare($0) }
        case .faulty(let fault): throw BindingFault(argument: 2, fault)
        case .ready(let replacement):
            if case .constant(let pattern) = patterns,
                replacement.highestGroup > pattern.groupCount
            {
                let group = Int64(replacement.highestGroup)
                let fault = RowFault.noSuchGroup(group, groupCount: pattern.groupCount)
                throw BindingFault(argument: 2, fault)
            }
            return .constant(replacement)
        }
    }

    private static func prepare(_ text: String) -> PreparedText<RegexReplacement> {
        do throws(Malformed) {
            return .ready(try RegexReplacement(text))
        } catch {
            return .faulty(.malformedReplacement(text, error.letter))
        }
    }
}
