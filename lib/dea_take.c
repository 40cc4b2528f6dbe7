/* SPDX-License-Identifier: MIT */
/*
 * A new agreement is an empty one that differs from the entry in everything,
 * so both are made alike: what is there is given away as an entry, and each
 * field in which that differs from the new one is set.  What the register has
 * no field for is not touched.
 */
#include "lib/dea_take.h"

#include <stdbool.h>
#include <string.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/date.h"
#include "lib/dea_bodies.h"
#include "lib/dea_give.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"

#define FLOW "shared"
#define MAX_ATTRS 8

/* One tree while it is made. */
struct taking {
	const struct dea_taking *with;
	const struct dea_entry *entry;
	struct node *root;
	const char *source; /* of what is set; NULL: that of the root */
	struct dea_place place;
};

static size_t order_of(const struct node *parent, const struct field *field)
{
	return (size_t)(field - parent->field->children);
}

static void set_attr(struct node *node, const char *name, const char *value)
{
	for (unsigned i = 0; i < node->n_attrs; i++) {
		if (strcmp(node->attrs[i].name, name) == 0) {
			node->attrs[i].value = value;
			return;
		}
	}
	g_assert(node->n_attrs < MAX_ATTRS);
	node->attrs[node->n_attrs++] = (struct attr){
		.name = name,
		.value = value,
		.field = field_attr(node->field, name),
	};
}

static struct node *make(struct arena *arena, const struct field *field,
			 const char *text)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	node->name = field->name;
	node->text = text ? arena_strdup(arena, text) : "";
	node->field = field;
	node->attrs = arena_array(arena, MAX_ATTRS, sizeof(*node->attrs));
	return node;
}

/* A new child, where the schema wants it. */
static struct node *add(const struct dea_taking *with, struct node *parent,
			const char *name, const char *text)
{
	const struct field *field = field_child(parent->field, name);
	struct node *node = make(with->arena, field, text);
	struct node **at = &parent->child;

	while (*at && order_of(parent, (*at)->field) <= order_of(parent, field))
		at = &(*at)->next;
	node->next = *at;
	node->parent = parent;
	*at = node;
	return node;
}

/* The same, marked as not stated where there is no text. */
static struct node *say(const struct taking *t, struct node *parent,
			const char *name, const char *text)
{
	struct node *node = add(t->with, parent, name, text);

	if (!text)
		set_attr(node, "evidence", "not-stated");
	else if (t->source)
		set_attr(node, "source", t->source);
	return node;
}

static struct node *copy(const struct dea_taking *with, const struct node *from,
			 struct node *parent)
{
	struct node *node = arena_alloc(with->arena, sizeof(*node));
	struct node **at = &node->child;

	*node = *from;
	node->parent = parent;
	node->child = node->next = NULL;
	node->is_indexed = node->is_noted = false;
	node->attrs = arena_array(with->arena, from->n_attrs + MAX_ATTRS,
				  sizeof(*node->attrs));
	for (unsigned i = 0; i < from->n_attrs; i++)
		node->attrs[i] = from->attrs[i];
	for (const struct node *n = from->child; n; n = n->next) {
		*at = copy(with, n, node);
		at = &(*at)->next;
	}
	return node;
}

static void drop(struct node *parent, const struct node *node)
{
	struct node **at = &parent->child;

	while (*at && *at != node)
		at = &(*at)->next;
	if (*at)
		*at = node->next;
}

/* Drops children of that name; with a locator, those that have it. */
static void drop_all(struct node *parent, const char *name, const char *locator)
{
	struct node **at = &parent->child;

	while (*at) {
		bool is_one =
			strcmp((*at)->name, name) == 0 &&
			(!locator || node_is_not_stated(*at) ||
			 g_strcmp0(node_attr(*at, "locator"), locator) == 0);

		if (is_one)
			*at = (*at)->next;
		else
			at = &(*at)->next;
	}
}

static struct node *child_of(struct node *parent, const char *name)
{
	return (struct node *)node_child(parent, name);
}

static void set_one(struct taking *t, const char *name, const char *text)
{
	drop_all(t->root, name, NULL);
	say(t, t->root, name, text);
}

