/* SPDX-License-Identifier: MIT */
/*
 * A library to be loaded before the others (LD_PRELOAD).  It stands between
 * the program, with all libraries it uses, and the C library, counts the
 * calls of each kind, and lets the n-th of one kind fail or be the last thing
 * that the process does.
 *
 *   FAULT_KIND   which kind: see kinds[]
 *   FAULT_AT     which call of that kind, from 1
 *   FAULT_HOW    an error's name (ENOSPC), or SHORT (half of the bytes are
 *                written), TORN (half are written, then the process is
 *                killed), FULL (from here on nothing can be written or made),
 *                KILL
 *   FAULT_COUNT  a file that receives the number of calls of each kind
 *
 * What the C library calls inside itself (the writes of stdio, the files of
 * mmap'ed memory) does not pass here.  Processes that the program starts are
 * left alone.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind {
	WRITE, /* of bytes, or of a file's length */
	OPEN,  /* for writing, or of a new file */
	READ,  /* opening for reading */
	NAME,  /* opening for a look at what is there */
	RENAME,
	FSYNC,
	MKDIR,
	UNLINK,
	MMAP, /* of a file */
	FORK,
	THREAD,
	KINDS
};

static const char *const kinds[KINDS] = {
	[WRITE] = "write", [OPEN] = "open",	[READ] = "read",
	[NAME] = "name",   [RENAME] = "rename", [FSYNC] = "fsync",
	[MKDIR] = "mkdir", [UNLINK] = "unlink", [MMAP] = "mmap",
	[FORK] = "fork",   [THREAD] = "thread",
};

enum how { NONE, ERROR, SHORT, TORN, FULL, KILL };

static const struct {
	const char *name;
	int code;
} errors[] = {
	{ "ENOSPC", ENOSPC }, { "EIO", EIO },	    { "EACCES", EACCES },
	{ "EINTR", EINTR },   { "ENOMEM", ENOMEM }, { "EAGAIN", EAGAIN },
};

static struct {
	enum kind kind;
	enum how how;
	unsigned at;
	int code;
	FILE *count; /* NULL: nobody wants to know */
} order;

static atomic_uint counts[KINDS];
static atomic_bool is_full;

static void write_counts(void)
{
	if (!order.count)
		return;
	for (size_t i = 0; i < KINDS; i++)
		fprintf(order.count, "%s %u\n", kinds[i],
			atomic_load(&counts[i]));
	fclose(order.count);
}

static void read_how(const char *name)
{
	static const char *const others[] = { [SHORT] = "SHORT",
					      [TORN] = "TORN",
					      [FULL] = "FULL",
					      [KILL] = "KILL" };

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		if (strcmp(name, errors[i].name) == 0) {
			order.how = ERROR;
			order.code = errors[i].code;
		}
	}
	for (size_t i = SHORT; i <= KILL; i++) {
		if (strcmp(name, others[i]) == 0)
			order.how = (enum how)i;
	}
}

__attribute__((constructor)) static void start(void)
{
	const char *kind = getenv("FAULT_KIND");
	const char *how = getenv("FAULT_HOW");
	const char *at = getenv("FAULT_AT");

	/* Now: the program may be going to confine itself. */
	if (getenv("FAULT_COUNT"))
		order.count = fopen(getenv("FAULT_COUNT"), "we");
	unsetenv("LD_PRELOAD");
	if (!kind || !how || !at)
		return;
	for (size_t i = 0; i < KINDS; i++) {
		if (strcmp(kind, kinds[i]) == 0)
			order.kind = (enum kind)i;
	}
	order.at = (unsigned)strtoul(at, NULL, 10);
	read_how(how);
}

__attribute__((destructor)) static void end(void)
{
	write_counts();
}

