/* SPDX-License-Identifier: MIT */
/*
 * Records of files that were read before: nothing is unpacked until it is asked
 * for, whoever asks gets what reading would have given, and what changes around
 * such records is noticed.
 */
#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/registers_private.h"
#include "lib/seen.h"
#include "tests/unit/folder_fixture.h"

#define SETTLE (2100 * 1000) /* microseconds after which a stamp counts */
#define NS \
	"xmlns='urn:gatehouse:1' version='1' evidence='stated' source='project-note'"
#define MOOT "codes/organisation-type.xml"

static struct library *library;

/* One reading of the folder, with what is known of it (NULL: nothing). */
struct reading {
	struct seen *seen;
	struct diags *diags;
	struct registers *registers;
};

static struct reading begin_reading(bool is_known)
{
	const char *dir = folder_fixture_path();
	struct reading reading = {
		.seen = is_known ? seen_open(library, dir) : NULL,
		.diags = diags_new(),
	};
	struct files *files = files_read_changed(
		dir, library->folders, reading.seen, reading.diags, NULL);

	/* As comparing with HEAD would; any id does here. */
	for (size_t i = 0; i < files_len(files); i++) {
		const struct file *file = files_get(files, i);
		struct repo_id id = { { (uint8_t)file->len, 1 } };

		if (!file->has_id)
			files_set_id(files, i, &id);
	}
	reading.registers = registers_load(library, files, reading.diags, NULL);
	g_assert_nonnull(reading.registers);
	return reading;
}

static void end_reading(struct reading *reading)
{
	if (reading->seen) {
		registers_note(reading->registers, reading->seen);
		seen_store(reading->seen);
	}
	registers_free(reading->registers);
	seen_free(reading->seen);
	diags_free(reading->diags);
}

static size_t count_kept(const struct registers *registers)
{
	size_t n = 0;

	for (size_t i = 0; i < registers->n_records; i++)
		n += registers_kept_file(registers, i) != NULL;
	return n;
}

static char *findings_of(const struct reading *reading)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < diags_len(reading->diags); i++) {
		const struct diag *diag = diags_get(reading->diags, i);

		g_string_append_printf(text, "%s:%u %s %s\n", diag->path,
				       diag->line, diag->rule, diag->message);
	}
	return g_string_free(text, FALSE);
}

/*
 * What loading finds, which with what is known is the same as without; n_kept
 * records are not read.
 */
static char *load_both(size_t n_kept)
{
	struct reading without = begin_reading(false);
	struct reading with = begin_reading(true);
	g_autofree char *plain = findings_of(&without);
	char *found = findings_of(&with);

	g_assert_cmpstr(found, ==, plain);
	g_assert_cmpuint(count_kept(with.registers), ==, n_kept);
	end_reading(&without);
	end_reading(&with);
	return found;
}

static void expect(size_t n_kept, const char *what)
{
	g_autofree char *found = load_both(n_kept);

	if (!strstr(found, what))
		g_error("'%s' does not say '%s'", found, what);
	if (!*what)
		g_assert_cmpstr(found, ==, "");
}

static void remove_file(const char *path)
{
	g_autofree char *full = folder_fixture_at(path);

	g_assert_cmpint(g_remove(full), ==, 0);
}

static void write_example(void)
{
	g_auto(GStrv) paths = assets_list(library->assets, "registers");

	for (char **path = paths; *path; path++) {
		const char *rest = *path + strlen("registers/");
		g_autoptr(GBytes) bytes =
			assets_load(library->assets, *path, NULL);
		g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL),
						  g_bytes_get_size(bytes));

		if (!g_str_has_prefix(rest, "history"))
			folder_fixture_write(rest, text);
	}
	folder_fixture_write(
		MOOT, "<codeList xmlns='urn:gatehouse:1' "
		      "id='organisation-type'><title>T</title>"
		      "<code id='moot' validTo='2030-01-01'><label>Moot</label>"
		      "<meaning>M</meaning></code></codeList>");
	folder_fixture_write("organisations/fen-moot.xml",
			     "<organisation " NS " id='fen-moot'><name>F</name>"
			     "<type>moot</type></organisation>");
}

/* How many records there are; all of them are kept. */
static size_t count_all(void)
{
	struct reading reading = begin_reading(true);
	size_t n = registers_len(reading.registers);

	g_assert_cmpuint(n, >, 100);
	g_assert_cmpuint(count_kept(reading.registers), ==, n);
	end_reading(&reading);
	return n;
}

