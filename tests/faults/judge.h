/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FAULTS_JUDGE_H
#define GATEHOUSE_FAULTS_JUDGE_H

#include <stdbool.h>

#include <glib.h>

struct fault;
struct harness;
struct outcome;
struct scene;

/* How things stand before and after a scene in which nothing goes wrong. */
struct judge;

/* Plays the scene twice, once for its counts, and looks. */
struct judge *judge_new(const struct harness *harness,
			const struct scene *scene);
void judge_free(struct judge *judge);

/* How many calls of a kind the scene makes. */
unsigned judge_count(const struct judge *judge, const char *kind);

enum verdict { JUDGE_SURVIVED, JUDGE_LOST, JUDGE_NOT_REACHED };

/*
 * Plays the scene with a fault, looks at what is left, plays it again without,
 * and looks again.  *why receives what is wrong, owned by the caller, of a run
 * that was not survived.
 */
enum verdict judge_try(struct judge *judge, const struct fault *fault,
		       char **why);

#endif