static void die(void)
{
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

static bool needs_space(enum kind kind)
{
	return kind == WRITE || kind == OPEN || kind == MKDIR;
}

/* Counts a call; what is to become of it.  The error is in errno. */
static enum how meet(enum kind kind)
{
	unsigned n = atomic_fetch_add(&counts[kind], 1) + 1;
	enum how how;

	if (needs_space(kind) && atomic_load(&is_full)) {
		errno = ENOSPC;
		return ERROR;
	}
	if (order.how == NONE || kind != order.kind || n != order.at)
		return NONE;
	how = order.how;
	if (how == KILL)
		die();
	if (how == FULL) {
		atomic_store(&is_full, true);
		errno = ENOSPC;
		return ERROR;
	}
	if (how == ERROR)
		errno = order.code;
	return how;
}

static bool fails(enum kind kind)
{
	return meet(kind) == ERROR;
}

/* The function of that name that would have been called. */
#define REAL(name) real_##name
#define FIND(name)                                                        \
	do {                                                              \
		if (!real_##name)                                         \
			*(void **)&real_##name = dlsym(RTLD_NEXT, #name); \
	} while (0)
#define WRAP(type, name, ...)                    \
	static type (*real_##name)(__VA_ARGS__); \
	type name(__VA_ARGS__);                  \
	type name(__VA_ARGS__)

/* Bytes ------------------------------------------------------------------- */

/* How many of the bytes are to be written: fewer for a short write. */
static size_t cut(enum how how, size_t len)
{
	return how == SHORT || how == TORN ? (len + 1) / 2 : len;
}

static ssize_t after(enum how how, ssize_t n)
{
	if (how == TORN)
		die();
	return n;
}

WRAP(ssize_t, write, int fd, const void *bytes, size_t len)
{
	enum how how = meet(WRITE);

	FIND(write);
	return how == ERROR ? -1
			    : after(how, REAL(write)(fd, bytes, cut(how, len)));
}

#define WRAP_PWRITE(name, offset_type)                                      \
	WRAP(ssize_t, name, int fd, const void *bytes, size_t len,          \
	     offset_type at)                                                \
	{                                                                   \
		enum how how = meet(WRITE);                                 \
                                                                            \
		FIND(name);                                                 \
		return how == ERROR                                         \
			       ? -1                                         \
			       : after(how, REAL(name)(fd, bytes,           \
						       cut(how, len), at)); \
	}

WRAP_PWRITE(pwrite, off_t)
WRAP_PWRITE(pwrite64, off64_t)

WRAP(ssize_t, writev, int fd, const struct iovec *pieces, int n)
{
	enum how how = meet(WRITE);

	FIND(writev);
	if (how == ERROR)
		return -1;
	if (how == SHORT || how == TORN) {
		FIND(write);
		return after(how, REAL(write)(fd, pieces[0].iov_base,
					      cut(how, pieces[0].iov_len)));
	}
	return REAL(writev)(fd, pieces, n);
}

WRAP(ssize_t, copy_file_range, int in, off64_t *from, int out, off64_t *to,
     size_t len, unsigned flags)
{
	enum how how = meet(WRITE);

	FIND(copy_file_range);
	return how == ERROR
		       ? -1
		       : after(how,
			       REAL(copy_file_range)(in, from, out, to,
						     cut(how, len), flags));
}

#define WRAP_LENGTH(name, offset_type)                          \
	WRAP(int, name, int fd, offset_type len)                \
	{                                                       \
		FIND(name);                                     \
		return fails(WRITE) ? -1 : REAL(name)(fd, len); \
	}

WRAP_LENGTH(ftruncate, off_t)
WRAP_LENGTH(ftruncate64, off64_t)

#define WRAP_ALLOCATE(name, offset_type)                                   \
	WRAP(int, name, int fd, int mode, offset_type at, offset_type len) \
	{                                                                  \
		FIND(name);                                                \
		return fails(WRITE) ? -1 : REAL(name)(fd, mode, at, len);  \
	}

WRAP_ALLOCATE(fallocate, off_t)
WRAP_ALLOCATE(fallocate64, off64_t)

/* Opening ----------------------------------------------------------------- */

static enum kind opening(int flags)
{
	if (flags & O_PATH)
		return NAME;
	return (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) ? OPEN
								    : READ;
}

static mode_t mode_of(int flags, va_list args)
{
	return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE
		       ? va_arg(args, mode_t)
		       : 0;
}

#define WRAP_OPEN(name)                                   \
	WRAP(int, name, const char *path, int flags, ...) \
	{                                                 \
		va_list args;                             \
		mode_t mode;                              \
                                                          \
		va_start(args, flags);                    \
		mode = mode_of(flags, args);              \
		va_end(args);                             \
		if (fails(opening(flags)))                \
			return -1;                        \
		FIND(name);                               \
		return REAL(name)(path, flags, mode);     \
	}

#define WRAP_OPENAT(name)                                          \
	WRAP(int, name, int dir, const char *path, int flags, ...) \
	{                                                          \
		va_list args;                                      \
		mode_t mode;                                       \
                                                                   \
		va_start(args, flags);                             \
		mode = mode_of(flags, args);                       \
		va_end(args);                                      \
		if (fails(opening(flags)))                         \
			return -1;                                 \
		FIND(name);                                        \
		return REAL(name)(dir, path, flags, mode);         \
	}

#undef open
#undef open64
#undef openat
#undef openat64
WRAP_OPEN(open)
WRAP_OPEN(open64)
WRAP_OPENAT(openat)
WRAP_OPENAT(openat64)

/* What the two-argument forms become under _FORTIFY_SOURCE. */
WRAP(int, __open_2, const char *path, int flags)
{
	FIND(__open_2);
	return fails(opening(flags)) ? -1 : REAL(__open_2)(path, flags);
}

WRAP(int, __open64_2, const char *path, int flags)
{
	FIND(__open64_2);
	return fails(opening(flags)) ? -1 : REAL(__open64_2)(path, flags);
}

WRAP(int, __openat_2, int dir, const char *path, int flags)
{
	FIND(__openat_2);
	return fails(opening(flags)) ? -1 : REAL(__openat_2)(dir, path, flags);
}

WRAP(int, __openat64_2, int dir, const char *path, int flags)
{
	FIND(__openat64_2);
	return fails(opening(flags)) ? -1
				     : REAL(__openat64_2)(dir, path, flags);
}

WRAP(int, creat64, const char *path, mode_t mode)
{
	FIND(creat64);
	return fails(OPEN) ? -1 : REAL(creat64)(path, mode);
}

#define WRAP_MKSTEMP(name)                                            \
	WRAP(int, name, char *pattern, int flags)                     \
	{                                                             \
		FIND(name);                                           \
		return fails(OPEN) ? -1 : REAL(name)(pattern, flags); \
	}

WRAP_MKSTEMP(mkostemp)
WRAP_MKSTEMP(mkostemp64)

#define WRAP_FOPEN(name)                                       \
	WRAP(FILE *, name, const char *path, const char *mode) \
	{                                                      \
		FIND(name);                                    \
		return fails(*mode == 'r' ? READ : OPEN)       \
			       ? NULL                          \
			       : REAL(name)(path, mode);       \
	}

WRAP_FOPEN(fopen)
WRAP_FOPEN(fopen64)

/* Names ------------------------------------------------------------------- */

/* NOLINTBEGIN(bugprone-macro-parentheses): a list of arguments has its own */
#define WRAP_NAMES(kind, name, parameters, arguments)           \
	WRAP(int, name, UNPACK parameters)                      \
	{                                                       \
		FIND(name);                                     \
		return fails(kind) ? -1 : REAL(name) arguments; \
	}
/* NOLINTEND(bugprone-macro-parentheses) */
#define UNPACK(...) __VA_ARGS__

WRAP_NAMES(RENAME, rename, (const char *from, const char *to), (from, to))
WRAP_NAMES(RENAME, renameat,
	   (int at, const char *from, int into, const char *to),
	   (at, from, into, to))
WRAP_NAMES(RENAME, renameat2,
	   (int at, const char *from, int into, const char *to, unsigned flags),
	   (at, from, into, to, flags))
WRAP_NAMES(RENAME, link, (const char *from, const char *to), (from, to))
WRAP_NAMES(RENAME, linkat,
	   (int at, const char *from, int into, const char *to, int flags),
	   (at, from, into, to, flags))
WRAP_NAMES(RENAME, symlink, (const char *from, const char *to), (from, to))
WRAP_NAMES(FSYNC, fsync, (int fd), (fd))
WRAP_NAMES(FSYNC, fdatasync, (int fd), (fd))
WRAP_NAMES(FSYNC, syncfs, (int fd), (fd))
WRAP_NAMES(MKDIR, mkdir, (const char *path, mode_t mode), (path, mode))
WRAP_NAMES(MKDIR, mkdirat, (int at, const char *path, mode_t mode),
	   (at, path, mode))
WRAP_NAMES(UNLINK, unlink, (const char *path), (path))
WRAP_NAMES(UNLINK, unlinkat, (int at, const char *path, int flags),
	   (at, path, flags))
WRAP_NAMES(UNLINK, rmdir, (const char *path), (path))
WRAP_NAMES(UNLINK, remove, (const char *path), (path))

WRAP(char *, mkdtemp, char *pattern)
{
	FIND(mkdtemp);
	return fails(MKDIR) ? NULL : REAL(mkdtemp)(pattern);
}

/* Memory and processes ---------------------------------------------------- */

#define WRAP_MMAP(name, offset_type)                                           \
	WRAP(void *, name, void *at, size_t len, int access, int flags,        \
	     int fd, offset_type offset)                                       \
	{                                                                      \
		FIND(name);                                                    \
		return fd >= 0 && fails(MMAP) ? MAP_FAILED                     \
					      : REAL(name)(at, len, access,    \
							   flags, fd, offset); \
	}

WRAP_MMAP(mmap, off_t)
WRAP_MMAP(mmap64, off64_t)

WRAP(pid_t, fork, void)
{
	FIND(fork);
	return fails(FORK) ? -1 : REAL(fork)();
}

/* These give the error back and leave errno alone. */
/* NOLINTBEGIN(bugprone-macro-parentheses) */
#define WRAP_CODE(kind, name, parameters, arguments) \
	WRAP(int, name, UNPACK parameters)           \
	{                                            \
		int before = errno;                  \
                                                     \
		FIND(name);                          \
		if (fails(kind)) {                   \
			int code = errno;            \
                                                     \
			errno = before;              \
			return code;                 \
		}                                    \
		return REAL(name) arguments;         \
	}

/* NOLINTEND(bugprone-macro-parentheses) */

WRAP_CODE(FORK, posix_spawn,
	  (pid_t * pid, const char *path,
	   const posix_spawn_file_actions_t *actions,
	   const posix_spawnattr_t *attributes, char *const args[],
	   char *const env[]),
	  (pid, path, actions, attributes, args, env))
WRAP_CODE(FORK, posix_spawnp,
	  (pid_t * pid, const char *path,
	   const posix_spawn_file_actions_t *actions,
	   const posix_spawnattr_t *attributes, char *const args[],
	   char *const env[]),
	  (pid, path, actions, attributes, args, env))
WRAP_CODE(THREAD, pthread_create,
	  (pthread_t * thread, const pthread_attr_t *attributes,
	   void *(*run)(void *), void *data),
	  (thread, attributes, run, data))
WRAP_CODE(WRITE, posix_fallocate, (int fd, off_t at, off_t len), (fd, at, len))
