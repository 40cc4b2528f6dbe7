/* SPDX-License-Identifier: MIT */
/* The files that registers were read from. */
#include "lib/registers.h"

#include "lib/files.h"
#include "lib/packed.h"
#include "lib/registers_private.h"
#include "lib/schema.h"

const char *registers_bytes(const struct registers *registers,
			    const struct record *record, size_t *len)
{
	return registers_file(registers, record->path, len);
}

const char *registers_file(const struct registers *registers, const char *path,
			   size_t *len)
{
	const struct file *file = registers->is_filtered
					  ? NULL
					  : files_find(registers->files, path);

	registers_ask(registers, REGISTERS_ALL, NULL, NULL);
	*len = 0;
	return file ? files_bytes(registers->files, file, len) : NULL;
}

bool registers_id(const struct registers *registers,
		  const struct record *record, struct repo_id *id)
{
	const struct file *file =
		registers->is_filtered
			? NULL
			: files_find(registers->files, record->path);

	if (!file || !file->has_id)
		return false;
	*id = file->id;
	return true;
}

bool registers_put_others(const struct registers *registers, GByteArray *out)
{
	const struct schema *schema = registers->library->schema;

	for (size_t i = 0; i < files_len(registers->files); i++) {
		const struct file *file = files_get(registers->files, i);

		if (schema_kind_of_path(schema, file->path))
			continue;
		if (!file->has_id)
			return false;
		packed_put_text(out, file->path);
		packed_put(out, &file->id, sizeof(file->id));
	}
	return true;
}
