/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_XML_MEMORY_H
#define GATEHOUSE_XML_MEMORY_H

#include <stdbool.h>

/*
 * Private to xml.c: libxml2's memory.  It takes some thousand small pieces for
 * a record and gives each back; between enter and leave they come from a
 * region of the thread's own instead, which is taken back as a whole.
 */

/* Before libxml2 is used at all, from the main thread. */
void xml_memory_init(void);

/* From now on, in this thread, what libxml2 asks for comes from the region. */
void xml_memory_enter(void);

/*
 * From now on it does not; what it has stays.  Returns whether it did before:
 * for who has to make something that outlives the region, and enters again.
 */
bool xml_memory_leave(void);

/* Leaves, and takes back the region: nothing that is in it is used any more. */
void xml_memory_empty(void);

#endif
