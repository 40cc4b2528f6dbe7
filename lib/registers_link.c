/* SPDX-License-Identifier: MIT */
/*
 * The last pass over the records, which needs no more of them than their gists.
 * References are kept once, in the order of the records; the way back is the
 * same references sorted by the record they lead to.  Their elements are
 * pointed to as the trees come.
 */
#include "lib/registers.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/diag.h"
#include "lib/disclosure.h"
#include "lib/gist.h"
#include "lib/node.h"
#include "lib/registers_private.h"
#include "lib/text_table.h"

/* A part of a record that can be referred to. */
struct part {
	const struct record *record;
	const char *name;	 /* of its element */
	uint32_t place;		 /* in document order; 0: the root */
	const struct node *node; /* once the record's tree is there */
};

/* A reference that is wrong, and what it may lead to. */
struct fault {
	size_t reference;
	const char *kinds;
};

/* Of records that share an id, and of parts that do, the first one has it. */
static void index_parts_of(struct registers *registers, size_t i)
{
	const struct record *record = &registers->records[i];
	const struct gist *gist = registers->gists[i];
	bool is_first = text_table_find(registers->by_id, record->id) == record;
	struct part *parts = registers->all_parts + registers->first_part[i];

	for (size_t j = 0; j < gist->n_parts; j++) {
		const struct gist_part *part = &gist->parts[j];

		parts[j] =
			(struct part){ record, part->name, part->place, NULL };
		if (is_first &&
		    !text_table_find(registers->parts, part->target))
			text_table_set(registers->parts, part->target,
				       &parts[j]);
	}
}

static void index_parts(struct registers *registers)
{
	size_t n = 0;

	registers->parts = text_table_new();
	registers->first_part =
		arena_array(registers->arena, registers->n_records + 1,
			    sizeof(*registers->first_part));
	for (size_t i = 0; i < registers->n_records; i++) {
		registers->first_part[i] = n;
		n += registers->gists[i] ? registers->gists[i]->n_parts : 0;
	}
	registers->first_part[registers->n_records] = n;
	text_table_expect(registers->parts, n);
	registers->all_parts =
		arena_array(registers->arena, n, sizeof(*registers->all_parts));
	for (size_t i = 0; i < registers->n_records; i++) {
		if (registers->gists[i])
			index_parts_of(registers, i);
	}
}

/* The record that is meant; and in *part the part of it, or NULL. */
static struct record *look_up(const struct registers *registers,
			      const char *target, const struct part **part)
{
	struct record *record = text_table_find(registers->by_id, target);

	*part = record ? NULL : text_table_find(registers->parts, target);
	return *part ? (struct record *)(*part)->record : record;
}

const struct record *registers_resolve(const struct registers *registers,
				       const char *target,
				       const struct node **node)
{
	const struct part *part;
	const struct record *record = look_up(registers, target, &part);

	registers_ask(registers, REGISTERS_RECORD, record, target);
	registers_need(registers, record);
	if (record && node)
		*node = part ? part->node : record->root;
	return record;
}

/*
 * The record that was noted for the target, which may have been done in other
 * registers with the same trees; or NULL.  Beyond the first 65,536 the number
 * is that of the place's lower half.
 */
static const struct record *noted_target(const struct registers *registers,
					 const struct node *node,
					 const char *target)
{
	size_t i = node->is_target ? node->number : registers->n_records;

	while (i < registers->n_records &&
	       strcmp(registers->records[i].id, target) != 0)
		i += UINT16_MAX + 1;
	return i < registers->n_records ? &registers->records[i] : NULL;
}

const struct record *registers_target(const struct registers *registers,
				      const struct node *node)
{
	const char *target = node_attr(node, "ref");
	const struct record *to;

	if (!target)
		return NULL;
	to = noted_target(registers, node, target);
	if (!to)
		return registers_resolve(registers, target, NULL);
	registers_ask(registers, REGISTERS_RECORD, to, target);
	registers_need(registers, to);
	return to;
}

/* Whether kinds ("agreement flow") allows what the reference leads to. */
static bool is_kind_allowed(const char *kinds, const struct record *to,
			    const struct part *part)
{
	const char *name =
		part && part->place > 0 ? part->name : to->kind->name;
	size_t len;

	if (strcmp(kinds, name) == 0)
		return true;
	len = strlen(name);
	while (kinds) {
		size_t n = strcspn(kinds, " ");

		if ((n == len && strncmp(kinds, name, n) == 0) ||
		    strcmp(kinds, "any") == 0)
			return true;
		kinds = kinds[n] ? kinds + n + 1 : NULL;
	}
	return false;
}

