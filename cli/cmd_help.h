/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_CMD_HELP_H
#define GATEHOUSE_CMD_HELP_H

#include <glib.h>

/* What 'gatehouse help' tells of besides the commands, sorted. */
GStrv cmd_help_topics(void);

#endif
