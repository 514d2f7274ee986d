// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension StageOptions {
    /// The options of a stage or connection that no file describes: these texts, and defaults for all others.
    init(_ spec: StageSpec, given: [String: String] = [:]) {
        var values: [String: Value] = [:]
        for option in spec.options {
            guard let text = given[option.name] ?? option.defaultText else { continue }
            values[option.name] = Self.value(text, option.kind)
        }
        self.init(values)
    }

    private static func value(_ text: String, _ kind: OptionSpec.Kind) -> Value? {
        switch kind {
        case .integer: .integer(Int(text) ?? 0)
        case .boolean: .boolean(text == "true")
        case .textList, .columns, .stages: .texts([text])
        case .text, .path, .choice, .textListOr, .stage, .secret: .text(text)
        case .mapping, .rules: nil
        }
    }
}
