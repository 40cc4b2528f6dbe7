/* SPDX-License-Identifier: MIT */
/*
 * Values are small tagged structs in an arena.  Lists and maps are arrays
 * that double, the old array being left to the arena.  Maps have few keys
 * and are read far more often than written, so a lookup walks an array of
 * hashes, which the template has computed beforehand for its own names, and
 * compares strings only where a hash agrees.  What a map of an origin was asked
 * for once is an entry from then on.
 */
#include "site-gen/value.h"

#include <string.h>

#include "lib/arena.h"
#include "site-gen/escape.h"
#include "site-gen/trusted.h"

struct entry {
	guint hash;
	const char *key;
	const struct value *value;
};

/* Where a map has the values of its keys from. */
struct promise {
	const struct value_origin *origin;
	struct arena *arena;
	const void *of;
	const void *about;
	bool is_kept; /* whether every key has its entry */
};

struct value {
	enum value_type type;
	bool truth;
	size_t len;   /* bytes, items or entries */
	size_t space; /* items or entries that fit */
	union {
		const char *bytes;
		const struct value **items;
		struct entry *entries;
	};
	struct promise *promise; /* NULL: the entries are all there is */
};

static const struct value nothing = { .type = VALUE_NOTHING };
static const struct value truths[] = {
	{ .type = VALUE_BOOL, .truth = false },
	{ .type = VALUE_BOOL, .truth = true },
};

const struct value *value_nothing(void)
{
	return &nothing;
}

const struct value *value_bool(bool b)
{
	return &truths[b];
}

static const struct value *new_bytes(struct arena *arena, enum value_type type,
				     const char *bytes, size_t len)
{
	struct value *v = arena_alloc(arena, sizeof(*v));

	v->type = type;
	v->len = len;
	v->bytes = arena_strndup(arena, bytes, len);
	return v;
}

/* Whether s is plain printable ASCII, which is most text there is. */
static bool is_plain(const char *s)
{
	for (const unsigned char *p = (const unsigned char *)s; *p; p++)
		if (*p >= 0x7f || (*p < 0x20 && *p != '\n' && *p != '\t'))
			return false;
	return true;
}

const struct value *value_text(struct arena *arena, const char *s)
{
	g_autofree char *valid = NULL;
	g_autoptr(GString) clean = NULL;

	if (!s)
		return &nothing;
	if (is_plain(s))
		return new_bytes(arena, VALUE_TEXT, s, strlen(s));

	valid = g_utf8_make_valid(s, -1);
	clean = g_string_sized_new(strlen(valid));
	escape_clean(clean, valid);
	return new_bytes(arena, VALUE_TEXT, clean->str, clean->len);
}

const struct value *value_number(struct arena *arena, long number)
{
	g_autofree char *digits = g_strdup_printf("%ld", number);

	return new_bytes(arena, VALUE_TEXT, digits, strlen(digits));
}

/*
 * Whether a browser could not take s for more than an address of a kind we
 * know.  It skips blanks and reads '\' as '/', hence the care with both.
 */
static bool is_url_safe(const char *s)
{
	static const char *const schemes[] = { "http", "https", "mailto" };
	size_t scheme = strcspn(s, ":/?#");

	for (const char *p = s; *p; p++)
		if ((unsigned char)*p < 0x20 || escape_unwanted(p))
			return false;

	if (s[scheme] == ':') {
		for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
			if (strlen(schemes[i]) == scheme &&
			    !g_ascii_strncasecmp(s, schemes[i], scheme))
				return true;
		return false;
	}
	return !(s[0] && s[1] && strchr("/\\", s[0]) && strchr("/\\", s[1]));
}

const struct value *value_url(struct arena *arena, const char *s)
{
	g_autofree char *trimmed = NULL;
	g_autoptr(GString) url = NULL;

	if (!s)
		return &nothing;
	trimmed = g_strstrip(g_strdup(s));
	if (!g_utf8_validate(trimmed, -1, NULL) || !is_url_safe(trimmed))
		return &nothing;

	url = g_string_new(trimmed);
	g_string_replace(url, " ", "%20", 0);
	return new_bytes(arena, VALUE_URL, url->str, url->len);
}

const struct value *value_html_trusted(struct arena *arena, const char *bytes,
				       size_t len)
{
	return new_bytes(arena, VALUE_HTML, bytes, len);
}

struct value *value_list(struct arena *arena)
{
	struct value *list = arena_alloc(arena, sizeof(*list));

	list->type = VALUE_LIST;
	return list;
}

struct value *value_map(struct arena *arena)
{
	struct value *map = arena_alloc(arena, sizeof(*map));

	map->type = VALUE_MAP;
	return map;
}

