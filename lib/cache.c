/* SPDX-License-Identifier: MIT */
/*
 * An entry is written beside its place and renamed into it, so a reader finds
 * an old one or a new one, and of two writers the later wins.  It is not
 * synced to the disk: what a crash tears is found by its checksum.
 *
 *   gatehouse/history/3f2a…   8 bytes of magic, the checksum of all that
 *                             follows, the lengths of key and bytes, the key,
 *                             the bytes
 *
 * The name of the file is the SHA-256 of the key, and the key stands in it.
 * The checksum is there for damage, not for forgers: who can write the user's
 * files needs none.  So it is one that costs next to nothing, and files that
 * somebody else owns or may write to are not read.  Each of its steps can be
 * undone, so two contents that differ in one word have different sums.
 *
 * What is read is used where it lies in the file, which nobody changes: a new
 * entry is a new file.
 *
 * The time of a file is that of its last use, to the day.
 */
#include "lib/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/program.h"
#include "lib/write.h"

#define HEADER 32u
#define SECONDS_OF_DAY (24 * 60 * 60)
#define NAME_LEN 64u /* of an entry; a longer one is on its way into place */

static const char magic[8] = { 'G', 'H', 'C', 'A', 'C', 'H', '2', '\n' };

struct cache {
	char *folder;
	char *prefix; /* of every key: purpose, form, version */
};

static char *find_place(void)
{
	const char *place = g_getenv("GATEHOUSE_CACHE");
	const char *base;

	if (place != NULL)
		return g_path_is_absolute(place) ? g_strdup(place) : NULL;
	base = g_get_user_cache_dir();
	return g_path_is_absolute(base)
		       ? g_build_filename(base, "gatehouse", NULL)
		       : NULL;
}

static char *folder_of(const char *purpose)
{
	g_autofree char *place = find_place();

	return place ? g_build_filename(place, purpose, NULL) : NULL;
}

char *cache_place(void)
{
	g_autofree char *place = find_place();

	if (!place || g_mkdir_with_parents(place, 0700) != 0)
		return NULL;
	return g_steal_pointer(&place);
}

static bool is_own(const struct stat *st)
{
	return st->st_uid == geteuid() && (st->st_mode & 022) == 0;
}

/*
 * Whether the folder is there, and only its owner's to write to; otherwise
 * errno says why not.
 */
static bool is_safe(const char *folder)
{
	struct stat st;

	if (lstat(folder, &st) != 0)
		return false;
	errno = EPERM;
	return S_ISDIR(st.st_mode) && is_own(&st);
}

struct cache *cache_open(const char *purpose, unsigned form)
{
	g_autofree char *folder = folder_of(purpose);
	g_autofree char *program = program_id();
	struct cache *cache;

	if (folder == NULL || (!is_safe(folder) && errno != ENOENT))
		return NULL;
	cache = g_new0(struct cache, 1);
	cache->folder = g_steal_pointer(&folder);
	cache->prefix = g_strdup_printf("%s %u %s %s\n", purpose, form,
					GATEHOUSE_VERSION, program);
	return cache;
}

void cache_free(struct cache *cache)
{
	if (cache == NULL)
		return;
	g_free(cache->folder);
	g_free(cache->prefix);
	g_free(cache);
}

/* Files ------------------------------------------------------------------ */

#define LANES 4u

static uint64_t step(uint64_t sum, const char *bytes, size_t len)
{
	uint64_t word = 0;

	memcpy(&word, bytes, len);
	sum = (sum ^ GUINT64_FROM_LE(word)) * 0x9e3779b97f4a7c15u;
	return sum ^ sum >> 29;
}

/* Every fourth word goes to the same sum, so that four are under way. */
static uint64_t mix(uint64_t sum, const void *bytes, size_t len)
{
	uint64_t sums[LANES] = { sum, 1, 2, 3 };
	const char *p = bytes;

	for (; len >= sizeof(sums); len -= sizeof(sums), p += sizeof(sums))
		for (size_t i = 0; i < LANES; i++)
			sums[i] =
				step(sums[i], p + i * sizeof(sum), sizeof(sum));
	for (; len > 0;) {
		size_t n = MIN(len, sizeof(sum));

		sums[0] = step(sums[0], p, n);
		p += n;
		len -= n;
	}
	for (size_t i = 1; i < LANES; i++)
		sums[0] = step(sums[0], (const char *)&sums[i], sizeof(sum));
	return sums[0];
}

struct header {
	uint64_t sum;
	uint64_t key_len;
	uint64_t len;
};

static uint64_t sum_of(const struct header *header, const char *key,
		       const void *bytes)
{
	uint64_t sum = mix(header->key_len, &header->len, sizeof(header->len));

	return mix(mix(sum, key, header->key_len), bytes, header->len);
}

static void header_write(const struct header *header, char out[HEADER])
{
	const uint64_t words[] = { GUINT64_TO_LE(header->sum),
				   GUINT64_TO_LE(header->key_len),
				   GUINT64_TO_LE(header->len) };

	memcpy(out, magic, sizeof(magic));
	memcpy(out + sizeof(magic), words, sizeof(words));
}

static bool header_read(struct header *header, const char *in)
{
	uint64_t words[3];

	memcpy(words, in + sizeof(magic), sizeof(words));
	header->sum = GUINT64_FROM_LE(words[0]);
	header->key_len = GUINT64_FROM_LE(words[1]);
	header->len = GUINT64_FROM_LE(words[2]);
	return memcmp(in, magic, sizeof(magic)) == 0;
}

