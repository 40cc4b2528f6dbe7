/* SPDX-License-Identifier: MIT */
/*
 * A pack is a row of compressed objects, many of them as the difference to
 * another one (a delta); its index has the ids in order, and where in the pack
 * each begins.  Both are git's "version 2", of which
 *
 *   index   \377 t O c, 2; 256 numbers: how many ids begin with so much or
 *           less; n ids of 20 bytes; n checksums; n offsets of 4 bytes, or
 *           (with the highest bit set) places among the offsets of 8 bytes
 *           that follow; the checksum of the pack; the checksum of the index
 *   pack    "PACK", 2 or 3, n; the entries; the checksum of all before
 *
 * Both files may have been made by anyone, so no number in them is used before
 * it has been compared with what there is.
 */
#include "lib/pack_file.h"

#include <string.h>

#include "lib/pack.h"
#include "lib/repo.h"

#define ID_LEN sizeof(((struct repo_id *)NULL)->bytes)
#define FANOUT 8u
#define IDS (FANOUT + 256 * 4)
#define PACK_HEADER 12u
#define OFFSET_DELTA 6u
#define ID_DELTA 7u

struct pack_file {
	GMappedFile *index_map;
	GMappedFile *pack_map;
	const unsigned char *index;
	const unsigned char *pack;
	size_t index_len;
	uint64_t pack_end; /* of the entries */
	uint32_t n;
	uint32_t n_far; /* offsets of 8 bytes */
};

