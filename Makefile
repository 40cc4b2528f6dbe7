# SPDX-License-Identifier: MIT
#
# make         builds ./gatehouse          make help   lists the targets
#
# Variables: CC, CFLAGS, LDFLAGS, BUILD (where objects go), PREFIX, DESTDIR,
# SANITIZE=1 (address and undefined behaviour; its own build folder),
# WERROR= (empty: warnings do not stop the build), V=1 (show whole commands),
# SIZE (records that make bench measures with).

VERSION := 0.1.0
BUILD   := build
PREFIX  := /usr/local
SIZE    := 10000
WERROR  := -Werror

ifdef SANITIZE
OUT := $(BUILD)/sanitize
else
OUT := $(BUILD)
endif

# say WORD: name the step, or with V=1 let make print the command itself.
ifdef V
say =
else
say = @printf '  %-8s%s\n' '$(1)' '$@';
endif

# Flags ---------------------------------------------------------------------

LIBRARIES := libxml-2.0 libgit2 libcmark glib-2.0 gio-2.0 jansson gpgme nettle

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla \
	-Wformat=2 -Wundef -Wconversion -Wno-sign-conversion $(WERROR)

ifdef SANITIZE
SAFETY := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
else
SAFETY := -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
SAFETY += -g -fPIE -fstack-protector-strong -fstack-clash-protection
ifeq ($(shell uname -m),x86_64)
SAFETY += -fcf-protection
endif

# Asked of pkg-config once, and only when the first recipe needs it: by then
# the deps step has installed it.
library_cflags = $(eval library_cflags := $(subst -I,-isystem ,\
	$(shell pkg-config --cflags $(LIBRARIES))))$(library_cflags)
library_libs = $(eval library_libs := \
	$(shell pkg-config --libs $(LIBRARIES)))$(library_libs)

COMPILE = -std=c17 -D_GNU_SOURCE -DGATEHOUSE_VERSION='"$(VERSION)"' \
	-I$(CURDIR) $(WARNINGS) $(SAFETY) $(library_cflags)
LINK = $(SAFETY) -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS)

# What is built from what ---------------------------------------------------

object  = $(patsubst %.c,$(OUT)/%.o,$(1))

