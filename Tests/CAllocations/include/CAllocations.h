// SPDX-License-Identifier: Apache-2.0

#ifndef FJORD_C_ALLOCATIONS_H
#define FJORD_C_ALLOCATIONS_H

// How many blocks of heap memory the calling thread has asked for since it began. In a binary that links this library
// every allocation goes through functions that count and then call glibc's own.
long fjord_allocation_count(void);

#endif
