/* SPDX-License-Identifier: MIT */
/*
 * What stands in each place of a planted record, by the type of its field.  A
 * canary is a word, a day of the 16th or 17th century, or a number beginning
 * with 777 or 778; what is public is always the same.
 */
#include "tests/editions/canary.h"

#include <string.h>

#include "lib/codes.h"
#include "lib/date.h"

static unsigned variant(const struct planting *planting)
{
	return planting->n_words + planting->is_turned;
}

static void enlist(struct planting *planting, const char *canary, int level,
		   bool is_shown, const char *where)
{
	g_string_append_printf(
		planting->list, "%s\t%s\t%s\t%s\n", canary,
		level == NOWHERE ? "none" : edition_name((enum edition)level),
		is_shown ? "shown" : "-", where);
}

char *canary_word(struct planting *planting, int level, bool is_shown,
		  const char *where)
{
	g_autofree char *word = g_strdup_printf("zq%06u", planting->n_words++);

	/* What is hidden sorts before the rest in one mode, after it in another. */
	enlist(planting, word, level, is_shown, where);
	return g_strdup_printf("%c%s", variant(planting) & 1 ? 'a' : 'z', word);
}

bool canary_is_partial(enum phase phase)
{
	return phase == PLAIN || phase == PLANTED || phase == POINTING;
}

/*
 * Whether some page of the internal edition has it: those of a record show what
 * it is and, where a version has come after, what it was.
 */
static bool is_shown(const struct draft *draft)
{
	unsigned state = draft->planting->state;
	const enum phase *phases = draft->life ? draft->life->phases : NULL;

	return phases && phases[STATES - 1] != ABSENT &&
	       (state + 1 == STATES || phases[state + 1] != ABSENT);
}

static char *describe(const struct spot *spot)
{
	GString *path = g_string_new(spot->field->name);
	const struct draft *draft = spot->draft;

	for (const struct field *f = spot->field->parent; f; f = f->parent) {
		g_string_prepend_c(path, '/');
		g_string_prepend(path, f->name);
	}
	g_string_append_printf(path, " (%s, state %u)",
			       draft->life ? draft->life->name : "settings",
			       draft->planting->state + 1);
	return g_string_free(path, FALSE);
}

bool canary_is_hidden(const struct spot *spot)
{
	return spot->level > EDITION_PUBLIC;
}

static char *word_at(const struct spot *spot)
{
	g_autofree char *where = describe(spot);

	return canary_word(spot->draft->planting, spot->level,
			   is_shown(spot->draft), where);
}

/* Days of the 16th and 17th century, of which no register speaks. */
static char *day_at(const struct spot *spot)
{
	struct planting *planting = spot->draft->planting;
	g_autofree char *where = describe(spot);
	char *day;

	day = date_format(date_parse("1500-01-01") +
			  (date_t)(planting->n_days++ +
				   (planting->is_turned ? 36600 : 0)));
	enlist(planting, day, spot->level, is_shown(spot->draft), where);
	return day;
}

static char *number_at(const struct spot *spot)
{
	struct planting *planting = spot->draft->planting;
	g_autofree char *where = describe(spot);
	char *number =
		g_strdup_printf("77%c%05u", planting->is_turned ? '8' : '7',
				planting->n_numbers++);

	enlist(planting, number, spot->level, is_shown(spot->draft), where);
	return number;
}

static char *code_at(const struct spot *spot, const char *name)
{
	const struct code_list *list =
		codes_list(spot->draft->planting->codes, name);
	size_t i = canary_is_hidden(spot) ? variant(spot->draft->planting) : 0;

	if (!list || list->n_codes == 0)
		return g_strdup("none");
	if (strcmp(name, "evidence") == 0)
		return g_strdup(i & 1 ? "inferred" : "stated");
	return g_strdup(list->codes[i % list->n_codes].id);
}

