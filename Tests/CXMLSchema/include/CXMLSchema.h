// SPDX-License-Identifier: Apache-2.0

// XML Schema by libxml2, whose own headers clash with Foundation's in Swift; only tests link it.
#ifndef FJORD_CXMLSCHEMA_H
#define FJORD_CXMLSCHEMA_H

#include <stddef.h>

/// A schema that was read; NULL if it is none.
void *fjord_schema_read(const char *path);
void fjord_schema_free(void *schema);

/// 1 if a document obeys the schema, 0 if not: then why not is printed to standard error.
int fjord_schema_validate(void *schema, const char *bytes, size_t count);

#endif
