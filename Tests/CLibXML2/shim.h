// SPDX-License-Identifier: Apache-2.0

// libxml2, for its compiler flags: CXMLSchema includes what it needs.
#include <libxml/xmlversion.h>