static char *path_of(const struct cache *cache, const char *key)
{
	g_autofree char *hash =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);

	return g_build_filename(cache->folder, hash, NULL);
}

/* Notes that the file was used today; once a day is enough. */
static void touch(int fd, const struct stat *st)
{
	if (g_get_real_time() / G_USEC_PER_SEC - st->st_mtime > SECONDS_OF_DAY)
		futimens(fd, NULL);
}

/* The whole file, where it lies; NULL: not one of ours. */
static GBytes *map_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	g_autoptr(GMappedFile) file = NULL;
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && is_own(&st) &&
	    st.st_size >= (off_t)HEADER &&
	    st.st_size <= (off_t)(2 * (uint64_t)CACHE_MAX_ENTRY)) {
		file = g_mapped_file_new_from_fd(fd, FALSE, NULL);
		touch(fd, &st);
	}
	close(fd);
	return file ? g_mapped_file_get_bytes(file) : NULL;
}

GBytes *cache_get(const struct cache *cache, const char *key)
{
	g_autofree char *whole = NULL;
	g_autofree char *path = NULL;
	g_autoptr(GBytes) file = NULL;
	struct header header;
	const char *bytes;
	size_t len;

	if (cache == NULL)
		return NULL;
	whole = g_strconcat(cache->prefix, key, NULL);
	path = path_of(cache, whole);
	file = map_file(path);
	bytes = file ? g_bytes_get_data(file, &len) : NULL;
	if (bytes == NULL || len < HEADER || !header_read(&header, bytes) ||
	    header.key_len != strlen(whole) || header.len > len ||
	    len - header.len != HEADER + header.key_len ||
	    memcmp(bytes + HEADER, whole, header.key_len) != 0 ||
	    header.sum != sum_of(&header, whole, bytes + len - header.len))
		return NULL;
	return g_bytes_new_from_bytes(file, len - header.len, header.len);
}

/* Room ------------------------------------------------------------------- */

struct entry {
	char *name;
	uint64_t size;
	int64_t used;
};

static void entry_clear(gpointer data)
{
	g_free(((struct entry *)data)->name);
}

static gint latest_first(gconstpointer a, gconstpointer b)
{
	const struct entry *x = a, *y = b;

	if (x->used != y->used)
		return x->used > y->used ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* Only what looks as if this program had put it there. */
static bool is_ours(const char *name)
{
	return strspn(name, "0123456789abcdef") == NAME_LEN &&
	       (name[NAME_LEN] == '\0' || name[NAME_LEN] == '.');
}

static GArray *list(DIR *dir)
{
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
	const struct dirent *item;

	g_array_set_clear_func(entries, entry_clear);
	while ((item = readdir(dir)) != NULL) {
		struct entry entry;
		struct stat st;

		if (!is_ours(item->d_name) ||
		    fstatat(dirfd(dir), item->d_name, &st,
			    AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		entry.name = g_strdup(item->d_name);
		entry.size = (uint64_t)MAX(st.st_size, 0);
		entry.used = st.st_mtime;
		g_array_append_val(entries, entry);
		/* cppcheck-suppress memleak */
	}
	g_array_sort(entries, latest_first);
	return entries;
}

/*
 * Takes away what is old or too much, and what a run that was killed left of
 * the entry of that name.  A run that is still at it is not hurt: what it would
 * keep is what is kept now.
 */
static void sweep(const struct cache *cache, const char *name)
{
	int64_t now = g_get_real_time() / G_USEC_PER_SEC;
	DIR *dir = opendir(cache->folder);
	g_autoptr(GArray) entries = NULL;
	uint64_t size = 0;

	if (dir == NULL)
		return;
	entries = list(dir);
	for (guint i = 0; i < entries->len; i++) {
		const struct entry *entry =
			&g_array_index(entries, struct entry, i);
		bool is_half = strlen(entry->name) > NAME_LEN;
		int64_t days = is_half ? 1 : CACHE_DAYS;

		size += MIN(entry->size, CACHE_MAX_BYTES);
		if (size > CACHE_MAX_BYTES ||
		    now - entry->used > days * SECONDS_OF_DAY ||
		    (is_half && g_str_has_prefix(entry->name, name)))
			unlinkat(dirfd(dir), entry->name, 0);
	}
	closedir(dir);
}

void cache_put(struct cache *cache, const char *key, const void *bytes,
	       size_t len)
{
	g_autofree char *whole = NULL;
	g_autofree char *path = NULL;
	g_autofree char *aside = NULL;
	struct header header;
	char head[HEADER];
	bool is_whole;
	int fd;

	if (cache == NULL || len > CACHE_MAX_ENTRY ||
	    g_mkdir_with_parents(cache->folder, 0700) != 0 ||
	    !is_safe(cache->folder))
		return;
	whole = g_strconcat(cache->prefix, key, NULL);
	path = path_of(cache, whole);
	aside = g_strconcat(path, ".XXXXXX", NULL);
	fd = g_mkstemp_full(aside, O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	header.key_len = strlen(whole);
	header.len = len;
	header.sum = sum_of(&header, whole, bytes);
	header_write(&header, head);
	is_whole = write_all(fd, head, sizeof(head)) &&
		   write_all(fd, whole, header.key_len) &&
		   write_all(fd, bytes, len);
	if (close(fd) != 0 || !is_whole || rename(aside, path) != 0)
		unlink(aside);
	sweep(cache, path + strlen(cache->folder) + 1);
}
