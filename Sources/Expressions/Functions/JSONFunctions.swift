// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Functions of nested values, which are JSON text.
enum JSONFunctions {
    private static let json = Parameter("json", .json)
    private static let path = Parameter("path", .text)

    static let all: [ScalarFunction] = [
        ScalarFunction(
            "json_extract",
            category: .json,
            "The value at a path, as json; null where there is none. Paths: $.a.b[0], /a/b/0 or one key.",
            example: ("json_extract('{\"a\": {\"b\": [1.50, 2]}}', '$.a.b')", "[1.50,2]"),
            .overloads([overload(to: .json, JSONKernels.extract)])
        ),
        ScalarFunction(
            "json_extract_text",
            "json_extract_string",
            category: .json,
            "The value at a path, as text; a string without its quotes.",
            example: ("json_extract_text('{\"name\": \"Øre\"}', '$.name')", "Øre"),
            .overloads([overload(to: .text, JSONKernels.extractText)])
        ),
        ScalarFunction(
            "json_array_length",
            category: .json,
            "How many elements a list has, or the list at a path; 0 for a value that is no list.",
            example: ("json_array_length('[1, [2, 3]]')", "2"),
            .overloads([
                Overload([json], to: .int64, JSONKernels.arrayLength(.constant(.whole))),
                overload(to: .int64, JSONKernels.arrayLength),
            ])
        ),
    ]

    private static func overload(
        to type: DataType,
        _ kernel: @escaping @Sendable (JSONKernels.Paths) -> Kernel
    ) -> Overload {
        Overload([json, path], to: type) { binding throws(BindingFault) in
            kernel(try JSONPath.read(binding))
        }
    }
}

extension JSONPath {
    /// The path that a call's second argument gives: read now if it is a constant.
    fileprivate static func read(
        _ binding: Binding
    ) throws(BindingFault) -> PatternSource<JSONPath> {
        guard let text = binding.constantText(1) else { return .perRow { prepare($0) } }
        switch prepare(text) {
        case .ready(let path): return .constant(path)
        case .faulty(let fault): throw BindingFault(argument: 1, fault)
        }
    }

    private static func prepare(_ text: String) -> PreparedText<JSONPath> {
        do throws(JSONPathFault) {
            return .ready(try JSONPath(text))
        } catch {
            return .faulty(.malformedPath(text, error))
        }
    }
}
