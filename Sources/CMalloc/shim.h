// SPDX-License-Identifier: Apache-2.0

// Swift's Glibc module leaves <malloc.h> out: mallopt, M_ARENA_MAX and malloc_trim.
#include <malloc.h>
