// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
package import FjordKit

/// One entry under `connections:` of a project.
///
/// Its secrets are not read before a run needs them.
package struct ConnectionDefinition: Sendable {
    /// The name by which stages and `--connection` know it.
    package let name: String
    /// The kind of connection, as registered.
    package let type: String
    /// Where its name stands.
    package let location: SourceLocation

    private let source: SourceText
    private let typeLocation: SourceLocation
    private let options: [YAMLNode.Entry]

    init?(reading entry: YAMLNode.Entry, _ text: DefinitionText) {
        name = entry.key
        source = text.source
        location = text.location(ofKey: entry)
        if name == ConnectionChoice.sandboxName {
            text.faults.add(.reservedConnection(name, at: location))
            return nil
        }
        guard let entries = text.entries(entry.value, of: "a connection") else { return nil }
        guard let type = entries.first(where: { $0.key == "type" }) else {
            text.faults.add(.missingKey("type", of: "connection '\(name)'", at: location))
            return nil
        }
        guard let word = text.text(type.value, of: "type") else { return nil }
        self.type = word
        typeLocation = text.location(of: type.value)
        options = entries.filter { $0.key != "type" }
    }

    /// A connection that no file describes: every option of it is left out.
    init(undescribed need: ConnectionNeed, at location: SourceLocation) {
        name = need.type
        type = need.type
        self.location = location
        source = SourceText(name: location.file, text: "")
        typeLocation = location
        options = []
    }

    /// The text written for an option; nil if it was left out or names a secret.
    func writtenOption(_ name: String) -> String? {
        let text = options.first { $0.key == name }?.value.scalarText
        return text.flatMap { $0.contains("${") ? nil : $0 }
    }

    /// The options for making the connection, its secrets read and registered.
    ///
    /// - Parameters:
    ///   - types: The registered kinds of connection.
    ///   - secrets: Where `${env:…}` and `${file:…}` are looked up.
    /// - Returns: The registered kind and its checked options.
    /// - Throws: All faults of the definition, and secrets that are missing.
    package func resolve(
        among types: [any Connection.Type],
        secrets: SecretSources
    ) throws(PipelineErrors) -> (type: any Connection.Type, options: StageOptions) {
        let faults = FaultList()
        let decoded = decode(among: types, secrets: secrets, faults)
        guard let decoded, !faults.hasErrors else {
            throw PipelineErrors(faults.sorted(files: [source.name]))
        }
        return decoded
    }

    /// Reports what is wrong with the definition as it is written, without reading any secret.
    func check(among types: [any Connection.Type], _ faults: FaultList) {
        _ = decode(among: types, secrets: nil, faults)
    }

    private func decode(
        among types: [any Connection.Type],
        secrets: SecretSources?,
        _ faults: FaultList
    ) -> (type: any Connection.Type, options: StageOptions)? {
        guard let found = types.first(where: { $0.spec.name == type }) else {
            let legal = types.map { $0.spec.name }
            faults.add(.unknownConnectionType(type, legal: legal, at: typeLocation))
            return nil
        }
        let text = DefinitionText(source: source, faults: faults)
        let reader = SecretReader(text: text, sources: secrets)
        let secretNames = found.spec.options.filter { $0.kind == .secret }.map(\.name)
        let decoder = OptionDecoder(text: text, readText: reader.read)
        let decoded = decoder.decode(
            found.spec.options,
            from: options,
            otherKeys: ["type"],
            of: "connection '\(name)'",
            at: location
        )
        guard let decoded else { return nil }
        if secrets != nil {
            for name in secretNames { decoded.optionalText(name).map(Secrets.register) }
        }
        return (found, decoded)
    }
}
