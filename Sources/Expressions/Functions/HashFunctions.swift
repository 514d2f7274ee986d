// SPDX-License-Identifier: Apache-2.0

import Columnar
import Digests

/// Digests of texts.
enum HashFunctions {
    static let all: [ScalarFunction] = [
        ScalarFunction(
            "sha256",
            category: .hashing,
            "The SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits.",
            example: (
                "sha256('fjord')",
                "3454f8088d3cd493e2d2e6b509b9a76f479586be911316988938accf4254598c"
            ),
            .overloads([
                Overload([Parameter("text", .text)], to: .text, HashKernels.digest(.sha256))
            ])
        ),
        ScalarFunction(
            "md5",
            category: .hashing,
            "The MD5 of a text's UTF-8 bytes, as 32 hexadecimal digits; not safe against forgery.",
            example: ("md5('fjord')", "d6fe1cd59df1e5461f88e5f5ce15fce0"),
            .overloads([Overload([Parameter("text", .text)], to: .text, HashKernels.digest(.md5))])
        ),
    ]
}

/// Kernels of digests.
enum HashKernels {
    static func digest(_ algorithm: Digest.Algorithm) -> Kernel {
        { arguments, rows, faults in
            let text = arguments[0].text
            let validity = arguments[0].validity(rows.count)
            var digest = Digest(algorithm)
            return TextKernels.written(arguments, rows, validity: validity) { row, writer in
                if digest?.put(of: text.bytes, text.range(row), into: &writer) == nil {
                    faults.report(row, .missingAlgorithm(algorithm.rawValue))
                }
            }
        }
    }
}
