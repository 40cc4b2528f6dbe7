/* SPDX-License-Identifier: MIT */
/*
 * Reading the work tree, with nothing trusted: folders are opened one inside
 * the other by descriptor and never through a symbolic link, so a path cannot
 * lead out of the repository, not even while somebody changes it; only plain
 * files of a sensible size are read, each once.
 *
 * Records are a few thousand bytes each and are dropped once they are trees,
 * in about the order in which they were read.  So their bytes stand one after
 * the other in chunks that are large enough for the system to take back at
 * once when the last file of one is dropped; the trees grow into that room.
 */
#include "lib/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "lib/diag.h"
#include "lib/repo_text.h"
#include "lib/xml.h"

#define SETTINGS "gatehouse.xml"
#define MAX_DEPTH 16 /* folders below a register */
#define CHUNK (1024u * 1024)
#define WORTH_A_CHUNK (CHUNK / 16) /* bytes; larger files stand alone */

struct entry {
	struct file file;
	char *path;
	GBytes *bytes;
};

struct files {
	GArray *entries; /* of struct entry */
	int dir;	 /* the work tree, or -1 */
};

static void entry_clear(void *data)
{
	struct entry *entry = data;

	g_free(entry->path);
	g_clear_pointer(&entry->bytes, g_bytes_unref);
}

struct files *files_new(void)
{
	struct files *files = g_new0(struct files, 1);

	files->entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
	g_array_set_clear_func(files->entries, entry_clear);
	files->dir = -1;
	return files;
}

void files_free(struct files *files)
{
	if (!files)
		return;
	g_array_unref(files->entries);
	if (files->dir >= 0)
		close(files->dir);
	g_free(files);
}

/* Takes over bytes. */
static void entry_set(struct entry *entry, GBytes *bytes)
{
	gsize len;

	entry->bytes = bytes;
	entry->file.bytes = g_bytes_get_data(bytes, &len);
	if (!entry->file.bytes)
		entry->file.bytes = "";
	entry->file.len = len;
}

void files_add(struct files *files, const char *path, GBytes *bytes)
{
	struct entry entry = { .path = g_strdup(path) };

	entry.file.path = entry.path;
	entry_set(&entry, bytes);
	g_array_append_val(files->entries, entry);
}

/* Adds a file that need not be read. */
static void add_seen(struct files *files, const struct seen_file *seen)
{
	struct entry entry = { .path = g_strdup(seen->facts.path) };

	entry.file.path = entry.path;
	entry.file.len = seen->facts.stamp.size;
	entry.file.seen = seen;
	entry.file.stamp = seen->facts.stamp;
	entry.file.id = seen->facts.id;
	entry.file.has_id = true;
	g_array_append_val(files->entries, entry);
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->path, y->path);
}

void files_sort(struct files *files)
{
	g_array_sort(files->entries, compare);
}

size_t files_len(const struct files *files)
{
	return files->entries->len;
}

const struct file *files_get(const struct files *files, size_t i)
{
	g_assert(i < files->entries->len);
	return &g_array_index(files->entries, struct entry, i).file;
}

const struct file *files_find(const struct files *files, const char *path)
{
	struct entry key = { .path = (char *)path };
	guint at;

	if (!g_array_binary_search(files->entries, &key, compare, &at))
		return NULL;
	return files_get(files, at);
}

GBytes *files_share(const struct file *file)
{
	return g_bytes_ref(((const struct entry *)(const void *)file)->bytes);
}

bool files_is_register_path(const char *path, const char *const *folders)
{
	size_t len = strcspn(path, "/");

	if (strcmp(path, SETTINGS) == 0)
		return true;
	if (path[len] == '\0' || !g_str_has_suffix(path, ".xml"))
		return false;
	for (size_t i = 0; folders[i]; i++) {
		if (strlen(folders[i]) == len &&
		    strncmp(folders[i], path, len) == 0)
			return true;
	}
	return false;
}

/* What the message about a file begins with that the system does not read. */
#define UNREAD "cannot be read: "

/* One reading of a work tree. */
struct reading {
	struct files *files;
	const struct seen *seen; /* NULL: nothing is known */
	struct diags *diags;
	GBytes *chunk; /* that small files are put into, or NULL */
	size_t used;   /* bytes of it */
};

static void report(struct reading *reading, const char *path, const char *what)
{
	g_autofree char *shown = repo_text_escape(path, strlen(path));
	struct diag diag = {
		.level = DIAG_ERROR,
		.path = shown,
		.rule = "REG-02",
		.message = what,
	};

	diags_add(reading->diags, &diag);
}

