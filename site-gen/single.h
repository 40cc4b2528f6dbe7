/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SINGLE_H
#define GATEHOUSE_SINGLE_H

#include <stdbool.h>

#include <glib.h>

struct plan;
struct site;
struct site_result;

struct single;

/* Whether a file (NULL: there is none) knows of no site that is published. */
bool single_is_alone(const struct single *single);

/*
 * Makes one HTML file of the pages of a site (which pages: single_pages.h),
 * for the registers or the record that the site's request names, and puts it
 * at the request's out.  It needs no other file, no network and no scripts.
 * False, with error set and out untouched, when it cannot, when out holds
 * something else, or when the edition has no such record.
 */
bool single_build(const struct site *site, const struct plan *all,
		  struct site_result *result, GError **error);

#endif
