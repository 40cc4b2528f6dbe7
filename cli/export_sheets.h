/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_EXPORT_SHEETS_H
#define GATEHOUSE_EXPORT_SHEETS_H

#include "cli/command.h"

struct session;
struct sheet_book;

/*
 * Fills the book with the records of the session, and names those that have no
 * place in it because they are not valid: COMMAND_FINDINGS then.
 */
enum command_status export_sheets_fill(const struct session *session,
				       struct sheet_book *book);

#endif
