/* SPDX-License-Identifier: MIT */
/*
 * A region is a stretch of addresses from whose front pieces are handed out,
 * each behind its size.  What is given back is only taken where it is the last
 * piece: that is often so, and all else goes when the document does.  What has
 * no room, and what is asked for outside of a document, is the C library's;
 * which of the two a piece is can be seen by its address.
 */
#include "lib/xml_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <glib.h>
#include <libxml/xmlmemory.h>

#define SIZE ((size_t)16 * 1024 * 1024)
#define KEPT ((size_t)1024 * 1024) /* of it between documents */
#define HEADER 16u		   /* before each piece; keeps it aligned */

struct region {
	char *start; /* NULL: there is none */
	size_t used;
	bool is_open;
};

static void region_free(void *region);

static _Thread_local struct region region;
static GPrivate at_exit = G_PRIVATE_INIT(region_free); /* of the thread */

static void region_free(void *data)
{
	struct region *own = data;

	munmap(own->start, SIZE);
	*own = (struct region){ 0 };
}

static bool is_in_region(const void *piece)
{
	uintptr_t start = (uintptr_t)region.start;

	return region.start && (uintptr_t)piece - start < SIZE;
}

static size_t size_of(const void *piece)
{
	size_t size;

	memcpy(&size, (const char *)piece - HEADER, sizeof(size));
	return size;
}

/* What a piece of that many bytes takes up, or SIZE where that is too much. */
static size_t rounded(size_t size)
{
	return size < SIZE ? (size + HEADER - 1) / HEADER * HEADER : SIZE;
}

static bool is_last(const void *piece)
{
	return (const char *)piece + size_of(piece) ==
	       region.start + region.used;
}

static void *take(size_t wanted)
{
	size_t size = rounded(wanted);
	char *piece;

	if (!region.is_open || size + HEADER > SIZE - region.used)
		return malloc(wanted);
	piece = region.start + region.used + HEADER;
	memcpy(piece - HEADER, &size, sizeof(size));
	region.used += HEADER + size;
	return piece;
}

static void give_back(void *piece)
{
	if (!is_in_region(piece))
		free(piece);
	else if (is_last(piece))
		region.used -= HEADER + size_of(piece);
}

static void *resize(void *piece, size_t wanted)
{
	size_t size;
	void *moved;

	if (!piece)
		return take(wanted);
	if (!is_in_region(piece))
		return realloc(piece, wanted);
	size = size_of(piece);
	if (wanted <= size)
		return piece;
	moved = take(wanted);
	if (moved)
		memcpy(moved, piece, size);
	return moved;
}

static char *copy(const char *text)
{
	size_t size = strlen(text) + 1;
	char *piece = take(size);

	return piece ? memcpy(piece, text, size) : NULL;
}

void xml_memory_init(void)
{
	xmlMemSetup(give_back, take, resize, copy);
}

void xml_memory_enter(void)
{
	void *start;

	if (!region.start) {
		start = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
			     0);
		if (start == MAP_FAILED)
			return;
		region.start = start;
		g_private_set(&at_exit, &region);
	}
	region.is_open = true;
}

bool xml_memory_leave(void)
{
	bool was_open = region.is_open;

	region.is_open = false;
	return was_open;
}

void xml_memory_empty(void)
{
	xml_memory_leave();
	if (region.used > KEPT)
		madvise(region.start + KEPT, region.used - KEPT, MADV_DONTNEED);
	region.used = 0;
}