static void nothing_is_unpacked_until_it_is_asked_for(void)
{
	struct reading reading = begin_reading(true);
	struct registers *registers = reading.registers;
	size_t all = registers_len(registers);
	const struct record *record;
	size_t n;

	g_assert_cmpuint(registers_n_packed(registers), ==, all);
	for (size_t i = 0; i < all; i++) {
		record = registers_listed(registers, i);
		g_assert_null(record->root);
		g_assert_true(record->is_valid);
		g_assert_true(*record->title != '\0');
	}
	g_assert_true(registers_has_kind(registers, "agreement"));
	g_assert_cmpuint(registers_n_packed(registers), ==, all);
	record = registers_find(registers, "fen-moot");
	g_assert_cmpstr(record->root->name, ==, "organisation");
	g_assert_true(record->has_dated_code);
	g_assert_cmpstr(record->title, ==, "F");
	g_assert_cmpuint(registers_n_packed(registers), ==, all - 1);
	registers_of_kind(registers, "programme", &n);
	g_assert_cmpuint(registers_n_packed(registers), ==, all - 1 - n);
	registers_references(registers, &n);
	g_assert_cmpuint(registers_n_packed(registers), ==, 0);
	end_reading(&reading);
}

/* Only those that are of the kind that is asked for. */
static void who_asks_for_referrers_gets_their_trees(void)
{
	struct reading reading = begin_reading(true);
	struct registers *registers = reading.registers;
	const struct record *record = NULL;
	const struct reference *const *from;
	size_t n, all = registers_len(registers);

	for (size_t i = 0; i < all; i++) {
		if (strcmp(registers_listed(registers, i)->id,
			   "oldham-council") == 0)
			record = registers_listed(registers, i);
	}
	from = registers_referrers_of_kind(registers, record, "agreement", &n);
	g_assert_cmpuint(n, >, 0);
	for (size_t i = 0; i < n; i++) {
		g_assert_cmpstr(from[i]->from->root->name, ==, "agreement");
		g_assert_true(node_root(from[i]->node) == from[i]->from->root);
		g_assert_true(from[i]->to_node == record->root);
	}
	registers_referrers_of_kind(registers, record, "waiver", &n);
	g_assert_cmpuint(n, ==, 0);
	g_assert_cmpuint(registers_n_packed(registers), >, all / 2);
	from = registers_referrers(registers, record, &n);
	for (size_t i = 0; i < n; i++)
		g_assert_nonnull(from[i]->from->root);
	end_reading(&reading);
}

static unsigned line_of(const struct node *node)
{
	return node ? node->line : 0;
}

static void assert_same_tree(const struct node *a, const struct node *b)
{
	g_assert_cmpstr(a->name, ==, b->name);
	g_assert_cmpstr(a->text, ==, b->text);
	g_assert_cmpuint(a->line, ==, b->line);
	g_assert_cmpuint(a->n_attrs, ==, b->n_attrs);
	g_assert_cmpuint(a->number, ==, b->number);
	g_assert_cmpint(a->is_noted, ==, b->is_noted);
	g_assert_cmpint(a->is_stated, ==, b->is_stated);
	g_assert_cmpint(a->is_day, ==, b->is_day);
	g_assert_cmpint(a->is_target, ==, b->is_target);
	a = a->child;
	b = b->child;
	for (; a && b; a = a->next, b = b->next)
		assert_same_tree(a, b);
	g_assert_true(!a && !b);
}

static void what_is_unpacked_is_what_would_be_read(void)
{
	struct reading with = begin_reading(true);
	struct reading without = begin_reading(false);
	const struct reference *a, *b;
	size_t n, n_without;

	for (size_t i = 0; i < registers_len(with.registers); i++) {
		const struct record *x = registers_get(with.registers, i);
		const struct record *y = registers_get(without.registers, i);

		g_assert_cmpstr(x->path, ==, y->path);
		g_assert_cmpstr(x->title, ==, y->title);
		g_assert_cmpint(x->publication, ==, y->publication);
		g_assert_cmpint(x->has_dated_code, ==, y->has_dated_code);
		assert_same_tree(x->root, y->root);
	}
	a = registers_references(with.registers, &n);
	b = registers_references(without.registers, &n_without);
	g_assert_cmpuint(n, ==, n_without);
	for (size_t i = 0; i < n; i++) {
		g_assert_cmpstr(a[i].from->id, ==, b[i].from->id);
		g_assert_cmpstr(a[i].target, ==, b[i].target);
		g_assert_cmpstr(a[i].to->id, ==, b[i].to->id);
		g_assert_cmpuint(line_of(a[i].node), ==, line_of(b[i].node));
		g_assert_cmpuint(line_of(a[i].to_node), ==,
				 line_of(b[i].to_node));
	}
	end_reading(&with);
	end_reading(&without);
}

