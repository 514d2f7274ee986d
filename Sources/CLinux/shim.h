// SPDX-License-Identifier: Apache-2.0
#pragma once

// Missing prototype: Swift imports the C library without _GNU_SOURCE, which hides what only Linux
// has.
#include <sys/types.h>
extern int sync_file_range(int descriptor, off_t offset, off_t count, unsigned int flags);

// The macro SYNC_FILE_RANGE_WRITE of <fcntl.h>, hidden for the same reason: start writing back, do
// not wait.
enum { FJORD_SYNC_FILE_RANGE_WRITE = 2 };
