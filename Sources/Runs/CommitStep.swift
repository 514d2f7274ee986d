// SPDX-License-Identifier: Apache-2.0

/// A point of the commit protocol at which a test may stop the process; reported when the step is
/// complete.
package enum CommitStep: Sendable, Hashable {
    /// The run is in state; nothing else exists yet.
    case runRecorded
    /// An output's temporary name and its new folders are in state, none of them on disk.
    case outputRegistered
    /// The new folders exist.
    case foldersCreated
    /// The temporary file exists.
    case outputCreated
    /// One output is wholly on disk under its temporary name.
    case outputSynchronized
    /// All outputs and their folder entries are on disk; the last moment before the commit.
    case foldersSynchronized
    /// The transaction that is the commit is durable.
    case committed
    /// So many effects of the journal, at least 1, are applied.
    case effectApplied(Int)
    /// The entries that the effects changed are on disk.
    case effectsSynchronized
    /// The journal is empty; the run has ended.
    case cleared
}

extension CommitStep: LosslessStringConvertible {
    private static let named: [(name: String, step: CommitStep)] = [
        ("run-recorded", .runRecorded),
        ("output-registered", .outputRegistered),
        ("folders-created", .foldersCreated),
        ("output-created", .outputCreated),
        ("output-synchronized", .outputSynchronized),
        ("folders-synchronized", .foldersSynchronized),
        ("committed", .committed),
        ("effects-synchronized", .effectsSynchronized),
        ("cleared", .cleared),
    ]
    private static let effectPrefix = "effect-applied:"

    /// Reads `committed`, `effect-applied:2` and the like; nil for anything else.
    package init?(_ description: String) {
        if description.hasPrefix(Self.effectPrefix) {
            guard let count = Int(description.dropFirst(Self.effectPrefix.count)), count > 0 else {
                return nil
            }
            self = .effectApplied(count)
        } else {
            guard let match = Self.named.first(where: { $0.name == description }) else {
                return nil
            }
            self = match.step
        }
    }

    /// `committed`, `effect-applied:2` and the like.
    package var description: String {
        if case .effectApplied(let count) = self { return "\(Self.effectPrefix)\(count)" }
        return Self.named.first { $0.step == self }?.name ?? ""
    }
}
