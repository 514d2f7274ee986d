// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// What `fjord.yaml` describes.
struct ProjectFile: Sendable {
    let source: SourceText
    let connections: [ConnectionDefinition]

    /// Reads a project file; what is wrong with it is reported.
    static func read(_ file: DefinitionSource, faults: FaultList) -> ProjectFile {
        let yaml = YAMLFile.read(name: file.name, text: file.text, faults: faults)
        let text = DefinitionText(source: yaml.source, faults: faults)
        guard let root = yaml.root, !root.isNull,
            let keys = text.mapping(root, keys: ["connections"], of: "a project file"),
            let connections = keys["connections"]?.value, !connections.isNull,
            let entries = text.entries(connections, of: "connections")
        else { return ProjectFile(source: yaml.source, connections: []) }
        let definitions = entries.compactMap { ConnectionDefinition(reading: $0, text) }
        return ProjectFile(source: yaml.source, connections: definitions)
    }
}