/* Whether a name is shown as it is: UTF-8 without control characters. */
static bool is_printable(const char *name)
{
	g_autofree char *shown = repo_text_escape(name, strlen(name));

	return strcmp(shown, name) == 0;
}

static void report_errno(struct reading *reading, const char *path)
{
	g_autofree char *what = g_strdup_printf(UNREAD "%s", g_strerror(errno));

	report(reading, path, what);
}

/* Reads up to size bytes; how many there were, or -1. */
static ssize_t read_bytes(int fd, char *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = read(fd, bytes + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

/* The bytes of an open file, NUL-terminated one past the end. */
static GBytes *read_alone(int fd, size_t size)
{
	char *bytes = g_malloc(size + 1);
	ssize_t n = read_bytes(fd, bytes, size);

	if (n < 0) {
		g_free(bytes);
		return NULL;
	}
	bytes[n] = '\0';
	return g_bytes_new_take(bytes, (size_t)n);
}

/* The same, as a part of a chunk. */
static GBytes *read_into_chunk(struct reading *reading, int fd, size_t size)
{
	char *bytes;
	ssize_t n;
	GBytes *part;

	if (reading->chunk && CHUNK - reading->used <= size)
		g_clear_pointer(&reading->chunk, g_bytes_unref);
	if (!reading->chunk) {
		reading->chunk = g_bytes_new_take(g_malloc(CHUNK), CHUNK);
		reading->used = 0;
	}
	/* What has been handed out of the chunk is not written to again. */
	bytes = (char *)g_bytes_get_data(reading->chunk, NULL) + reading->used;
	n = read_bytes(fd, bytes, size);
	if (n < 0)
		return NULL;
	bytes[n] = '\0';
	part = g_bytes_new_from_bytes(reading->chunk, reading->used, (size_t)n);
	reading->used += (size_t)n + 1;
	return part;
}

static GBytes *read_all(struct reading *reading, int fd, size_t size)
{
	return size > WORTH_A_CHUNK ? read_alone(fd, size)
				    : read_into_chunk(reading, fd, size);
}

/* Adds a file with what it will be known by. */
static void add_read(struct files *files, const char *path, GBytes *bytes,
		     const struct stat *st)
{
	files_add(files, path, bytes);
	g_array_index(files->entries, struct entry, files->entries->len - 1)
		.file.stamp = seen_stamp(st);
}

static void read_file(struct reading *reading, int parent, const char *name,
		      const char *path)
{
	int fd = (int)TEMP_FAILURE_RETRY(openat(
		parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
	struct stat st;
	GBytes *bytes = NULL;

	if (fd < 0) {
		if (errno == ELOOP)
			report(reading, path,
			       "is a symbolic link; put the file itself here");
		else
			report_errno(reading, path);
		return;
	}
	if (fstat(fd, &st) != 0)
		report_errno(reading, path);
	else if (S_ISDIR(st.st_mode))
		report(reading, path,
		       "is a folder where a file is expected; rename it");
	else if (!S_ISREG(st.st_mode))
		report(reading, path, "is not a plain file");
	else if (st.st_size > (off_t)XML_MAX_BYTES)
		report(reading, path,
		       "file is larger than 8 MiB; a record is a few pages of "
		       "text");
	else if (!(bytes = read_all(reading, fd, (size_t)st.st_size)))
		report_errno(reading, path);
	else
		add_read(reading->files, path, bytes, &st);
	close(fd);
}

static void read_folder(struct reading *reading, int parent, const char *name,
			const char *path, unsigned depth);

static const struct seen_file *find_seen(const struct reading *reading,
					 const char *path,
					 const struct stat *st)
{
	return reading->seen && S_ISREG(st->st_mode)
		       ? seen_find(reading->seen, path, st)
		       : NULL;
}

static void read_entry(struct reading *reading, int parent, const char *name,
		       const char *path, unsigned depth)
{
	const struct seen_file *seen;
	struct stat st;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		report_errno(reading, path);
	else if ((seen = find_seen(reading, path, &st)))
		add_seen(reading->files, seen);
	else if (!is_printable(name))
		report(reading, path,
		       "file name holds bytes that cannot be shown; rename "
		       "it");
	else if (g_str_has_suffix(name, ".xml"))
		read_file(reading, parent, name, path);
	else if (S_ISLNK(st.st_mode))
		report(reading, path,
		       "is a symbolic link; put the folder itself here");
	else if (S_ISDIR(st.st_mode))
		read_folder(reading, parent, name, path, depth + 1);
}

static void read_folder(struct reading *reading, int parent, const char *name,
			const char *path, unsigned depth)
{
	int fd = (int)TEMP_FAILURE_RETRY(openat(
		parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		if (errno == ELOOP || errno == ENOTDIR)
			report(reading, path,
			       "is not a folder; a register is a folder of "
			       "records");
		else if (errno != ENOENT)
			report_errno(reading, path);
		if (fd >= 0)
			close(fd);
		return;
	}
	while (depth <= MAX_DEPTH && (entry = readdir(dir))) {
		g_autofree char *child = NULL;

		if (entry->d_name[0] == '.')
			continue;
		child = g_strconcat(path, "/", entry->d_name, NULL);
		read_entry(reading, dirfd(dir), entry->d_name, child, depth);
	}
	if (depth > MAX_DEPTH)
		report(reading, path, "folders are nested deeper than 16");
	closedir(dir);
}

struct files *files_read_tree(const char *dir, const char *const *folders,
			      struct diags *diags, GError **error)
{
	return files_read_changed(dir, folders, NULL, diags, error);
}

struct files *files_read_changed(const char *dir, const char *const *folders,
				 const struct seen *seen, struct diags *diags,
				 GError **error)
{
	struct reading reading = { .files = files_new(),
				   .seen = seen,
				   .diags = diags };
	int fd = (int)TEMP_FAILURE_RETRY(
		open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	struct stat st;

	if (fd < 0) {
		g_set_error(error, G_IO_ERROR, g_io_error_from_errno(errno),
			    "cannot open folder '%s': %s", dir,
			    g_strerror(errno));
		files_free(reading.files);
		return NULL;
	}
	if (fstatat(fd, SETTINGS, &st, AT_SYMLINK_NOFOLLOW) == 0)
		read_file(&reading, fd, SETTINGS, SETTINGS);
	for (size_t i = 0; folders[i]; i++)
		read_folder(&reading, fd, folders[i], folders[i], 0);
	g_clear_pointer(&reading.chunk, g_bytes_unref);
	reading.files->dir = fd;
	files_sort(reading.files);
	return reading.files;
}

void files_drop(struct files *files, const struct file *file)
{
	struct entry *entry = (struct entry *)(void *)file;

	if (files->dir < 0)
		return;
	g_clear_pointer(&entry->bytes, g_bytes_unref);
	entry->file.bytes = NULL;
}

void files_set_id(struct files *files, size_t i, const struct repo_id *id)
{
	struct file *file =
		&g_array_index(files->entries, struct entry, i).file;

	file->id = *id;
	file->has_id = true;
}

/* Opens a file of the work tree, one folder after the other; -1: gone. */
static int open_again(int dir, const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	int at = dup(dir);

	for (size_t i = 0; parts[i] && at >= 0; i++) {
		int type = parts[i + 1] ? O_DIRECTORY : O_NONBLOCK;
		int next = (int)TEMP_FAILURE_RETRY(
			openat(at, parts[i],
			       O_RDONLY | O_NOFOLLOW | O_CLOEXEC | type));

		close(at);
		at = next;
	}
	return at;
}

static GBytes *read_again(int dir, const char *path, struct stat *st)
{
	int fd = open_again(dir, path);
	GBytes *bytes = NULL;

	if (fd < 0)
		return NULL;
	if (fstat(fd, st) == 0 && S_ISREG(st->st_mode) &&
	    st->st_size <= (off_t)XML_MAX_BYTES)
		bytes = read_alone(fd, (size_t)st->st_size);
	close(fd);
	return bytes;
}

const char *files_bytes(struct files *files, const struct file *file,
			size_t *len)
{
	struct entry *entry = (struct entry *)(void *)file;
	GBytes *bytes = NULL;
	struct stat st;

	if (!file->bytes)
		bytes = read_again(files->dir, file->path, &st);
	if (bytes)
		entry_set(entry, bytes);
	*len = file->bytes ? file->len : 0;
	return file->bytes;
}

bool files_read_seen(struct files *files, const struct file *file)
{
	struct entry *entry = (struct entry *)(void *)file;
	struct stat st;
	GBytes *bytes;

	if (!file->seen)
		return true;
	bytes = read_again(files->dir, file->path, &st);
	if (!bytes)
		return false;
	entry_set(entry, bytes);
	entry->file.stamp = seen_stamp(&st);
	entry->file.seen = NULL;
	entry->file.has_id = false;
	return true;
}

bool files_are_read(const struct diags *diags, GError **error)
{
	for (size_t i = 0; i < diags_len(diags); i++) {
		const struct diag *diag = diags_get(diags, i);

		if (!g_str_has_prefix(diag->message, UNREAD))
			continue;
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "'%s' %s",
			    diag->path, diag->message);
		return false;
	}
	return true;
}
