/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_PROGRAM_H
#define GATEHOUSE_PROGRAM_H

#include <glib.h>

/*
 * What the linker calls this very build of the program (its GNU build ID), in
 * hexadecimal digits: the same for the same code, another for any other.  Owned
 * by the caller; "" where the linker gave it none.
 */
char *program_id(void);

#endif
