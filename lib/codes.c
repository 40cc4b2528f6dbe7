/* SPDX-License-Identifier: MIT */
/*
 * Code lists are XML files: one element tree each, over which a table
 * finds a list by its id, and one in each list a code by its own.
 */
#include "lib/codes.h"

#include <string.h>

#include <gio/gio.h>

#include "lib/arena.h"
#include "lib/assets.h"
#include "lib/diag.h"
#include "lib/nearest.h"
#include "lib/schema.h"
#include "lib/text_table.h"
#include "lib/xml.h"

#define FOLDER "schemas/codes"

struct codes {
	struct arena *arena;
	GPtrArray *lists;	  /* of struct code_list, sorted by id */
	GPtrArray *numbered;	  /* of struct code, by number - 1 */
	struct text_table *by_id; /* list id -> struct entry */
};

/* A list, and its codes by id. */
struct entry {
	struct code_list list;	  /* first: lists points to it */
	struct text_table *codes; /* code id -> struct code */
};

/* Rules ask for properties all the time, so they are not left in the tree. */
static void read_properties(struct arena *arena, struct code *code,
			    const struct node *node)
{
	struct code_property *all =
		arena_array(arena, node_count(node, "property"), sizeof(*all));

	code->n_properties = 0;
	NODE_EACH(property, node, "property")
	{
		const char *name = node_attr(property, "name");
		const char *value = node_attr(property, "value");

		all[code->n_properties++] = (struct code_property){
			.name = name ? name : "",
			.value = value,
			.key = node_key(name ? name : ""),
			.value_key = value ? node_key(value) : 0,
		};
	}
	code->properties = all;
}

static void read_code(struct arena *arena, struct code *code,
		      const struct node *node)
{
	const char *id = node_attr(node, "id");

	code->id = id ? id : "";
	code->label = node_text(node_child(node, "label"));
	code->meaning = node_text(node_child(node, "meaning"));
	code->valid_from = date_parse(node_attr(node, "validFrom"));
	code->valid_to = date_parse(node_attr(node, "validTo"));
	code->node = node;
	read_properties(arena, code, node);
}

static struct entry *entry_get(struct codes *codes, const char *id,
			       const struct node *root)
{
	struct entry *entry = text_table_find(codes->by_id, id);

	if (entry)
		return entry;
	entry = arena_alloc(codes->arena, sizeof(*entry));
	entry->list.id = id;
	entry->list.title = node_text(node_child(root, "title"));
	entry->list.description = node_text(node_child(root, "description"));
	entry->codes = text_table_new();
	g_ptr_array_add(codes->lists, &entry->list);
	text_table_set(codes->by_id, id, entry);
	return entry;
}

static void refuse(struct diags *diags, const char *path,
		   const struct node *node, const char *list, const char *id)
{
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = path,
		.line = node->line,
		.rule = "REG-02",
	};

	diags_addf(diags, &diag,
		   "code '%s' is in list '%s' already; choose another id", id,
		   list);
}

static void number_code(struct codes *codes, struct code *code)
{
	code->number = 0;
	if (codes->numbered->len == UINT16_MAX)
		return;
	g_ptr_array_add(codes->numbered, code);
	code->number = (uint16_t)codes->numbered->len;
}

/* The codes of a list have been moved to where all are. */
static void point_to(struct codes *codes, struct entry *entry, struct code *all)
{
	for (size_t i = 0; i < entry->list.n_codes; i++) {
		text_table_set(entry->codes, all[i].id, &all[i]);
		if (all[i].number > 0)
			codes->numbered->pdata[all[i].number - 1] = &all[i];
	}
}

/* Adds the codes below root to its list, after those that are there. */
static void add_list(struct codes *codes, const struct node *root,
		     const char *path, struct diags *diags)
{
	const char *id = node_attr(root, "id");
	struct entry *entry = entry_get(codes, id ? id : "", root);
	struct code_list *list = &entry->list;
	size_t room = list->n_codes + node_count(root, "code");
	struct code *all = arena_array(codes->arena, room, sizeof(*all));

	if (list->n_codes > 0)
		memcpy(all, list->codes, list->n_codes * sizeof(*all));
	point_to(codes, entry, all);
	list->codes = all;
	NODE_EACH(node, root, "code")
	{
		struct code *code = &all[list->n_codes];

		read_code(codes->arena, code, node);
		if (text_table_find(entry->codes, code->id)) {
			refuse(diags, path, node, list->id, code->id);
			continue;
		}
		text_table_set(entry->codes, code->id, code);
		number_code(codes, code);
		list->n_codes++;
	}
}

static int compare_lists(const void *a, const void *b)
{
	const struct code_list *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

static bool is_list(const struct node *root)
{
	return strcmp(root->name, "codeList") == 0;
}

static bool load_builtin(struct codes *codes, const struct assets *assets,
			 const char *path, GError **error)
{
	g_autoptr(Diags) diags = diags_new();
	const struct node *root =
		xml_parse_asset(codes->arena, assets, path, error);

	if (!root)
		return false;
	/* A file of another shape (a scale) is not a list of codes. */
	if (is_list(root))
		add_list(codes, root, path, diags);
	if (diags_len(diags) == 0)
		return true;
	g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s:%u: %s",
		    path, diags_get(diags, 0)->line,
		    diags_get(diags, 0)->message);
	return false;
}

