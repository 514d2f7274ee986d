// SPDX-License-Identifier: Apache-2.0

package import Diagnostics

extension ErrorCode {
    /// A setting the table does not know.
    package static let sandboxUnknownSetting = ErrorCode("sandbox-unknown-setting")
    /// A value that a setting does not take, or none.
    package static let sandboxSettingValue = ErrorCode("sandbox-setting-value")
    /// A setting given twice.
    package static let sandboxSettingRepeated = ErrorCode("sandbox-setting-repeated")
    /// A port that cannot be listened on.
    package static let sandboxPort = ErrorCode("sandbox-port")
}

extension PipelineError {
    static func sandboxUnknownSetting(_ name: String, among names: [String]) -> PipelineError {
        let nearest = Suggestion.nearest(to: name, among: names)
        let question = nearest.map { "did you mean '\($0)'? " } ?? ""
        return PipelineError(
            .sandboxUnknownSetting,
            at: .named("sandbox"),
            "no setting is called '\(name)'",
            fix: "\(question)'fjord sandbox --help' lists all \(names.count)"
        )
    }

    static func sandboxSettingValue(
        _ text: String,
        of setting: SandboxSetting,
        nearest: String? = nil
    ) -> PipelineError {
        let question = nearest.map { "did you mean '\($0)'? " } ?? ""
        return PipelineError(
            .sandboxSettingValue,
            at: .named("sandbox"),
            "'\(text)' is not a value of '\(setting.name)'",
            fix: "\(question)write \(setting.values)"
        )
    }

    static func sandboxSettingMissing(_ name: String, of setting: SandboxSetting) -> PipelineError {
        PipelineError(
            .sandboxSettingValue,
            at: .named("sandbox"),
            "'\(name)' has no value",
            fix: "write \(setting.values)"
        )
    }

    static func sandboxSettingRepeated(_ name: String) -> PipelineError {
        PipelineError(
            .sandboxSettingRepeated,
            at: .named("sandbox"),
            "'\(name)' is given twice",
            fix: "keep one of the two"
        )
    }

    static func sandboxPort(_ port: Int, cause: String) -> PipelineError {
        PipelineError(
            .sandboxPort,
            at: .named("sandbox"),
            "cannot listen on 127.0.0.1:\(port)",
            fix: "use another port, or 0 for a free one",
            cause: cause
        )
    }
}
