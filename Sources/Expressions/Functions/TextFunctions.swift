// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Functions of texts; positions and lengths count code points, from 1.
enum TextFunctions {
    private static let text = Parameter("text", .text)
    private static let length = Parameter("length", .int64)

    static let all: [ScalarFunction] = cases + parts + searches

    private static let cases: [ScalarFunction] = [
        ScalarFunction(
            "lower",
            "lcase",
            category: .text,
            "The text in lower case.",
            example: ("lower('Øre')", "øre"),
            .overloads([Overload([text], to: .text, TextKernels.lower)])
        ),
        ScalarFunction(
            "upper",
            "ucase",
            category: .text,
            "The text in upper case.",
            example: ("upper('Øre')", "ØRE"),
            .overloads([Overload([text], to: .text, TextKernels.upper)])
        ),
        ScalarFunction(
            "trim",
            category: .text,
            "The text without blanks, or without those characters, at both ends.",
            example: ("trim('  a b ')", "a b"),
            .overloads(trimming(atStart: true, atEnd: true))
        ),
        ScalarFunction(
            "ltrim",
            category: .text,
            "The text without blanks, or without those characters, at its start.",
            example: ("ltrim('0042', '0')", "42"),
            .overloads(trimming(atStart: true, atEnd: false))
        ),
        ScalarFunction(
            "rtrim",
            category: .text,
            "The text without blanks, or without those characters, at its end.",
            example: ("rtrim('ab  ')", "ab"),
            .overloads(trimming(atStart: false, atEnd: true))
        ),
        ScalarFunction(
            "length",
            "char_length",
            "character_length",
            "len",
            category: .text,
            "How many code points a text has.",
            example: ("length('Øre')", "3"),
            .overloads([Overload([text], to: .int64, TextKernels.length)])
        ),
        ScalarFunction(
            "concat",
            category: .text,
            nullRule: .isSkipped,
            "All arguments as one text; null arguments are left out.",
            example: ("concat('a', 1, null, 'b')", "a1b"),
            .overloads([
                Overload(
                    [Parameter("value", .writable)],
                    isVariadic: true,
                    to: .text,
                    TextKernels.joining
                )
            ])
        ),
    ]

    private static let parts: [ScalarFunction] = [
        ScalarFunction(
            "substring",
            "substr",
            category: .text,
            "The part of a text from a position on, up to its end or of some length.",
            example: ("substring('capture', 1, 3)", "cap"),
            .overloads([
                Overload(
                    [text, Parameter("start", .int64), length],
                    optional: 1,
                    to: .text,
                    TextKernels.substring
                )
            ])
        ),
        ScalarFunction(
            "left",
            category: .text,
            "The first code points of a text; a negative length leaves out that many at the end.",
            example: ("left('capture', 3)", "cap"),
            .overloads([Overload([text, length], to: .text, TextKernels.left)])
        ),
        ScalarFunction(
            "right",
            category: .text,
            "The last code points of a text; a negative length leaves out that many at the start.",
            example: ("right('capture', 4)", "ture"),
            .overloads([Overload([text, length], to: .text, TextKernels.right)])
        ),
        ScalarFunction(
            "split_part",
            category: .text,
            "The part of that number between delimiters; empty if there are fewer, from the end if negative.",
            example: ("split_part('api:418207', ':', 2)", "418207"),
            .overloads([
                Overload(
                    [text, Parameter("delimiter", .text), Parameter("number", .int64)],
                    to: .text,
                    TextKernels.splitPart
                )
            ])
        ),
        ScalarFunction(
            "replace",
            category: .text,
            "The text with every occurrence of one text replaced by another.",
            example: ("replace('a-b-c', '-', '.')", "a.b.c"),
            .overloads([
                Overload(
                    [text, Parameter("wanted", .text), Parameter("replacement", .text)],
                    to: .text,
                    TextKernels.replace
                )
            ])
        ),
        ScalarFunction(
            "lpad",
            category: .text,
            "The text filled up at its start, or cut, to that many code points.",
            example: ("lpad('42', 5, '0')", "00042"),
            .overloads(padding(TextKernels.padStart))
        ),
        ScalarFunction(
            "rpad",
            category: .text,
            "The text filled up at its end, or cut, to that many code points.",
            example: ("rpad('42', 5, '.')", "42..."),
            .overloads(padding(TextKernels.padEnd))
        ),
    ]

    private static let searches: [ScalarFunction] = [
        ScalarFunction(
            "position",
            "strpos",
            "instr",
            category: .text,
            "Where a text first occurs in another, from 1; 0 if it does not.",
            example: ("position('capture', 'ture')", "4"),
            .overloads([
                Overload([text, Parameter("wanted", .text)], to: .int64, TextKernels.position)
            ])
        ),
        ScalarFunction(
            "starts_with",
            "prefix",
            category: .text,
            "Whether a text begins with another.",
            example: ("starts_with('api:418207', 'api:')", "true"),
            .overloads([
                Overload([text, Parameter("start", .text)], to: .boolean, TextKernels.startsWith)
            ])
        ),
        ScalarFunction(
            "ends_with",
            "suffix",
            category: .text,
            "Whether a text ends with another.",
            example: ("ends_with('capture', 'ture')", "true"),
            .overloads([
                Overload([text, Parameter("end", .text)], to: .boolean, TextKernels.endsWith)
            ])
        ),
        ScalarFunction(
            "contains",
            category: .text,
            "Whether a text occurs in another.",
            example: ("contains('capture', 'apt')", "true"),
            .overloads([
                Overload([text, Parameter("wanted", .text)], to: .boolean, TextKernels.contains)
            ])
        ),
    ]

    private static func trimming(atStart: Bool, atEnd: Bool) -> [Overload] {
        let kernel = TextKernels.trim(atStart: atStart, atEnd: atEnd)
        return [Overload([text, Parameter("characters", .text)], optional: 1, to: .text, kernel)]
    }

    private static func padding(_ kernel: @escaping Kernel) -> [Overload] {
        [Overload([text, length, Parameter("filling", .text)], optional: 1, to: .text, kernel)]
    }
}
