/* SPDX-License-Identifier: MIT */
/*
 * The root hash after any command is wanted in the time of one more entry, so
 * the tree is kept as the roots of its full subtrees, from the largest to the
 * smallest: adding a leaf joins what is of equal size, and the root is what
 * they give from the right to the left.  That is RFC 6962's tree, which splits
 * at the largest power of two.
 */
#include "lib/rsf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "lib/arena.h"
#include "lib/diag.h"

#define HASH_LEN 32
#define MAX_LEVELS 64
#define PREFIX "sha-256:"

/* The subtrees of a growing tree. */
struct merkle {
	uint8_t roots[MAX_LEVELS][HASH_LEN];
	size_t n;
	uint64_t n_leaves;
};

/* An item as it was added. */
struct item {
	json_t *json;
	unsigned line;
	bool is_used;
};

struct rsf {
	struct arena *arena;
	GHashTable *items; /* by hash in hexadecimal digits */
	GArray *entries;   /* of struct rsf_entry */
	struct merkle tree;
	const char *path;
	unsigned line;
	struct diags *diags;
};

struct rsf_write {
	GString *items;
	GString *entries;
	GHashTable *known; /* items that were added */
	char *timestamp;
	struct merkle tree;
};

static void sum(uint8_t *out, uint8_t tag, const void *a, size_t a_len,
		const void *b, size_t b_len)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize len = HASH_LEN;

	g_checksum_update(checksum, &tag, 1);
	g_checksum_update(checksum, a, (gssize)a_len);
	if (b_len > 0)
		g_checksum_update(checksum, b, (gssize)b_len);
	g_checksum_get_digest(checksum, out, &len);
}

static void merkle_add(struct merkle *tree, const char *leaf, size_t len)
{
	uint64_t full = ++tree->n_leaves;

	sum(tree->roots[tree->n++], 0, leaf, len, NULL, 0);
	for (; full % 2 == 0; full /= 2) {
		tree->n--;
		sum(tree->roots[tree->n - 1], 1, tree->roots[tree->n - 1],
		    HASH_LEN, tree->roots[tree->n], HASH_LEN);
	}
}

static char *hex(const uint8_t *hash)
{
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < HASH_LEN; i++)
		g_string_append_printf(out, "%02x", hash[i]);
	return g_string_free(out, FALSE);
}

/* In hexadecimal digits, owned by the caller. */
static char *merkle_root(const struct merkle *tree)
{
	uint8_t root[HASH_LEN];

	if (tree->n == 0)
		return g_compute_checksum_for_string(G_CHECKSUM_SHA256, "", 0);
	memcpy(root, tree->roots[tree->n - 1], HASH_LEN);
	for (size_t i = tree->n - 1; i > 0; i--)
		sum(root, 1, tree->roots[i - 1], HASH_LEN, root, HASH_LEN);
	return hex(root);
}

/* The key and timestamp have been looked at: nothing in them is escaped. */
static void add_leaf(struct merkle *tree, const char *key,
		     const char *timestamp, const char *hash)
{
	g_autoptr(GString) leaf = g_string_new(NULL);
	uint64_t n = tree->n_leaves + 1;

	g_string_append_printf(leaf,
			       "{\"index-entry-number\":\"%" G_GUINT64_FORMAT
			       "\",\"entry-number\":\"%" G_GUINT64_FORMAT
			       "\",\"entry-timestamp\":\"%s\",\"key\":\"%s\","
			       "\"item-hash\":[\"" PREFIX "%s\"]}",
			       n, n, timestamp, key, hash);
	merkle_add(tree, leaf->str, leaf->len);
}

static void say(const struct rsf *rsf, enum diag_level level, unsigned line,
		const char *message)
{
	struct diag diag = {
		.level = level,
		.path = rsf->path,
		.line = line,
		.message = message,
	};

	diags_add(rsf->diags, &diag);
}

static void fault(const struct rsf *rsf, const char *message)
{
	say(rsf, DIAG_ERROR, rsf->line, message);
}

static void free_item(void *data)
{
	struct item *item = data;

	json_decref(item->json);
	g_free(item);
}

static char *canonical(const json_t *json)
{
	return json_dumps(json, JSON_SORT_KEYS | JSON_COMPACT);
}