static uint32_t number(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* How many ids begin with a byte up to first. */
static uint32_t fanout(const struct pack_file *file, unsigned first)
{
	return number(file->index + FANOUT + (size_t)first * 4);
}

static bool read_index(struct pack_file *file, size_t len)
{
	static const unsigned char start[] = {
		0xff, 't', 'O', 'c', 0, 0, 0, 2
	};
	uint64_t fixed;

	if (len < IDS + 2 * ID_LEN ||
	    memcmp(file->index, start, sizeof(start)) != 0)
		return false;
	for (unsigned i = 1; i < 256; i++)
		if (fanout(file, i) < fanout(file, i - 1))
			return false;
	file->n = fanout(file, 255);
	fixed = IDS + (uint64_t)file->n * (ID_LEN + 4 + 4) + 2 * ID_LEN;
	if (len < fixed || (len - fixed) % 8 != 0 ||
	    (len - fixed) / 8 > file->n)
		return false;
	file->n_far = (uint32_t)((len - fixed) / 8);
	return true;
}

static bool read_pack(struct pack_file *file, size_t len, size_t index_len)
{
	uint32_t version;

	if (len < PACK_HEADER + ID_LEN || memcmp(file->pack, "PACK", 4) != 0)
		return false;
	version = number(file->pack + 4);
	file->pack_end = len - ID_LEN;
	return (version == 2 || version == 3) &&
	       number(file->pack + 8) == file->n &&
	       memcmp(file->pack + file->pack_end,
		      file->index + index_len - 2 * ID_LEN, ID_LEN) == 0;
}

/* Maps a file that is not empty; NULL: it cannot be. */
static const unsigned char *map(const char *path, GMappedFile **mapped,
				size_t *len)
{
	*mapped = g_mapped_file_new(path, FALSE, NULL);
	if (*mapped == NULL)
		return NULL;
	*len = g_mapped_file_get_length(*mapped);
	return (const unsigned char *)g_mapped_file_get_contents(*mapped);
}

struct pack_file *pack_file_open(const char *index)
{
	struct pack_file *file = g_new0(struct pack_file, 1);
	g_autofree char *stem =
		g_strndup(index, strlen(index) - strlen(".idx"));
	g_autofree char *pack = g_strconcat(stem, ".pack", NULL);
	size_t index_len = 0, pack_len = 0;

	file->index = map(index, &file->index_map, &index_len);
	file->pack = map(pack, &file->pack_map, &pack_len);
	if (file->index != NULL && file->pack != NULL &&
	    read_index(file, index_len) &&
	    read_pack(file, pack_len, index_len)) {
		file->index_len = index_len;
		return file;
	}
	pack_file_free(file);
	return NULL;
}

void pack_file_free(struct pack_file *file)
{
	if (file == NULL)
		return;
	g_clear_pointer(&file->index_map, g_mapped_file_unref);
	g_clear_pointer(&file->pack_map, g_mapped_file_unref);
	g_free(file);
}

const void *pack_file_id(const struct pack_file *file)
{
	return file->index + file->index_len - ID_LEN;
}

/* The offset of the object at that place of the index; false: a damaged one. */
static bool offset_at(const struct pack_file *file, uint32_t place,
		      uint64_t *offset)
{
	const unsigned char *near =
		file->index + IDS + (size_t)file->n * (ID_LEN + 4);
	const unsigned char *far = near + (size_t)file->n * 4;
	uint32_t is = number(near + (size_t)place * 4);

	*offset = is;
	if (is & 0x80000000u) {
		is &= 0x7fffffffu;
		if (is >= file->n_far)
			return false;
		far += (size_t)is * 8;
		*offset = (uint64_t)number(far) << 32 | number(far + 4);
	}
	return *offset >= PACK_HEADER && *offset < file->pack_end;
}

bool pack_file_find(const struct pack_file *file, const struct repo_id *id,
		    uint64_t *offset)
{
	const unsigned char *ids = file->index + IDS;
	unsigned first = id->bytes[0];
	uint32_t low = first > 0 ? fanout(file, first - 1) : 0;
	uint32_t high = fanout(file, first);

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = memcmp(id->bytes, ids + (size_t)middle * ID_LEN,
				   ID_LEN);

		if (order == 0)
			return offset_at(file, middle, offset);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* How far before offset the base is, as the bytes at *p write it. */
static bool read_distance(const unsigned char **p, const unsigned char *end,
			  uint64_t *distance)
{
	unsigned char byte;

	if (*p == end)
		return false;
	byte = *(*p)++;
	*distance = byte & 0x7fu;
	while (byte & 0x80u) {
		if (*p == end || *distance >= UINT64_C(1) << 48)
			return false;
		byte = *(*p)++;
		*distance = (*distance + 1) << 7 | (byte & 0x7fu);
	}
	return true;
}

static bool read_base(const struct pack_file *file, uint64_t offset,
		      unsigned how, const unsigned char **p,
		      struct pack_entry *entry)
{
	const unsigned char *end = file->pack + file->pack_end;
	struct repo_id id;
	uint64_t distance;

	if (how == OFFSET_DELTA) {
		if (!read_distance(p, end, &distance) || distance == 0 ||
		    distance > offset - PACK_HEADER)
			return false;
		entry->base = offset - distance;
		return true;
	}
	if ((size_t)(end - *p) < ID_LEN)
		return false;
	memcpy(id.bytes, *p, ID_LEN);
	*p += ID_LEN;
	return pack_file_find(file, &id, &entry->base);
}

bool pack_file_entry(const struct pack_file *file, uint64_t offset,
		     struct pack_entry *entry)
{
	const unsigned char *end = file->pack + file->pack_end;
	const unsigned char *p = file->pack + offset;
	unsigned how = *p >> 4 & 7u;
	unsigned shift = 4;
	bool has_more = *p & 0x80u;

	entry->size = *p++ & 15u;
	for (; has_more; shift += 7) {
		if (p == end || shift > 32)
			return false;
		entry->size |= (size_t)(*p & 0x7fu) << shift;
		has_more = *p++ & 0x80u;
	}
	if (entry->size > PACK_MAX_OBJECT || how == 0 || how == 5)
		return false;
	entry->type = how;
	if (how == OFFSET_DELTA || how == ID_DELTA) {
		entry->type = 0;
		if (!read_base(file, offset, how, &p, entry))
			return false;
	}
	entry->compressed = (uint64_t)(p - file->pack);
	return true;
}

const void *pack_file_bytes(const struct pack_file *file, uint64_t offset,
			    size_t *len)
{
	*len = (size_t)(file->pack_end - offset);
	return file->pack + offset;
}

/* Deltas ----------------------------------------------------------------- */

/* A length at *p, seven bits to a byte. */
static bool read_length(const unsigned char **p, const unsigned char *end,
			size_t *length)
{
	unsigned shift = 0;
	unsigned char byte;

	*length = 0;
	do {
		if (*p == end || shift > 28)
			return false;
		byte = *(*p)++;
		*length |= (size_t)(byte & 0x7fu) << shift;
		shift += 7;
	} while (byte & 0x80u);
	return true;
}

/* The number whose bytes are those that the n low bits name. */
static bool read_sparse(const unsigned char **p, const unsigned char *end,
			unsigned bits, unsigned n, size_t *value)
{
	*value = 0;
	for (unsigned i = 0; i < n; i++) {
		if (!(bits >> i & 1u))
			continue;
		if (*p == end)
			return false;
		*value |= (size_t) * (*p)++ << 8 * i;
	}
	return true;
}

/* Where a delta has come to. */
struct patch {
	const unsigned char *next;
	const unsigned char *end;
	const unsigned char *from; /* the base */
	size_t from_len;
	unsigned char *to;
	size_t room; /* left there */
};

/* A stretch of the base, or of the delta itself. */
static bool patch_step(struct patch *patch)
{
	unsigned char op = *patch->next++;
	const unsigned char *source = patch->next;
	size_t start, len = op;

	if (op & 0x80u) {
		if (!read_sparse(&patch->next, patch->end, op, 4, &start) ||
		    !read_sparse(&patch->next, patch->end, op >> 4, 3, &len))
			return false;
		len = len == 0 ? 0x10000 : len;
		if (start > patch->from_len || len > patch->from_len - start)
			return false;
		source = patch->from + start;
	} else {
		if (len == 0 || len > (size_t)(patch->end - patch->next))
			return false;
		patch->next += len;
	}
	if (len > patch->room)
		return false;
	memcpy(patch->to, source, len);
	patch->to += len;
	patch->room -= len;
	return true;
}

GBytes *pack_file_apply(GBytes *base, const unsigned char *delta, size_t len)
{
	struct patch patch = { .next = delta, .end = delta + len };
	g_autofree unsigned char *made = NULL;
	size_t from_len, made_len;
	bool is_sound = true;

	patch.from = g_bytes_get_data(base, &patch.from_len);
	if (!read_length(&patch.next, patch.end, &from_len) ||
	    !read_length(&patch.next, patch.end, &made_len) ||
	    from_len != patch.from_len || made_len > PACK_MAX_OBJECT)
		return NULL;
	made = g_malloc(made_len + 1);
	patch.to = made;
	patch.room = made_len;
	while (is_sound && patch.next < patch.end)
		is_sound = patch_step(&patch);
	if (!is_sound || patch.room > 0)
		return NULL;
	made[made_len] = '\0';
	return g_bytes_new_take(g_steal_pointer(&made), made_len);
}