LIB_OBJ  := $(call object,$(wildcard lib/*.c site-gen/*.c))
CLI_OBJ  := $(call object,$(wildcard cli/*.c))
UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT_OBJ := $(call object,$(UNIT_SRC))
AID_OBJ  := $(call object,$(filter-out $(UNIT_SRC),$(wildcard tests/unit/*.c)))
UNIT     := $(UNIT_OBJ:.o=)
MAN      := $(wildcard man/*.[1-9]) $(BUILD)/gatehouse-rules.7 \
	$(BUILD)/gatehouse-templates.5
MUTATION := $(wildcard tests/rules/*/mutation)

# Everything in these folders is built into the program, styles as CSS.
EMBEDDED := $(shell for d in schemas templates registers; do \
	[ ! -d $$d ] || find $$d -type f ! -name '.*' ! -name '*~' \
	! -name '*.scss'; done | LC_ALL=C sort)
CSS := $(BUILD)/assets/site.css
MINISEARCH := $(BUILD)/assets/minisearch.js
EXAMPLES := $(BUILD)/rule-examples.xml
EMBED := $(OUT)/embedded.o

ifdef SANITIZE
all: $(OUT)/gatehouse
else
all: gatehouse $(BUILD)/gatehouse-rules.7 $(BUILD)/gatehouse-templates.5 ## build ./gatehouse (the default)
endif
.DEFAULT_GOAL := all

# The page is of the day that the other page states.
$(BUILD)/gatehouse-rules.7: $(BUILD)/gatehouse man/gatehouse.1
	$(call say,MAN)$(BUILD)/gatehouse --as-of "$$(date -u +%F -d \
		"$$(sed -n 's/^\.Dd //p' man/gatehouse.1)")" \
		explain --all --format mdoc >$@

# The language by hand, the values as the program knows them.
$(BUILD)/gatehouse-templates.5: man/gatehouse-templates.5.in $(BUILD)/gatehouse
	$(call say,MAN){ sed '/^@VALUES@$$/,$$d' $<; \
		$(BUILD)/gatehouse explain --pages --format mdoc; \
		sed '1,/^@VALUES@$$/d' $<; } >$@

gatehouse: $(OUT)/gatehouse
	$(call say,CP)cp -f $< $@

$(OUT)/gatehouse: $(CLI_OBJ) $(EMBED) $(OUT)/libgatehouse.a
	$(call say,LINK)$(CC) $(LINK) -o $@ $^ $(library_libs)

$(OUT)/libgatehouse.a: $(LIB_OBJ)
	@rm -f $@
	$(call say,AR)$(AR) rcs $@ $^

$(OUT)/tests/editions/plant: $(OUT)/tests/editions/canary.o

BENCH := $(addprefix $(OUT)/tests/bench/,bench pairs create)

$(BENCH) $(OUT)/tests/editions/plant: %: %.o $(EMBED) $(OUT)/libgatehouse.a
	$(call say,LINK)$(CC) $(LINK) -o $@ $^ $(library_libs)

$(UNIT): %: %.o $(AID_OBJ) $(EMBED) $(OUT)/libgatehouse.a
	$(call say,LINK)$(CC) $(LINK) -o $@ $^ $(library_libs)

$(OUT)/%.o: %.c Makefile | $(BUILD)/.deps-build
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(COMPILE) $(CFLAGS) -MMD -MP -c -o $@ $<

# Generated code answers to its generator, not to our warnings.
$(EMBED): $(BUILD)/embedded.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(COMPILE) -w $(CFLAGS) -c -o $@ $<

$(BUILD)/embedded.c: $(BUILD)/embedded.xml $(CSS) $(MINISEARCH) $(EXAMPLES) \
	$(EMBEDDED)
	$(call say,EMBED)glib-compile-resources --generate-source --c-name embedded \
		--sourcedir=. --sourcedir=$(BUILD) --target=$@ $<

# Written anew only when the list of files has changed.
$(BUILD)/embedded.xml: FORCE | $(BUILD)/.deps-build
	@.ci/embed $(EMBEDDED) >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(EXAMPLES): .ci/rule-examples $(MUTATION)
	@mkdir -p $(@D)
	$(call say,RULES).ci/rule-examples $(MUTATION) >$@

$(CSS): $(wildcard templates/assets/*.scss) node_modules/.package-lock.json
	@mkdir -p $(@D)
	$(call say,SASS)node_modules/.bin/sass --load-path=node_modules \
		--style=compressed --no-source-map --quiet-deps \
		templates/assets/site.scss $@

# Its licence asks that its notice goes with it.
$(MINISEARCH): node_modules/.package-lock.json
	@mkdir -p $(@D)
	$(call say,JS){ echo '/*! MiniSearch'; \
		cat node_modules/minisearch/LICENSE.txt; echo '*/'; \
		grep -v '^//# sourceMappingURL=' \
		node_modules/minisearch/dist/umd/index.js; } >$@

node_modules/.package-lock.json: package-lock.json | $(BUILD)/.deps-build
	@.ci/deps build

# Only the tests need it: building alone installs the packages without it.
node_modules/playwright-core:
	@.ci/deps test

# The flags, one a line, for clang-tidy and .ci/lint-includes.
$(BUILD)/compile_flags.txt: Makefile | $(BUILD)/.deps-build
	@printf '%s\n' $(COMPILE) >$@

# Targets -------------------------------------------------------------------

deps: ## install what is missing to build, test and lint
	.ci/deps build test lint

$(BUILD)/.deps-%: .ci/deps package.json package-lock.json
	@mkdir -p $(@D)
	@.ci/deps $*
	@touch $@

unit: $(OUT)/gatehouse $(OUT)/tests/editions/plant $(UNIT)
	@:

demo: all ## make the worked example and its site in ./demo
	@.ci/demo

check: $(BUILD)/.deps-test | node_modules/playwright-core ## run every test, then again under sanitizers
	@$(MAKE) --no-print-directory all unit
	@$(MAKE) --no-print-directory SANITIZE=1 unit
	@tests/run $(BUILD) $(BUILD)/sanitize

bench: all $(BENCH) $(BUILD)/.deps-bench ## measure, beside other tools, with SIZE=10000 records
	@tests/bench/run $(BUILD) $(SIZE)

check-cost: all $(BUILD)/.deps-bench ## count instructions against tests/bench/instructions
	@tests/bench/cost $(BUILD)

shots: all $(BUILD)/.deps-test | node_modules/playwright-core ## picture each kind of page, in BUILD/shots
	@GATEHOUSE=$(OUT)/gatehouse tests/browser/shots $(BUILD)/shots

lint: $(BUILD)/.deps-lint $(BUILD)/compile_flags.txt $(CSS) \
	$(BUILD)/gatehouse-rules.7 $(BUILD)/gatehouse-templates.5 ## run every linter
	@BUILD=$(BUILD) .ci/lint

install: all ## install the program and manual pages under PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(OUT)/gatehouse $(DESTDIR)$(PREFIX)/bin/gatehouse
	@for page in $(MAN); do \
		to=$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}; \
		echo "install -m 644 $$page $$to"; \
		install -d $$to && install -m 644 $$page $$to || exit 1; \
	done

clean: ## remove what was built
	rm -rf $(BUILD) gatehouse demo

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / \
		{ printf "make %-10s %s\n", $$1, $$2 }' Makefile

FORCE:
.PHONY: all unit deps demo check bench check-cost shots lint install clean help FORCE
.DELETE_ON_ERROR:

-include $(patsubst %.o,%.d,$(LIB_OBJ) $(CLI_OBJ) $(UNIT_OBJ) $(AID_OBJ) \
	$(OUT)/tests/editions/plant.o $(OUT)/tests/editions/canary.o) \
	$(BENCH:=.d)
