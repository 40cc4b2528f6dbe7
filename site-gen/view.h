/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_VIEW_H
#define GATEHOUSE_VIEW_H

#include <stdbool.h>

#include "lib/date.h"
#include "lib/schema.h"

struct arena;
struct ask;
struct node;
struct outlet;
struct record;
struct registers;
struct value;

/* For whom values are made: one page, in the arena of its worker. */
struct view {
	struct arena *arena;
	const struct registers *registers; /* of the edition (edition.h) */
	struct ask *ask; /* for what else pages show; NULL in tests */
	date_t as_of;
	enum edition edition;
	const char *root; /* from the page to the site: "", "../", … */
	const struct outlet *outlet; /* of page_flush; NULL: there is none */
};

/*
 * An element as a map, read off the schema, so that a new field needs no C.
 *
 * Under its own name, each child element that the schema allows: a list
 * where it may repeat, else a map like this one, NOTHING when absent.  Under
 * its own name, each attribute that no child shares the name with: its value
 * as text, NOTHING when absent.  And always:
 *
 *   _name         name of the element
 *   _label        what the schema calls it, without what its parent says
 *   _words        the value in words (registers_words), plain text
 *   _text         the text alone: in words, without code or reference
 *   _html         a Markdown field's text, else NOTHING
 *   _code         label of the code (text or attribute), else NOTHING
 *   _ref          title of the record referred to, else NOTHING
 *   _url          page of what is referred to, or the outside address
 *   _id           "part-<id>": anchor of an element with an id, else NOTHING
 *   _isGroup      whether it has child elements
 *   _notStated    whether it is marked so
 *   _inferred     whether it, or what it stands in, is marked inferred
 *   _inferredHere the same, but only on the outermost such element
 *   _source       {title, url, locator, isHidden} where the element itself
 *                 names a source or a place in one, else NOTHING; isHidden:
 *                 the edition does not have the source, and nothing else is
 *                 told of it
 *   _attrs        [{_label, _words, _url}]: its attributes in words, those
 *                 left out that are said above
 *   _fields       [{_name, _label, _isGroup, _items: [map]}]: the children
 *                 that are there, in the schema's order
 *   _all          {name: entry}: the entries of _fields by name, NOTHING for
 *                 a child that is not there: {{#_all.purpose}}
 *   _stated       those of _fields of which something is stated
 *   _unstated     [label]: those of which nothing is; _hasUnstated: any
 *   _empty        whether there is nothing to show of it at all
 *
 * Markdown headings begin at level 3.
 */
struct value *view_node(const struct view *view, const struct node *node);

/*
 * A record: the map of its root, and besides
 *
 *   _title, _kind (name), _kindLabel, _plural (label), _folder, _recordId,
 *   _version (the record's), _historyUrl, _listUrl, _path, _publication
 *   (label, NOTHING when public)
 *   _facts        those of _stated that are no groups, _groups: those that are,
 *                 both without title, summary and caveats
 */
struct value *view_record(const struct view *view, const struct record *record);

/*
 * Address of a record's page from this page, with the part's anchor for
 * "id#part"; NULL when it has none.  In the arena.
 */
const char *view_url(const struct view *view, const char *target);

/* A link to a record: {title, url, kind (label), id}. */
struct value *view_link(const struct view *view, const struct record *record);

/* A date in words; NOTHING for DATE_NONE. */
const struct value *view_date(const struct view *view, date_t date);

/* Sets a key of a map to text (NULL: NOTHING), a yes or no, a number. */
void view_set_text(const struct view *view, struct value *map, const char *key,
		   const char *text);
void view_set_bool(const struct view *view, struct value *map, const char *key,
		   bool b);
void view_set_number(const struct view *view, struct value *map,
		     const char *key, size_t n);

/* To the address of a file of the site, by its path in it; NULL: NOTHING. */
void view_set_path(const struct view *view, struct value *map, const char *key,
		   const char *path);

/*
 * A table: {caption, rows, isEmpty, empty (what to say then), isCut (whether
 * there are more than these), nShown, nAll}; rows is a list, the texts may be
 * NULL.
 */
struct value *view_table(const struct view *view, struct value *rows,
			 const char *caption, const char *empty);

/* Rows for a page that has room for the first PAGER_ROWS of them. */
struct view_rows {
	struct value *list;
	size_t n; /* of all that were counted */
};

/* Counts a row; whether it is one of those to be made and put on the list. */
bool view_rows_count(struct view_rows *rows);

/* The same of rows that were counted. */
struct value *view_table_of(const struct view *view,
			    const struct view_rows *rows, const char *caption,
			    const char *empty);

/*
 * Where in its record an element stands, in words: "Flow 'Daily flags',
 * discloser"; "" for the root.  In the arena.
 */
const char *view_place(const struct view *view, const struct node *node);

/* Whether an id may be a file name of the site: the schema's id pattern. */
bool view_is_id(const char *id);

/*
 * Whether a record can have a page: its id may be a file name, and it is the
 * record that the id names.
 */
bool view_has_page(const struct registers *registers,
		   const struct record *record);

/*
 * What a reference leads to is called: "Title", or "Title: Title" of a part
 * that has one; in the arena.  NULL: there is no such record.
 */
const char *view_title(const struct view *view, const char *target);

/* Sorts records by title, whatever its case, then by id, as for strcmp. */
int view_compare_titles(const struct record *a, const struct record *b);

#endif
