/* SPDX-License-Identifier: MIT */
/*
 * What the program reads off the annotations of the XML schemas.
 */
#include "lib/schema.h"

#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "lib/assets.h"
#include "lib/codes.h"
#include "lib/xml.h"

static struct assets *assets;
static struct schema *schema;

static const struct field *field_at(const char *kind, const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);
	const struct field *field = schema_kind(schema, kind)->root;

	for (size_t i = 0; names[i]; i++) {
		const char *name = names[i];

		field = *name == '@' ? field_attr(field, name + 1)
				     : field_child(field, name);
		g_assert_nonnull(field);
	}
	return field;
}

static void every_register_has_a_folder_and_a_title(void)
{
	static const char *const folders[] = {
		"sources",  "organisations", "programmes", "gateways",
		"notices",  "consents",	     "agreements", "pias",
		"barriers", "waivers",	     "removals",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		const struct kind *kind = schema_folder(schema, folders[i]);

		g_assert_nonnull(kind);
		g_assert_nonnull(field_child(kind->root, kind->title));
		g_assert_true(schema_kind(schema, kind->name) == kind);
	}
	g_assert_null(schema_folder(schema, "others"));
	g_assert_null(schema_kind(schema, "other"));
	g_assert_true(schema_kind_of_path(schema, "pias/a.xml") ==
		      schema_kind(schema, "pia"));
	g_assert_null(schema_kind_of_path(schema, "gatehouse.xml"));
	g_assert_cmpstr(schema_path_name(schema, "pias/a.xml"), ==, "pia");
	g_assert_cmpstr(schema_path_name(schema, "codes/a.xml"), ==,
			"codeList");
	g_assert_cmpstr(schema_path_name(schema, "gatehouse.xml"), ==,
			"settings");
}

static void a_field_knows_its_type_and_place(void)
{
	g_assert_cmpint(field_at("agreement", "start")->type, ==, FIELD_DATE);
	g_assert_cmpint(field_at("agreement", "summary")->type, ==,
			FIELD_MARKDOWN);
	g_assert_cmpint(field_at("agreement", "retention")->type, ==,
			FIELD_GROUP);
	g_assert_cmpint(field_at("agreement", "flow/cohortSize")->type, ==,
			FIELD_COUNT);
	g_assert_cmpint(field_at("agreement", "accessContact")->type, ==,
			FIELD_MAILBOX);
	g_assert_cmpstr(field_at("agreement", "retention/until")->label, ==,
			"Retention, until");
	g_assert_true(field_at("agreement", "flow")->repeats);
	g_assert_false(field_at("agreement", "start")->repeats);
	g_assert_cmpstr(field_at("agreement", "flow")->key, ==, "@id");
	g_assert_true(field_at("agreement", "flow/start")->parent ==
		      field_at("agreement", "flow"));
}

static void lists_and_kinds_are_handed_to_the_attribute(void)
{
	g_assert_cmpstr(field_at("agreement", "purpose/@code")->codes, ==,
			"purpose");
	g_assert_null(field_at("agreement", "purpose")->codes);
	g_assert_cmpstr(field_at("agreement", "status")->codes, ==,
			"agreement-status");
	g_assert_cmpstr(field_at("agreement", "party/@ref")->refs, ==,
			"organisation");
	g_assert_cmpstr(field_at("agreement", "start/@source")->refs, ==,
			"source");
}

static void what_is_internal_is_said_in_the_schema(void)
{
	g_assert_cmpint(field_at("agreement", "title")->edition, ==,
			EDITION_PUBLIC);
	g_assert_cmpint(
		field_at("agreement", "party/signature/signatoryName")->edition,
		==, EDITION_INTERNAL);
	g_assert_cmpint(
		field_at("agreement", "party/signature/documentRef")->edition,
		==, EDITION_PARTNER);
}

/* Every field has a label, a hint, and a list that exists. */
static void check_fields(const struct codes *codes, const struct field *field)
{
	if (field->parent) {
		g_assert_cmpuint(strlen(field->label), >, 0);
		g_assert_cmpuint(strlen(field->hint), >, 5);
	}
	if (field->codes)
		g_assert_nonnull(codes_list(codes, field->codes));
	/* All are found quickly. */
	g_assert_true(!field->parent || field->name_key != 0);
	g_assert_true(field->n_children == 0 || field->places);
	for (size_t i = 0; i < field->n_attrs; i++)
		check_fields(codes, &field->attrs[i]);
	for (size_t i = 0; i < field->n_children; i++)
		check_fields(codes, &field->children[i]);
}

static void every_field_is_explained_and_every_list_exists(void)
{
	g_autoptr(Codes) codes = codes_new(assets, NULL);
	const struct kind *kinds;
	size_t n;

	g_assert_nonnull(codes);
	kinds = schema_kinds(schema, &n);
	for (size_t i = 0; i < n; i++)
		check_fields(codes, kinds[i].root);
}

/* A schema folder of the user's own, with one field that says no edition. */
static void a_field_without_an_edition_is_internal(void)
{
	g_autofree char *dir = g_dir_make_tmp("schemas-XXXXXX", NULL);
	g_autofree char *file = g_build_filename(dir, "waiver.xsd", NULL);
	g_autoptr(GBytes) bytes =
		assets_load(assets, "schemas/waiver.xsd", NULL);
	g_auto(GStrv) parts = NULL;
	g_autofree char *text = NULL;
	struct assets *own = assets_new(dir, NULL);
	struct schema *other;
	const struct field *field;

	parts = g_strsplit(g_bytes_get_data(bytes, NULL), "edition=\"public\"",
			   -1);
	text = g_strjoinv("", parts);
	g_assert_true(g_file_set_contents(file, text, -1, NULL));
	other = schema_new(own, NULL);
	g_assert_nonnull(other);
	field = field_child(schema_kind(other, "waiver")->root, "reason");
	g_assert_cmpint(field->edition, ==, EDITION_INTERNAL);
	schema_free(other);
	assets_free(own);
	g_unlink(file);
	g_rmdir(dir);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	xml_init();
	assets = assets_new(NULL, NULL);
	schema = schema_new(assets, NULL);
	g_assert_nonnull(schema);
#define TEST(name, test) g_test_add_func("/schema/" name, test)
	TEST("every register has a folder and a title",
	     every_register_has_a_folder_and_a_title);
	TEST("a field knows its type and place",
	     a_field_knows_its_type_and_place);
	TEST("lists and kinds are handed to the attribute",
	     lists_and_kinds_are_handed_to_the_attribute);
	TEST("what is internal is said in the schema",
	     what_is_internal_is_said_in_the_schema);
	TEST("every field is explained and every list exists",
	     every_field_is_explained_and_every_list_exists);
	TEST("a field without an edition is internal",
	     a_field_without_an_edition_is_internal);
	status = g_test_run();
	schema_free(schema);
	assets_free(assets);
	return status;
}
