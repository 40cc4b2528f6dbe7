/* SPDX-License-Identifier: MIT */
/*
 * What an edition must not show is put everywhere the schema allows something,
 * in records that the schema itself dictates, and then looked for in all that
 * comes out.  So a new field is tested by being there.
 */
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/files.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/rulebook.h"
#include "lib/rules.h"
#include "lib/schema.h"
#include "site-gen/edition.h"
#include "site-gen/site.h"
#include "site-gen/withheld.h"

#define HIDDEN "canary-internal-body"
#define AS_OF "2026-11-22"

static struct library *library;

/* What references lead to: a hidden record, or one that all may see. */
static const char *target = HIDDEN;

/* What has been put where: how many canaries of each edition. */
static size_t n_canaries[EDITION_INTERNAL + 1];

static void canary(GString *xml, enum edition edition)
{
	n_canaries[edition]++;
	g_string_append_printf(xml, "canary-%s-%zu", edition_name(edition),
			       n_canaries[edition]);
}

/* A value for a field: a canary, a reference to what is hidden, or text. */
static void add_value(GString *xml, const struct field *field,
		      enum edition edition)
{
	if (edition != EDITION_PUBLIC)
		canary(xml, edition);
	else if (field->refs && field->type == FIELD_REF)
		g_string_append(xml, target);
	else
		g_string_append(xml, "shown");
}

static bool is_root_attr(const char *name)
{
	return strcmp(name, "id") == 0 || strcmp(name, "publication") == 0;
}

static void add_attrs(GString *xml, const struct field *field,
		      enum edition edition)
{
	for (size_t i = 0; i < field->n_attrs; i++) {
		const struct field *attr = &field->attrs[i];

		/* Not stated would hide a value before redaction does. */
		if (strcmp(attr->name, "evidence") == 0 ||
		    (!field->parent && is_root_attr(attr->name)))
			continue;
		g_string_append_printf(xml, " %s=\"", attr->name);
		add_value(xml, attr, MAX(edition, attr->edition));
		g_string_append_c(xml, '"');
	}
}

/* outer: the edition of what the field stands in. */
static void add_field(GString *xml, const struct field *field,
		      enum edition outer)
{
	enum edition edition = MAX(outer, field->edition);
	bool has_ref = field_attr(field, "ref") != NULL;

	g_string_append_printf(xml, "<%s", field->name);
	add_attrs(xml, field, edition);
	g_string_append_c(xml, '>');
	for (size_t i = 0; i < field->n_children; i++)
		add_field(xml, &field->children[i], edition);
	/* The wording of a reference goes where the reference goes. */
	if (field->n_children == 0 && has_ref && edition == EDITION_PUBLIC)
		g_string_append(xml, target);
	else if (field->n_children == 0)
		add_value(xml, field, edition);
	g_string_append_printf(xml, "</%s>\n", field->name);
}

static void add_file(struct files *files, const char *path, GString *xml)
{
	gsize len = xml->len;

	files_add(files, path,
		  g_bytes_new_take(g_string_free(xml, FALSE), len));
}

static GString *begin(const struct field *root, const char *attrs)
{
	GString *xml = g_string_new(NULL);

	g_string_append_printf(xml, "<%s xmlns=\"urn:gatehouse:1\" %s",
			       root->name, attrs);
	add_attrs(xml, root, EDITION_PUBLIC);
	g_string_append(xml, ">\n");
	return xml;
}

/* A record of the kind that holds all that its schema allows. */
static void add_full(struct files *files, const struct kind *kind)
{
	g_autofree char *attrs = g_strdup_printf("id=\"full-%s\"", kind->name);
	g_autofree char *path =
		kind->folder ? g_strdup_printf("%s/full-%s.xml", kind->folder,
					       kind->name)
			     : g_strdup("gatehouse.xml");
	GString *xml = begin(kind->root, kind->folder ? attrs : "");

	for (size_t i = 0; i < kind->root->n_children; i++)
		add_field(xml, &kind->root->children[i], EDITION_PUBLIC);
	g_string_append(xml, "<fieldOfLater>");
	canary(xml, EDITION_INTERNAL);
	g_string_append_printf(xml, "</fieldOfLater></%s>", kind->name);
	add_file(files, path, xml);
}

