/* SPDX-License-Identifier: MIT */
/*
 * plant DIR MODE: registers in which everything that is not public can be told
 * apart, as three states of a work tree, DIR/1 to DIR/3, to be committed one
 * after the other, and DIR/canaries, the list of what was hidden where.
 *
 * Kinds and fields come from the schema, so a new field is planted as soon as
 * it is declared.  Each kind has a record for each life that a record can have
 * (see lives): always public, internal and later public, public and later
 * closed, removed ...  Where a field or a whole record is not public, its values
 * are words, days and numbers that stand nowhere else, one of a kind; yes and
 * no, codes and references cannot be told apart, but differ between the modes
 * "a" and "b", as does everything else that is hidden and nothing that is not.
 * "with" is "a" without the public records that point to what is hidden or
 * break the schema, and "without" is the same with nothing hidden at all, but
 * for settings.  So the public sites of "a" and "b", and those of "with" and
 * "without", must be the same, byte for byte.
 *
 * A line of the list: the canary, the narrowest edition that may hold it
 * ("partner", "internal"; "none": not even that), "shown" when the internal
 * edition has to, and where it was planted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>
#include <glib/gstdio.h>

#include "lib/codes.h"
#include "lib/registers.h"
#include "lib/schema.h"
#include "lib/xml.h"
#include "tests/editions/canary.h"

static const struct life lives[] = {
	{ "open", { PLANTED, PLANTED, PLAIN } },
	{ "steady", { PLANTED, PLANTED, PLANTED } },
	{ "pointing", { POINTING, POINTING, POINTING } },
	{ "partner", { PARTNER, PARTNER, PARTNER } },
	{ "inside", { INTERNAL, INTERNAL, INTERNAL } },
	{ "opened", { INTERNAL, PLAIN, PLAIN } },
	{ "widened", { INTERNAL, PARTNER, PLAIN } },
	{ "closed", { SPILLED, INTERNAL, INTERNAL } },
	{ "narrowed", { SPILLED, PARTNER, PARTNER } },
	{ "gone", { INTERNAL, INTERNAL, ABSENT } },
	{ "left", { PLANTED, PLANTED, ABSENT } },
	{ "shut", { SPILLED, INTERNAL, ABSENT } },
	{ "back", { INTERNAL, ABSENT, PLAIN } },
	{ "renamed", { INTERNAL, INTERNAL, INTERNAL } },
	{ "risen", { INTERNAL, PLAIN, PLAIN } },
};

static struct spot inside(const struct spot *around, const struct field *field)
{
	return (struct spot){
		.draft = around->draft,
		.field = field,
		.level = MAX(around->level, (int)field->edition),
	};
}

/* What a reference to something hidden takes with it: see edition.c. */
static bool hangs_on_reference(const struct spot *spot)
{
	const char *name = spot->field->name;
	const struct field *holder =
		spot->field->is_attr ? spot->field->parent : spot->field;
	const struct field *ref = field_attr(holder, "ref");

	if (spot->draft->phase != POINTING || canary_is_hidden(spot))
		return false;
	if (spot->field->is_attr && strcmp(name, "locator") == 0)
		return true;
	return ref && ref->refs && spot->field != ref &&
	       !(spot->field->is_attr && (strcmp(name, "evidence") == 0 ||
					  strcmp(name, "source") == 0));
}

static bool is_of_record(const struct field *attr)
{
	static const char *const names[] = { "id", "version", "publication",
					     "formerId" };

	for (size_t i = 0; !attr->parent->parent && i < G_N_ELEMENTS(names);
	     i++) {
		if (strcmp(attr->name, names[i]) == 0)
			return true;
	}
	return false;
}

static bool is_left_out(const struct spot *spot)
{
	const struct draft *draft = spot->draft;

	if (canary_is_partial(draft->phase) && canary_is_hidden(spot))
		return draft->phase == PLAIN;
	/* The program's own codes, which it alone writes. */
	if (spot->field->type == FIELD_CODE && !spot->field->codes &&
	    spot->field->edition == EDITION_PUBLIC)
		return true;
	/* What public settings say bears on the whole site. */
	return !draft->life && !canary_is_hidden(spot) &&
	       !spot->field->is_required;
}

