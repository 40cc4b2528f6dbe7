/* SPDX-License-Identifier: MIT */
/*
 * The memory that libxml2 is given, asked for as libxml2 does.
 */
#include "lib/xml_memory.h"

#include <string.h>

#include <glib.h>
#include <libxml/globals.h>
#include <libxml/xmlstring.h>

#define MANY 20000u
#define LARGE (12u * 1024 * 1024) /* two of them are more than the region */

static void pieces_do_not_overlap(void)
{
	unsigned char *pieces[200];

	xml_memory_enter();
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		pieces[i] = xmlMalloc(i);
		g_assert_cmpuint((guintptr)pieces[i] % 16, ==, 0);
		memset(pieces[i], (int)i, i);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		for (size_t j = 0; j < i; j++)
			g_assert_cmpuint(pieces[i][j], ==, i);
	}
	xml_memory_empty();
}

static void what_grows_keeps_its_bytes(void)
{
	char *first, *second;

	xml_memory_enter();
	first = (char *)xmlStrdup((const xmlChar *)"0123456789");
	xmlFree(first);
	first = xmlRealloc(NULL, 11);
	memcpy(first, "0123456789", 11);
	second = xmlMalloc(1);
	first = xmlRealloc(first, 100);
	g_assert_cmpstr(first, ==, "0123456789");
	g_assert_true(first != second);
	g_assert_true(xmlRealloc(first, 50) == first);
	xml_memory_empty();
}

static void the_last_piece_is_used_again(void)
{
	void *piece;

	xml_memory_enter();
	piece = xmlMalloc(100);
	xmlFree(piece);
	g_assert_true(xmlMalloc(100) == piece);
	xml_memory_empty();
	xml_memory_enter();
	g_assert_true(xmlMalloc(10) == piece);
	xml_memory_empty();
}

/* Leaks and wrong frees are for the sanitizers to find. */
static void what_has_no_room_is_the_librarys(void)
{
	char *large[3];

	xml_memory_enter();
	for (size_t i = 0; i < G_N_ELEMENTS(large); i++) {
		large[i] = xmlMalloc(LARGE);
		large[i][0] = large[i][LARGE - 1] = (char)i;
	}
	large[1] = xmlRealloc(large[1], LARGE + 1);
	for (size_t i = 0; i < G_N_ELEMENTS(large); i++) {
		g_assert_cmpint(large[i][LARGE - 1], ==, (char)i);
		xmlFree(large[i]);
	}
	xml_memory_empty();
}

static void what_outlives_the_region_is_not_in_it(void)
{
	char *before = xmlMalloc(10);
	char *between, *inside;

	strcpy(before, "before");
	xml_memory_enter();
	inside = xmlMalloc(10);
	g_assert_true(xml_memory_leave());
	g_assert_false(xml_memory_leave());
	between = (char *)xmlStrdup((const xmlChar *)"between");
	inside = xmlRealloc(inside, 1000);
	xml_memory_enter();
	before = xmlRealloc(before, 1000);
	xml_memory_empty();
	xml_memory_enter();
	memset(xmlMalloc(5000), 'x', 5000);
	g_assert_cmpstr(before, ==, "before");
	g_assert_cmpstr(between, ==, "between");
	xmlFree(before);
	xmlFree(between);
	xmlFree(inside);
	xml_memory_empty();
}

static void *use(void *unused G_GNUC_UNUSED)
{
	xml_memory_enter();
	for (unsigned i = 0; i < MANY; i++)
		memset(xmlMalloc(i % 100), 1, i % 100);
	xml_memory_empty();
	return NULL;
}

static void each_thread_has_its_own(void)
{
	GThread *threads[4];

	for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("use", use, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	xml_memory_init();
	g_test_add_func("/xml_memory/pieces do not overlap",
			pieces_do_not_overlap);
	g_test_add_func("/xml_memory/what grows keeps its bytes",
			what_grows_keeps_its_bytes);
	g_test_add_func("/xml_memory/the last piece is used again",
			the_last_piece_is_used_again);
	g_test_add_func("/xml_memory/what has no room is the library's",
			what_has_no_room_is_the_librarys);
	g_test_add_func("/xml_memory/what outlives the region is not in it",
			what_outlives_the_region_is_not_in_it);
	g_test_add_func("/xml_memory/each thread has its own",
			each_thread_has_its_own);
	return g_test_run();
}
