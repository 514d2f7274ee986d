// SPDX-License-Identifier: Apache-2.0

#include "CAllocations.h"

#include <errno.h>
#include <stddef.h>

// What glibc's functions of these names do without the underscores; they are exported, but stand in no header.
extern void *__libc_malloc(size_t byte_count);
extern void *__libc_calloc(size_t count, size_t byte_count);
extern void *__libc_realloc(void *block, size_t byte_count);
extern void *__libc_memalign(size_t alignment, size_t byte_count);

// In the executable itself, so that reading it never allocates.
static __thread long allocation_count __attribute__((tls_model("initial-exec")));

long fjord_allocation_count(void) { return allocation_count; }

void *malloc(size_t byte_count) {
    allocation_count++;
    return __libc_malloc(byte_count);
}

void *calloc(size_t count, size_t byte_count) {
    allocation_count++;
    return __libc_calloc(count, byte_count);
}

void *realloc(void *block, size_t byte_count) {
    allocation_count++;
    return __libc_realloc(block, byte_count);
}

void *aligned_alloc(size_t alignment, size_t byte_count) {
    allocation_count++;
    return __libc_memalign(alignment, byte_count);
}

int posix_memalign(void **block, size_t alignment, size_t byte_count) {
    allocation_count++;
    void *made = __libc_memalign(alignment, byte_count);
    if (made == NULL) return ENOMEM;
    *block = made;
    return 0;
}