/*
 * Settings that are the same in all modes.  An assessment that is not public
 * answers the question for one of a public flow, and is meant to.
 */
static void put_setting(struct draft *draft, const char *name)
{
	static const char *const settings[][2] = {
		{ "rule", "<rule id=\"PIA-01\"><off>true</off>"
			  "<reason>Plain words</reason></rule>\n" },
		{ "staffIdentity",
		  "<staffIdentity email=\"clerk@council.example\" "
		  "role=\"Clerk of records\"/>\n" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
		if (strcmp(settings[i][0], name) == 0)
			g_string_append(draft->xml, settings[i][1]);
	}
}

static void put_attrs(const struct spot *spot)
{
	GString *xml = spot->draft->xml;

	for (size_t i = 0; i < spot->field->n_attrs; i++) {
		struct spot at = inside(spot, &spot->field->attrs[i]);
		g_autofree char *value = NULL;
		g_autofree char *escaped = NULL;

		if (is_of_record(at.field) || is_left_out(&at))
			continue;
		if (hangs_on_reference(&at))
			at.level = EDITION_INTERNAL;
		value = canary_value(&at);
		escaped = g_markup_escape_text(value, -1);
		g_string_append_printf(xml, "\n %s=\"%s\"", at.field->name,
				       escaped);
	}
}

static void put_element(const struct spot *spot);

static void put_content(const struct spot *spot)
{
	GString *xml = spot->draft->xml;
	g_autofree char *value = NULL;
	g_autofree char *escaped = NULL;

	for (size_t i = 0; i < spot->field->n_children; i++) {
		struct spot at = inside(spot, &spot->field->children[i]);

		if (!is_left_out(&at))
			put_element(&at);
		if (!spot->draft->life)
			put_setting(spot->draft, at.field->name);
	}
	if (spot->field->type == FIELD_GROUP)
		return;
	value = canary_value(spot);
	escaped = g_markup_escape_text(value, -1);
	g_string_append(xml, escaped);
}

static void put_element(const struct spot *spot)
{
	struct draft *draft = spot->draft;
	int times =
		spot->field->repeats && canary_is_partial(draft->phase) ? 2 : 1;

	for (int i = 0; i < times; i++) {
		struct spot within = *spot;

		g_string_append_printf(draft->xml, "<%s", spot->field->name);
		put_attrs(spot);
		g_string_append(draft->xml, ">");
		if (hangs_on_reference(spot))
			within.level = EDITION_INTERNAL;
		put_content(&within);
		g_string_append_printf(draft->xml, "</%s>\n",
				       spot->field->name);
	}
}

static int level_of(const struct draft *draft)
{
	const enum phase *phases = draft->life ? draft->life->phases : NULL;

	switch (draft->phase) {
	case PARTNER:
		return EDITION_PARTNER;
	case INTERNAL:
		return EDITION_INTERNAL;
	case SPILLED:
		return phases[STATES - 1] == PARTNER ? EDITION_PARTNER
						     : EDITION_INTERNAL;
	default:
		return EDITION_PUBLIC;
	}
}

static const char *publication_of(const struct draft *draft)
{
	return canary_is_partial(draft->phase) || draft->phase == SPILLED
		       ? "public"
		       : edition_name((enum edition)level_of(draft));
}

/* Comments and processing instructions are of no edition at all. */
static void put_asides(struct draft *draft, const char *what)
{
	g_autofree char *a = canary_word(draft->planting, NOWHERE, false, what);
	g_autofree char *b = canary_word(draft->planting, NOWHERE, false, what);
	g_autofree char *c = canary_word(draft->planting, NOWHERE, false, what);

	g_string_append_printf(draft->xml, "<!-- %s --><?%s %s?>\n", a, b, c);
}

static void save(struct planting *planting, const char *path, const char *text)
{
	g_autofree char *file = g_strdup_printf("%s/%u/%s", planting->dir,
						planting->state + 1, path);
	g_autofree char *folder = g_path_get_dirname(file);
	g_autoptr(GError) error = NULL;

	g_mkdir_with_parents(folder, 0777);
	if (!g_file_set_contents(file, text, -1, &error))
		g_error("%s", error->message);
}

static void put_root(struct draft *draft, const char *id, const char *former)
{
	struct spot spot = {
		.draft = draft,
		.field = draft->kind->root,
		.level = level_of(draft),
	};

	g_string_append_printf(draft->xml, "<%s xmlns=\"urn:gatehouse:1\"",
			       draft->kind->name);
	if (id)
		g_string_append_printf(
			draft->xml,
			" id=\"%s\" version=\"%u\" publication=\"%s\"", id,
			draft->planting->state + 1, publication_of(draft));
	if (former)
		g_string_append_printf(draft->xml, " formerId=\"%s\"", former);
	put_attrs(&spot);
	g_string_append(draft->xml, ">\n");
	put_asides(draft, draft->kind->name);
	put_content(&spot);
	g_string_append_printf(draft->xml, "</%s>\n", draft->kind->name);
}

static bool is_life(const struct life *life, const char *name)
{
	return strcmp(life->name, name) == 0;
}

/* The id in this state: a life that is renamed has another one in each. */
static char *id_now(struct draft *draft, unsigned state)
{
	g_autofree char *life =
		g_strdup_printf("%s %u", draft->life->name, state);

	if (is_life(draft->life, "renamed") ||
	    (is_life(draft->life, "risen") && state == 0))
		return canary_id(draft->planting, life, draft->kind->name);
	return canary_id(draft->planting, draft->life->name, draft->kind->name);
}

static enum phase phase_now(const struct planting *planting,
			    const struct life *life)
{
	enum phase phase = life ? life->phases[planting->state] : PLANTED;

	if (planting->is_discreet && phase == POINTING)
		return ABSENT;
	if (!planting->is_bare || !life)
		return phase;
	return phase == PLANTED || phase == PLAIN ? PLAIN : ABSENT;
}

static void plant_record(struct planting *planting, const struct kind *kind,
			 const struct life *life)
{
	g_autoptr(GHashTable) parts =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GString) xml = g_string_new(NULL);
	unsigned state = planting->state;
	struct draft draft = {
		.planting = planting,
		.kind = kind,
		.life = life,
		.phase = phase_now(planting, life),
		.parts = parts,
		.xml = xml,
	};
	g_autofree char *id = life ? id_now(&draft, state) : NULL;
	g_autofree char *before =
		life && state > 0 ? id_now(&draft, state - 1) : NULL;
	g_autofree char *path =
		id ? g_strdup_printf("%s/%s.xml", kind->folder, id)
		   : g_strdup("gatehouse.xml");

	if (draft.phase == ABSENT)
		return;
	put_root(&draft, id, g_strcmp0(id, before) ? before : NULL);
	save(planting, path, xml->str);
}

