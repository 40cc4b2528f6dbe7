/* SPDX-License-Identifier: MIT */
/* Files as people write them, and what a change makes of them, byte by byte. */
#include "lib/record_edit.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/record_field.h"
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

/* Sets one field and compares all bytes. */
static void check_set(const char *before, const char *path, const char *value,
		      const char *after)
{
	g_autoptr(RecordEdit) edit = edit_of(before);
	g_autoptr(GError) error = NULL;

	record_field_set(edit, path, value, &error);
	g_assert_no_error(error);
	check_bytes(edit, after);
}

static void check_unset(const char *before, const char *path, const char *after)
{
	g_autoptr(RecordEdit) edit = edit_of(before);
	g_autoptr(GError) error = NULL;

	record_field_unset(edit, path, &error);
	g_assert_no_error(error);
	check_bytes(edit, after);
}

static void check_refused(const char *before, const char *path,
			  const char *value, const char *message)
{
	g_autoptr(RecordEdit) edit = edit_of(before);
	g_autoptr(GError) error = NULL;

	g_assert_false(record_field_set(edit, path, value, &error));
	g_assert_cmpstr(error->message, ==, message);
	check_bytes(edit, before);
}

#define NS "xmlns='urn:gatehouse:1'"

/* A record as people write them. */
static const char agreement[] =
	"<?xml version='1.0'?>\n"
	"<!-- kept by hand -->\n"
	"<agreement xmlns=\"urn:gatehouse:1\"\n"
	"  id='a-b' version=\"1\"  >\n"
	"  <title>A &amp; B</title> <!-- as signed -->\n"
	"  <status>draft</status>\n"
	"  <party ref=\"one\"><role>controller</role></party>\n"
	"  <party ref='two' />\n"
	"  <start evidence='not-stated'/>\n"
	"  <!-- flows follow -->\n"
	"  <flow id=\"x\">\n"
	"    <thirdPartyRule>\n"
	"      Some words.\n"
	"    </thirdPartyRule>\n"
	"  </flow>\n"
	"</agreement>\n";

/* The agreement with one piece in place of another. */
static char *with(const char *old, const char *new)
{
	g_auto(GStrv) parts = g_strsplit(agreement, old, 2);

	g_assert_cmpuint(g_strv_length(parts), ==, 2);
	return g_strjoinv(new, parts);
}

static void check_swap(const char *path, const char *value, const char *old,
		       const char *new)
{
	g_autofree char *after = with(old, new);

	check_set(agreement, path, value, after);
}

static void a_text_is_replaced_and_nothing_else(void)
{
	check_swap("title", "C < D", "A &amp; B", "C &lt; D");
	check_swap("agreement.title", "C", "A &amp; B", "C");
	check_swap("flow[x].thirdPartyRule", "Other words.", "Some words.",
		   "Other words.");
	check_swap("flow[x].thirdPartyRule", "One.\n\n  * two", "Some words.",
		   "One.\n\n        * two");
}

static void an_attribute_keeps_its_quotes(void)
{
	check_swap("party[one]@ref", "it's", "\"one\"", "\"it's\"");
	check_swap("party[two].ref", "it's", "'two'", "'it&apos;s'");
	check_swap("@publication", "internal", "version=\"1\"  >",
		   "version=\"1\" publication=\"internal\"  >");
	check_swap("title@locator", "p. 1", "<title>",
		   "<title locator=\"p. 1\">");
	check_swap("party[two]@locator", "p. 1", "'two' />",
		   "'two' locator=\"p. 1\" />");
	check_swap("party[two]@ref", "", " ref='two' />", " />");
}

static void what_gets_a_value_is_no_longer_not_stated(void)
{
	check_swap("start", "2026-01-01", "<start evidence='not-stated'/>",
		   "<start>2026-01-01</start>");
	check_swap("title", "", "<title>A &amp; B</title>",
		   "<title evidence=\"not-stated\"></title>");
	check_set("<source " NS " id='s' version='1'><title>t</title>"
		  "<review evidence='not-stated'/></source>",
		  "review.next", "2026-01-01",
		  "<source " NS " id='s' version='1'><title>t</title>"
		  "<review><next>2026-01-01</next></review></source>");
	check_set("<agreement " NS " id='s' version='1'><title>t</title>"
		  "<owner evidence='not-stated' locator='p'/></agreement>",
		  "owner.ref", "one",
		  "<agreement " NS " id='s' version='1'><title>t</title>"
		  "<owner locator='p' ref=\"one\"/></agreement>");
}

static void a_new_element_goes_where_the_schema_wants_it(void)
{
	check_swap("summary", "S", " <!-- as signed -->\n",
		   " <!-- as signed -->\n  <summary>S</summary>\n");
	check_swap("end", "2027-01-01", "<start evidence='not-stated'/>\n",
		   "<start evidence='not-stated'/>\n"
		   "  <end>2027-01-01</end>\n");
	check_swap("party[three].role", "controller", "<party ref='two' />\n",
		   "<party ref='two' />\n  <party ref=\"three\">\n"
		   "    <role>controller</role>\n  </party>\n");
	check_swap("note[1]", "N", " <!-- as signed -->\n",
		   " <!-- as signed -->\n  <note>N</note>\n");
	check_swap("flow[x].retention.until", "2027-01-01",
		   "  <flow id=\"x\">\n",
		   "  <flow id=\"x\">\n    <retention>\n"
		   "      <until>2027-01-01</until>\n    </retention>\n");
}