/* In registers made from registers, what leads nowhere is left out. */
static void add_reference(struct registers *registers,
			  const struct record *from,
			  const struct gist_reference *gist, GArray *faults)
{
	const struct part *part;
	struct reference reference = {
		.from = from,
		.target = gist->target,
		.to = look_up(registers, gist->target, &part),
	};
	struct fault fault = { registers->n_references, gist->kinds };

	if (!reference.to && registers->is_filtered)
		return;
	registers->places[registers->n_references] = gist->place;
	registers->references[registers->n_references++] = reference;
	if (!reference.to || !is_kind_allowed(gist->kinds, reference.to, part))
		g_array_append_val(faults, fault);
}

static void add_references(struct registers *registers, GArray *faults)
{
	size_t n = 0;

	for (size_t i = 0; i < registers->n_records; i++)
		n += registers->gists[i] ? registers->gists[i]->n_references
					 : 0;
	registers->references = arena_array(registers->arena, n,
					    sizeof(*registers->references));
	registers->places =
		arena_array(registers->arena, n, sizeof(*registers->places));
	registers->first_reference =
		arena_array(registers->arena, registers->n_records + 1,
			    sizeof(*registers->first_reference));
	for (size_t i = 0; i < registers->n_records; i++) {
		const struct gist *gist = registers->gists[i];

		registers->first_reference[i] = registers->n_references;
		for (size_t j = 0; gist && j < gist->n_references; j++)
			add_reference(registers, &registers->records[i],
				      &gist->references[j], faults);
	}
	registers->first_reference[registers->n_records] =
		registers->n_references;
}

/*
 * Notes the record that the node's ref names, by its place.  What is loaded
 * may write to its trees; filtered registers may have those of others.
 */
static void note_target(const struct registers *registers,
			const struct reference *reference)
{
	struct node *node = (struct node *)reference->node;

	if (registers->is_filtered || !reference->to || node->number > 0 ||
	    node->is_day || strcmp(reference->target, reference->to->id) != 0 ||
	    g_strcmp0(reference->target, node_attr(node, "ref")) != 0)
		return;
	node->number = (uint16_t)(reference->to - registers->records);
	node->is_target = true;
}

/* Finds the elements of the record's parts and references by their places. */
static void find_elements(const struct registers *registers, size_t i,
			  const struct node *root)
{
	size_t reference = registers->first_reference[i];
	size_t end = registers->first_reference[i + 1];
	struct part *part = registers->all_parts + registers->first_part[i];
	const struct part *end_part =
		registers->all_parts + registers->first_part[i + 1];
	uint32_t place = 0;

	for (const struct node *n = root;
	     n && (reference < end || part < end_part);
	     n = node_walk(n, root), place++) {
		for (; part < end_part && part->place == place; part++)
			part->node = n;
		for (; reference < end && registers->places[reference] == place;
		     reference++) {
			registers->references[reference].node = n;
			note_target(registers,
				    &registers->references[reference]);
		}
	}
}

void registers_attach(const struct registers *registers, size_t i,
		      const struct node *root)
{
	const char *id = registers->records[i].id;

	find_elements(registers, i, root);
	for (size_t j = registers->incoming_start[i];
	     j < registers->incoming_start[i + 1]; j++) {
		struct reference *reference = registers->incoming[j];
		const struct part *part =
			strcmp(reference->target, id) == 0
				? NULL
				: text_table_find(registers->parts,
						  reference->target);

		reference->to_node = part ? part->node : root;
	}
}

/* A record that is to be reported is looked at after all. */
static void report(const struct registers *registers, const struct fault *fault,
		   struct diags *diags)
{
	const struct reference *reference =
		&registers->references[fault->reference];
	const char *rule =
		strcmp(fault->kinds, "organisation") == 0 ? "ORG-01" : "REG-11";
	g_autofree char *message = NULL;

	registers_need(registers, reference->from);
	message = reference->to
			  ? g_strdup_printf(
				    "'%s' refers to '%s', which is a record of "
				    "kind '%s'; expected %s",
				    reference->node->name, reference->target,
				    reference->to->kind->name, fault->kinds)
			  : g_strdup_printf(
				    "'%s' refers to '%s', but there is no such "
				    "record; add it or correct the id",
				    reference->node->name, reference->target);

	registers_report(diags, reference->from, reference->node->line, rule,
			 message);
}

/* Sorts the references by the record that they lead to (counting sort). */
static void index_incoming(struct registers *registers)
{
	size_t n = registers->n_references;
	size_t *start = arena_array(registers->arena, registers->n_records + 2,
				    sizeof(*start));
	struct reference **sorted = arena_array(registers->arena, n + 1,
						sizeof(struct reference *));

	for (size_t i = 0; i < n; i++) {
		const struct record *to = registers->references[i].to;

		if (to)
			start[to - registers->records + 2]++;
	}
	for (size_t i = 2; i < registers->n_records + 2; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < n; i++) {
		struct reference *reference = &registers->references[i];

		if (reference->to)
			sorted[start[reference->to - registers->records +
				     1]++] = reference;
	}
	registers->incoming = sorted;
	registers->incoming_start = start;
}

