/* SPDX-License-Identifier: MIT */
#include "lib/program.h"

#include <elf.h>
#include <link.h>
#include <stddef.h>
#include <string.h>

#define OWNER "GNU"

static size_t padded(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

static void add_hex(GString *id, const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		g_string_append_printf(id, "%02x", bytes[i]);
}

/* Looks through notes one after another, as the linker has laid them out. */
static void look_for_id(GString *id, const char *notes, size_t len)
{
	ElfW(Nhdr) head;

	while (len >= sizeof(head)) {
		const char *name = notes + sizeof(head);
		size_t size;

		memcpy(&head, notes, sizeof(head));
		size = sizeof(head) + padded(head.n_namesz) +
		       padded(head.n_descsz);
		if (size > len)
			return;
		if (head.n_type == NT_GNU_BUILD_ID &&
		    head.n_namesz == sizeof(OWNER) &&
		    memcmp(name, OWNER, sizeof(OWNER)) == 0) {
			add_hex(id,
				(const unsigned char *)name +
					padded(head.n_namesz),
				head.n_descsz);
			return;
		}
		notes += size;
		len -= size;
	}
}

/* Called first for the program itself; libraries come after. */
static int look_at(struct dl_phdr_info *info, size_t size G_GNUC_UNUSED,
		   void *data)
{
	for (ElfW(Half) i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		/* Where the loader has put it. */
		/* NOLINTNEXTLINE(performance-no-int-to-ptr) */
		const char *notes =
			(const char *)(info->dlpi_addr + part->p_vaddr);

		if (part->p_type == PT_NOTE && ((GString *)data)->len == 0)
			look_for_id(data, notes, part->p_memsz);
	}
	return 1;
}

char *program_id(void)
{
	GString *id = g_string_new(NULL);

	dl_iterate_phdr(look_at, id);
	return g_string_free(id, FALSE);
}
