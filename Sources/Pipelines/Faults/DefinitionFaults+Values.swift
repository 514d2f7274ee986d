// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit

extension PipelineError {
    static func invalidParameterName(_ name: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .invalidName,
            at: .source(location),
            "'\(name)' cannot name a parameter",
            fix: "use letters, digits and '_', a letter first; 'window' and 'batch' are taken"
        )
    }

    static func invalidDefault(
        _ text: String,
        _ type: ParameterType,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .invalidParameter,
            at: .source(location),
            "'\(text)' is no \(type.rawValue)",
            fix: "write \(type.example)"
        )
    }

    static func unusedParameter(_ name: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .unusedParameter,
            at: .source(location),
            "no stage uses the parameter '\(name)'",
            severity: .warning
        )
    }

    static func unknownReference(
        _ name: String,
        legal: [String],
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .unknownParameter,
            at: .source(location),
            "no parameter is called '\(name)'",
            fix: advice(on: name, legal: legal)
        )
    }

    static func nullReference(_ name: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .interpolation,
            at: .source(location),
            "the parameter '\(name)' is null, and a text cannot hold that",
            fix: "give it another default or run with --set \(name)=…"
        )
    }

    static func referenceWithoutWindow(
        _ name: String,
        at location: SourceLocation
    ) -> PipelineError {
        let message = "'\(name)' has no value: no fetch of this pipeline knows dates"
        return PipelineError(.noWindow, at: .source(location), message)
    }

    static func referenceWithoutFeed(at location: SourceLocation) -> PipelineError {
        let message =
            "'batch' has no value: runs have a number if a fetch reads a feed or, without a window, a stage "
            + "remembers the last run"
        return PipelineError(.noBatch, at: .source(location), message)
    }

    static func unclosedReference(at location: SourceLocation) -> PipelineError {
        PipelineError(
            .interpolation,
            at: .source(location),
            "this '${' has no '}'",
            fix: "write ${name}"
        )
    }

    static func malformedSetting(_ setting: String) -> PipelineError {
        PipelineError(
            .invalidParameter,
            at: .named("--set \(setting)"),
            "this sets nothing",
            fix: "write --set name=value"
        )
    }

    static func unknownSetting(_ name: String, legal: [String], flag: String) -> PipelineError {
        PipelineError(
            .unknownParameter,
            at: .named("--set \(flag)"),
            "the pipeline has no parameter '\(name)'",
            fix: advice(on: name, legal: legal)
        )
    }

    static func invalidSetting(
        _ text: String,
        of name: String,
        _ type: ParameterType,
        flag: String
    ) -> PipelineError {
        PipelineError(
            .invalidParameter,
            at: .named("--set \(flag)"),
            "the parameter '\(name)' is \(type.rawValue), and '\(text)' is not",
            fix: "give it \(type.example)"
        )
    }

    static func repeatedSetting(_ name: String, flag: String) -> PipelineError {
        let message = "the parameter '\(name)' is set a second time"
        return PipelineError(.invalidParameter, at: .named("--set \(flag)"), message)
    }

    static func missingParameter(_ name: String, _ type: ParameterType) -> PipelineError {
        PipelineError(
            .missingParameter,
            at: .named("--set \(name)"),
            "the parameter '\(name)' has no default and was not given",
            fix: "add --set \(name)=… with \(type.example)"
        )
    }
}

extension PipelineError {
    static func secretInPipeline(
        _ reference: String,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .secretInPipeline,
            at: .source(location),
            "a pipeline file cannot read '\(reference)'",
            fix: "secrets belong under 'connections' in fjord.yaml; here, use a parameter"
        )
    }

    static func unknownSecret(_ name: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .interpolation,
            at: .source(location),
            "a connection cannot read '${\(name)}'",
            fix: "write ${env:NAME} or ${file:PATH}"
        )
    }

    static func missingVariable(_ name: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .missingSecret,
            at: .source(location),
            "the environment variable '\(name)' is not set",
            fix: "export \(name) before the run"
        )
    }

    static func emptySecret(
        _ name: String,
        isVariable: Bool,
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .missingSecret,
            at: .source(location),
            "the \(isVariable ? "environment variable" : "file") '\(name)' is empty",
            fix: isVariable
                ? "export \(name) with the secret before the run" : "write the secret into it"
        )
    }

    static func missingSecretFile(_ path: String, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .missingSecret,
            at: .source(location),
            "the file '\(path)' cannot be read as text",
            fix: "create it, readable for the user of the run; relative paths start from fjord.yaml"
        )
    }

    static func reservedConnection(_ name: String, at location: SourceLocation) -> PipelineError {
        let message = "'\(name)' is the built-in connection and cannot be defined"
        return PipelineError(.invalidConnection, at: .source(location), message)
    }

    static func unknownConnectionType(
        _ type: String,
        legal: [String],
        at location: SourceLocation
    ) -> PipelineError {
        PipelineError(
            .invalidConnection,
            at: .source(location),
            "no connection has the type '\(type)'",
            fix: advice(on: type, legal: legal)
        )
    }

    static func unknownConnection(
        _ name: String,
        legal: [String],
        need: ConnectionNeed,
        at location: SourceLocation
    ) -> PipelineError {
        let nearest = Suggestion.nearest(to: name, among: legal)
        let describe = "describe it under 'connections' in fjord.yaml"
        let sandbox = ", or run with --connection \(name)=\(ConnectionChoice.sandboxName)"
        return PipelineError(
            .unknownConnection,
            at: .source(location),
            "no connection is called '\(name)'",
            fix: nearest.map { "did you mean '\($0)'?" }
                ?? describe + (need.sandboxKeys.isEmpty ? "" : sandbox)
        )
    }

    static func connectionType(
        _ name: String,
        _ type: String,
        need: ConnectionNeed,
        at location: SourceLocation
    ) -> PipelineError {
        let message = "the connection '\(name)' is of type '\(type)'; this needs '\(need.type)'"
        return PipelineError(.connectionType, at: .source(location), message)
    }

    static func noSandbox(need: ConnectionNeed, at location: SourceLocation) -> PipelineError {
        PipelineError(
            .connectionType,
            at: .source(location),
            "the sandbox does not stand in for a connection of type '\(need.type)'",
            fix: "name a connection of fjord.yaml"
        )
    }

    static func malformedConnection(_ flag: String) -> PipelineError {
        PipelineError(
            .invalidConnection,
            at: .named("--connection \(flag)"),
            "this names no connection",
            fix: "write --connection vipps=NAME or --connection vipps=sandbox"
        )
    }

    static func repeatedConnection(_ name: String, flag: String) -> PipelineError {
        let message = "the connection '\(name)' is given a second time"
        return PipelineError(.invalidConnection, at: .named("--connection \(flag)"), message)
    }

    static func settingsOfNoSandbox(_ name: String, flag: String) -> PipelineError {
        let message = "only the sandbox takes settings, not '\(name)'"
        return PipelineError(.invalidConnection, at: .named("--connection \(flag)"), message)
    }

    static func malformedSandboxSetting(_ setting: String, flag: String) -> PipelineError {
        PipelineError(
            .invalidConnection,
            at: .named("--connection \(flag)"),
            "the sandbox cannot read the setting '\(setting)'",
            fix: "write name=value, several joined by '&': 'vipps=sandbox?seed=7&page_size=100'"
        )
    }

    static func unusedOverride(_ name: String, legal: [String]) -> PipelineError {
        PipelineError(
            .invalidConnection,
            at: .named("--connection \(name)"),
            "no stage uses a connection called '\(name)'",
            fix: advice(on: name, legal: legal)
        )
    }
}
