/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_RICH_FIXTURE_H
#define GATEHOUSE_RICH_FIXTURE_H

struct library;

/*
 * A registers repository in dir, a new one, in which whatever a page can say is
 * said somewhere: the worked example, records that have what it lacks, and a
 * history of both.
 */
void rich_fixture_write(const struct library *library, const char *dir);

#endif
