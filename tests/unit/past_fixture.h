/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAST_FIXTURE_H
#define GATEHOUSE_PAST_FIXTURE_H

struct files;
struct library;
struct past_fixture;
struct record_history;

/*
 * The history of a register in two commits: as it was since 5 January 2026,
 * and as it is since 1 May 2026.
 */
struct past_fixture *past_fixture_new(const struct library *library,
				      const struct files *before,
				      const struct files *now);
void past_fixture_free(struct past_fixture *past);

struct record_history *past_fixture_history(struct past_fixture *past);

#endif