void registers_link(struct registers *registers, struct diags *diags)
{
	g_autoptr(GArray) faults =
		g_array_new(FALSE, FALSE, sizeof(struct fault));

	registers->is_public = true;
	for (size_t i = 0; i < registers->n_records; i++)
		registers->is_public &=
			registers->records[i].publication == EDITION_PUBLIC;
	index_parts(registers);
	add_references(registers, faults);
	index_incoming(registers);
	for (size_t i = 0; i < registers->n_records; i++) {
		if (registers->records[i].root)
			registers_attach(registers, i,
					 registers->records[i].root);
	}
	for (guint i = 0; i < faults->len; i++)
		report(registers, &g_array_index(faults, struct fault, i),
		       diags);
}

/* All that refers to the record, of which no trees need to be there. */
static const struct reference *const *
incoming_of(const struct registers *registers, const struct record *record,
	    size_t *n)
{
	size_t i = (size_t)(record - registers->records);

	registers_ask(registers, REGISTERS_REFERRERS, record, record->id);
	*n = registers->incoming_start[i + 1] - registers->incoming_start[i];
	return (const struct reference *const *)registers->incoming +
	       registers->incoming_start[i];
}

const struct reference *const *
registers_referrers(const struct registers *registers,
		    const struct record *record, size_t *n)
{
	const struct reference *const *all = incoming_of(registers, record, n);

	registers_need_referrers(registers, record, NULL, all, *n);
	return all;
}

/* How many of the referrers come before those of the kind, or of the next. */
static size_t count_before(const struct reference *const *all, size_t n,
			   const struct kind *kind, bool is_next)
{
	size_t from = 0;

	while (from < n) {
		size_t middle = from + (n - from) / 2;
		const struct kind *one = all[middle]->from->kind;

		if (one < kind || (is_next && one == kind))
			from = middle + 1;
		else
			n = middle;
	}
	return from;
}

const struct reference *const *
registers_referrers_of_kind(const struct registers *registers,
			    const struct record *record, const char *kind,
			    size_t *n)
{
	const struct kind *wanted =
		schema_kind(registers->library->schema, kind);
	size_t all_n;
	const struct reference *const *all =
		incoming_of(registers, record, &all_n);
	size_t first = count_before(all, all_n, wanted, false);

	*n = count_before(all, all_n, wanted, true) - first;
	if (*n > 0)
		registers_need_referrers(registers, record, wanted, all + first,
					 *n);
	return all + first;
}

const struct reference *registers_references(const struct registers *registers,
					     size_t *n)
{
	registers_ask(registers, REGISTERS_ALL, NULL, NULL);
	registers_need_all(registers);
	return registers_links(registers, n);
}

const struct reference *registers_links(const struct registers *registers,
					size_t *n)
{
	*n = registers->n_references;
	return registers->references;
}

const struct reference *
registers_references_of(const struct registers *registers,
			const struct record *record, size_t *n)
{
	size_t i = (size_t)(record - registers->records);
	const struct reference *all =
		registers->references + registers->first_reference[i];

	*n = registers->first_reference[i + 1] - registers->first_reference[i];
	registers_need(registers, record);
	for (size_t j = 0; j < *n; j++) {
		registers_ask(registers, REGISTERS_RECORD, all[j].to,
			      all[j].target);
		registers_need(registers, all[j].to);
	}
	return all;
}

static char *words_of_text(const struct registers *registers,
			   const struct node *node)
{
	const struct field *field = node->field;
	char *shown = disclosure_words(node);
	date_t day;

	if (shown)
		return shown;
	switch (field ? field->type : FIELD_LINE) {
	case FIELD_DATE:
		day = date_parse(node->text);
		return day ? date_words(day) : g_strdup(node->text);
	case FIELD_DURATION:
		return date_duration_words(node->text);
	case FIELD_BOOLEAN:
		return g_strdup(strcmp(node->text, "true") == 0 ? "yes" : "no");
	default:
		if (field && field->codes)
			return g_strdup(codes_label(registers->codes,
						    field->codes, node->text));
		return g_strdup(node->text);
	}
}

char *registers_words(const struct registers *registers,
		      const struct node *node)
{
	const char *code = node_attr(node, "code");
	const char *ref = node_attr(node, "ref");
	const struct field *field;
	const char *name = NULL;

	if (!node)
		return g_strdup("");
	if (node_is_not_stated(node))
		return g_strdup("not stated");
	if (ref) {
		const struct part *part;
		const struct record *to = look_up(registers, ref, &part);

		registers_ask(registers, REGISTERS_RECORD, to, ref);
		name = to ? to->title : ref;
	} else if (code) {
		field = field_attr(node->field, "code");
		name = field && field->codes ? codes_label(registers->codes,
							   field->codes, code)
					     : code;
	}
	if (!name)
		return words_of_text(registers, node);
	return *node->text ? g_strdup_printf("%s: %s", name, node->text)
			   : g_strdup(name);
}