/* The flow that the entry is about; NULL, and told, when there are several. */
static struct node *flow_of(struct taking *t)
{
	struct node *flow = child_of(t->root, "flow");

	if (!flow) {
		flow = add(t->with, t->root, "flow", NULL);
		set_attr(flow, "id", FLOW);
		if (t->source)
			set_attr(flow, "source", t->source);
		add(t->with, flow, "title", dea_value(t->entry, DEA_NAME));
	} else if (node_again(flow)) {
		dea_fault(&t->place,
			  "the agreement has %zu flows in the registers; which "
			  "of them is to change cannot be told, so change it "
			  "by hand",
			  node_count(t->root, "flow"));
		return NULL;
	}
	return flow;
}

static void set_review(struct taking *t)
{
	struct node *review = child_of(t->root, "review");
	const char *day = dea_value(t->entry, DEA_REVIEW);

	if (review && node_is_not_stated(review)) {
		drop(t->root, review);
		review = NULL;
	}
	if (!review)
		review = add(t->with, t->root, "review", NULL);
	drop_all(review, "next", NULL);
	say(t, review, "next", day);
}

static void set_method(struct taking *t)
{
	const char *words = dea_value(t->entry, DEA_METHOD);
	struct node *flow = child_of(t->root, "flow");
	g_autofree char *text = NULL;
	struct node *note;

	drop_all(t->root, "note", DEA_LOCATOR_METHOD);
	if (!words) {
		for (; flow; flow = (struct node *)node_again(flow)) {
			drop_all(flow, "method", NULL);
			say(t, flow, "method", NULL);
		}
		return;
	}
	text = g_strconcat(DEA_METHOD_WORDS, words, NULL);
	note = say(t, t->root, "note", text);
	set_attr(note, "locator", DEA_LOCATOR_METHOD);
}

/* The gateways of the registers that stand for an objective. */
static void add_gateways(struct taking *t, struct node *flow,
			 const char *objective)
{
	size_t n;
	const struct record *const *all =
		registers_of_kind(t->with->registers, "gateway", &n);

	for (size_t i = 0; i < n; i++) {
		bool is_one = false;

		NODE_EACH(version, all[i]->root, "version")
		is_one |= g_strcmp0(node_value(version, "objective"),
				    objective) == 0;
		if (is_one)
			set_attr(say(t, flow, "gateway", ""), "ref",
				 all[i]->id);
	}
}

static bool set_power(struct taking *t)
{
	const char *power = dea_value(t->entry, DEA_POWER);
	const char *objective =
		dea_objective(registers_codes(t->with->registers), power);
	struct node *legal = child_of(t->root, "legal");
	struct node *flow = flow_of(t);

	if (!flow)
		return false;
	if (legal && node_is_not_stated(legal)) {
		drop(t->root, legal);
		legal = NULL;
	}
	if (!legal)
		legal = add(t->with, t->root, "legal", NULL);
	drop_all(legal, "domesticLaw", DEA_LOCATOR_POWER);
	set_attr(say(t, legal, "domesticLaw", power), "locator",
		 DEA_LOCATOR_POWER);
	drop_all(flow, "gateway", NULL);
	if (objective)
		add_gateways(t, flow, objective);
	if (!child_of(flow, "gateway"))
		say(t, flow, "gateway", NULL);
	return true;
}

static bool set_data(struct taking *t)
{
	struct node *flow = flow_of(t);

	if (!flow)
		return false;
	drop_all(flow, "dataCategory", NULL);
	say(t, flow, "dataCategory", dea_value(t->entry, DEA_DATA));
	return true;
}

static bool set_retention(struct taking *t)
{
	struct node *flow = flow_of(t);
	const char *period = dea_value(t->entry, DEA_RETENTION);
	struct node *retention;

	if (!flow)
		return false;
	retention = child_of(flow, "retention");
	if (retention && node_is_not_stated(retention)) {
		drop(flow, retention);
		retention = NULL;
	}
	if (!period) {
		drop_all(flow, "retention", NULL);
		say(t, flow, "retention", NULL);
		return true;
	}
	if (!retention)
		retention = add(t->with, flow, "retention", NULL);
	drop_all(retention, "duration", NULL);
	drop_all(retention, "words", NULL);
	say(t, retention, date_is_duration(period) ? "duration" : "words",
	    period);
	return true;
}

