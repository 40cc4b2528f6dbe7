# SPDX-License-Identifier: MIT
#
# make         builds ./gatehouse          make help   lists the targets
#
# Variables: CC, CFLAGS, LDFLAGS, BUILD (where objects go), PREFIX, DESTDIR,
# SANITIZE=1 (address and undefined behaviour; its own build folder),
# WERROR= (empty: warnings do not stop the build), V=1 (show whole commands),
# FUZZ_SECONDS and FUZZ_TARGETS (how long make fuzz feeds which targets),
# SIZE (records that make bench measures with).

VERSION := 0.1.0
BUILD   := build
PREFIX  := /usr/local
SIZE    := 10000
WERROR  := -Werror
FUZZ_CC := clang
FUZZ_SECONDS := 30

ifdef FUZZ
OUT := $(BUILD)/fuzz
else ifdef SANITIZE
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

LIBRARIES := libxml-2.0 libgit2 libcmark glib-2.0 gio-2.0 jansson gpgme \
	xlsxwriter nettle libdeflate

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla \
	-Wformat=2 -Wundef -Wconversion -Wno-sign-conversion $(WERROR)

ifdef FUZZ
SAFETY := -O1 -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
else ifdef SANITIZE
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
LINK = $(SAFETY) -pie -Wl,-z,relro,-z,now -Wl,--as-needed -Wl,--build-id=sha1 \
	$(LDFLAGS)

# What is built from what ---------------------------------------------------

object  = $(patsubst %.c,$(OUT)/%.o,$(1))