static void add_item(struct rsf *rsf, const char *text)
{
	json_error_t where;
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &where);
	struct item *item;
	char *form;

	if (!json_is_object(json)) {
		json_decref(json);
		fault(rsf, "what follows 'add-item' is no JSON object");
		return;
	}
	form = canonical(json);
	if (!form || strcmp(form, text) != 0)
		say(rsf, DIAG_WARNING, rsf->line,
		    "the item is not in canonical form: keys in order, no "
		    "blanks around them; its hash is that of the line as it "
		    "stands");
	free(form);
	item = g_new0(struct item, 1);
	item->json = json;
	item->line = rsf->line;
	g_hash_table_replace(
		rsf->items,
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1),
		item);
}

/* The 64 digits of "sha-256:…", or NULL. */
static const char *digits_of(const char *text)
{
	const char *digits;

	if (!g_str_has_prefix(text, PREFIX))
		return NULL;
	digits = text + strlen(PREFIX);
	return strlen(digits) == 64 && strspn(digits, "0123456789abcdef") == 64
		       ? digits
		       : NULL;
}

static bool is_timestamp(const char *text)
{
	g_autoptr(GDateTime) time = NULL;
	static const char form[] = "dddd-dd-ddTdd:dd:ddZ";

	if (strlen(text) != strlen(form))
		return false;
	for (size_t i = 0; form[i]; i++) {
		if (form[i] == 'd' ? !g_ascii_isdigit(text[i])
				   : text[i] != form[i])
			return false;
	}
	time = g_date_time_new_from_iso8601(text, NULL);
	return time != NULL;
}

static bool is_key(const char *text)
{
	if (!*text)
		return false;
	for (; *text; text++) {
		if (!g_ascii_isalnum(*text) && !strchr("-_:.", *text))
			return false;
	}
	return true;
}

static void append_entry(struct rsf *rsf, char *const *parts)
{
	const char *hash = digits_of(parts[4]);
	bool is_user = strcmp(parts[1], "user") == 0;
	struct item *item;
	struct rsf_entry entry = { .line = rsf->line };

	if (!is_user && strcmp(parts[1], "system") != 0) {
		fault(rsf, "an entry is 'user' or 'system'");
		return;
	}
	if (!is_key(parts[2]) || !is_timestamp(parts[3]) || !hash) {
		fault(rsf, "expected a key, a time such as "
			   "2018-12-14T14:57:09Z, and one item as "
			   "'sha-256:' and 64 digits");
		return;
	}
	item = g_hash_table_lookup(rsf->items, hash);
	if (is_user)
		add_leaf(&rsf->tree, parts[2], parts[3], hash);
	if (!item) {
		fault(rsf, "no item of this SHA-256 was added before the "
			   "entry; an item was changed, or is missing");
		return;
	}
	item->is_used = true;
	if (!is_user)
		return;
	entry.key = arena_strdup(rsf->arena, parts[2]);
	entry.timestamp = arena_strdup(rsf->arena, parts[3]);
	entry.item = item->json;
	entry.item_line = item->line;
	g_array_append_val(rsf->entries, entry);
}

static void assert_root(struct rsf *rsf, const char *text)
{
	const char *stated = digits_of(text);
	g_autofree char *root = merkle_root(&rsf->tree);

	if (!stated)
		fault(rsf, "expected 'sha-256:' and 64 digits");
	else if (strcmp(stated, root) != 0)
		fault(rsf, "the root hash is not that of the entries before "
			   "it; an entry was changed, or is missing");
}

static void read_line(struct rsf *rsf, const char *line)
{
	g_auto(GStrv) parts = g_strsplit(line, "\t", -1);
	guint n = g_strv_length(parts);

	if (n == 2 && strcmp(parts[0], "add-item") == 0)
		add_item(rsf, parts[1]);
	else if (n == 5 && strcmp(parts[0], "append-entry") == 0)
		append_entry(rsf, parts);
	else if (n == 2 && strcmp(parts[0], "assert-root-hash") == 0)
		assert_root(rsf, parts[1]);
	else
		fault(rsf, "this is no line of a register; expected "
			   "'add-item', 'append-entry' or 'assert-root-hash', "
			   "and its values after tabs");
}

static int compare_lines(const void *a, const void *b)
{
	const struct item *x = *(const struct item *const *)a;
	const struct item *y = *(const struct item *const *)b;

	return x->line < y->line ? -1 : x->line > y->line;
}

static void find_orphans(const struct rsf *rsf)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new();
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, rsf->items);
	while (g_hash_table_iter_next(&iter, NULL, &value))
		g_ptr_array_add(items, value);
	g_ptr_array_sort(items, compare_lines);
	for (guint i = 0; i < items->len; i++) {
		const struct item *item = items->pdata[i];

		if (!item->is_used)
			say(rsf, DIAG_WARNING, item->line,
			    "no entry names this item, so it is in no record");
	}
}

