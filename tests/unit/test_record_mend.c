/* SPDX-License-Identifier: MIT */
/* References follow a record; a copy has no past. */
#include "lib/record_mend.h"

#include <string.h>

#include "lib/record_edit.h"
#include "lib/registers.h"
#include "lib/xml.h"

static struct library *library;

static struct record_edit *edit_of(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct record_edit *edit =
		record_edit_new(library, "x.xml", text, strlen(text), &error);

	g_assert_no_error(error);
	return edit;
}

static void check_bytes(const struct record_edit *edit, const char *expected)
{
	g_autoptr(GBytes) bytes = record_edit_bytes(edit);
	g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL),
					  g_bytes_get_size(bytes));

	g_assert_cmpstr(text, ==, expected);
}

#define HEAD "<agreement xmlns='urn:gatehouse:1' id='"

static void references_to_it_and_its_parts_are_mended(void)
{
	g_autoptr(RecordEdit) edit = edit_of(
		HEAD
		"fen' version='1' source='old'>\n"
		"  <title locator='old'>old</title><!-- ref=\"old\" -->\n"
		"  <parent ref=\"old\">old</parent>\n"
		"  <party ref='old-two'><role>controller</role></party>\n"
		"  <legal><sch1 policyDocument='old#apd'>x</sch1></legal>\n"
		"</agreement>\n");
	g_autoptr(GError) error = NULL;
	size_t n;

	record_mend_references(edit, "old", "new-one", &n, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(n, ==, 3);
	check_bytes(edit,
		    HEAD "fen' version='1' source='new-one'>\n"
			 "  <title locator='old'>old</title>"
			 "<!-- ref=\"old\" -->\n"
			 "  <parent ref=\"new-one\">old</parent>\n"
			 "  <party ref='old-two'><role>controller</role>"
			 "</party>\n"
			 "  <legal><sch1 policyDocument='new-one#apd'>x</sch1>"
			 "</legal>\n"
			 "</agreement>\n");
}

static void a_copy_has_no_dates_signatures_or_former_id(void)
{
	g_autoptr(RecordEdit) edit = edit_of(
		HEAD "old' version='7' formerId='older'>\n"
		     "  <title>T</title>\n"
		     "  <review>\n"
		     "    <next>2026-01-01</next>\n"
		     "    <lastOutcome>kept</lastOutcome>\n"
		     "  </review>\n"
		     "  <status>active</status>\n"
		     "  <parent ref='old#x'/>\n"
		     "  <party ref='p'>\n"
		     "    <role>controller</role>\n"
		     "    <signature><status>signed</status></signature>\n"
		     "  </party>\n"
		     "  <start>2025-01-01</start>\n"
		     "  <!-- kept -->\n"
		     "</agreement>\n");
	g_autoptr(GError) error = NULL;

	record_mend_copy(edit, "new-one", &error);
	g_assert_no_error(error);
	check_bytes(edit, HEAD "new-one' version='1'>\n"
			       "  <title>T</title>\n"
			       "  <status>active</status>\n"
			       "  <parent ref='new-one#x'/>\n"
			       "  <party ref='p'>\n"
			       "    <role>controller</role>\n"
			       "  </party>\n"
			       "  <!-- kept -->\n"
			       "</agreement>\n");
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	xml_init();
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
#define TEST(name) g_test_add_func("/record-mend/" #name, name)
	TEST(references_to_it_and_its_parts_are_mended);
	TEST(a_copy_has_no_dates_signatures_or_former_id);
	status = g_test_run();
	library_free(library);
	return status;
}
