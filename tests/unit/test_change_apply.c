/* SPDX-License-Identifier: MIT */
/*
 * The reported changes are all that there is: applied to the text before, they
 * give the text after.  Records are made at random out of the schema, edited
 * at random, compared, and the changes are applied by a reader of paths that
 * knows nothing of how they were found.
 *
 * Two records count as the same when they differ only in the order of items of
 * one name, or in elements that say nothing whatever.
 */
#include "lib/change.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "lib/arena.h"
#include "lib/codes.h"
#include "lib/node.h"
#include "lib/registers.h"
#include "lib/schema.h"

#define ROUNDS 400 /* for each kind of record */

static struct library *library;
static struct codes *codes;

/* Random records --------------------------------------------------------- */

static const char *const words[] = { "north", "south", "harbour", "fen" };
static const char *const days[] = { "2014-11-27", "2018-05-25", "2026-03-01" };
static const char *const texts[] = {
	"One thing.",
	"One thing. Another thing.",
	"Another thing.\n\n- a point\n- a further point",
	"s. 115 applies. So does reg. 4.",
};

static int below(GRand *rand, int n)
{
	return g_rand_int_range(rand, 0, n);
}

/* True once in n times. */
static bool once_in(GRand *rand, int n)
{
	return below(rand, n) == 0;
}

static const char *random_code(GRand *rand, const char *name)
{
	const struct code_list *list = codes_list(codes, name);

	return list->codes[below(rand, (int)list->n_codes)].id;
}

static const char *random_value(GRand *rand, const struct field *field)
{
	if (field->codes)
		return random_code(rand, field->codes);
	switch (field->type) {
	case FIELD_DATE:
		return days[below(rand, G_N_ELEMENTS(days))];
	case FIELD_MARKDOWN:
		return texts[below(rand, G_N_ELEMENTS(texts))];
	case FIELD_BOOLEAN:
		return once_in(rand, 2) ? "true" : "false";
	default:
		return words[below(rand, G_N_ELEMENTS(words))];
	}
}

static bool is_key(const struct field *field, const char *attr)
{
	return field->key && field->key[0] == '@' &&
	       strcmp(field->key + 1, attr) == 0;
}

static void add_attr(struct node *node, const struct field *field,
		     const char *value)
{
	struct attr *attr = &node->attrs[node->n_attrs++];

	attr->name = field->name;
	attr->field = field;
	attr->value = value;
}

static void random_attrs(GRand *rand, struct arena *arena, struct node *node)
{
	const struct field *field = node->field;

	node->attrs =
		arena_array(arena, field->n_attrs + 1, sizeof(*node->attrs));
	for (size_t i = 0; i < field->n_attrs; i++) {
		const struct field *attr = &field->attrs[i];
		const char *value = random_value(rand, attr);

		if (strcmp(attr->name, "evidence") == 0 &&
		    strcmp(value, "not-stated") == 0)
			continue;
		if (is_key(field, attr->name) || once_in(rand, 3))
			add_attr(node, attr, value);
	}
}

/* Makes the element one that is marked as not stated. */
static void make_gap(struct arena *arena, struct node *node)
{
	const struct field *evidence = field_attr(node->field, "evidence");
	unsigned n = 0;

	if (!evidence)
		return;
	for (unsigned i = 0; i < node->n_attrs; i++)
		if (strcmp(node->attrs[i].name, "evidence") != 0)
			node->attrs[n++] = node->attrs[i];
	node->n_attrs = (uint8_t)n;
	node->child = NULL;
	node->text = arena_strdup(arena, "");
	add_attr(node, evidence, "not-stated");
}

static void append(struct node *parent, struct node *child)
{
	struct node **end = &parent->child;

	while (*end)
		end = &(*end)->next;
	child->parent = parent;
	child->next = NULL;
	*end = child;
}

