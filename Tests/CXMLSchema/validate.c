// SPDX-License-Identifier: Apache-2.0

#include "CXMLSchema.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

void *fjord_schema_read(const char *path) {
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
    if (!parser) return NULL;
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    xmlSchemaFreeParserCtxt(parser);
    return schema;
}

void fjord_schema_free(void *schema) { xmlSchemaFree(schema); }

int fjord_schema_validate(void *schema, const char *bytes, size_t count) {
    xmlDocPtr document = xmlReadMemory(bytes, (int)count, NULL, NULL, XML_PARSE_NONET);
    if (!document) return 0;
    xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(schema);
    int is_valid = context && xmlSchemaValidateDoc(context, document) == 0;
    if (context) xmlSchemaFreeValidCtxt(context);
    xmlFreeDoc(document);
    return is_valid;
}
