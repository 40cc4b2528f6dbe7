/* SPDX-License-Identifier: MIT */
#include "cli/export_sheets.h"

#include "cli/output.h"
#include "cli/session.h"
#include "lib/registers.h"
#include "lib/sheet_book.h"

enum command_status export_sheets_fill(const struct session *session,
				       struct sheet_book *book)
{
	enum command_status status = COMMAND_CLEAN;
	const struct registers *registers = session->registers;

	for (size_t i = 0; i < registers_len(registers); i++) {
		const struct record *record = registers_get(registers, i);

		if (sheet_book_add(book, record))
			continue;
		output_note("export",
			    "left out, since it is not valid ('gatehouse check "
			    "%s' says why): %s",
			    record->id, record->path);
		status = COMMAND_FINDINGS;
	}
	return status;
}
