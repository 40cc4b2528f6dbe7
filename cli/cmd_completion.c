/* SPDX-License-Identifier: MIT */
/*
 * A shell's completion.  Its script only asks the program, which knows its own
 * commands and the records at hand: nothing has to be made anew when either
 * changes.
 */
#include <string.h>

#include "cli/command.h"
#include "cli/complete.h"
#include "cli/output.h"
#include "cli/session.h"

static const char bash_script[] =
	"# gatehouse completion for bash\n"
	"_gatehouse()\n"
	"{\n"
	"\tlocal word line\n"
	"\tlocal -a words=()\n"
	"\n"
	"\t# bash takes an equals sign for a word of its own.\n"
	"\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD}\"; do\n"
	"\t\t[ \"$word\" = '=' ] || words+=(\"$word\")\n"
	"\tdone\n"
	"\t[ \"${COMP_WORDS[COMP_CWORD]}\" != '=' ] || words+=('')\n"
	"\tCOMPREPLY=()\n"
	"\twhile IFS= read -r line; do\n"
	"\t\tcase $line in\n"
	"\t\t:files) compopt -o default ;;\n"
	"\t\t:folders) compopt -o dirnames ;;\n"
	"\t\t*) COMPREPLY+=(\"${line%%$'\\t'*}\") ;;\n"
	"\t\tesac\n"
	"\tdone < <(gatehouse completion words -- \"${words[@]}\" "
	"2>/dev/null)\n"
	"} 2>/dev/null\n"
	"complete -F _gatehouse gatehouse\n";

static const char zsh_script[] =
	"#compdef gatehouse\n"
	"# gatehouse completion for zsh\n"
	"_gatehouse()\n"
	"{\n"
	"\tlocal line word\n"
	"\tlocal -a found\n"
	"\n"
	"\twhile IFS= read -r line; do\n"
	"\t\tcase $line in\n"
	"\t\t:files) _files ;;\n"
	"\t\t:folders) _files -/ ;;\n"
	"\t\t*)\n"
	"\t\t\tword=${line%%$'\\t'*}\n"
	"\t\t\tword=${word//:/\\\\:}\n"
	"\t\t\t[[ $line != *$'\\t'* ]] || word+=:${line#*$'\\t'}\n"
	"\t\t\tfound+=(\"$word\")\n"
	"\t\t\t;;\n"
	"\t\tesac\n"
	"\tdone < <(gatehouse completion words -- "
	"\"${(@)words[2,CURRENT]}\" 2>/dev/null)\n"
	"\t(( ! ${#found} )) || _describe gatehouse found\n"
	"}\n"
	"if [ \"$funcstack[1]\" = _gatehouse ]; then\n"
	"\t_gatehouse \"$@\"\n"
	"else\n"
	"\tcompdef _gatehouse gatehouse\n"
	"fi\n";

static const char fish_script[] =
	"# gatehouse completion for fish\n"
	"function __gatehouse_words\n"
	"\tset -l words (commandline -opc) (commandline -ct)\n"
	"\tfor line in (gatehouse completion words -- $words[2..-1] "
	"2>/dev/null)\n"
	"\t\tswitch $line\n"
	"\t\tcase :files\n"
	"\t\t\t__fish_complete_path (commandline -ct)\n"
	"\t\tcase :folders\n"
	"\t\t\t__fish_complete_directories (commandline -ct)\n"
	"\t\tcase '*'\n"
	"\t\t\techo $line\n"
	"\t\tend\n"
	"\tend\n"
	"end\n"
	"complete -c gatehouse -f -a '(__gatehouse_words)'\n";

static const struct {
	const char *name;
	const char *script;
} shells[] = {
	{ "bash", bash_script },
	{ "zsh", zsh_script },
	{ "fish", fish_script },
};

static int compare_lines(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A word and, behind a tab, what it means. */
static void print_line(const char *line)
{
	g_auto(GStrv) parts = g_strsplit(line, "\t", 2);

	output_text(stdout, parts[0]);
	if (parts[1]) {
		putchar('\t');
		output_text(stdout, parts[1]);
	}
	putchar('\n');
}

/* The words behind "words", with or without the "--" that ends options. */
static enum command_status print_words(const struct session *session, size_t n,
				       char **args)
{
	g_autoptr(GPtrArray) lines = NULL;

	if (n > 0 && strcmp(args[0], "--") == 0) {
		args++;
		n--;
	}
	if (n == 0)
		return COMMAND_CLEAN;
	lines = complete_words(session, (const char *const *)args, n);
	g_ptr_array_sort(lines, compare_lines);
	for (guint i = 0; i < lines->len; i++)
		print_line(lines->pdata[i]);
	return COMMAND_CLEAN;
}

static enum command_status run(struct session *session, size_t n, char **args)
{
	if (strcmp(args[0], "words") == 0)
		return print_words(session, n - 1, args + 1);
	for (size_t i = 0; i < G_N_ELEMENTS(shells); i++) {
		if (n == 1 && strcmp(args[0], shells[i].name) == 0) {
			fputs(shells[i].script, stdout);
			return COMMAND_CLEAN;
		}
	}
	return output_usage("completion",
			    "a shell is 'bash', 'zsh' or 'fish', not '%s'",
			    args[0]);
}

const struct command cmd_completion = {
	.name = "completion",
	.help = "Print what makes a shell complete commands and ids",
	.arguments = "bash|zsh|fish",
	.description =
		"Prints a script for the shell. It completes commands, options "
		"and their values,\nkinds, rules, and the ids of the registers "
		"around the current folder.",
	.ending = "Examples:\n"
		  "  gatehouse completion bash >"
		  "~/.local/share/bash-completion/completions/gatehouse\n"
		  "  gatehouse completion zsh >~/.zfunc/_gatehouse\n"
		  "  gatehouse completion fish >"
		  "~/.config/fish/completions/gatehouse.fish\n\n"
		  "Exit status: 0 printed; 2 wrong usage.",
	.needs = COMMAND_LIBRARY,
	.min_args = 1,
	.max_args = G_MAXUINT,
	.run = run,
};
