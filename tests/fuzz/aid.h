/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FUZZ_AID_H
#define GATEHOUSE_FUZZ_AID_H

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

struct diags;
struct library;
struct registers;
struct repo;
struct repo_id;
struct rulebook;

/* What the fuzz targets share.  What they are fed is a sequence of bytes. */

/* In each target: a run with one input; 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Before each is run for the first time: a fixed user, no configuration. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* The program's schemas, codes and rules, read once. */
const struct library *aid_library(void);
const struct rulebook *aid_rulebook(void);

/*
 * The input as a text, owned by the caller: NUL-terminated, in memory of just
 * that size, so that a read past its end is seen.
 */
char *aid_text(const uint8_t *data, size_t size);

/*
 * The input as two texts, parted at the first record separator (0x1e); both
 * owned by the caller.  Without one the second is empty.
 */
void aid_two_texts(const uint8_t *data, size_t size, char **one, char **two);

/* The settings of these, for who has no file of his own to give. */
#define AID_SETTINGS                         \
	"<settings xmlns='urn:gatehouse:1'>" \
	"<title>Fuzz</title></settings>"

/*
 * Settings, some small records for others to refer to, and the file of that
 * path with the input as its text (instead of one of these): loaded, checked
 * by all rules, its findings on diags.  NULL where the settings are at fault.
 */
struct registers *aid_check(const char *path, const uint8_t *data, size_t size,
			    struct diags *diags);

/* An empty folder that goes when the process ends. */
const char *aid_dir(void);

/*
 * A repository with three commits, and one whose objects are forgotten again
 * by aid_forget, so that a run leaves nothing to the next.
 */
struct repo *aid_repo(void);
void aid_forget(void);

enum aid_object { AID_COMMIT, AID_TREE, AID_BLOB };

/* Puts an object with these bytes, whatever they are, into the repository. */
void aid_put(enum aid_object type, const void *bytes, size_t size,
	     struct repo_id *id);

/* Ends the process, loudly, unless something is as it has to be. */
#define AID_ENSURE(condition_)                                            \
	do {                                                              \
		if (!(condition_))                                        \
			g_error("%s: not so: %s", __func__, #condition_); \
	} while (0)

#endif
