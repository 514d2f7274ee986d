// SPDX-License-Identifier: Apache-2.0

#include "CXML.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

// No namespace URI holds a form feed.
#define SEPARATOR '\f'
#define NAMESPACE_LIMIT 16

typedef struct {
    int kind, name_space;
    size_t line, column;
    size_t name, name_count, text, text_count;
} event;

struct fjord_xml {
    XML_Parser parser;
    size_t longest;
    int deepest, depth, fault;
    // How many bytes have been fed.
    long long fed;
    event *events;
    size_t event_count, event_room;
    // Names and texts of the events, one after the other.
    char *arena;
    size_t arena_count, arena_room;
    // Where the text since the last event begins.
    size_t text_start;
    char *name_spaces[NAMESPACE_LIMIT];
    int name_space_count;
};

static void stop(fjord_xml *xml, int fault) {
    if (xml->fault) return;
    xml->fault = fault;
    XML_StopParser(xml->parser, XML_FALSE);
}

static bool put(fjord_xml *xml, const char *bytes, size_t count) {
    if (xml->arena_count + count > xml->arena_room) {
        size_t room = (xml->arena_count + count) * 2;
        char *arena = realloc(xml->arena, room);
        if (!arena) {
            stop(xml, FJORD_XML_OUT_OF_MEMORY);
            return false;
        }
        xml->arena = arena;
        xml->arena_room = room;
    }
    memcpy(xml->arena + xml->arena_count, bytes, count);
    xml->arena_count += count;
    return true;
}

static int find_name_space(fjord_xml *xml, const char *uri, size_t count) {
    for (int at = 0; at < xml->name_space_count; at++) {
        const char *known = xml->name_spaces[at];
        if (strncmp(known, uri, count) == 0 && known[count] == 0) return at;
    }
    if (xml->name_space_count == NAMESPACE_LIMIT) {
        stop(xml, FJORD_XML_NAMESPACES);
        return -1;
    }
    char *copy = strndup(uri, count);
    if (!copy) {
        stop(xml, FJORD_XML_OUT_OF_MEMORY);
        return -1;
    }
    xml->name_spaces[xml->name_space_count] = copy;
    return xml->name_space_count++;
}

static event *add(fjord_xml *xml, int kind) {
    if (xml->event_count == xml->event_room) {
        size_t room = xml->event_room ? xml->event_room * 2 : 1024;
        event *events = realloc(xml->events, room * sizeof *events);
        if (!events) {
            stop(xml, FJORD_XML_OUT_OF_MEMORY);
            return NULL;
        }
        xml->events = events;
        xml->event_room = room;
    }
    event *added = &xml->events[xml->event_count++];
    *added = (event){
        .kind = kind,
        .name_space = -1,
        .line = XML_GetCurrentLineNumber(xml->parser),
        .column = XML_GetCurrentColumnNumber(xml->parser) + 1,
        .text = xml->text_start,
        .text_count = xml->arena_count - xml->text_start,
    };
    return added;
}

static void start(void *data, const XML_Char *name, const XML_Char **attributes) {
    fjord_xml *xml = data;
    (void)attributes;
    if (xml->fault) return;
    if (++xml->depth > xml->deepest) return stop(xml, FJORD_XML_TOO_DEEP);
    event *added = add(xml, FJORD_XML_START);
    if (!added) return;
    const char *separator = strrchr(name, SEPARATOR);
    if (separator) added->name_space = find_name_space(xml, name, separator - name);
    const char *local = separator ? separator + 1 : name;
    added->name = xml->arena_count;
    added->name_count = strlen(local);
    if (!put(xml, local, added->name_count)) xml->event_count--;
    xml->text_start = xml->arena_count;
}

static void end(void *data, const XML_Char *name) {
    fjord_xml *xml = data;
    (void)name;
    if (xml->fault) return;
    xml->depth--;
    add(xml, FJORD_XML_END);
    xml->text_start = xml->arena_count;
}

static void characters(void *data, const XML_Char *bytes, int count) {
    fjord_xml *xml = data;
    if (xml->fault) return;
    if (xml->arena_count - xml->text_start + count > xml->longest) return stop(xml, FJORD_XML_TOO_LONG);
    put(xml, bytes, count);
}

static void doctype(void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public, int has_subset) {
    (void)name, (void)system, (void)public, (void)has_subset;
    stop(data, FJORD_XML_DOCTYPE);
}

fjord_xml *fjord_xml_create(size_t longest, int deepest) {
    fjord_xml *xml = calloc(1, sizeof *xml);
    if (!xml) return NULL;
    xml->longest = longest;
    xml->deepest = deepest;
    xml->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (!xml->parser) {
        free(xml);
        return NULL;
    }
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, start, end);
    XML_SetCharacterDataHandler(xml->parser, characters);
    XML_SetStartDoctypeDeclHandler(xml->parser, doctype);
    return xml;
}

void fjord_xml_destroy(fjord_xml *xml) {
    XML_ParserFree(xml->parser);
    for (int at = 0; at < xml->name_space_count; at++) free(xml->name_spaces[at]);
    free(xml->events);
    free(xml->arena);
    free(xml);
}

int fjord_xml_feed(fjord_xml *xml, const char *bytes, size_t count, bool is_end) {
    if (xml->fault) return xml->fault;
    // The text that the last feeding ended in goes on.
    size_t open = xml->arena_count - xml->text_start;
    if (open) memmove(xml->arena, xml->arena + xml->text_start, open);
    xml->arena_count = open;
    xml->text_start = 0;
    xml->event_count = 0;
    enum XML_Status status = XML_Parse(xml->parser, bytes, (int)count, is_end);
    xml->fed += count;
    if (status != XML_STATUS_OK && !xml->fault) xml->fault = FJORD_XML_MALFORMED;
    // What a tag or comment has not ended yet is kept by expat.
    if (!xml->fault && !is_end) {
        long long pending = xml->fed - XML_GetCurrentByteIndex(xml->parser);
        if (pending > (long long)(xml->longest + count)) xml->fault = FJORD_XML_TOO_LONG;
    }
    return xml->fault;
}

size_t fjord_xml_count(const fjord_xml *xml) { return xml->event_count; }

fjord_xml_event fjord_xml_event_at(const fjord_xml *xml, size_t index) {
    event found = xml->events[index];
    return (fjord_xml_event){
        .kind = found.kind,
        .name_space = found.name_space,
        .line = found.line,
        .column = found.column,
        .name = xml->arena + found.name,
        .name_count = found.name_count,
        .text = xml->arena + found.text,
        .text_count = found.text_count,
    };
}

const char *fjord_xml_name_space(const fjord_xml *xml, int name_space) {
    return name_space < 0 ? NULL : xml->name_spaces[name_space];
}

size_t fjord_xml_fault_line(const fjord_xml *xml) { return XML_GetCurrentLineNumber(xml->parser); }

size_t fjord_xml_fault_column(const fjord_xml *xml) { return XML_GetCurrentColumnNumber(xml->parser) + 1; }

const char *fjord_xml_fault_text(const fjord_xml *xml) { return XML_ErrorString(XML_GetErrorCode(xml->parser)); }
