/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_SHEET_DATE_H
#define GATEHOUSE_SHEET_DATE_H

#include "lib/date.h"

/* How a date is written that people or spreadsheets have typed. */
enum sheet_date_form {
	SHEET_DATE_NONE,	/* not at all, as far as one can tell */
	SHEET_DATE_SURE,	/* 2026-04-03, 3 April 2026 */
	SHEET_DATE_DAY_FIRST,	/* 25/12/2026: there is no 25th month */
	SHEET_DATE_MONTH_FIRST, /* 12/25/2026 */
	SHEET_DATE_EITHER,	/* 03/04/2026 */
};

struct sheet_date {
	enum sheet_date_form form;
	date_t day_first; /* the day if the day stands first; or DATE_NONE */
	date_t month_first;
};

/*
 * Reads a date with slashes, dots, hyphens or blanks between its parts, or
 * with the name of the month; the year has four digits.  A time of midnight
 * behind it is passed over.  Where the form leaves no choice, both days are
 * that one.
 */
struct sheet_date sheet_date_read(const char *text);

#endif
