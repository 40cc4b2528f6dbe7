/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PAGE_H
#define GATEHOUSE_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

struct change_sets;
struct changes;
struct claims;
struct due_list;
struct data_tables;
struct findings;
struct findings_order;
struct kept;
struct kind;
struct maturity;
struct notice_facts;
struct record;
struct registers;
struct sharing;
struct sharing_pairs;
struct single;
struct site_request;
struct stage;
struct suspects;
struct templates;
struct title_order;
struct value;
struct view;

/*
 * What all pages are made from.  Nothing of it changes while pages are made,
 * so workers share it.
 */
struct site {
	const struct site_request *request; /* its registers are not redacted */
	const struct registers *registers;  /* of the edition */
	const struct registers *public_registers; /* of the public edition */
	const struct findings *findings;
	const struct findings_order *findings_order;
	const struct changes *changes;
	const struct change_sets *change_sets;
	const struct due_list *due;
	const struct notice_facts *notices; /* of the edition */
	const struct sharing *sharing;
	const struct sharing_pairs *pairs;
	const struct claims *claims;
	const struct maturity *levels;	 /* NULL: the scale cannot be read */
	const struct suspects *suspects; /* of all; NULL: no history */
	const struct title_order *by_title;
	const struct templates *templates;
	const struct data_tables *tables; /* for downloads */
	const struct single *single; /* what one file holds; NULL: a site */
};

/*
 * One file to be.  A page has a template: make gives its values, and the plan
 * adds those of the layout:
 *
 *   pageTitle, siteTitle, publisher, caveat (HTML), asOf (words), edition
 *   (label), isPublic, isHome, isSearch, root, homeUrl, styleUrl, searchUrl,
 *   feedUrl, version; pager (pager_value); footerNav and crumbs: [{label, url}]; nav: the same with
 *   isHere (it is this page) and isCurrent (or the page's register);
 *   isReferred: in a single file about another record; isAlone: in a single
 *   file of a site that is not published, so that there is nothing to download
 *
 * Any other file (a feed, a download) has no template: write appends its
 * bytes, of which page_flush may take some on the way.
 */
struct page {
	const char *path;	 /* "agreements/leeds.html"; ASCII, no ".." */
	const char *template;	 /* "record"; NULL: see write */
	const char *title;	 /* for <title>; need not be unique */
	const struct kind *kind; /* whose register it belongs to, or NULL */
	const struct record *record; /* that it is about, or NULL */
	size_t n_rows; /* that go on over several pages (pager.h), or 0 */
	size_t n_each; /* on one of them */
	size_t nth;    /* which of them it is, from 0 */
	struct value *(*make)(const struct view *view, const struct page *page);
	bool (*write)(const struct view *view, const struct page *page,
		      GString *out, GError **error);
};

/* The pages of a site. */
struct plan;

struct plan *plan_new(void);
void plan_free(struct plan *plan);

/* Adds a copy of the page.  Two pages of one path are a programmer's mistake. */
void plan_add(struct plan *plan, const struct page *page);

/* Whether there is a page of that path. */
bool plan_has(const struct plan *plan, const char *path);

/* The number of the page of that path; plan_len: there is none. */
size_t plan_find(const struct plan *plan, const char *path);

size_t plan_len(const struct plan *plan);
const struct page *plan_get(const struct plan *plan, size_t i);

/*
 * Adds to the end of out all that page i says without having asked for it, but
 * for what all pages have in common, and this that the plan has for all.
 */
void plan_describe(const struct plan *plan, size_t i, GByteArray *out);
void plan_describe_shared(const struct plan *plan, GByteArray *out);

/*
 * Makes all pages that cannot be kept (NULL: all) and puts them in the stage,
 * on two threads.  What a page says does not depend on which of them made it.
 * False, with error set to the first page's (in the order of the plan) that
 * failed.
 */
bool plan_run(const struct plan *plan, const struct site *site,
	      struct stage *stage, struct kept *kept, GError **error);

/*
 * Takes bytes of page i: all of them or, where page_flush is called, the next;
 * is_last: there are no more.  Called on both threads.
 */
typedef bool (*plan_put)(void *data, size_t i, const GString *bytes,
			 bool is_last, GError **error);

/* The same, but what becomes of a page's bytes is up to put. */
bool plan_run_to(const struct plan *plan, const struct site *site, plan_put put,
		 void *data, GError **error);

/*
 * For what writes a file that grows with the registers, after each piece: hands
 * on what is in out and empties it, once that is much.  False with error set.
 */
bool page_flush(const struct view *view, GString *out, GError **error);

typedef struct plan Plan;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

#endif
