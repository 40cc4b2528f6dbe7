/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_DATE_H
#define GATEHOUSE_DATE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A civil date as the number of days since 0001-01-01 (day 1) in the
 * proleptic Gregorian calendar.  DATE_NONE: no date.
 */
typedef int32_t date_t;

#define DATE_NONE ((date_t)0)
#define DATE_MAX ((date_t)3652059) /* 9999-12-31 */

/* "YYYY-MM-DD" to a date; DATE_NONE for NULL and for anything else. */
date_t date_parse(const char *text);

/* The current date in UTC. */
date_t date_today(void);

/* Seconds since the epoch to the date in UTC. */
date_t date_of_time(int64_t seconds);

/* "2018-05-01"; owned by the caller. */
char *date_format(date_t d);

/*
 * The same for the arguments of a message: date_text(d).text stands until the
 * end of the statement, and nothing has to be freed.  "" for DATE_NONE.
 */
struct date_text {
	char text[sizeof("2018-05-01")];
};

struct date_text date_text(date_t d);

#define DATE_MONTHS 12u

/* "January" to "December". */
extern const char *const date_months[DATE_MONTHS];

/* "1 May 2018", the way GOV.UK writes dates; owned by the caller. */
char *date_words(date_t d);

/*
 * d plus an xs:duration of years, months and days (time parts are ignored),
 * the day cut to the last of the month where needed: 2024-02-29 plus P1Y is
 * 2025-02-28.  DATE_NONE when the duration is not understood or d is none.
 */
date_t date_add(date_t d, const char *duration);

/* Whether text is an xs:duration that date_add understands. */
bool date_is_duration(const char *text);

/* "2 years and 6 months" for "P2Y6M"; a copy of text if not understood. */
char *date_duration_words(const char *text);

#endif
