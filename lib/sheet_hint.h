/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_HINT_H
#define GATEHOUSE_SHEET_HINT_H

struct codes;
struct sheet;
struct sheet_column;

/*
 * What somebody who fills in a column wants to know, as lines: the schema's
 * hint, the form of a value, the codes by name.  Owned by the caller.
 */
char *sheet_hint_column(const struct codes *codes, const struct sheet *sheet,
			const struct sheet_column *column);

#endif