/* Takes the two roles from a party; the party too if it had no other. */
static void clear_party(struct node *root, struct node *party)
{
	struct node **at = &party->child;

	while (*at) {
		if (strcmp((*at)->name, "role") == 0 &&
		    (strcmp((*at)->text, "discloser") == 0 ||
		     strcmp((*at)->text, "recipient") == 0))
			*at = (*at)->next;
		else
			at = &(*at)->next;
	}
	if (!child_of(party, "role"))
		drop(root, party);
}

static void add_role(struct taking *t, const char *id, const char *curie,
		     const char *role)
{
	struct node *party = child_of(t->root, "party");

	while (party && g_strcmp0(node_attr(party, "ref"), id) != 0)
		party = (struct node *)node_again(party);
	if (!party) {
		party = add(t->with, t->root, "party", NULL);
		set_attr(party, "ref", id);
		if (t->source)
			set_attr(party, "source", t->source);
		if (curie)
			set_attr(party, "locator",
				 arena_strdup(t->with->arena, curie));
	}
	say(t, party, "role", role);
}

static void add_side(struct taking *t, struct node *flow, const char *element,
		     enum dea_field codes)
{
	guint n = MAX(t->entry->values[codes]->len,
		      t->entry->values[codes + 1]->len);

	drop_all(flow, element, NULL);
	t->place.field = codes;
	for (guint i = 0; i < n; i++) {
		const char *curie = dea_nth(t->entry, codes, i);
		const struct dea_body *body = dea_bodies_find(
			t->with->bodies, curie, dea_nth(t->entry, codes + 1, i),
			&t->place);
		struct node *node = say(t, flow, element, "");

		set_attr(node, "ref", body->id);
		if (curie)
			set_attr(node, "locator",
				 arena_strdup(t->with->arena, curie));
		add_role(t, body->id, curie, element);
	}
	if (n == 0)
		say(t, flow, element, NULL);
}

static bool set_sides(struct taking *t)
{
	struct node *flow = flow_of(t);
	struct node *next;

	if (!flow)
		return false;
	for (struct node *node = t->root->child; node; node = next) {
		next = node->next;
		if (strcmp(node->name, "party") == 0)
			clear_party(t->root, node);
	}
	add_side(t, flow, "discloser", DEA_CONTROLLERS);
	add_side(t, flow, "recipient", DEA_PROCESSORS);
	return true;
}

/* The nine letters and digits of a code of the Office for National Statistics. */
static const char *gss_of(const char *curie)
{
	const char *key = strchr(curie, ':') + 1;

	return strlen(key) == 9 && strchr("EJKLMNSW", *key) &&
			       strspn(key + 1, "0123456789") == 8
		       ? key
		       : NULL;
}

static void set_areas(struct taking *t)
{
	guint n = MAX(t->entry->values[DEA_AREAS]->len,
		      t->entry->values[DEA_AREA_NAMES]->len);

	drop_all(t->root, "area", NULL);
	for (guint i = 0; i < n; i++) {
		const char *curie = dea_nth(t->entry, DEA_AREAS, i);
		const char *name = dea_nth(t->entry, DEA_AREA_NAMES, i);
		struct node *area = say(t, t->root, "area", name);

		if (!name)
			area->n_attrs = 0;
		if (curie && gss_of(curie))
			set_attr(area, "gss",
				 arena_strdup(t->with->arena, gss_of(curie)));
		if (curie)
			set_attr(area, "locator",
				 arena_strdup(t->with->arena, curie));
		if (!name && !node_attr(area, "gss"))
			set_attr(area, "evidence", "not-stated");
	}
	if (n == 0)
		say(t, t->root, "area", NULL);
}

/* Fields that are one element of the agreement. */
static const struct {
	enum dea_field field;
	const char *element;
} plain[] = {
	{ DEA_NAME, "title" },	     { DEA_PURPOSE, "purpose" },
	{ DEA_BENEFITS, "benefit" }, { DEA_START, "start" },
	{ DEA_END, "end" },	     { DEA_CONTACT, "accessContact" },
};

