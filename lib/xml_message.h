/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_MESSAGE_H
#define GATEHOUSE_XML_MESSAGE_H

/*
 * Messages of the XML library in the words of this program: lower case, no
 * full stop, no namespaces.  Owned by the caller.
 */

/* Of a parser error, for example "tag 'a' is not closed". */
char *xml_message_syntax(const char *message);

/* Of a schema error, with what would be right where that can be said. */
char *xml_message_schema(const char *message);

#endif