struct rsf *rsf_read(const char *path, const char *bytes, size_t len,
		     struct diags *diags)
{
	struct rsf *rsf = g_new0(struct rsf, 1);
	const char *end = bytes + len;

	rsf->arena = arena_new();
	rsf->items = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					   free_item);
	rsf->entries = g_array_new(FALSE, FALSE, sizeof(struct rsf_entry));
	rsf->path = arena_strdup(rsf->arena, path);
	rsf->diags = diags;
	while (bytes < end) {
		const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t n = (size_t)((stop ? stop : end) - bytes);
		size_t kept = n > 0 && bytes[n - 1] == '\r' ? n - 1 : n;
		g_autofree char *line = g_strndup(bytes, kept);

		rsf->line++;
		if (*line)
			read_line(rsf, line);
		bytes = stop ? stop + 1 : end;
	}
	find_orphans(rsf);
	return rsf;
}

void rsf_free(struct rsf *rsf)
{
	if (!rsf)
		return;
	g_hash_table_unref(rsf->items);
	g_array_unref(rsf->entries);
	arena_free(rsf->arena);
	g_free(rsf);
}

size_t rsf_len(const struct rsf *rsf)
{
	return rsf->entries->len;
}

const struct rsf_entry *rsf_get(const struct rsf *rsf, size_t i)
{
	return &g_array_index(rsf->entries, struct rsf_entry, i);
}

/* The texts of a value, in values. */
static void read_texts(json_t *value, GPtrArray *values)
{
	g_ptr_array_set_size(values, 0);
	if (!json_is_array(value))
		g_ptr_array_add(values, (char *)json_string_value(value));
	for (size_t i = 0; i < json_array_size(value); i++) {
		const char *text = json_string_value(json_array_get(value, i));

		g_ptr_array_add(values, (char *)text);
	}
}

void rsf_each_field(const struct rsf_entry *entry, rsf_field tell, void *data)
{
	g_autoptr(GPtrArray) values = g_ptr_array_new();
	const char *name;
	json_t *value;

	json_object_foreach(entry->item, name, value)
	{
		read_texts(value, values);
		tell(data, name, values, json_is_array(value));
	}
}

struct rsf_write *rsf_write_new(const char *timestamp)
{
	struct rsf_write *write = g_new0(struct rsf_write, 1);

	write->items = g_string_new(NULL);
	write->entries = g_string_new(NULL);
	write->timestamp = g_strdup(timestamp);
	write->known =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return write;
}

static char *make_item(const struct rsf_value *values, size_t n)
{
	json_t *object = json_object();
	char *text;

	for (size_t i = 0; i < n; i++) {
		json_t *list = json_array();

		for (size_t j = 0; values[i].values[j]; j++)
			json_array_append_new(list,
					      json_string(values[i].values[j]));
		if (json_array_size(list) == 0) {
			json_decref(list);
		} else if (values[i].is_list) {
			json_object_set_new(object, values[i].name, list);
		} else {
			json_object_set(object, values[i].name,
					json_array_get(list, 0));
			json_decref(list);
		}
	}
	text = canonical(object);
	json_decref(object);
	return text;
}

void rsf_write_add(struct rsf_write *write, bool is_user, const char *key,
		   const struct rsf_value *values, size_t n)
{
	char *item = make_item(values, n);
	g_autofree char *hash =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, item, -1);

	if (!g_hash_table_contains(write->known, hash)) {
		g_hash_table_add(write->known, g_strdup(hash));
		g_string_append_printf(write->items, "add-item\t%s\n", item);
	}
	g_string_append_printf(
		write->entries, "append-entry\t%s\t%s\t%s\t" PREFIX "%s\n",
		is_user ? "user" : "system", key, write->timestamp, hash);
	if (is_user)
		add_leaf(&write->tree, key, write->timestamp, hash);
	free(item);
}

void rsf_write_end(struct rsf_write *write, GString *out)
{
	g_autofree char *nothing =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, "", 0);
	g_autofree char *root = merkle_root(&write->tree);

	g_string_append_printf(out, "assert-root-hash\t" PREFIX "%s\n",
			       nothing);
	g_string_append_len(out, write->items->str, (gssize)write->items->len);
	g_string_append_len(out, write->entries->str,
			    (gssize)write->entries->len);
	g_string_append_printf(out, "assert-root-hash\t" PREFIX "%s\n", root);
	g_string_free(write->items, TRUE);
	g_string_free(write->entries, TRUE);
	g_hash_table_unref(write->known);
	g_free(write->timestamp);
	g_free(write);
}
