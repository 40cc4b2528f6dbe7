# gatehouse completion for fish
function __gatehouse_words
	set -l words (commandline -opc) (commandline -ct)
	for line in (gatehouse completion words -- $words[2..-1] 2>/dev/null)
		switch $line
		case :files
			__fish_complete_path (commandline -ct)
		case :folders
			__fish_complete_directories (commandline -ct)
		case '*'
			echo $line
		end
	end
end
complete -c gatehouse -f -a '(__gatehouse_words)'
