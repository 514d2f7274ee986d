// SPDX-License-Identifier: Apache-2.0

package import Columnar

/// Where the bytes of one sink go; the caller of a run provides one per sink.
package protocol OutputTarget: Sendable {
    /// Appends bytes. Called by one worker at a time, in order, never on the cooperative pool.
    ///
    /// - Throws: What the file system said; the run then fails.
    func write(_ bytes: Bytes) throws
}
