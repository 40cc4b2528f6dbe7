/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FOLDER_FIXTURE_H
#define GATEHOUSE_FOLDER_FIXTURE_H

/* A folder of the running test's own, in which it may make what it likes. */
struct folder_fixture {
	const char *name; /* of the test, as GTest takes it */
	void (*test)(void);
};

/* Runs the test (a struct folder_fixture) and removes what it has made. */
void folder_fixture_run(const void *fixture);

/* The folder itself. */
const char *folder_fixture_path(void);

/* A path in the folder, owned by the caller. */
char *folder_fixture_at(const char *path);

/* Writes a file, and the folders that it is in. */
void folder_fixture_write(const char *path, const char *text);

/* The text of a file, owned by the caller; NULL: there is none. */
char *folder_fixture_read(const char *path);

#endif
