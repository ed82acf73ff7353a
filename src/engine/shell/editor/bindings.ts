/** The bindings of bash's emacs mode: key sequences and, last, the command (`bind -p`). */
export const EMACS_KEYS = String.raw`
\C-g   \C-x\C-g   \e\C-g abort
\C-j   \C-m accept-line
\C-b   \eOD   \e[D backward-char
\C-h   \C-? backward-delete-char
\C-x\C-? backward-kill-line
\e\C-h   \e\C-? backward-kill-word
\e[1;3D   \e[1;5D   \eb backward-word
\e< beginning-of-history
\C-a   \eOH   \e[H beginning-of-line
\e[200~ bracketed-paste-begin
\C-xe call-last-kbd-macro
\ec capitalize-word
\C-] character-search
\e\C-] character-search-backward
\e\C-l clear-display
\C-l clear-screen
\C-i   \e\e complete
\e! complete-command
\e/ complete-filename
\e@ complete-hostname
\e{ complete-into-braces
\e~ complete-username
\e$ complete-variable
\C-d   \e[3~ delete-char
\e\\ delete-horizontal-space
\e-   \e0   \e1   \e2   \e3   \e4   \e5   \e6   \e7   \e8   \e9 digit-argument
\C-x\C-v display-shell-version
\el downcase-word
\e\C-i dynamic-complete-history
\C-x\C-e edit-and-execute-command
\C-x) end-kbd-macro
\e> end-of-history
\C-e   \eOF   \e[F end-of-line
\C-x\C-x exchange-point-and-mark
\C-f   \eOC   \e[C forward-char
\C-s forward-search-history
\e[1;3C   \e[1;5C   \ef forward-word
\eg glob-complete-word
\C-x* glob-expand-word
\C-xg glob-list-expansions
\e^ history-expand-line
\e[5~ history-search-backward
\e[6~ history-search-forward
\e# insert-comment
\e* insert-completions
\C-k kill-line
\e[3;5~   \ed kill-word
\C-n   \eOB   \e[B next-history
\en non-incremental-forward-search-history
\ep non-incremental-reverse-search-history
\C-o operate-and-get-next
\e[2~ overwrite-mode
\C-x! possible-command-completions
\e=   \e? possible-completions
\C-x/ possible-filename-completions
\C-x@ possible-hostname-completions
\C-x~ possible-username-completions
\C-x$ possible-variable-completions
\C-p   \eOA   \e[A previous-history
\C-q   \C-v quoted-insert
\C-x\C-r re-read-init-file
\C-r reverse-search-history
\e\C-r   \er revert-line
\C-@   \e\x20 set-mark
\e\C-b shell-backward-word
\e\C-e shell-expand-line
\e\C-f shell-forward-word
\e\C-d shell-kill-word
\e\C-t shell-transpose-words
\C-xs spell-correct-word
\C-x( start-kbd-macro
\e& tilde-expand
\C-t transpose-chars
\et transpose-words
\C-x\C-u   \C-_ undo
\C-u unix-line-discard
\C-w unix-word-rubout
\eu upcase-word
\C-y yank
\e.   \e_ yank-last-arg
\e\C-y yank-nth-arg
\ey yank-pop
`

/** The bindings of vi mode while text is typed: key sequences and, last, the command (`bind -p`). */
export const VI_INSERT_KEYS = String.raw`
\C-j   \C-m accept-line
\eOD   \e[D backward-char
\C-h   \C-? backward-delete-char
\e[1;3D   \e[1;5D backward-word
\eOH   \e[H beginning-of-line
\e[200~ bracketed-paste-begin
\C-i complete
\e[3~ delete-char
\eOF   \e[F end-of-line
\eOC   \e[C forward-char
\C-s forward-search-history
\e[1;3C   \e[1;5C forward-word
\e[5~ history-search-backward
\e[6~ history-search-forward
\e[3;5~ kill-word
\C-n menu-complete
\C-p menu-complete-backward
\eOB   \e[B next-history
\e[2~ overwrite-mode
\eOA   \e[A previous-history
\C-v quoted-insert
\C-r reverse-search-history
\C-t transpose-chars
\C-u unix-line-discard
\C-d vi-eof-maybe
\e vi-movement-mode
\C-_ vi-undo
\C-w vi-unix-word-rubout
\C-y yank
`

/** The bindings of vi mode for commands: key sequences and, last, the command (`bind -p`). */
export const VI_COMMAND_KEYS = String.raw`
\C-g abort
\C-j   \C-m accept-line
\C-h   \eOD   \e[D   h backward-char
\e[1;3D   \e[1;5D backward-word
\eOH   \e[H   0 beginning-of-line
\C-l clear-screen
\e[3~ delete-char
\eOF   \e[F   $ end-of-line
\eOC   \e[C   \x20   l forward-char
\C-s forward-search-history
\e[1;3C   \e[1;5C forward-word
\e[5~ history-search-backward
\e[6~ history-search-forward
# insert-comment
\C-k kill-line
\e[3;5~ kill-word
\C-n   \eOB   \e[B   +   j next-history
\e[2~ overwrite-mode
\C-p   \eOA   \e[A   -   k previous-history
\C-q   \C-v quoted-insert
\C-r reverse-search-history
U revert-line
\C-t transpose-chars
\C-u unix-line-discard
A vi-append-eol
a vi-append-mode
1   2   3   4   5   6   7   8   9 vi-arg-digit
~ vi-change-case
r vi-change-char
C   c vi-change-to
,   ;   F   T   f   t vi-char-search
| vi-column
x vi-delete
D   d vi-delete-to
v vi-edit-and-execute-command
E   e vi-end-word
\C-d vi-eof-maybe
G vi-fetch-history
^ vi-first-print
${'`'} vi-goto-mark
I vi-insert-beg
i vi-insertion-mode
% vi-match
W   w vi-next-word
B   b vi-prev-word
P   p vi-put
. vi-redo
R vi-replace
X vi-rubout
/   ? vi-search
N   n vi-search-again
m vi-set-mark
S   s vi-subst
& vi-tilde-expand
\C-_   u vi-undo
\C-w vi-unix-word-rubout
_ vi-yank-arg
Y   y vi-yank-to
\C-y yank
`

/** What Debian's /etc/inputrc adds for emacs mode. */
export const DEBIAN_KEYS = String.raw`
\e[1~ beginning-of-line
\e[4~ end-of-line
\e[3~ delete-char
\e[2~ quoted-insert
\e[1;5C   \e[5C   \e\e[C forward-word
\e[1;5D   \e[5D   \e\e[D backward-word
`