static struct registers *load(struct diags *diags)
{
	g_autoptr(GError) error = NULL;
	struct files *files = files_new();
	struct registers *registers;
	size_t n;
	const struct kind *kinds = schema_kinds(library->schema, &n);

	memset(n_canaries, 0, sizeof(n_canaries));
	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder || strcmp(kinds[i].name, "settings") == 0)
			add_full(files, &kinds[i]);
	}
	add_file(files, "organisations/" HIDDEN ".xml",
		 g_string_new("<organisation xmlns=\"urn:gatehouse:1\" "
			      "id=\"" HIDDEN "\" version=\"1\" "
			      "publication=\"internal\"><name>" HIDDEN
			      "</name><type>council</type></organisation>"));
	files_sort(files);
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	return registers;
}

static size_t count_in_tree(const struct node *root, const char *needle)
{
	size_t n = 0;

	for (const struct node *at = root; at; at = node_walk(at, root)) {
		n += strstr(at->text, needle) != NULL;
		for (unsigned i = 0; i < at->n_attrs; i++)
			n += strstr(at->attrs[i].value, needle) != NULL;
	}
	return n;
}

static size_t count(const struct registers *registers, const char *needle)
{
	size_t n = count_in_tree(registers_settings(registers), needle);

	for (size_t i = 0; i < registers_len(registers); i++) {
		const struct record *record = registers_get(registers, i);

		n += count_in_tree(record->root, needle);
		n += strstr(record->title, needle) != NULL;
		n += strstr(record->id, needle) != NULL;
	}
	return n;
}

static void public_edition_holds_only_what_is_public(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) all = load(diags);
	g_autoptr(Registers) visible = edition_registers(all, EDITION_PUBLIC);

	g_assert_cmpuint(n_canaries[EDITION_INTERNAL], >, 10);
	g_assert_cmpuint(n_canaries[EDITION_PARTNER], >, 2);
	g_assert_cmpuint(count(all, "canary"), >, 100);
	g_assert_cmpuint(count(visible, "canary"), ==, 0);
	g_assert_cmpuint(registers_len(visible), ==, registers_len(all) - 1);
}

static void fields_are_hidden_where_references_are_not(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) all = NULL;
	g_autoptr(Registers) visible = NULL;
	g_autoptr(Registers) partner = NULL;
	size_t n;

	target = "full-organisation";
	all = load(diags);
	target = HIDDEN;
	visible = edition_registers(all, EDITION_PUBLIC);
	g_assert_cmpuint(count(visible, "canary"), ==, 0);
	registers_references(visible, &n);
	g_assert_cmpuint(n, >, 20);
	partner = edition_registers(all, EDITION_PARTNER);
	g_assert_cmpuint(count(partner, "canary-internal"), ==, 0);
	g_assert_cmpuint(count(partner, "canary-partner"), >, 3);
}

static void partner_edition_adds_what_partners_may_see(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) all = load(diags);
	g_autoptr(Registers) visible = edition_registers(all, EDITION_PARTNER);

	g_assert_cmpuint(count(visible, "canary-internal"), ==, 0);
	g_assert_cmpuint(count(visible, "canary-partner"), >, 0);
	g_assert_cmpuint(n_canaries[EDITION_PARTNER], >, 0);
}

static void internal_edition_leaves_nothing_out(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) all = load(diags);
	g_autoptr(Registers) visible = edition_registers(all, EDITION_INTERNAL);

	g_assert_cmpuint(count(visible, "canary"), ==, count(all, "canary"));
	g_assert_cmpuint(registers_len(visible), ==, registers_len(all));
}

static void no_reference_leads_to_a_hidden_record(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) all = load(diags);
	g_autoptr(Registers) visible = edition_registers(all, EDITION_PUBLIC);
	size_t n;

	registers_references(all, &n);
	g_assert_cmpuint(n, >, 20);
	registers_references(visible, &n);
	g_assert_cmpuint(n, ==, 0);
	g_assert_null(registers_find(visible, HIDDEN));
}