static struct node *random_node(GRand *rand, struct arena *arena,
				const struct field *field, int depth)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	memset(node, 0, sizeof(*node));
	node->name = field->name;
	node->field = field;
	node->text = "";
	random_attrs(rand, arena, node);
	if (field->n_children == 0 && field->type != FIELD_GROUP)
		node->text = once_in(rand, 6) ? "" : random_value(rand, field);
	for (size_t i = 0; depth < 4 && i < field->n_children; i++) {
		const struct field *child = &field->children[i];
		int n = child->repeats ? below(rand, 4) : below(rand, 2);

		while (n-- > 0)
			append(node,
			       random_node(rand, arena, child, depth + 1));
	}
	if (depth > 0 && once_in(rand, 6))
		make_gap(arena, node);
	return node;
}

/* A copy with a few random edits. */
static struct node *edited(GRand *rand, struct arena *arena,
			   const struct node *from, int depth)
{
	struct node *node = arena_alloc(arena, sizeof(*node));
	struct node *last = NULL;

	*node = *from;
	node->child = NULL;
	node->is_indexed = false;
	node->attrs = arena_array(arena, node->field->n_attrs + 1,
				  sizeof(*node->attrs));
	if (from->n_attrs > 0)
		memcpy(node->attrs, from->attrs,
		       from->n_attrs * sizeof(*node->attrs));
	if (once_in(rand, 15)) {
		node->n_attrs = 0;
		random_attrs(rand, arena, node);
	}
	if (!from->child && *from->text && once_in(rand, 8))
		node->text = random_value(rand, node->field);
	for (const struct node *child = from->child; child;
	     child = child->next) {
		struct node *copy;

		if (once_in(rand, 12))
			continue;
		copy = once_in(rand, 15)
			       ? random_node(rand, arena, child->field,
					     depth + 1)
			       : edited(rand, arena, child, depth + 1);
		/* Before the one before it, when both have the same name. */
		if (last && strcmp(last->name, copy->name) == 0 &&
		    once_in(rand, 3)) {
			struct node swap = *last;

			*last = *copy;
			*copy = swap;
			for (struct node *c = last->child; c; c = c->next)
				c->parent = last;
			for (struct node *c = copy->child; c; c = c->next)
				c->parent = copy;
			last->parent = node;
			last->next = NULL;
		}
		append(node, copy);
		last = copy;
		if (child->field->repeats && once_in(rand, 10))
			append(node, random_node(rand, arena, child->field,
						 depth + 1));
	}
	if (depth > 0 && once_in(rand, 20))
		make_gap(arena, node);
	return node;
}

/* A record that can be written to ---------------------------------------- */

struct item {
	char *name;
	char *text;
	const struct field *field;
	GHashTable *attrs;
	GPtrArray *children;
	size_t place; /* among those of its name, or of its key; from 1 */
};

static void item_free(void *data)
{
	struct item *item = data;

	g_free(item->name);
	g_free(item->text);
	g_hash_table_unref(item->attrs);
	g_ptr_array_unref(item->children);
	g_free(item);
}

static struct item *item_new(const char *name, const struct field *field,
			     size_t place)
{
	struct item *item = g_new0(struct item, 1);

	item->name = g_strdup(name);
	item->text = g_strdup("");
	item->field = field;
	item->attrs =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	item->children = g_ptr_array_new_with_free_func(item_free);
	item->place = place;
	return item;
}

static const char *key_attr(const struct field *field)
{
	return field->key && field->key[0] == '@' ? field->key + 1 : NULL;
}

static const char *key_of(const struct item *item)
{
	const char *attr = key_attr(item->field);

	return attr ? g_hash_table_lookup(item->attrs, attr) : NULL;
}

static struct item *item_of(const struct node *node)
{
	struct item *item = item_new(node->name, node->field, 1);