/* Ids are given first, since references lead to what comes later. */
static void give_ids(struct planting *planting, const struct kind *kind)
{
	static const struct {
		const char *name;
		int level;
		bool is_shown; /* what is removed has no page */
	} hidden[] = {
		{ "partner", EDITION_PARTNER, true },
		{ "inside", EDITION_INTERNAL, true },
		{ "closed", EDITION_INTERNAL, true },
		{ "narrowed", EDITION_PARTNER, true },
		{ "gone", EDITION_INTERNAL, false },
		{ "shut", EDITION_INTERNAL, false },
		{ "renamed 0", EDITION_INTERNAL, true },
		{ "renamed 1", EDITION_INTERNAL, true },
		{ "renamed 2", EDITION_INTERNAL, true },
		{ "risen 0", EDITION_INTERNAL, true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
		char *key =
			g_strdup_printf("%s %s", hidden[i].name, kind->name);
		g_autofree char *where = g_strdup_printf("id of %s", key);

		g_hash_table_insert(planting->ids, key,
				    canary_word(planting, hidden[i].level,
						hidden[i].is_shown, where));
	}
}

/* Files that are no records, or none that can be read. */
static void plant_strays(struct planting *planting)
{
	static const char *const paths[] = {
		"agreements/%.txt",	      "agreements/%/inner.xml",
		"agreements/inner/%.xml",     "%/inner.xml",
		"organisations/%.broken.xml",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		/* Of what should be a record, history tells the lines. */
		bool is_told = paths[i][0] != '%' &&
			       g_str_has_suffix(paths[i], ".xml");
		g_autofree char *name = canary_word(planting, EDITION_INTERNAL,
						    false, paths[i]);
		g_autofree char *text = canary_word(
			planting, is_told ? EDITION_INTERNAL : NOWHERE, false,
			"text of a stray file");
		g_auto(GStrv) parts = g_strsplit(paths[i], "%", 2);
		g_autofree char *path = g_strjoinv(name, parts);

		save(planting, path, text);
	}
}

/* A public record with what the schema does not know. */
static void plant_unknown(struct planting *planting)
{
	static const char where[] = "unknown to the schema";
	g_autofree char *attr =
		canary_word(planting, EDITION_INTERNAL, false, where);
	g_autofree char *value =
		canary_word(planting, EDITION_INTERNAL, false, where);
	g_autofree char *element =
		canary_word(planting, EDITION_INTERNAL, false, where);
	g_autofree char *content =
		canary_word(planting, EDITION_INTERNAL, false, where);
	g_autofree char *record = g_strdup_printf(
		"<organisation xmlns=\"urn:gatehouse:1\" id=\"odd-council\""
		" version=\"1\" %s=\"%s\"><name>Odd Council</name>"
		"<%s>%s</%s></organisation>\n",
		attr, value, element, content, element);

	save(planting, "organisations/odd-council.xml", record);
}

/* What the commit says, and who made it: "NAME" and "NAME@...". */
static void plant_commit(struct planting *planting)
{
	g_autofree char *subject =
		canary_word(planting, EDITION_INTERNAL, true, "subject");
	g_autofree char *body =
		canary_word(planting, EDITION_INTERNAL, true, "message");
	g_autofree char *trailer =
		canary_word(planting, EDITION_INTERNAL, false, "trailer");
	g_autofree char *author =
		canary_word(planting, EDITION_INTERNAL, true, "author");
	g_autofree char *message = g_strdup_printf(
		"Record %s\n\nBecause of %s.\n\nApproved-by: %s\n", subject,
		body, trailer);
	g_autofree char *message_file =
		g_strdup_printf("../%u.message", planting->state + 1);
	g_autofree char *author_file =
		g_strdup_printf("../%u.author", planting->state + 1);

	save(planting, message_file, message);
	save(planting, author_file, author);
}

static void plant(struct planting *planting)
{
	size_t n;
	const struct kind *kinds = schema_kinds(planting->library->schema, &n);

	for (size_t i = 0; i < n; i++) {
		if (kinds[i].folder)
			give_ids(planting, &kinds[i]);
	}
	for (planting->state = 0; planting->state < STATES; planting->state++) {
		for (size_t i = 0; i < n; i++) {
			if (strcmp(kinds[i].name, "settings") == 0)
				plant_record(planting, &kinds[i], NULL);
			for (size_t j = 0;
			     kinds[i].folder && j < G_N_ELEMENTS(lives); j++)
				plant_record(planting, &kinds[i], &lives[j]);
		}
		if (!planting->is_bare)
			plant_strays(planting);
		if (!planting->is_discreet)
			plant_unknown(planting);
		plant_commit(planting);
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *list = NULL;
	struct planting planting = { 0 };

	if (argc != 3) {
		fprintf(stderr, "usage: plant DIR a|b|with|without\n");
		return EXIT_FAILURE;
	}
	xml_init();
	planting.dir = argv[1];
	planting.is_turned = strcmp(argv[2], "b") == 0;
	planting.is_bare = strcmp(argv[2], "without") == 0;
	planting.is_discreet = planting.is_bare || strcmp(argv[2], "with") == 0;
	planting.library = library_new(NULL, NULL, &error);
	if (planting.library)
		planting.codes = codes_new(planting.library->assets, &error);
	if (!planting.codes)
		g_error("%s", error->message);
	planting.list = g_string_new(NULL);
	planting.ids =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	plant(&planting);
	list = g_build_filename(planting.dir, "canaries", NULL);
	if (!g_file_set_contents(list, planting.list->str, -1, &error))
		g_error("%s", error->message);
	g_hash_table_unref(planting.ids);
	g_string_free(planting.list, TRUE);
	codes_free(planting.codes);
	library_free(planting.library);
	return EXIT_SUCCESS;
}
