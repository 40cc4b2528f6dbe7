/* SPDX-License-Identifier: MIT */
/*
 * A chain of lines, each a JSON object with the SHA-256 of the line before it
 * and of the manifest it stands for.  Whoever changes, drops or inserts a line
 * breaks the chain at the next one, and the last line must name the manifest
 * that stands beside it; so the chain can be checked with sha256sum alone.
 */
#include "site-gen/published.h"

#include <string.h>

#include <jansson.h>

#include "lib/repo_refs.h"
#include "site-gen/manifest.h"

#define SHA256_HEX 64

struct published {
	GPtrArray *entries;
	GPtrArray *faults;
	GStringChunk *strings;
};

static char *hash(const char *bytes, size_t len)
{
	return g_compute_checksum_for_data(G_CHECKSUM_SHA256,
					   (const guchar *)bytes, len);
}

static void add_fault(struct published *published, size_t line,
		      const char *sentence)
{
	g_ptr_array_add(published->faults,
			g_strdup_printf("line %zu: %s", line, sentence));
}

static const char *keep(struct published *published, const json_t *object,
			const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? g_string_chunk_insert(published->strings, text) : NULL;
}

static bool is_hash(const char *text)
{
	return text && strlen(text) == SHA256_HEX &&
	       strspn(text, "0123456789abcdef") == SHA256_HEX;
}

/* Whether a key holds just this text; NULL: null. */
static bool holds(const json_t *object, const char *key, const char *text)
{
	const json_t *value = json_object_get(object, key);

	return text ? g_strcmp0(json_string_value(value), text) == 0
		    : json_is_null(value);
}

static struct published_entry *read_entry(struct published *published,
					  const json_t *object)
{
	struct published_entry *entry = g_new0(struct published_entry, 1);

	entry->time = keep(published, object, "time");
	entry->commit = keep(published, object, "commit");
	entry->as_of = keep(published, object, "asOf");
	entry->edition = keep(published, object, "edition");
	entry->root = keep(published, object, "root");
	entry->reason = keep(published, object, "reason");
	entry->is_rewritten =
		json_is_true(json_object_get(object, "rewritten"));
	entry->is_older = json_is_true(json_object_get(object, "older"));
	entry->is_restarted =
		json_is_true(json_object_get(object, "restarted"));
	if (entry->time && entry->as_of && entry->edition && entry->commit &&
	    repo_refs_is_id(entry->commit) && is_hash(entry->root))
		return entry;
	g_free(entry);
	return NULL;
}

/* Reads a line; before is the SHA-256 of the line above, NULL for the first. */
static void read_line(struct published *published, size_t number,
		      const char *line, size_t len, const char *before)
{
	const struct published_entry *last = published_last(published);
	json_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
	struct published_entry *entry = read_entry(published, object);

	if (!entry)
		add_fault(published, number,
			  "it does not state a published build");
	else if (!holds(object, "previousLine", before))
		add_fault(published, number,
			  before ? "it does not follow on the line above, "
				   "which was changed, or lines are missing"
				 : "it is not the first that was written: "
				   "lines above it are missing");
	else if (last && !holds(object, "previousRoot", last->root))
		add_fault(published, number,
			  "it states another checksum for the build before it "
			  "than the line above");
	if (entry) {
		entry->line = number;
		g_ptr_array_add(published->entries, entry);
	}
	json_decref(object);
}

struct published *published_parse(const char *bytes, size_t len)
{
	struct published *published = g_new0(struct published, 1);
	g_autofree char *before = NULL;
	const char *start = bytes ? bytes : "";
	const char *end = start + len;
	size_t number = 0;

	published->entries = g_ptr_array_new_with_free_func(g_free);
	published->faults = g_ptr_array_new_with_free_func(g_free);
	published->strings = g_string_chunk_new(4096);
	for (const char *line = start; line < end;) {
		const char *feed = memchr(line, '\n', (size_t)(end - line));
		const char *next = feed ? feed + 1 : end;

		read_line(published, ++number, line, (size_t)(next - line),
			  before);
		if (!feed)
			add_fault(published, number, "its end is missing");
		g_free(before);
		before = hash(line, (size_t)(next - line));
		line = next;
	}
	g_ptr_array_add(published->faults, NULL);
	return published;
}

void published_free(struct published *published)
{
	if (!published)
		return;
	g_ptr_array_unref(published->entries);
	g_ptr_array_unref(published->faults);
	g_string_chunk_free(published->strings);
	g_free(published);
}

size_t published_len(const struct published *published)
{
	return published->entries->len;
}

const struct published_entry *published_get(const struct published *published,
					    size_t i)
{
	return published->entries->pdata[i];
}

const struct published_entry *published_last(const struct published *published)
{
	guint n = published->entries->len;

	return n > 0 ? published->entries->pdata[n - 1] : NULL;
}

const char *const *published_faults(const struct published *published)
{
	return (const char *const *)published->faults->pdata;
}

/* SHA-256 of the last line; NULL: there is none. */
static char *hash_last(const char *bytes, size_t len)
{
	const char *feed = len > 1 ? memrchr(bytes, '\n', len - 1) : NULL;
	const char *line = feed ? feed + 1 : bytes;

	return len > 0 ? hash(line, (size_t)(bytes + len - line)) : NULL;
}

static json_t *text(const char *value)
{
	return value ? json_string(value) : json_null();
}

static char *format_line(const struct published_build *build,
			 const struct manifest *manifest, const char *root,
			 const char *previous_root, const char *previous_line)
{
	g_autofree char *as_of = date_format(manifest->as_of);
	json_t *object = json_object();
	char *line;

	json_object_set_new(object, "time", text(build->time));
	json_object_set_new(object, "gatehouse", text(GATEHOUSE_VERSION));
	json_object_set_new(object, "commit", text(manifest->commit));
	json_object_set_new(object, "asOf", text(as_of));
	json_object_set_new(object, "edition",
			    text(edition_name(manifest->edition)));
	json_object_set_new(object, "root", text(root));
	json_object_set_new(object, "previousRoot", text(previous_root));
	json_object_set_new(object, "previousLine", text(previous_line));
	json_object_set_new(object, "rewritten",
			    json_boolean(build->is_rewritten));
	json_object_set_new(object, "older", json_boolean(build->is_older));
	json_object_set_new(object, "restarted",
			    json_boolean(build->is_restarted));
	json_object_set_new(object, "reason", text(build->reason));
	line = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	return line;
}

GBytes *published_append(const struct published_build *build,
			 const struct manifest *manifest, const char *root)
{
	gsize len;
	const char *bytes = g_bytes_get_data(build->before, &len);
	g_autoptr(Published) published = published_parse(bytes, len);
	const struct published_entry *last = published_last(published);
	g_autofree char *previous = hash_last(bytes, len);
	GString *file;
	char *line;

	if (last && strcmp(last->root, root) == 0 &&
	    (!build->reason || g_strcmp0(last->reason, build->reason) == 0))
		return g_bytes_ref(build->before);
	line = format_line(build, manifest, root, last ? last->root : NULL,
			   previous);
	file = g_string_new_len(bytes, (gssize)len);
	g_string_append(file, line);
	g_string_append_c(file, '\n');
	free(line);
	return g_string_free_to_bytes(file);
}
