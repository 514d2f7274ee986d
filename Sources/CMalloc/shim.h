// SPDX-License-Identifier: Apache-2.0

// Swift's Glibc module leaves <malloc.h> out: mallopt and M_ARENA_MAX.
#include <malloc.h>
