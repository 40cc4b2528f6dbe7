/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FAULTS_SCENE_H
#define GATEHOUSE_FAULTS_SCENE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

/* A command, what it finds, and what it may change. */
struct scene {
	const char *name;
	const char *before;    /* folder below "before" that it starts from */
	const char *words[12]; /* after the options that all have */
	const char *parts[6];  /* paths, each of which is old or new, whole */
	bool makes;	       /* a repository */
	bool keeps;	       /* records, in the work tree */
	bool is_once;	       /* another time it is refused */
	bool is_packed;	       /* by libgit2, less well after failed reads */
	bool is_moved_in;      /* piece by piece, which the next run finishes */
	int ends;	       /* with this exit status, when all goes well */
	unsigned at_most;      /* calls to try of each kind and fault; 0: all */
};

extern const struct scene scenes[];
extern const size_t n_scenes;

/* A fault to put into a run; kind NULL: none. */
struct fault {
	const char *kind;
	const char *how;
	unsigned at;
};

struct harness {
	char *program; /* absolute */
	char *library; /* what puts the faults in */
	char *scratch;
	char *run; /* folder that the program runs in */
};

/* What a run came to. */
struct outcome {
	int status; /* exit status, or -signal */
	char *said; /* on standard error */
};

/* Puts the run folder in the state before the scene. */
void scene_reset(const struct harness *harness, const struct scene *scene);

/* Runs the command.  counts: a file for FAULT_COUNT, or NULL. */
struct outcome scene_run(const struct harness *harness,
			 const struct scene *scene, const struct fault *fault,
			 const char *counts);

/* What the last run has put out, without white space at its end. */
char *scene_printed(const struct harness *harness);

/* Runs git in the registers of the run folder; its standard output. */
struct outcome scene_git(const struct harness *harness,
			 const char *const *words, char **output);

#endif
