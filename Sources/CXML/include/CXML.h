// SPDX-License-Identifier: Apache-2.0

// XML by expat. Its callbacks are gathered here into a list of events, so that whoever reads pulls one after the other.
#ifndef FJORD_CXML_H
#define FJORD_CXML_H

#include <stdbool.h>
#include <stddef.h>

/// One document that is being read.
typedef struct fjord_xml fjord_xml;

enum {
    FJORD_XML_START = 1,
    FJORD_XML_END = 2,
};

/// What may end the reading.
enum {
    FJORD_XML_SOUND = 0,
    /// expat refuses the bytes.
    FJORD_XML_MALFORMED = 1,
    /// A document type declaration, which may define entities: it is not looked into.
    FJORD_XML_DOCTYPE = 2,
    /// A tag, comment or text longer than `longest`.
    FJORD_XML_TOO_LONG = 3,
    /// More than `deepest` elements in one another.
    FJORD_XML_TOO_DEEP = 4,
    /// More than 16 namespaces.
    FJORD_XML_NAMESPACES = 5,
    FJORD_XML_OUT_OF_MEMORY = 6,
};

/// A tag. Its pointers hold until the next feeding.
typedef struct {
    int kind;
    /// Which of the document's namespaces the element is in; -1 for none.
    int name_space;
    /// Where the tag begins, both from 1; the column counts bytes.
    size_t line, column;
    /// The element's local name; empty for an end.
    const char *name;
    size_t name_count;
    /// The characters between the tag before and this one.
    const char *text;
    size_t text_count;
} fjord_xml_event;

/// NULL when memory is short.
fjord_xml *fjord_xml_create(size_t longest, int deepest);
void fjord_xml_destroy(fjord_xml *xml);

/// Forgets the events at hand and parses further bytes; the last feeding has `is_end`. Events before a fault remain.
int fjord_xml_feed(fjord_xml *xml, const char *bytes, size_t count, bool is_end);

/// How many events the last feeding gave.
size_t fjord_xml_count(const fjord_xml *xml);
fjord_xml_event fjord_xml_event_at(const fjord_xml *xml, size_t index);

/// The URI of a namespace that an event named.
const char *fjord_xml_name_space(const fjord_xml *xml, int name_space);

/// Where the fault is, both from 1, and what expat says of it.
size_t fjord_xml_fault_line(const fjord_xml *xml);
size_t fjord_xml_fault_column(const fjord_xml *xml);
const char *fjord_xml_fault_text(const fjord_xml *xml);

#endif
