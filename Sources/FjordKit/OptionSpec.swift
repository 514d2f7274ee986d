// SPDX-License-Identifier: Apache-2.0

/// One option of a stage or connection: the one declaration behind decoding, error texts, JSON Schema and reference.
public struct OptionSpec: Sendable {
    /// What may stand behind the option's key.
    public enum Kind: Sendable, Hashable {
        /// Text in which `${…}` names parameters and window values.
        case text
        /// A path under the project folder, with `${…}` as in text.
        case path
        /// A whole number within bounds.
        case integer(ClosedRange<Int>)
        /// `true` or `false`.
        case boolean
        /// One of a few words.
        case choice([String])
        /// One word standing for a list, such as `all`, or a list of texts.
        case textListOr(word: String)
        /// A list of texts; a single text counts as a list of one.
        case textList
        /// Names of columns of the stage's input.
        case columns
        /// Names with a text each, in the order in which they stand, such as columns and their types.
        case mapping
        /// Rules of a check over the columns of the stage's input, in the order in which they stand.
        case rules
        /// The id of a stage whose rows are one more input.
        case stage
        /// The ids of the stages whose rows are the inputs, in place of `input`.
        case stages
        /// A value that must never be shown; only connections have such options.
        case secret
    }

    /// The key in the pipeline file, in snake_case.
    public let name: String
    /// What may stand behind it.
    public let kind: Kind
    /// One sentence for help, reference and editor.
    public let summary: String
    /// Whether leaving it out is an error.
    public let isRequired: Bool
    /// What is taken when it is left out, as a pipeline file would spell it; nil if nothing is.
    public let defaultText: String?

    /// Declares an option of any kind; the shorthands below read better in a spec.
    public init(
        _ name: String,
        _ kind: Kind,
        _ summary: String,
        isRequired: Bool = false,
        default defaultText: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.isRequired = isRequired
        self.defaultText = defaultText
    }

    /// A required whole number.
    public static func int(
        _ name: String,
        _ summary: String,
        in bounds: ClosedRange<Int> = 0...Int.max
    ) -> OptionSpec {
        OptionSpec(name, .integer(bounds), summary, isRequired: true)
    }

    /// A whole number that has a default.
    public static func int(
        _ name: String,
        _ summary: String,
        in bounds: ClosedRange<Int> = 0...Int.max,
        default value: Int
    ) -> OptionSpec {
        OptionSpec(name, .integer(bounds), summary, default: String(value))
    }

    /// A switch that is off or on by default.
    public static func bool(_ name: String, _ summary: String, default value: Bool) -> OptionSpec {
        OptionSpec(name, .boolean, summary, default: value ? "true" : "false")
    }

    /// One of a few words, the first being the default.
    public static func choice(_ name: String, _ summary: String, _ words: [String]) -> OptionSpec {
        OptionSpec(name, .choice(words), summary, default: words.first)
    }

    /// A required text.
    public static func text(_ name: String, _ summary: String) -> OptionSpec {
        OptionSpec(name, .text, summary, isRequired: true)
    }

    /// A text that may be left out.
    public static func optionalText(
        _ name: String,
        _ summary: String,
        default defaultText: String? = nil
    ) -> OptionSpec {
        OptionSpec(name, .text, summary, default: defaultText)
    }

    /// The required path of an output file.
    public static func path(_ name: String, _ summary: String) -> OptionSpec {
        OptionSpec(name, .path, summary, isRequired: true)
    }
}
