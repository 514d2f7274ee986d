// SPDX-License-Identifier: Apache-2.0

import Engine

extension OutputFile: OutputTarget {}
