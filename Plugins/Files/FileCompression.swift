// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The rule that all file sinks share: a path that ends in `.gz` is compressed.
enum FileCompression {
    /// The option that says how hard.
    static let levelOption = OptionSpec.int(
        "level",
        "How hard to compress when the path ends in .gz: 1 is fastest, 12 smallest.",
        in: 1...12,
        default: 2
    )

    /// What the options `path` and `level` ask for.
    static func chosen(by options: StageOptions) -> Compression {
        options.text("path").hasSuffix(".gz") ? .gzip(level: options.int("level")) : .none
    }
}
