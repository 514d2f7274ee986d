// SPDX-License-Identifier: Apache-2.0

package import Columnar
import Glibc

/// The system calls whose failure a commit must survive, as values, so that a test can make each of
/// them fail.
///
/// Each answers 0 (`write`: the number of bytes taken) or the negated `errno`.
package struct FileCalls: Sendable {
    package var write: @Sendable (Int32, Bytes) -> Int
    package var synchronize: @Sendable (Int32) -> Int32
    package var rename: @Sendable (_ from: String, _ to: String) -> Int32

    /// The kernel's own.
    package static let system = FileCalls(
        write: { descriptor, bytes in
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            return count < 0 ? -Int(errno) : count
        },
        synchronize: { fsync($0) < 0 ? -errno : 0 },
        rename: { unsafe Glibc.rename($0, $1) < 0 ? -errno : 0 }
    )
}
