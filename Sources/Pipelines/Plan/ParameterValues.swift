// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Expressions

/// The values of a pipeline's parameters in force for one run, defaults included.
package struct ParameterValues: Sendable, Hashable {
    /// One parameter and its value.
    package struct Named: Sendable, Hashable {
        /// As the pipeline declares it.
        package let name: String
        /// The value as an SQL literal: `'NOK'`, `12.50`, `date '2026-10-01'`, `null`.
        package let literal: String
    }

    let scalars: [String: ScalarValue]

    /// All parameters in order of their names, so that equal values give equal hashes.
    package var canonical: [Named] {
        scalars.sorted { $0.key < $1.key }.map { Named(name: $0.key, literal: $0.value.literal) }
    }

    /// Values for checking: defaults, and samples where a run must be given one.
    init(samplesFor parameters: [ParameterDefinition]) {
        let pairs = parameters.map { ($0.name, $0.defaultValue ?? $0.type.sample) }
        scalars = Dictionary(pairs) { first, _ in first }
    }

    /// The values that the command line gives: `settings` are the texts behind `--set`, each `name=value`.
    init(
        of parameters: [ParameterDefinition],
        settings: [String]
    ) throws(PipelineErrors) {
        var faults: [PipelineError] = []
        var given: [String: ScalarValue] = [:]
        for setting in settings {
            do throws(PipelineError) {
                let (name, value) = try Self.read(setting, parameters)
                guard given.updateValue(value, forKey: name) == nil else {
                    throw .repeatedSetting(name, flag: setting)
                }
            } catch {
                faults.append(error)
            }
        }
        let named = Set(settings.map { String($0.prefix { $0 != "=" }) })
        for parameter in parameters where !named.contains(parameter.name) {
            guard let value = parameter.defaultValue else {
                faults.append(.missingParameter(parameter.name, parameter.type))
                continue
            }
            given[parameter.name] = value
        }
        guard faults.isEmpty else { throw PipelineErrors(faults) }
        scalars = given
    }

    private static func read(
        _ setting: String,
        _ parameters: [ParameterDefinition]
    ) throws(PipelineError) -> (String, ScalarValue) {
        guard let equals = setting.firstIndex(of: "=") else { throw .malformedSetting(setting) }
        let name = String(setting[..<equals])
        let text = String(setting[setting.index(after: equals)...])
        guard let parameter = parameters.first(where: { $0.name == name }) else {
            let legal = parameters.map(\.name)
            throw .unknownSetting(name, legal: legal, flag: setting)
        }
        guard let value = ScalarValue(reading: text, as: parameter.type) else {
            throw .invalidSetting(text, of: name, parameter.type, flag: setting)
        }
        return (name, value)
    }
}
