/* SPDX-License-Identifier: MIT */
#ifndef GATEHOUSE_FAULTS_BEFORE_H
#define GATEHOUSE_FAULTS_BEFORE_H

struct harness;

/*
 * Makes the folders of "before" that scenes start from, from nothing on to
 * registers with signed commits.  Fails by g_error.
 */
void before_prepare(const struct harness *harness);

#endif