LIB_OBJ  := $(call object,$(wildcard lib/*.c site-gen/*.c))
CLI_OBJ  := $(call object,$(wildcard cli/*.c))
UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT_OBJ := $(call object,$(UNIT_SRC))
AID_OBJ  := $(call object,$(filter-out $(UNIT_SRC),$(wildcard tests/unit/*.c)))
UNIT     := $(UNIT_OBJ:.o=)
FUZZED   := $(basename $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_OBJ := $(call object,$(wildcard tests/fuzz/*.c))
# What fuzz targets are linked with besides their own object.
FUZZ_AID := $(OUT)/tests/fuzz/aid.o $(OUT)/cli/output.o
ifndef FUZZ
FUZZ_AID += $(OUT)/tests/fuzz/replay.o
endif
COMMANDS := $(sort $(patsubst cli/cmd_%.c,%,$(wildcard cli/cmd_*.c)))
TOPICS_MADE := $(OUT)/man/gatehouse-records.5 \
	$(OUT)/man/gatehouse-templates.5 $(OUT)/man/gatehouse-rules.7
TOPICS   := $(wildcard man/gatehouse-*.[1-9]) $(TOPICS_MADE)
MADE_MAN := $(TOPICS_MADE) $(COMMANDS:%=$(OUT)/man/gatehouse-%.1)
MAN      := $(wildcard man/*.[1-9]) $(MADE_MAN)
MUTATION := $(wildcard tests/rules/*/mutation)

# Everything in these folders is built into the program, styles as CSS.
EMBEDDED := $(shell for d in schemas templates registers; do \
	[ ! -d $$d ] || find $$d -type f ! -name '.*' ! -name '*~' \
	! -name '*.scss'; done | LC_ALL=C sort)
CSS := $(BUILD)/assets/site.css
MINISEARCH := $(BUILD)/assets/minisearch.js
EXAMPLES := $(BUILD)/rule-examples.xml
EMBED := $(OUT)/embedded.o

# The topics of help, and the program without them, which makes some of them.
topic = $(OUT)/help/$(patsubst gatehouse-%,%,$(basename $(notdir $(1)))).txt
HELP  := $(foreach page,$(TOPICS),$(call topic,$(page)))
MAKER := $(OUT)/maker/gatehouse

ifdef SANITIZE
all: $(OUT)/gatehouse
else
all: gatehouse $(MADE_MAN) ## build ./gatehouse (the default)
endif
.DEFAULT_GOAL := all

# The page is of the day that the other page states.
$(OUT)/man/gatehouse-rules.7: $(MAKER) man/gatehouse.1
	@mkdir -p $(@D)
	$(call say,MAN)$(MAKER) --as-of "$$(date -u +%F -d \
		"$$(sed -n 's/^\.Dd //p' man/gatehouse.1)")" \
		explain --all --format mdoc >$@

# Frame by hand, fields and values as the program knows them.
$(OUT)/man/gatehouse-%.5: .ci/man-fill man/gatehouse-%.5.in $(MAKER)
	@mkdir -p $(@D)
	$(call say,MAN).ci/man-fill $(MAKER) man/gatehouse-$*.5.in >$@

# Of each command, what the one page and its own help say.
$(OUT)/man/gatehouse-%.1: .ci/man-command man/gatehouse.1 $(MAKER)
	@mkdir -p $(@D)
	$(call say,MAN).ci/man-command $(MAKER) man/gatehouse.1 $* >$@

# The pages that "gatehouse help" prints, without what makes a printer bold.
$(foreach page,$(TOPICS),$(eval $(call topic,$(page)): $(page)))

$(HELP): | $(BUILD)/.deps-build
	@mkdir -p $(@D)
	$(call say,HELP)mandoc -Tutf8 $< | sed 's/.\x08//g' >$@

gatehouse: $(OUT)/gatehouse
	$(call say,CP)cp -f $< $@

$(MAKER): $(CLI_OBJ) $(EMBED) $(OUT)/libgatehouse.a
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(LINK) -o $@ $^ $(library_libs)

$(OUT)/gatehouse: $(CLI_OBJ) $(EMBED) $(OUT)/topics.o $(OUT)/libgatehouse.a
	$(call say,LINK)$(CC) $(LINK) -o $@ $^ $(library_libs)

$(OUT)/libgatehouse.a: $(LIB_OBJ)
	@rm -f $@
	$(call say,AR)$(AR) rcs $@ $^

$(OUT)/tests/editions/plant: $(OUT)/tests/editions/canary.o

BENCH := $(addprefix $(OUT)/tests/bench/,bench history pairs create)

$(BENCH) $(OUT)/tests/editions/plant: %: %.o $(EMBED) $(OUT)/libgatehouse.a
	$(call say,LINK)$(CC) $(LINK) -o $@ $^ $(library_libs)

# What puts faults into calls of the C library, and who tries them all.
FAULTS := $(OUT)/tests/faults/faults $(OUT)/tests/faults/inject.so
FAULT_OBJ := $(call object,$(filter-out tests/faults/inject.c,\
	$(wildcard tests/faults/*.c)))

$(OUT)/tests/faults/faults: $(FAULT_OBJ) $(OUT)/libgatehouse.a
	$(call say,LINK)$(CC) $(LINK) -o $@ $^ $(library_libs)

$(OUT)/tests/faults/inject.so: tests/faults/inject.c Makefile | $(BUILD)/.deps-build
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(COMPILE) $(CFLAGS) -U_FORTIFY_SOURCE -fPIC -shared \
		-o $@ $<

$(UNIT): %: %.o $(AID_OBJ) $(EMBED) $(OUT)/libgatehouse.a
	$(call say,LINK)$(CC) $(LINK) -o $@ $^ $(library_libs)

$(addprefix $(OUT)/,$(FUZZED)): %: %.o $(FUZZ_AID) $(EMBED) $(OUT)/libgatehouse.a
	$(call say,LINK)$(CC) $(LINK) $(if $(FUZZ),-fsanitize=fuzzer) -o $@ $^ $(library_libs)

$(OUT)/%.o: %.c Makefile | $(BUILD)/.deps-build
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(COMPILE) $(CFLAGS) -MMD -MP -c -o $@ $<

# Generated code answers to its generator, not to our warnings.
$(EMBED): $(BUILD)/embedded.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(COMPILE) -w $(CFLAGS) -c -o $@ $<

$(OUT)/topics.o: $(OUT)/topics.c Makefile
	$(call say,CC)$(CC) $(COMPILE) -w $(CFLAGS) -c -o $@ $<

$(BUILD)/embedded.c: $(BUILD)/embedded.xml $(CSS) $(MINISEARCH) $(EXAMPLES) \
	$(EMBEDDED)
	$(call say,EMBED)glib-compile-resources --generate-source --c-name embedded \
		--sourcedir=. --sourcedir=$(BUILD) --target=$@ $<

$(OUT)/topics.c: $(OUT)/topics.xml $(HELP)
	$(call say,EMBED)glib-compile-resources --generate-source --c-name topics \
		--sourcedir=$(OUT) --target=$@ $<

# Written anew only when the list of files has changed.
write_list = if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/embedded.xml: FORCE | $(BUILD)/.deps-build
	@.ci/embed templates/assets/site.css=assets/site.css \
		templates/assets/minisearch.js=assets/minisearch.js \
		rule-examples.xml $(EMBEDDED) >$@.new
	@$(write_list)

$(OUT)/topics.xml: FORCE | $(BUILD)/.deps-build
	@mkdir -p $(@D)
	@.ci/embed $(HELP:$(OUT)/%=%) >$@.new
	@$(write_list)

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

# As many at once as there are processors, unless the caller says how many.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

deps: ## install what is missing to build, test and lint
	.ci/deps build test lint

$(BUILD)/.deps-%: .ci/deps package.json package-lock.json
	@mkdir -p $(@D)
	@.ci/deps $*
	@touch $@

unit: $(OUT)/gatehouse $(OUT)/tests/editions/plant $(UNIT) $(FAULTS)
ifdef SANITIZE
unit: $(addprefix $(OUT)/,$(FUZZED))
endif
unit:
	@:

fuzzers: $(addprefix $(OUT)/,$(FUZZED))
	@:

demo: all ## make the worked example and its site in ./demo
	@.ci/demo

check: $(BUILD)/.deps-test | node_modules/playwright-core ## run every test, then again under sanitizers
	@$(MAKE) --no-print-directory $(JOBS) all unit
	@$(MAKE) --no-print-directory $(JOBS) SANITIZE=1 unit
	@tests/run $(BUILD) $(BUILD)/sanitize

check-faults: all $(FAULTS) ## let every call of every writing command fail
	@$(OUT)/tests/faults/faults $(OUT)/gatehouse $(OUT)/tests/faults/inject.so

check-valgrind: all unit $(BUILD)/.deps-bench ## run the unit tests and the program under valgrind
	@tests/valgrind $(BUILD)

fuzz: $(BUILD)/.deps-fuzz ## feed each reader of outside text for FUZZ_SECONDS (30)
	@$(MAKE) --no-print-directory FUZZ=1 CC="$(FUZZ_CC)" fuzzers
	@tests/fuzz/run $(BUILD)/fuzz $(FUZZ_SECONDS) $(FUZZ_TARGETS)

bench: all $(BENCH) $(BUILD)/.deps-bench ## measure, beside other tools, with SIZE=10000 records
	@tests/bench/run $(BUILD) $(SIZE)

check-cost: all $(BUILD)/.deps-bench ## count instructions against tests/bench/instructions
	@tests/bench/cost $(BUILD)

shots: all $(BUILD)/.deps-test | node_modules/playwright-core ## picture each kind of page, in BUILD/shots
	@GATEHOUSE=$(OUT)/gatehouse tests/browser/shots $(BUILD)/shots

check-deb: deb $(BUILD)/.deps-chroot ## install the package in a bare Debian 12 (as root)
	@tests/deb $(BUILD)/gatehouse_$(VERSION)_*.deb

lint: $(BUILD)/.deps-lint $(BUILD)/compile_flags.txt $(CSS) $(MADE_MAN) ## run every linter
	@BUILD=$(BUILD) .ci/lint

install: all ## install program, manual and completion under PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(OUT)/gatehouse $(DESTDIR)$(PREFIX)/bin/gatehouse
	@for page in $(MAN); do \
		to=$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}; \
		echo "install -m 644 $$page $$to"; \
		install -d $$to && install -m 644 $$page $$to || exit 1; \
	done
	@for shell in bash-completion/completions/gatehouse \
		zsh/site-functions/_gatehouse \
		fish/vendor_completions.d/gatehouse.fish; do \
		to=$(DESTDIR)$(PREFIX)/share/$$shell; \
		name=$${shell%%/*}; \
		echo "install $$to"; \
		install -d $${to%/*} && $(OUT)/gatehouse completion \
			$${name%%-*} >$$to && chmod 644 $$to || exit 1; \
	done

deb: all $(BUILD)/.deps-deb ## make a package for Debian 12, in BUILD
	@.ci/deb $(BUILD) $(VERSION)

clean: ## remove what was built
	rm -rf $(BUILD) gatehouse demo

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / \
		{ printf "make %-13s %s\n", $$1, $$2 }' Makefile

FORCE:
.PHONY: all unit fuzzers deps demo check check-faults check-valgrind fuzz bench check-cost shots lint install deb check-deb clean help FORCE
.DELETE_ON_ERROR:

-include $(patsubst %.o,%.d,$(LIB_OBJ) $(CLI_OBJ) $(UNIT_OBJ) $(AID_OBJ) \
	$(FAULT_OBJ) $(FUZZ_OBJ) $(OUT)/tests/editions/plant.o $(OUT)/tests/editions/canary.o)
-include $(BENCH:=.d)