	g_free(item->text);
	item->text = g_strdup(node->text);
	for (unsigned i = 0; i < node->n_attrs; i++)
		g_hash_table_insert(item->attrs, g_strdup(node->attrs[i].name),
				    g_strdup(node->attrs[i].value));
	for (const struct node *c = node->child; c; c = c->next) {
		struct item *child = item_of(c);

		for (guint i = 0; i < item->children->len; i++) {
			const struct item *other = item->children->pdata[i];

			child->place +=
				strcmp(other->name, child->name) == 0 &&
				g_strcmp0(key_of(other), key_of(child)) == 0;
		}
		g_ptr_array_add(item->children, child);
	}
	return item;
}

static gint compare_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The item as a text that does not depend on the order of its parts. */
static char *canonical(const struct item *item)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer name, value;
	g_autofree char *inside = NULL;

	g_hash_table_iter_init(&iter, item->attrs);
	while (g_hash_table_iter_next(&iter, &name, &value))
		g_ptr_array_add(parts, g_strdup_printf("@%s='%s'", (char *)name,
						       (char *)value));
	for (guint i = 0; i < item->children->len; i++) {
		char *part = canonical(item->children->pdata[i]);

		if (part)
			g_ptr_array_add(parts, part);
	}
	if (parts->len == 0 && !*item->text)
		return NULL;
	g_ptr_array_sort(parts, compare_text);
	g_ptr_array_add(parts, NULL);
	inside = g_strjoinv("\n", (char **)parts->pdata);
	return g_strdup_printf("<%s '%s'\n%s>", item->name, item->text, inside);
}

/* Applying a change ------------------------------------------------------ */

/* The value behind the words for it. */
static const char *value_of(const struct field *field, const char *shown)
{
	const struct code_list *list =
		field && field->codes ? codes_list(codes, field->codes) : NULL;

	for (size_t i = 0; list && shown && i < list->n_codes; i++)
		if (strcmp(list->codes[i].label, shown) == 0)
			return list->codes[i].id;
	return shown;
}

/* The child of that name with the key (NULL: none) in that place, made if new. */
static struct item *child_at(struct item *parent, const char *name,
			     const char *key, size_t place)
{
	const struct field *field = field_child(parent->field, name);
	struct item *child;

	g_assert_nonnull(field);
	for (guint i = 0; i < parent->children->len; i++) {
		child = parent->children->pdata[i];
		if (strcmp(child->name, name) == 0 && child->place == place &&
		    g_strcmp0(key_of(child), key) == 0)
			return child;
	}
	child = item_new(name, field, place);
	if (key)
		g_hash_table_insert(child->attrs, g_strdup(key_attr(field)),
				    g_strdup(key));
	g_ptr_array_add(parent->children, child);
	return child;
}

/* "flow[daily-flags]", "area[2]", "area", "data[x][2]" */
static struct item *step(struct item *parent, const char *part)
{
	g_auto(GStrv) pieces = g_strsplit_set(part, "[]", -1);
	const struct field *field = field_child(parent->field, pieces[0]);
	const char *first = pieces[1];
	const char *second = first && *pieces[2] == '\0' ? pieces[3] : NULL;

	if (!first)
		return child_at(parent, pieces[0], NULL, 1);
	if (!key_attr(field))
		return child_at(parent, pieces[0], NULL,
				strtoul(first, NULL, 10));
	return child_at(parent, pieces[0], first,
			second ? strtoul(second, NULL, 10) : 1);
}

static void set_attr(struct item *item, const char *name, const char *value)
{
	if (value)
		g_hash_table_insert(item->attrs, g_strdup(name),
				    g_strdup(value));
	else
		g_hash_table_remove(item->attrs, name);
}

static void set_text(struct item *item, const struct field_change *change)
{
	const char *evidence = g_hash_table_lookup(item->attrs, "evidence");
	bool becomes_gap = g_strcmp0(change->new_value, "not stated") == 0;
	const char *value = value_of(item->field, change->new_value);

	if (g_strcmp0(evidence, "not-stated") == 0)
		set_attr(item, "evidence", NULL);
	if (becomes_gap)
		set_attr(item, "evidence", "not-stated");
	g_free(item->text);
	item->text = g_strdup(value && !becomes_gap ? value : "");
}

