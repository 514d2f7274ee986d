// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

/// What the commit protocol does to folders; every path is absolute.
enum Folders {
    /// The folders of `path` that do not exist yet, outermost first.
    static func missing(upTo path: String) -> [String] {
        var missing: [String] = []
        var folder = path
        while folder != "/", unsafe access(folder, F_OK) != 0, errno == ENOENT {
            missing.append(folder)
            folder = OutputName.folder(of: folder)
        }
        return missing.reversed()
    }

    /// Makes one folder, for the umask to restrict; fine if another run was quicker.
    static func create(_ path: String, mode: mode_t = 0o777) throws(PipelineError) {
        guard unsafe mkdir(path, mode) != 0, errno != EEXIST else { return }
        throw .file(.createFolder, path, errno: errno)
    }

    /// Removes a folder if nothing is in it; another run may have filled or removed it meanwhile.
    static func removeIfEmpty(_ path: String) throws(PipelineError) {
        guard unsafe rmdir(path) != 0, ![ENOENT, ENOTDIR, ENOTEMPTY, EEXIST].contains(errno) else {
            return
        }
        throw .file(.remove, path, errno: errno)
    }

    /// Makes the entries of a folder durable; a folder that is gone has none.
    static func synchronize(_ path: String, _ calls: FileCalls) throws(PipelineError) {
        let number = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if number < 0, errno == ENOENT || errno == ENOTDIR { return }
        guard number >= 0 else { throw .file(.synchronize, path, errno: errno) }
        let descriptor = FileDescriptor(owning: number)
        let status = calls.synchronize(descriptor.number)
        // Some file systems (FUSE, CIFS) cannot synchronize a folder and say so with EINVAL.
        guard status == 0 || status == -EINVAL else {
            throw .file(.synchronize, path, errno: -status)
        }
    }
}