static void a_new_element_goes_to_the_comment_that_shows_it(void)
{
	check_set("<source " NS " id='s' version='1'>\n"
		  "\t<title>t</title>\n"
		  "\t<!-- Summary. -->\n"
		  "\t<!-- <summary></summary> -->\n"
		  "\t<!-- <owner ref=''/> -->\n"
		  "\t<!-- the end -->\n"
		  "</source>\n",
		  "owner", "Clerk",
		  "<source " NS " id='s' version='1'>\n"
		  "\t<title>t</title>\n"
		  "\t<!-- Summary. -->\n"
		  "\t<!-- <summary></summary> -->\n"
		  "\t<!-- <owner ref=''/> -->\n"
		  "\t<owner>Clerk</owner>\n"
		  "\t<!-- the end -->\n"
		  "</source>\n");
}

static void styles_of_the_file_are_kept(void)
{
	check_set("<g:source xmlns:g='urn:gatehouse:1' id='s' version='1'>\r\n"
		  "\t<g:title>t</g:title>\r\n"
		  "</g:source>",
		  "summary", "a\nb",
		  "<g:source xmlns:g='urn:gatehouse:1' id='s' version='1'>\r\n"
		  "\t<g:title>t</g:title>\r\n"
		  "\t<g:summary>\r\n\t\ta\r\n\t\tb\r\n\t</g:summary>\r\n"
		  "</g:source>");
	check_set("<source " NS " id='s' version='1'>"
		  "<title><!-- a -->t<!-- b -->u<!-- c --></title></source>",
		  "title", "x",
		  "<source " NS " id='s' version='1'>"
		  "<title><!-- a -->x<!-- b --><!-- c --></title></source>");
	check_set("<source " NS " id='s' version='1'>"
		  "<title><![CDATA[<!-- no comment -->]]></title></source>",
		  "title", "x",
		  "<source " NS " id='s' version='1'>"
		  "<title>x</title></source>");
	check_set("<source " NS " id='s' version='1'/>", "title", "x",
		  "<source " NS " id='s' version='1'>\n"
		  "  <title>x</title>\n</source>");
}

static void what_is_removed_takes_its_line_along(void)
{
	g_autofree char *no_party = with("  <party ref='two' />\n", "");
	g_autofree char *no_title = with("<title>A &amp; B</title>", "");
	g_autofree char *no_attr = with(" version=\"1\"", "");

	check_unset(agreement, "party[two]", no_party);
	check_unset(agreement, "party[2]", no_party);
	check_unset(agreement, "title", no_title);
	check_unset(agreement, "@version", no_attr);
	check_unset("<source " NS " id='s' version='1'>\n"
		    "  <title>t</title>\n"
		    "  <review>\n    <next>2026-01-01</next>\n  </review>\n"
		    "</source>\n",
		    "review.next",
		    "<source " NS " id='s' version='1'>\n"
		    "  <title>t</title>\n</source>\n");
}

static void slips_are_told_with_what_would_be_right(void)
{
	g_autoptr(RecordEdit) edit = edit_of(agreement);
	g_autoptr(GError) error = NULL;

	check_refused(agreement, "titel", "x",
		      "'agreement' has no field 'titel'; did you mean "
		      "'title'?");
	check_refused(agreement, "flow[x].retention.untill", "x",
		      "'retention' has no field 'untill'; did you mean "
		      "'until'?");
	check_refused(agreement, "party.role", "x",
		      "there are several 'party'; say which: party[one], "
		      "party[two]");
	check_refused(agreement, "title[1]", "x",
		      "there can be only one 'title'; leave out [1]");
	check_refused(agreement, "note[3]", "x",
		      "there is no note[3]; the next that can be added is "
		      "note[1]");
	check_refused(agreement, "flow[x]", "x",
		      "'flow' holds other fields and no text of its own");
	check_refused(agreement, "processorContract.document", "x",
		      "there is no 'processorContract' yet; say which to add: "
		      "processorContract[ref]");
	check_refused(agreement, "title", "\x01",
		      "the value holds a character that XML cannot hold");
	check_refused(agreement, "title", "\xff",
		      "the value is not valid UTF-8");
	g_assert_false(record_field_unset(edit, "end", &error));
	g_assert_cmpstr(error->message, ==, "the record has no 'end'");
}

static void a_failed_change_leaves_no_trace(void)
{
	check_refused(agreement, "destruction[1].method", "\x01",
		      "the value holds a character that XML cannot hold");
}

static void what_is_no_record_is_refused(void)
{
	static const char *const texts[] = {
		"",
		"<a>",
		"<!DOCTYPE a><a/>",
		"<unknown " NS "/>",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(record_edit_new(library, "x.xml", texts[i],
					      strlen(texts[i]), &error));
		g_assert_true(g_str_has_prefix(error->message, "x.xml"));
	}
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	xml_init();
	library = library_new(NULL, NULL, NULL);
	g_assert_nonnull(library);
#define TEST(name) g_test_add_func("/record-edit/" #name, name)
	TEST(a_text_is_replaced_and_nothing_else);
	TEST(an_attribute_keeps_its_quotes);
	TEST(what_gets_a_value_is_no_longer_not_stated);
	TEST(a_new_element_goes_where_the_schema_wants_it);
	TEST(a_new_element_goes_to_the_comment_that_shows_it);
	TEST(styles_of_the_file_are_kept);
	TEST(what_is_removed_takes_its_line_along);
	TEST(slips_are_told_with_what_would_be_right);
	TEST(a_failed_change_leaves_no_trace);
	TEST(what_is_no_record_is_refused);
	status = g_test_run();
	library_free(library);
	return status;
}
