/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FRAGMENT_LINK_H
#define GATEHOUSE_FRAGMENT_LINK_H

struct fragment;
struct span;

/*
 * An address as it stands in an attribute, with its character references
 * resolved, which are those that escape_html writes.  NULL when it has one
 * that stands for a character by its number: what it leads to must not be
 * guessed.  Owned by the caller.
 */
char *fragment_link_plain(struct span value);

/*
 * What leads to the same from within the file (see fragment.h), or NULL when
 * nothing does; not escaped.  Owned by the caller.
 */
char *fragment_link_new(const struct fragment *fragment, const char *address);

#endif
