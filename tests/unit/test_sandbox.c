/* SPDX-License-Identifier: MIT */
/*
 * What a process may still do once it is confined.  Each case runs in a child,
 * which says by its exit status what it could do.
 */
#include "lib/sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

#define NOT_ENTERED 100

/* Folders of one test: "in" is allowed, "out" is not. */
struct place {
	char *top;
	char *in;
	char *out;
};

static void put(const char *dir, const char *name)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);

	g_assert_true(g_file_set_contents(path, "text", -1, NULL));
}

static void make(struct place *place)
{
	place->top = g_dir_make_tmp("sandbox-XXXXXX", NULL);
	place->in = g_build_filename(place->top, "in", NULL);
	place->out = g_build_filename(place->top, "out", NULL);
	g_assert_cmpint(g_mkdir(place->in, 0700), ==, 0);
	g_assert_cmpint(g_mkdir(place->out, 0700), ==, 0);
	put(place->in, "file");
	put(place->out, "file");
}

static void remove_all(const char *dir)
{
	static const char *const names[] = { "file", "new",    "moved",
					     "link", "socket", NULL };

	for (size_t i = 0; names[i]; i++) {
		g_autofree char *path = g_build_filename(dir, names[i], NULL);

		(void)remove(path);
	}
	g_assert_cmpint(g_rmdir(dir), ==, 0);
}

static void clear(struct place *place)
{
	remove_all(place->in);
	remove_all(place->out);
	g_assert_cmpint(g_rmdir(place->top), ==, 0);
	g_free(place->in);
	g_free(place->out);
	g_free(place->top);
}

/* What a child tries: 0, or the errno of its failure. */
typedef int (*attempt_fn)(const char *dir);

static int code_of(bool done)
{
	return done ? 0 : errno;
}

static int read_file(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "file", NULL);

	return code_of(open(path, O_RDONLY) >= 0);
}

static int list(const char *dir)
{
	return code_of(open(dir, O_RDONLY | O_DIRECTORY) >= 0);
}

static int write_file(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "file", NULL);

	return code_of(open(path, O_WRONLY) >= 0);
}

static int cut_file(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "file", NULL);

	return code_of(truncate(path, 0) == 0);
}

static int make_file(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "new", NULL);

	return code_of(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600) >= 0);
}

static int remove_file(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "file", NULL);

	return code_of(unlink(path) == 0);
}

static int make_folder(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "new", NULL);

	return code_of(mkdir(path, 0700) == 0);
}

static int make_link(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "link", NULL);

	return code_of(symlink("file", path) == 0);
}

static int move_file(const char *dir)
{
	g_autofree char *from = g_build_filename(dir, "file", NULL);
	g_autofree char *to = g_build_filename(dir, "moved", NULL);

	return code_of(rename(from, to) == 0);
}

static int run_program(const char *dir)
{
	(void)dir;
	execl("/usr/bin/true", "true", (char *)NULL);
	return errno;
}

static int connect_out(const char *dir)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(9) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)dir;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return code_of(connect(fd, (const void *)&address, sizeof(address)) ==
		       0);
}

/*
 * What the attempt comes to in a child that allows this for place->in;
 * NOT_ENTERED where the kernel has no sandbox.
 */