/* Asks for everything, from the front or from the back. */
struct asker {
	const struct registers *registers;
	bool is_backward;
	size_t sum;
};

static void *ask(void *data)
{
	struct asker *asker = data;
	const struct registers *registers = asker->registers;
	size_t n = registers_len(registers);

	for (size_t i = 0; i < n; i++) {
		const struct record *record = registers_get(
			registers, asker->is_backward ? n - 1 - i : i);
		size_t n_from;
		const struct reference *const *from =
			registers_referrers(registers, record, &n_from);

		for (const struct node *node = record->root; node;
		     node = node_walk(node, record->root))
			asker->sum += node->line + node->number;
		for (size_t j = 0; j < n_from; j++)
			asker->sum += from[j]->node->line +
				      from[j]->to_node->line +
				      from[j]->from->root->line;
	}
	return NULL;
}

static void two_threads_may_ask_at_once(void)
{
	struct reading without = begin_reading(false);
	struct asker plain = { .registers = without.registers };

	ask(&plain);
	end_reading(&without);
	for (unsigned i = 0; i < 20; i++) {
		struct reading with = begin_reading(true);
		struct asker there = { .registers = with.registers };
		struct asker back = { with.registers, true, 0 };
		GThread *thread = g_thread_new("back", ask, &back);

		ask(&there);
		g_thread_join(thread);
		g_assert_cmpuint(there.sum, ==, plain.sum);
		g_assert_cmpuint(back.sum, ==, plain.sum);
		g_assert_cmpuint(registers_n_packed(with.registers), ==, 0);
		end_reading(&with);
	}
}

/* The records that these edits speak of are known all the time. */
static void what_changes_around_a_record_is_noticed(size_t all)
{
	g_autofree char *dfe = folder_fixture_read("organisations/dfe.xml");
	g_autofree char *moot = folder_fixture_read(MOOT);

	remove_file("organisations/dfe.xml");
	expect(all - 1, "refers to 'dfe', but there is no such record");
	folder_fixture_write("sources/dfe.xml",
			     "<source " NS
			     " id='dfe'><title>D</title></source>");
	expect(all - 1, "refers to 'dfe', which is a record of kind 'source'");
	remove_file("sources/dfe.xml");
	folder_fixture_write("organisations/dfe.xml", dfe);
	folder_fixture_write("organisations/too/fen-moot.xml",
			     "<organisation " NS " id='fen-moot'><name>F</name>"
			     "<type>other</type></organisation>");
	expect(all - 1, "id 'fen-moot' is used already");
	remove_file("organisations/too/fen-moot.xml");
	folder_fixture_write("organisations/new.xml",
			     "<organisation " NS
			     " id='new' formerId='fen-moot'>"
			     "<name>F</name><type>other</type></organisation>");
	expect(all - 1, "id 'fen-moot' was that of 'new' before");
	remove_file("organisations/new.xml");
	remove_file(MOOT);
	expect(0, "organisations/fen-moot.xml:1 REG-02 unknown code 'moot'");
	/* What has a fault is read again; the others are kept once more. */
	expect(all - 2, "unknown code 'moot'");
	folder_fixture_write(MOOT, moot);
	expect(0, "");
}

static void all(void)
{
	g_autofree char *place = g_dir_make_tmp("kept-XXXXXX", NULL);
	const char *const argv[] = { "rm", "-rf", place, NULL };

	g_setenv("GATEHOUSE_CACHE", place, TRUE);
	write_example();
	g_usleep(SETTLE);
	expect(0, "");
	nothing_is_unpacked_until_it_is_asked_for();
	who_asks_for_referrers_gets_their_trees();
	what_is_unpacked_is_what_would_be_read();
	two_threads_may_ask_at_once();
	what_changes_around_a_record_is_noticed(count_all());
	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL,
				   G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
				   NULL, NULL));
}

int main(int argc, char **argv)
{
	/* Waiting until files have settled is what takes time. */
	static const struct folder_fixture test = { "/registers_kept/all",
						    all };
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	g_test_add_data_func(test.name, &test, folder_fixture_run);
	status = g_test_run();
	library_free(library);
	return status;
}
