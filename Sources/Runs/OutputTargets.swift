// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

/// Which files the outputs of one run may take.
struct OutputTargets: Sendable {
    private let project: ProjectFolder
    private let store: StateStore
    private let isProduction: Bool

    init(_ settlement: Settlement, _ description: RunDescription) {
        project = settlement.project
        store = settlement.store
        isProduction = description.isProduction
    }

    /// Checks outputs that belong to one run.
    ///
    /// - Throws: `duplicate-output`, `output-not-a-file` or `production-output`, for the first that
    ///   has the fault under its final or its provisional name.
    func check(_ targets: [String]) throws(PipelineError) {
        var taken: Set<String> = []
        for target in targets {
            for name in names(of: target) {
                guard taken.insert(name).inserted else { throw .duplicateOutput(name) }
                try check(name)
            }
        }
    }

    /// The first of these outputs that exists.
    func existing(among targets: [String]) -> String? {
        targets.first { unsafe access(project.absolute(project.recorded($0)), F_OK) == 0 }
    }

    /// The final and the provisional name of an output, as state records them.
    func names(of target: String) -> [String] {
        [project.recorded(target), project.recorded(OutputName.provisional(target))]
    }

    /// Renaming over a device would replace it for the whole system.
    private func check(_ name: String) throws(PipelineError) {
        var facts = stat()
        guard unsafe lstat(project.absolute(name), &facts) == 0 else { return }
        let kind = facts.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFLNK else { throw .outputNotAFile(name) }
        guard !isProduction else { return }
        let owner = try store.read { try CommitRecords.productionPipeline(thatWrote: name, $0) }
        if let owner { throw .productionOutput(name, pipeline: owner) }
    }
}
