// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import Schedules

extension PipelineFile {
    /// What checks cost grows with the square of it.
    private static let maximumStageCount = 1_000

    private static let keys = [
        "fjord", "name", "description", "schedule", "window", "parameters", "stages", "tests",
    ]

    /// Reads the shape of a pipeline file; nil when there is nothing to read, which has been reported.
    static func read(_ file: DefinitionSource, faults: FaultList) -> PipelineFile? {
        let yaml = YAMLFile.read(name: file.name, text: file.text, faults: faults)
        guard let root = yaml.root else {
            if !faults.hasErrors {
                faults.add(.emptyFile(at: yaml.source.location(line: 1, column: 1)))
            }
            return nil
        }
        let text = DefinitionText(source: yaml.source, faults: faults)
        SecretReferences.report(in: root, text)
        return PipelineFile(root, text)
    }

    private init?(_ root: YAMLNode, _ text: DefinitionText) {
        guard let keys = text.mapping(root, keys: Self.keys, of: "a pipeline file") else {
            return nil
        }
        source = text.source
        Self.checkVersion(keys["fjord"], root, text)
        name = Self.readName(keys["name"], root, text) ?? ""
        nameLocation = text.location(of: keys["name"]?.value ?? root)
        description = keys["description"].flatMap { entry in
            entry.value.isNull ? nil : text.text(entry.value, of: "description")
        }
        schedule = keys["schedule"].flatMap { ScheduleDefinition(reading: $0.value, text) }
        let zone = schedule?.timeZone ?? "UTC"
        window = WindowDefinition(reading: keys["window"]?.value, defaultZone: zone, text)
        let declared = keys["parameters"].map { ParameterDefinition.read($0.value, text) }
        parameters = declared?.sound ?? []
        faultyParameters = declared?.faulty ?? []
        stages = Self.readStages(keys["stages"], root, text)
        tests = keys["tests"]?.value
    }

    private static func checkVersion(
        _ entry: YAMLNode.Entry?,
        _ root: YAMLNode,
        _ text: DefinitionText
    ) {
        guard let entry else {
            missing("fjord", root, text)
            return
        }
        guard entry.value.scalarText != "1" else { return }
        text.faults.add(
            .unknownVersion(entry.value.scalarText ?? "", at: text.location(of: entry.value))
        )
    }

    private static func missing(_ key: String, _ root: YAMLNode, _ text: DefinitionText) {
        text.missing(
            key,
            of: "a pipeline file",
            among: root.entries ?? [],
            legal: keys,
            at: text.source.location(of: root.range.start)
        )
    }

    private static func readName(
        _ entry: YAMLNode.Entry?,
        _ root: YAMLNode,
        _ text: DefinitionText
    ) -> String? {
        guard let entry else {
            missing("name", root, text)
            return nil
        }
        guard let name = text.text(entry.value, of: "name") else { return nil }
        // The name becomes part of file names.
        if Identifier.isValid(name, also: "-.") { return name }
        text.faults.add(.invalidName(name, of: "a pipeline", at: text.location(of: entry.value)))
        return nil
    }

    private static func readStages(
        _ entry: YAMLNode.Entry?,
        _ root: YAMLNode,
        _ text: DefinitionText
    ) -> [StageDefinition] {
        guard let entry else {
            missing("stages", root, text)
            return []
        }
        guard let items = text.list(entry.value, of: "stages") else { return [] }
        guard items.count <= maximumStageCount else {
            let place = text.location(of: items[maximumStageCount])
            text.faults.add(.tooManyStages(maximumStageCount, at: place))
            return []
        }
        if items.isEmpty { text.faults.add(.noStages(at: text.location(of: entry.value))) }
        var stages: [StageDefinition] = []
        var ids: Set<String> = []
        for (index, item) in items.enumerated() {
            let stage = StageDefinition(reading: item, position: index + 1, ids: &ids, text)
            stages.append(stage)
        }
        return stages
    }
}

/// Names that people choose: a letter or underscore first, then letters, digits and underscores.
enum Identifier {
    /// Whether `name` is one; `extra` lists further ASCII characters that may stand behind the first.
    static func isValid(_ name: String, also extra: String = "") -> Bool {
        guard let first = name.unicodeScalars.first, isLetter(first) else { return false }
        return name.unicodeScalars.dropFirst().allSatisfy {
            isLetter($0) || ("0"..."9").contains($0) || extra.unicodeScalars.contains($0)
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }
}

extension ScheduleDefinition {
    init?(reading node: YAMLNode, _ text: DefinitionText) {
        let keys = text.mapping(node, keys: ["cron", "timezone", "catch_up"], of: "a schedule")
        guard let keys else { return nil }
        guard let cron = keys["cron"] else {
            text.faults.add(.missingKey("cron", of: "a schedule", at: text.location(of: node)))
            return nil
        }
        self.cron = Self.readCron(cron.value, text)
        timeZone = TimeZoneName.read(keys["timezone"], text) ?? "UTC"
        let words = CatchUp.allCases.map(\.rawValue)
        let word = keys["catch_up"].flatMap { text.choice($0.value, of: "catch_up", among: words) }
        catchUp = word.flatMap(CatchUp.init) ?? .all
    }

    private static func readCron(_ node: YAMLNode, _ text: DefinitionText) -> CronExpression? {
        guard let written = text.text(node, of: "cron") else { return nil }
        do throws(CronFaults) {
            return try CronExpression(parsing: written)
        } catch {
            let positions = ScalarPositions(of: node, in: text.source)
            for fault in error.all {
                // What concerns all of the text is shown as YAML has it, quotes included.
                let isWhole = fault.range == 0..<written.unicodeScalars.count
                let location =
                    isWhole ? text.location(of: node) : positions.location(of: fault.range)
                text.faults.add(.invalidCron(fault, at: location))
            }
            return nil
        }
    }
}

extension WindowDefinition {
    init(reading node: YAMLNode?, defaultZone: String, _ text: DefinitionText) {
        let keys = node.flatMap {
            text.mapping($0, keys: ["unit", "last", "timezone"], of: "a window")
        }
        let units = Unit.allCases.map(\.rawValue)
        let word = keys?["unit"].flatMap { text.choice($0.value, of: "unit", among: units) }
        unit = word.flatMap(Unit.init) ?? .day
        last = keys?["last"].flatMap { text.integer($0.value, of: "last", in: 1...1_000) } ?? 1
        timeZone = TimeZoneName.read(keys?["timezone"], text) ?? defaultZone
    }
}

/// The names of time zones, as the system's database knows them.
enum TimeZoneName {
    /// Reads a zone's name; nil if none is given or none has that name, which is reported.
    static func read(_ entry: YAMLNode.Entry?, _ text: DefinitionText) -> String? {
        guard let entry, let name = text.text(entry.value, of: "timezone") else { return nil }
        if TimeZone(identifier: name) != nil { return name }
        let nearest = Suggestion.nearest(to: name, among: TimeZone.knownTimeZoneIdentifiers)
        text.faults.add(
            .unknownTimeZone(name, nearest: nearest, at: text.location(of: entry.value))
        )
        return nil
    }
}