/* Returns whether the change is that the whole item is gone. */
static bool apply(struct item *root, const struct field_change *change)
{
	g_auto(GStrv) halves = g_strsplit(change->field, "@", 2);
	g_auto(GStrv) parts = g_strsplit(halves[0] ? halves[0] : "", ".", -1);
	struct item *parent = NULL;
	struct item *item = root;

	for (char **part = parts; *part && **part; part++) {
		parent = item;
		item = step(item, *part);
	}
	if (!halves[0] || !halves[1]) {
		set_text(item, change);
	} else if (!change->new_value && parent &&
		   g_strcmp0(key_attr(item->field), halves[1]) == 0) {
		/* Emptied, so that the places of others stay as they are. */
		g_hash_table_remove_all(item->attrs);
		g_ptr_array_set_size(item->children, 0);
		item->place = 0;
		*item->text = '\0';
		return true;
	} else {
		set_attr(item, halves[1],
			 value_of(field_attr(item->field, halves[1]),
				  change->new_value));
	}
	return false;
}

/*
 * What is told of an item's fields after it is told to be gone is gone with
 * it, and must not bring it back.
 */
static void apply_all(struct item *root, const GPtrArray *changes)
{
	g_autofree char *gone = NULL;

	for (guint i = 0; i < changes->len; i++) {
		const struct field_change *change = changes->pdata[i];
		const char *at = strrchr(change->field, '@');

		if (gone && g_str_has_prefix(change->field, gone) &&
		    strchr(".@", change->field[strlen(gone)]))
			continue;
		g_clear_pointer(&gone, g_free);
		if (apply(root, change))
			gone = g_strndup(change->field,
					 (gsize)(at - change->field));
	}
}

static void check_round(const struct kind *kind, guint32 seed)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	const struct node *old = random_node(rand, arena, kind->root, 0);
	const struct node *new = edited(rand, arena, old, 0);
	bool is_created = once_in(rand, 10);
	g_autoptr(GPtrArray) changes =
		change_fields(is_created ? NULL : old, new, codes);
	struct item *root = is_created
				    ? item_new(kind->root->name, kind->root, 1)
				    : item_of(old);
	struct item *wanted = item_of(new);
	g_autofree char *is = NULL;
	g_autofree char *should = canonical(wanted);

	apply_all(root, changes);
	is = canonical(root);
	if (g_strcmp0(is, should) != 0) {
		for (guint i = 0; i < changes->len; i++) {
			const struct field_change *c = changes->pdata[i];

			g_printerr("%s: %s -> %s\n", c->field, c->old_value,
				   c->new_value);
		}
		g_printerr("%s, seed %u\n", kind->name, seed);
	}
	g_assert_cmpstr(is, ==, should);
	item_free(root);
	item_free(wanted);
}

static void changes_applied_to_the_old_record_give_the_new(void)
{
	size_t n;
	const struct kind *kinds = schema_kinds(library->schema, &n);

	for (size_t i = 0; i < n; i++)
		for (guint32 seed = 0; seed < ROUNDS; seed++)
			check_round(&kinds[i], seed);
}

/* That the records are not all the same, and edits not all without effect. */
static void edits_do_change_records(void)
{
	const struct kind *kind = schema_kind(library->schema, "agreement");
	size_t n = 0;

	for (guint32 seed = 0; seed < 50; seed++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
		const struct node *old =
			random_node(rand, arena, kind->root, 0);
		g_autoptr(GPtrArray) changes =
			change_fields(old, edited(rand, arena, old, 0), codes);

		n += changes->len > 0;
	}
	g_assert_cmpuint(n, >, 40);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	library = library_new(NULL, NULL, NULL);
	codes = codes_new(library->assets, NULL);
#define TEST(name, test) g_test_add_func("/change_apply/" name, test)
	TEST("changes applied to the old record give the new",
	     changes_applied_to_the_old_record_give_the_new);
	TEST("edits do change records", edits_do_change_records);
	status = g_test_run();
	codes_free(codes);
	library_free(library);
	return status;
}