char *canary_id(struct planting *planting, const char *life, const char *kind)
{
	g_autofree char *key = g_strdup_printf("%s %s", life, kind);
	const char *id = g_hash_table_lookup(planting->ids, key);

	return id ? g_strdup(id) : g_strdup_printf("%s-%s", life, kind);
}

static char *reference_at(const struct spot *spot)
{
	struct planting *planting = spot->draft->planting;
	const char *kinds = spot->field->refs ? spot->field->refs : "source";
	g_autofree char *first = g_strndup(kinds, strcspn(kinds, " "));
	bool inside = canary_is_hidden(spot) ? variant(planting) & 1
					     : spot->draft->phase == POINTING;
	const char *life = inside ? "inside" : "steady";
	const char *part = NULL;
	g_autofree char *id = NULL;

	if (strcmp(first, "flow") == 0)
		part = "#flow-1";
	else if (strcmp(first, "policyDocument") == 0)
		part = "#policydocument-1";
	id = canary_id(planting, life,
		       !part			    ? first
		       : strcmp(first, "flow") == 0 ? "agreement"
						    : "organisation");
	return part ? g_strconcat(id, part, NULL) : g_steal_pointer(&id);
}

/* The first part of a name keeps it, so that references lead to it. */
static char *part_id(const struct spot *spot)
{
	GHashTable *parts = spot->draft->parts;
	g_autofree char *name = g_ascii_strdown(spot->field->parent->name, -1);
	unsigned n = GPOINTER_TO_UINT(g_hash_table_lookup(parts, name)) + 1;

	g_hash_table_insert(parts, g_strdup(name), GUINT_TO_POINTER(n));
	if (n > 1 && canary_is_hidden(spot))
		return word_at(spot);
	return g_strdup_printf("%s-%u", name, n);
}

static char *hidden_value(const struct spot *spot)
{
	struct planting *planting = spot->draft->planting;
	g_autofree char *word = NULL;

	switch (spot->field->type) {
	case FIELD_DATE:
		return day_at(spot);
	case FIELD_COUNT:
		return number_at(spot);
	case FIELD_DURATION:
		word = number_at(spot);
		return g_strdup_printf("P%sD", word);
	case FIELD_BOOLEAN:
		return g_strdup(variant(planting) & 1 ? "true" : "false");
	default:
		word = word_at(spot);
	}
	if (spot->field->type == FIELD_URI)
		return g_strdup_printf("https://%s.example/", word);
	if (spot->field->type == FIELD_MAILBOX)
		return g_strdup_printf("%s@council.example", word);
	/* Another number of lines in each mode, and something to find. */
	if (spot->field->type == FIELD_MARKDOWN)
		return g_strdup_printf("%s%s %s@mail.example", word,
				       planting->is_turned ? "\n\nand" : ",",
				       word);
	return g_steal_pointer(&word);
}

static char *plain_value(const struct spot *spot)
{
	const struct draft *draft = spot->draft;

	switch (spot->field->type) {
	case FIELD_DATE:
		return g_strdup("2020-01-01");
	case FIELD_COUNT:
		return g_strdup("12");
	case FIELD_DURATION:
		return g_strdup("P2Y");
	case FIELD_BOOLEAN:
		return g_strdup("true");
	case FIELD_REFS:
		return g_strdup("risk-1");
	case FIELD_URI:
		return g_strdup("https://www.example.org/");
	case FIELD_MAILBOX:
		return g_strdup("office@council.example");
	default:
		if (draft->life && !spot->field->is_attr &&
		    spot->field->parent == draft->kind->root &&
		    strcmp(spot->field->name, draft->kind->title) == 0)
			return g_strdup_printf("Shown %s %s", draft->life->name,
					       draft->kind->name);
		return g_strdup("Plain words");
	}
}

char *canary_value(const struct spot *spot)
{
	if (spot->field->codes)
		return code_at(spot, spot->field->codes);
	if (spot->field->type == FIELD_REF)
		return reference_at(spot);
	if (spot->field->type == FIELD_ID)
		return part_id(spot);
	return canary_is_hidden(spot) ? hidden_value(spot) : plain_value(spot);
}