/* Sets what is different from old; NULL: everything. */
static bool set_all(struct taking *t, const struct dea_entry *old)
{
#define NEEDED(field) (!old || !dea_is_same(t->entry, old, field))
	bool is_good = true;

	for (size_t i = 0; i < G_N_ELEMENTS(plain); i++) {
		if (NEEDED(plain[i].field))
			set_one(t, plain[i].element,
				dea_value(t->entry, plain[i].field));
	}
	if (NEEDED(DEA_REVIEW))
		set_review(t);
	if (NEEDED(DEA_METHOD))
		set_method(t);
	if (NEEDED(DEA_AREAS) || NEEDED(DEA_AREA_NAMES))
		set_areas(t);
	if (NEEDED(DEA_POWER))
		is_good = set_power(t);
	if (is_good && NEEDED(DEA_DATA))
		is_good = set_data(t);
	if (is_good && NEEDED(DEA_RETENTION))
		is_good = set_retention(t);
	if (is_good &&
	    (NEEDED(DEA_CONTROLLERS) || NEEDED(DEA_CONTROLLER_NAMES) ||
	     NEEDED(DEA_PROCESSORS) || NEEDED(DEA_PROCESSOR_NAMES)))
		is_good = set_sides(t);
#undef NEEDED
	return is_good;
}

/* The root of a new record. */
static struct node *begin(const struct dea_taking *with, const char *kind,
			  const char *id)
{
	const struct library *library = registers_library(with->registers);
	struct node *root = make(
		with->arena, schema_kind(library->schema, kind)->root, NULL);

	set_attr(root, "id", arena_strdup(with->arena, id));
	set_attr(root, "version", "1");
	return root;
}

static void come_from_register(struct node *root)
{
	set_attr(root, "evidence", "stated");
	set_attr(root, "source", DEA_SOURCE);
}

static void begin_agreement(struct taking *t, const char *id)
{
	struct node *entry;

	t->root = begin(t->with, "agreement", id);
	come_from_register(t->root);
	add(t->with, t->root, "type", "dea-isa");
	say(t, t->root, "status", NULL);
	entry = add(t->with, t->root, "publicRegisterEntry", NULL);
	add(t->with, entry, "scheme", DEA_REGISTER);
	add(t->with, entry, "entry", dea_value(t->entry, DEA_KEY));
}

struct node *dea_take(const struct dea_taking *taking,
		      const struct dea_entry *entry, const char *id,
		      const struct record *record,
		      const struct dea_place *place)
{
	struct taking t = { taking, entry, NULL, NULL, *place };
	struct dea_entry *old = NULL;
	bool is_good;

	if (record) {
		old = dea_give(taking->registers, record, NULL);
		if (dea_equal(old, entry)) {
			dea_entry_free(old);
			return NULL;
		}
		t.root = copy(taking, record->root, NULL);
		if (g_strcmp0(node_attr(t.root, "source"), DEA_SOURCE) != 0)
			t.source = DEA_SOURCE;
	} else {
		begin_agreement(&t, id);
	}
	is_good = set_all(&t, old);
	dea_entry_free(old);
	return is_good ? t.root : NULL;
}

struct node *dea_take_body(const struct dea_taking *with,
			   const struct dea_body *body)
{
	struct node *root = begin(with, "organisation", body->id);
	struct taking t = { .with = with, .root = root };

	come_from_register(root);
	say(&t, root, "name", body->name);
	say(&t, root, "type", NULL);
	if (body->curie)
		set_attr(add(with, root, "identifier", body->curie), "scheme",
			 "register-curie");
	return root;
}

struct node *dea_take_source(const struct dea_taking *with)
{
	struct node *root = begin(with, "source", DEA_SOURCE);

	add(with, root, "title",
	    "Register of information sharing agreements under Part 5 of the "
	    "Digital Economy Act 2017");
	add(with, root, "kind", "register");
	add(with, root, "identifier", DEA_REGISTER);
	return root;
}