static int try(const struct place *place, unsigned access, const char *dir,
	       attempt_fn attempt)
{
	pid_t child = fork();
	int status;

	g_assert_cmpint(child, >=, 0);
	if (child == 0) {
		struct sandbox *sandbox = sandbox_new();
		enum sandbox_state state;

		sandbox_allow_system(sandbox);
		sandbox_allow(sandbox, place->in, access);
		if (!sandbox_enter(sandbox, &state, NULL) ||
		    state == SANDBOX_ABSENT)
			_exit(NOT_ENTERED);
		_exit(attempt(dir));
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Whether there is anything to test; says so if there is not. */
static bool is_there(void)
{
	if (sandbox_version() > 0)
		return true;
	g_test_skip("this kernel has no Landlock, or one before version 2");
	return false;
}

static const struct {
	const char *name;
	attempt_fn attempt;
	unsigned needs; /* one of these allows it */
} attempts[] = {
	{ "read", read_file, SANDBOX_READ },
	{ "list", list, SANDBOX_READ },
	{ "write", write_file, SANDBOX_WRITE },
	{ "make a file", make_file, SANDBOX_WRITE },
	{ "remove a file", remove_file, SANDBOX_WRITE },
	{ "move a file", move_file, SANDBOX_WRITE },
	{ "make a folder", make_folder, SANDBOX_WRITE | SANDBOX_FOLDERS },
	{ "make a link", make_link, 0 },
};

/* Each attempt with each right, where it is allowed and beside it. */
static void rights_end_where_they_were_given(void)
{
	static const unsigned rights[] = { 0, SANDBOX_READ, SANDBOX_WRITE,
					   SANDBOX_FOLDERS, SANDBOX_REMOVE };

	if (!is_there())
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++) {
		for (size_t j = 0; j < G_N_ELEMENTS(rights); j++) {
			struct place place;
			int inside, outside;

			make(&place);
			outside = try(&place, rights[j], place.out,
				      attempts[i].attempt);
			inside = try(&place, rights[j], place.in,
				     attempts[i].attempt);
			clear(&place);
			g_test_message("%s with %u", attempts[i].name,
				       rights[j]);
			g_assert_cmpint(outside, ==, EACCES);
			g_assert_cmpint(inside, ==,
					attempts[i].needs & rights[j] ? 0
								      : EACCES);
		}
	}
}

/* A file must not be emptied by its name either. */
static void files_outside_keep_their_length(void)
{
	struct place place;

	if (sandbox_version() < 3) {
		g_test_skip("this kernel's Landlock is before version 3");
		return;
	}
	make(&place);
	g_assert_cmpint(try(&place, SANDBOX_WRITE, place.out, cut_file), ==,
			EACCES);
	g_assert_cmpint(try(&place, SANDBOX_WRITE, place.in, cut_file), ==, 0);
	clear(&place);
}

static void a_link_leads_nowhere(void)
{
	struct place place;
	g_autofree char *link = NULL;

	if (!is_there())
		return;
	make(&place);
	link = g_build_filename(place.in, "link", NULL);
	g_assert_cmpint(symlink(place.out, link), ==, 0);
	g_assert_cmpint(
		try(&place, SANDBOX_READ | SANDBOX_WRITE, link, write_file), ==,
		EACCES);
	g_assert_cmpint(
		try(&place, SANDBOX_READ | SANDBOX_WRITE, link, read_file), ==,
		EACCES);
	clear(&place);
}

static void programs_start_only_where_allowed(void)
{
	struct place usual;
	struct place system = { .in = (char *)"/usr" };

	if (!is_there())
		return;
	make(&usual);
	g_assert_cmpint(try(&usual, SANDBOX_READ, usual.in, run_program), ==,
			EACCES);
	clear(&usual);
	g_assert_cmpint(
		try(&system, SANDBOX_READ | SANDBOX_RUN, "/", run_program), ==,
		0);
}

static void no_connection_is_made(void)
{
	struct place place;

	if (sandbox_version() < 4) {
		g_test_skip("this kernel's Landlock is before version 4");
		return;
	}
	make(&place);
	g_assert_cmpint(try(&place, SANDBOX_READ, place.in, connect_out), ==,
			EACCES);
	clear(&place);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sandbox/rights", rights_end_where_they_were_given);
	g_test_add_func("/sandbox/length", files_outside_keep_their_length);
	g_test_add_func("/sandbox/link", a_link_leads_nowhere);
	g_test_add_func("/sandbox/programs", programs_start_only_where_allowed);
	g_test_add_func("/sandbox/network", no_connection_is_made);
	return g_test_run();
}
