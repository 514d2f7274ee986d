// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Who writes to whom about what; nothing in it can break out of its header line.
struct Envelope: Sendable {
    let from: MailAddress
    let to: [MailAddress]
    let cc: [MailAddress]
    let subject: String

    /// Checks and takes the options `from`, `to`, `cc` and `subject`.
    ///
    /// - Throws: `invalid-address` and `invalid-header-text`, placed at the option.
    init(_ options: StageOptions) throws {
        from = try Self.address(options.text("from"), in: "from", options)
        to = try (options.texts("to") ?? []).map { try Self.address($0, in: "to", options) }
        cc = try (options.texts("cc") ?? []).map { try Self.address($0, in: "cc", options) }
        subject = try Self.oneLine(options.text("subject"), in: "subject", options)
        guard !to.isEmpty else { throw MailErrors.noRecipient(options) }
    }

    private static func address(
        _ text: String,
        in option: String,
        _ options: StageOptions
    ) throws -> MailAddress {
        let text = try oneLine(text, in: option, options)
        guard let address = MailAddress(text) else {
            throw MailErrors.invalidAddress(text, in: option, options)
        }
        return address
    }

    /// The text without blanks at its ends, where a YAML block leaves a line end.
    private static func oneLine(
        _ text: String,
        in option: String,
        _ options: StageOptions
    ) throws -> String {
        let text = text.trimmed
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw MailErrors.controlCharacter(in: option, options)
        }
        return text
    }
}
