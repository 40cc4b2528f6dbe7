/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SINGLE_PAGES_H
#define GATEHOUSE_SINGLE_PAGES_H

#include <stddef.h>

#include <glib.h>

struct plan;
struct record;
struct site;
struct value;
struct view;

/*
 * The pages of a site that go into one file, in their order there.  For all
 * registers: every page but those that are of no use in a file (search,
 * downloads, how to verify a folder), each register with its records and their
 * histories behind it.  For a record: its page, its history and whatever else
 * is about it, and the pages of the records that it refers to; for an
 * agreement, those of its impact assessments too.
 */
struct plan *single_pages_choose(const struct site *site,
				 const struct plan *all,
				 const struct record *only);

/*
 * What leads to the first n of them: [{heading, pages: [{title, url}]}].  Of
 * all registers the reports and the lists, which lead on to their records.
 */
struct value *single_pages_contents(const struct view *view,
				    const struct plan *pages, size_t n,
				    const struct record *only);

#endif
