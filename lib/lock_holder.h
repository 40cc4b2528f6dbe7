/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_LOCK_HOLDER_H
#define GATEHOUSE_LOCK_HOLDER_H

/*
 * What there is to say to somebody who finds a lock file of git: since when it
 * is there, which process has it open or else which git programs run, and what
 * to do; a phrase without a full stop, owned by the caller.  Processes of
 * other users cannot be looked into.
 */
char *lock_holder_tell(const char *lock);

#endif
