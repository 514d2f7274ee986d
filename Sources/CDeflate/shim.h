// SPDX-License-Identifier: Apache-2.0

// gzip by libdeflate. No function is wrapped: its interface is plain C that Swift imports as it is.
#include <libdeflate.h>
