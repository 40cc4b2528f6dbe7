/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FEED_H
#define GATEHOUSE_FEED_H

#include <stdbool.h>

#include <glib.h>

struct page;
struct view;

/*
 * Appends the latest 100 changes of records as an Atom feed (RFC 4287), an
 * entry each.  Addresses are relative to the feed's own unless the settings
 * state the site's.  Only days are told, not times of the day.
 */
bool feed_write(const struct view *view, const struct page *page, GString *out,
		GError **error);

#endif
