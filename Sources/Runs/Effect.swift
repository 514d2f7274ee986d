// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

/// One change that a committed run makes outside its state; it lies in the journal until it is
/// done.
///
/// Paths are as state records them: relative to the project folder when inside it.
enum Effect: Codable, Sendable, Hashable {
    /// A finished temporary file takes its final name and replaces what had it.
    case rename(from: String, to: String)
    /// A file that the run makes obsolete goes away.
    case unlink(String)

    /// Whether applying an effect changed anything.
    enum Outcome {
        case applied
        case wasDone
    }

    /// Makes the change; doing it again changes nothing, so that an interrupted commit can be taken
    /// up anywhere.
    func apply(in project: ProjectFolder, _ calls: FileCalls) throws(PipelineError) -> Outcome {
        switch self {
        case .rename(let temporary, let target):
            let status = calls.rename(project.absolute(temporary), project.absolute(target))
            if status == 0 { return .applied }
            // Both lie in one folder, so what is missing is the temporary file: it has its final
            // name already.
            if status == -ENOENT { return .wasDone }
            throw .file(.rename, target, errno: -status)
        case .unlink(let path):
            return try Effect.remove(path, in: project) ? .applied : .wasDone
        }
    }

    /// Takes back what was prepared for an effect that will not happen.
    func discard(in project: ProjectFolder) throws(PipelineError) {
        switch self {
        case .rename(let temporary, _): _ = try Effect.remove(temporary, in: project)
        case .unlink: return
        }
    }

    /// The folder whose entries the effect changes, as an absolute path.
    func folder(in project: ProjectFolder) -> String {
        switch self {
        case .rename(_, let path), .unlink(let path): OutputName.folder(of: project.absolute(path))
        }
    }

    /// Whether there was a file to remove; a folder that is gone, or is a file, had none.
    private static func remove(
        _ path: String,
        in project: ProjectFolder
    ) throws(PipelineError) -> Bool {
        if unsafe Glibc.unlink(project.absolute(path)) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw .file(.remove, path, errno: errno) }
        return false
    }
}
