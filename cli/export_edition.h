/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_EXPORT_EDITION_H
#define GATEHOUSE_EXPORT_EDITION_H

#include "lib/schema.h"

struct registers;

/*
 * The registers of an edition as they are given away: what was taken from them
 * is marked, so that records stay valid.  shown (of edition_registers) must
 * outlive the result, which is to be freed with registers_free.
 */
struct registers *export_edition_mark(const struct registers *shown,
				      enum edition edition);

#endif