/* Asserts that no file below dir holds the word; counts the files. */
static size_t search_files(const char *dir, const char *word)
{
	g_autoptr(GDir) entries = g_dir_open(dir, 0, NULL);
	const char *name;
	size_t n = 0;

	while ((name = g_dir_read_name(entries))) {
		g_autofree char *path = g_build_filename(dir, name, NULL);
		g_autofree char *text = NULL;
		gsize len;

		if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
			n += search_files(path, word);
			g_rmdir(path);
			continue;
		}
		g_assert_true(g_file_get_contents(path, &text, &len, NULL));
		if (strstr(text, word))
			g_error("'%s' is in %s", word, path);
		g_assert_cmpint(g_remove(path), ==, 0);
		n++;
	}
	return n;
}

static void pages_of_the_public_edition_hold_no_canary(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) all = load(diags);
	g_autoptr(Rulebook) rulebook = rulebook_new(library->assets, &error);
	g_autoptr(RuleRun) run = NULL;
	g_autofree char *dir = g_dir_make_tmp("edition-XXXXXX", &error);
	g_autofree char *out = g_build_filename(dir, "site", NULL);
	struct site_result result;
	struct site_request request = {
		.registers = all,
		.rulebook = rulebook,
		.diags = diags,
		.as_of = date_parse(AS_OF),
		.edition = EDITION_PUBLIC,
		.out = out,
	};

	run = rules_check(all, rulebook, request.as_of, diags);
	request.run = run;
	g_assert_cmpuint(diags_len(diags), >, 20);
	site_build(&request, &result, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(search_files(out, "canary"), ==, result.n_files);
	g_rmdir(out);
	g_rmdir(dir);
}

/* A version of a record in history. */
static struct node *version(struct arena *arena, struct attr *publication)
{
	const struct kind *kind = schema_kind(library->schema, "organisation");
	struct node *root = arena_alloc(arena, sizeof(*root));
	struct node *note = arena_alloc(arena, sizeof(*note));

	root->name = kind->name;
	root->text = "";
	root->field = kind->root;
	root->child = note;
	root->attrs = publication;
	root->n_attrs = publication ? 1 : 0;
	note->name = "note";
	note->text = "canary";
	note->field = field_child(kind->root, "note");
	note->parent = root;
	return root;
}

static void version_is_shown_by_its_own_publication(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) all = load(diags);
	g_autoptr(Registers) visible = edition_registers(all, EDITION_PUBLIC);
	g_autoptr(Arena) arena = arena_new();
	struct attr attr = { .name = "publication", .value = "partner" };
	const struct node *tree = version(arena, &attr);

	g_assert_null(edition_tree(visible, EDITION_PUBLIC, arena, tree));
	g_assert_nonnull(edition_tree(visible, EDITION_PARTNER, arena, tree));
	attr.value = "of a later schema";
	g_assert_null(edition_tree(visible, EDITION_PARTNER, arena, tree));
	g_assert_true(edition_tree(visible, EDITION_INTERNAL, arena, tree) ==
		      tree);
	tree = edition_tree(visible, EDITION_PUBLIC, arena,
			    version(arena, NULL));
	g_assert_nonnull(tree);
	g_assert_null(tree->child);
	g_assert_null(edition_tree(visible, EDITION_PUBLIC, arena, NULL));
}