struct codes *codes_new(const struct assets *assets, GError **error)
{
	g_autoptr(Codes) codes = g_new0(struct codes, 1);
	g_auto(GStrv) paths = assets_list(assets, FOLDER);

	codes->arena = arena_new();
	codes->lists = g_ptr_array_new();
	codes->numbered = g_ptr_array_new();
	codes->by_id = text_table_new();
	for (size_t i = 0; paths[i]; i++) {
		if (g_str_has_suffix(paths[i], ".xml") &&
		    !load_builtin(codes, assets, paths[i], error))
			return NULL;
	}
	g_ptr_array_sort(codes->lists, compare_lists);
	return g_steal_pointer(&codes);
}

void codes_free(struct codes *codes)
{
	if (!codes)
		return;
	for (guint i = 0; i < codes->lists->len; i++)
		text_table_free(
			((struct entry *)codes->lists->pdata[i])->codes);
	g_ptr_array_unref(codes->lists);
	g_ptr_array_unref(codes->numbered);
	text_table_free(codes->by_id);
	arena_free(codes->arena);
	g_free(codes);
}

void codes_extend(struct codes *codes, const char *path, const char *bytes,
		  size_t len, struct diags *diags)
{
	struct xml_input input = { .path = path, .bytes = bytes, .len = len };
	const struct node *root = xml_parse(codes->arena, &input, diags);

	if (!root || !is_list(root))
		return;
	add_list(codes, root, path, diags);
	g_ptr_array_sort(codes->lists, compare_lists);
}

const struct code_list *codes_list(const struct codes *codes, const char *list)
{
	const struct entry *entry = text_table_find(codes->by_id, list);

	return entry ? &entry->list : NULL;
}

const struct code *codes_find(const struct codes *codes, const char *list,
			      const char *id)
{
	const struct entry *entry =
		list ? text_table_find(codes->by_id, list) : NULL;

	return entry && id ? text_table_find(entry->codes, id) : NULL;
}

/* The code that the node holds, by its id. */
static const struct code *look_up(const struct codes *codes,
				  const struct node *node)
{
	const struct field *field = node->field;
	const struct attr *attr;

	if (!field)
		return NULL;
	if (field->codes && *node->text)
		return codes_find(codes, field->codes, node->text);
	attr = node_attr_at(node, "code", node_key("code"));
	return attr && attr->field && node_is_same_name(attr->name, "code")
		       ? codes_find(codes, attr->field->codes, attr->value)
		       : NULL;
}

const struct code *codes_of(const struct codes *codes, const struct node *node)
{
	if (!node)
		return NULL;
	return node->number > 0 && !node->is_day && !node->is_target
		       ? codes->numbered->pdata[node->number - 1]
		       : look_up(codes, node);
}

void codes_note(const struct codes *codes, struct node *root)
{
	const struct code *code = look_up(codes, root);

	node_note(root, code ? code->number : 0);
	for (struct node *n = root->child; n; n = n->next)
		codes_note(codes, n);
}

const struct code_list *const *codes_lists(const struct codes *codes, size_t *n)
{
	*n = codes->lists->len;
	return (const struct code_list *const *)codes->lists->pdata;
}

const char *codes_label(const struct codes *codes, const char *list,
			const char *id)
{
	const struct code *code = codes_find(codes, list, id);

	return code && *code->label ? code->label : id;
}

/* Whether word is the code's label, or what its id begins with. */
static bool is_called(const struct code *code, const char *word)
{
	return strlen(word) > 2 &&
	       (g_ascii_strcasecmp(code->label, word) == 0 ||
		g_ascii_strncasecmp(code->id, word, strlen(word)) == 0);
}

const struct code *codes_nearest(const struct codes *codes, const char *list,
				 const char *id)
{
	const struct code_list *all = codes_list(codes, list);
	const struct code *best = NULL;
	unsigned least = (unsigned)strlen(id) / 2 + 1;

	for (size_t i = 0; all && i < all->n_codes; i++) {
		unsigned d = nearest_distance(id, all->codes[i].id);

		if (is_called(&all->codes[i], id))
			return &all->codes[i];
		if (d < least) {
			least = d;
			best = &all->codes[i];
		}
	}
	return best;
}

bool code_is_dated(const struct code *code)
{
	return code->valid_from != DATE_NONE || code->valid_to != DATE_NONE;
}

bool code_is_valid_on(const struct code *code, date_t day)
{
	return (code->valid_from == DATE_NONE || code->valid_from <= day) &&
	       (code->valid_to == DATE_NONE || code->valid_to >= day);
}

const char *code_plain(const struct code *code)
{
	if (!code)
		return NULL;
	NODE_EACH(plain, code->node, "plain")
	{
		if (!node_attr(plain, "for"))
			return plain->text;
	}
	return *code->meaning ? code->meaning : code->label;
}

const char *code_plain_for(const struct code *code, const char *other)
{
	if (!code)
		return NULL;
	NODE_EACH(plain, code->node, "plain")
	{
		const char *codes = node_attr(plain, "for");
		g_auto(GStrv) list = g_strsplit(codes ? codes : "", " ", -1);

		if (g_strv_contains((const char *const *)list, other))
			return plain->text;
	}
	return NULL;
}
