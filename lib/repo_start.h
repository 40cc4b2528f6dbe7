/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_REPO_START_H
#define GATEHOUSE_REPO_START_H

/*
 * Starts libgit2, once; any thread may call it.  repo_open and repo_try do it
 * by themselves.
 */
void repo_start(void);

#endif