static void message_is_shown_when_it_quotes_only_what_is_visible(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) words = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(Rulebook) rulebook = rulebook_new(library->assets, &error);
	struct diag diag = { .rule = "REG-02" };
	static const struct {
		const char *message;
		bool is_shown;
	} cases[] = {
		{ "no quotes in it", true },
		{ "the flow's start 'known' is late", true },
		{ "'known#part' is not 'known'", true },
		{ "'known' and 'secret'", false },
		{ "(code='secret')", false },
		{ "'known#secret' is one", false },
		{ "ends in 'kno", false },
		{ "'head of children's services' signs", false },
	};

	g_autoptr(EditionLines) open = edition_lines_new(EDITION_PUBLIC, NULL);
	g_autoptr(EditionLines) own = edition_lines_new(EDITION_INTERNAL, NULL);

	g_hash_table_add(words, (gpointer) "known");
	g_hash_table_add(words, (gpointer) "part");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *shown;

		diag.message = cases[i].message;
		shown = edition_message(words, open, rulebook, &diag);
		g_assert_cmpint(shown == diag.message, ==, cases[i].is_shown);
		shown = edition_message(words, own, rulebook, &diag);
		g_assert_true(shown == diag.message);
	}
	diag.rule = NULL;
	g_assert_cmpstr(edition_message(words, open, rulebook, &diag), ==,
			"message not shown in this edition");
}

/* Their names say who may see them; the council rests on both. */
static struct registers *load_sources(struct diags *diags)
{
	static const char council[] =
		"<organisation xmlns=\"urn:gatehouse:1\" id=\"fen-council\" "
		"version=\"1\" source=\"open-report\"><name>Fen</name>"
		"<type source=\"kept-report\" locator=\"canary\">council</type>"
		"<publicAuthority locator=\"page 2\">true</publicAuthority>"
		"<dpContact source=\"kept-report\"><role locator=\"canary\">"
		"Team</role></dpContact></organisation>";
	static const char open[] =
		"<source xmlns=\"urn:gatehouse:1\" id=\"open-report\" "
		"version=\"1\"><title>Open</title></source>";
	static const char kept[] =
		"<source xmlns=\"urn:gatehouse:1\" id=\"kept-report\" "
		"version=\"1\" publication=\"internal\"><title>Kept</title>"
		"</source>";
	g_autoptr(GError) error = NULL;
	struct files *files = files_new();
	struct registers *registers;

	add_file(files, "gatehouse.xml",
		 g_string_new("<settings xmlns=\"urn:gatehouse:1\">"
			      "<title>T</title></settings>"));
	add_file(files, "organisations/fen-council.xml", g_string_new(council));
	add_file(files, "sources/open-report.xml", g_string_new(open));
	add_file(files, "sources/kept-report.xml", g_string_new(kept));
	files_sort(files);
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	return registers;
}

static void assert_source(const struct node *root, const char *name,
			  const char *expected, bool is_hidden)
{
	const struct node *node = node_child(root, name);

	g_assert_cmpstr(node_source(node), ==, expected);
	g_assert_cmpint(edition_is_source_hidden(node), ==, is_hidden);
}

static void claim_of_a_hidden_source_rests_on_no_other(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) all = load_sources(diags);
	g_autoptr(Registers) visible = edition_registers(all, EDITION_PUBLIC);
	g_autoptr(Registers) inside = edition_registers(all, EDITION_INTERNAL);
	g_autoptr(Arena) arena = arena_new();
	struct record record = *registers_find(visible, "fen-council");
	const struct node *contact;

	g_assert_cmpuint(count(visible, "kept"), ==, 0);
	g_assert_cmpuint(count(visible, "canary"), ==, 0);
	assert_source(record.root, "type", EDITION_HIDDEN, true);
	assert_source(record.root, "dpContact", EDITION_HIDDEN, true);
	assert_source(record.root, "publicAuthority", "open-report", false);
	record.is_valid = true;
	record.root = withheld_mark(arena, &record, EDITION_PUBLIC);
	assert_source(record.root, "type", WITHHELD, false);
	assert_source(record.root, "publicAuthority", "open-report", false);
	contact = node_child(record.root, "dpContact");
	g_assert_cmpstr(node_attr(contact, "source"), ==, WITHHELD);
	g_assert_cmpstr(node_text(contact->child), ==, "Team");
	record.root = edition_tree(visible, EDITION_PUBLIC, arena,
				   registers_find(all, "fen-council")->root);
	assert_source(record.root, "type", EDITION_HIDDEN, true);
	assert_source(registers_find(inside, "fen-council")->root, "type",
		      "kept-report", false);
}

