/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_COMMANDS_H
#define GATEHOUSE_COMMANDS_H

#include <stddef.h>

struct command;

/* All commands, in the order in which help lists them; *n of them. */
const struct command *const *commands_all(size_t *n);

/* By name; NULL when there is none. */
const struct command *commands_find(const char *name);

/* Name of the command that somebody who wrote name may have meant, or NULL. */
const char *commands_nearest(const char *name);

#endif
