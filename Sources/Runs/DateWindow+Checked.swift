// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import struct FjordKit.DateWindow

extension DateWindow {
    /// The days from `first` to `last`, as a user gave them.
    ///
    /// - Throws: `invalid-date` when `last` is before `first`.
    init(checking first: CalendarDate, to last: CalendarDate) throws(PipelineError) {
        guard first <= last else { throw .reversedDates(from: first, to: last) }
        self.init(first: first, last: last)
    }
}