static struct registers *load_staff(struct diags *diags)
{
	static const char settings[] =
		"<settings xmlns=\"urn:gatehouse:1\"><title>T</title>"
		"<staffIdentity email=\"ann@council.example\" role=\"IG lead\" "
		"ref=\"fen-council\"/><staffIdentity email=\"bo@x.example\" "
		"role=\"Clerk\" ref=\"" HIDDEN "\"/></settings>";
	static const char council[] =
		"<organisation xmlns=\"urn:gatehouse:1\" id=\"fen-council\" "
		"version=\"1\"><name>Fen Council</name></organisation>";
	static const char hidden[] =
		"<organisation xmlns=\"urn:gatehouse:1\" id=\"" HIDDEN "\" "
		"version=\"1\" publication=\"partner\"><name>H</name>"
		"</organisation>";
	g_autoptr(GError) error = NULL;
	struct files *files = files_new();
	struct registers *registers;

	add_file(files, "gatehouse.xml", g_string_new(settings));
	add_file(files, "organisations/fen-council.xml", g_string_new(council));
	add_file(files, "organisations/" HIDDEN ".xml", g_string_new(hidden));
	files_sort(files);
	registers = registers_load(library, files, diags, &error);
	g_assert_no_error(error);
	return registers;
}

static void author_is_shown_by_role_and_organisation(void)
{
	g_autoptr(Diags) diags = diags_new();
	g_autoptr(Registers) all = load_staff(diags);
	g_autoptr(Registers) visible = edition_registers(all, EDITION_PUBLIC);
	g_autoptr(Arena) arena = arena_new();
	const char *ann[2] = { "Ann Example", "Ann@Council.example" };
	const char *bo[2] = { "Bo Example", "bo@x.example" };
	const char *nobody[2] = { "Cy Example", "cy@x.example" };
	struct edition_author author =
		edition_author(all, visible, EDITION_PUBLIC, arena, ann);

	g_assert_null(node_child(registers_settings(visible), "staffIdentity"));
	g_assert_cmpstr(author.role, ==, "IG lead");
	g_assert_cmpstr(author.organisation, ==, "Fen Council");
	g_assert_null(author.person);
	author = edition_author(all, visible, EDITION_PUBLIC, arena, bo);
	g_assert_cmpstr(author.role, ==, "Clerk");
	g_assert_null(author.organisation);
	author = edition_author(all, visible, EDITION_PARTNER, arena, nobody);
	g_assert_null(author.role);
	g_assert_null(author.person);
	author = edition_author(all, visible, EDITION_INTERNAL, arena, nobody);
	g_assert_cmpstr(author.person, ==, "Cy Example <cy@x.example>");
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, &error);
	g_assert_no_error(error);
	g_test_add_func("/edition/public edition holds only what is public",
			public_edition_holds_only_what_is_public);
	g_test_add_func("/edition/fields are hidden where references are not",
			fields_are_hidden_where_references_are_not);
	g_test_add_func("/edition/partner edition adds what partners may see",
			partner_edition_adds_what_partners_may_see);
	g_test_add_func("/edition/internal edition leaves nothing out",
			internal_edition_leaves_nothing_out);
	g_test_add_func("/edition/no reference leads to a hidden record",
			no_reference_leads_to_a_hidden_record);
	g_test_add_func("/edition/pages of the public edition hold no canary",
			pages_of_the_public_edition_hold_no_canary);
	g_test_add_func("/edition/version is shown by its own publication",
			version_is_shown_by_its_own_publication);
	g_test_add_func("/edition/claim of a hidden source rests on no other",
			claim_of_a_hidden_source_rests_on_no_other);
	g_test_add_func("/edition/message shows if it quotes what is visible",
			message_is_shown_when_it_quotes_only_what_is_visible);
	g_test_add_func("/edition/author is shown by role and organisation",
			author_is_shown_by_role_and_organisation);
	status = g_test_run();
	library_free(library);
	return status;
}