struct value *value_map_of(struct arena *arena,
			   const struct value_origin *origin, const void *of,
			   const void *about)
{
	struct value *map = value_map(arena);

	map->promise = arena_alloc(arena, sizeof(*map->promise));
	map->promise->origin = origin;
	map->promise->arena = arena;
	map->promise->of = of;
	map->promise->about = about;
	return map;
}

/* An array with room for one more element; the old one if it has that. */
static void *grow(struct arena *arena, struct value *v, void *old, size_t size)
{
	void *array;

	if (v->len < v->space)
		return old;
	v->space = v->space ? v->space * 2 : 8;
	array = arena_array(arena, v->space, size);
	if (v->len)
		memcpy(array, old, v->len * size);
	return array;
}

void value_push(struct arena *arena, struct value *list, const struct value *v)
{
	g_assert(list->type == VALUE_LIST);
	list->items = grow(arena, list, list->items, sizeof(*list->items));
	list->items[list->len++] = v ? v : &nothing;
}

static struct entry *find_entry(const struct value *map, const char *key,
				guint hash)
{
	for (size_t i = 0; i < map->len; i++)
		if (map->entries[i].hash == hash &&
		    !strcmp(map->entries[i].key, key))
			return &map->entries[i];
	return NULL;
}

static struct entry *add_entry(struct arena *arena, struct value *map,
			       const char *key, guint hash)
{
	struct entry *entry;

	map->entries = grow(arena, map, map->entries, sizeof(*map->entries));
	entry = &map->entries[map->len++];
	entry->hash = hash;
	entry->key = key;
	return entry;
}

void value_set(struct arena *arena, struct value *map, const char *key,
	       const struct value *v)
{
	guint hash = value_hash(key);
	struct entry *entry;

	g_assert(map->type == VALUE_MAP);
	entry = find_entry(map, key, hash);
	if (!entry)
		entry = add_entry(arena, map, key, hash);
	entry->value = v ? v : &nothing;
}

/*
 * Makes what the map has promised under the key; NULL: nothing of the kind.
 * To its readers a map is the same before and after, hence the cast.
 */
static const struct value *keep(const struct value *map, const char *key,
				guint hash)
{
	const struct promise *promise = map->promise;
	const struct value *v =
		promise->origin->find(promise->of, promise->about, &key);

	if (v)
		add_entry(promise->arena, (struct value *)map, key, hash)
			->value = v;
	/* cppcheck-suppress returnDanglingLifetime */
	return v;
}

static void keep_all(const struct value *map)
{
	struct promise *promise = map->promise;
	const char *key;

	if (!promise || promise->is_kept)
		return;
	promise->is_kept = true;
	for (size_t i = 0; (key = promise->origin->name(promise->about, i));
	     i++)
		value_find(map, key, value_hash(key));
}

enum value_type value_type(const struct value *v)
{
	return v->type;
}

const char *value_type_name(const struct value *v)
{
	static const char *const names[] = {
		[VALUE_NOTHING] = "nothing", [VALUE_BOOL] = "a yes or no",
		[VALUE_TEXT] = "text",	     [VALUE_URL] = "an address",
		[VALUE_HTML] = "HTML",	     [VALUE_LIST] = "a list",
		[VALUE_MAP] = "a map",
	};

	return names[v->type];
}

bool value_is_true(const struct value *v)
{
	switch (v->type) {
	case VALUE_NOTHING:
		return false;
	case VALUE_BOOL:
		return v->truth;
	case VALUE_MAP:
		return true;
	default:
		return v->len > 0;
	}
}

const char *value_bytes(const struct value *v, size_t *len)
{
	g_assert(v->type == VALUE_TEXT || v->type == VALUE_URL ||
		 v->type == VALUE_HTML);
	if (len)
		*len = v->len;
	return v->bytes;
}

size_t value_len(const struct value *v)
{
	if (v->type != VALUE_LIST && v->type != VALUE_MAP)
		return 0;
	keep_all(v);
	return v->len;
}

const struct value *value_at(const struct value *list, size_t i)
{
	g_assert(list->type == VALUE_LIST && i < list->len);
	return list->items[i];
}

const struct value *value_get(const struct value *map, const char *key)
{
	return value_find(map, key, value_hash(key));
}

const char *value_key_at(const struct value *map, size_t i)
{
	g_assert(map->type == VALUE_MAP);
	keep_all(map);
	g_assert(i < map->len);
	return map->entries[i].key;
}

guint value_hash(const char *key)
{
	return g_str_hash(key);
}

const struct value *value_find(const struct value *map, const char *key,
			       guint hash)
{
	const struct entry *entry;

	if (map->type != VALUE_MAP)
		return NULL;
	entry = find_entry(map, key, hash);
	if (entry)
		return entry->value;
	return map->promise ? keep(map, key, hash) : NULL;
}
