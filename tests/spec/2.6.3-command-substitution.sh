# 2.6.3 Command Substitution

#### both forms give the output
#= dash bash mksh yash ksh93 busybox
echo $(echo a) `echo b`
#> a b

#### trailing newlines are removed, all of them
#= dash bash mksh yash ksh93 busybox
x=$(printf 'a\n\n\n')
echo "[$x]"
#> [a]

#### leading and inner newlines stay
#= dash bash mksh yash ksh93 busybox
x=$(printf '\n\na\n\nb\n')
echo "[$x]"
#> [
#>
#> a
#>
#> b]

#### output of nothing but newlines is empty
#= dash bash mksh yash ksh93 busybox
x=$(printf '\n\n')
echo "[$x]"
#> []

#### unquoted output is split
#= dash bash mksh yash ksh93 busybox
set -- $(echo 'a b
c')
echo $# $1 $2 $3
#> 3 a b c

#### quoted output is not split
#= dash bash mksh yash ksh93 busybox
set -- "$(echo 'a  b
c')"
echo $# "$1"
#> 1 a  b
#> c

#### no output and unquoted is no field
#= dash bash mksh yash ksh93 busybox
set -- $(:)
echo $#
set -- "$(:)"
echo $#
#> 0
#> 1

#### unquoted output is subject to pathname expansion
#= dash bash mksh yash ksh93 busybox
: >a.x; : >b.x
echo $(echo '*.x')
echo "$(echo '*.x')"
#> a.x b.x
#> *.x

#### the output is not expanded again
#= dash bash mksh yash ksh93 busybox
x=no
echo $(echo '$x `echo y` "q"')
#> $x `echo y` "q"

#### it runs in a subshell environment
#= dash bash mksh yash ksh93 busybox
x=outer
y=$(x=inner; cd /; echo $x)
echo $x $y
test "$PWD" != / && echo stayed
#> outer inner
#> stayed

#### exit ends the substitution only
#= dash bash mksh yash ksh93 busybox
x=$(echo a; exit 3; echo b)
echo $x $?
#> a 3

#### the status is that of the command in it
#= dash bash mksh yash ksh93 busybox
x=$(exit 3)
echo $?
$(exit 4)
echo $?
#> 3
#> 4

#### a command name from a substitution gives its own status
#= dash bash mksh yash ksh93 busybox
$(echo echo) a; echo $?
#> a
#> 0

#### an argument's status is not the command's
#= dash bash mksh yash ksh93 busybox
echo $(exit 3); echo $?
#>
#> 0

#### several commands
#= dash bash mksh yash ksh93 busybox
echo $(echo a; echo b && echo c | cat
echo d)
#> a b c d

#### compound commands
#= dash bash mksh yash ksh93 busybox
echo $(for i in 1 2; do echo $i; done) $(if true; then echo y; fi) $(case x in x) echo z;; esac)
#> 1 2 y z

#### a function sees its arguments in a substitution
#= dash bash mksh yash ksh93 busybox
f() { x=$(echo "$1"); echo "$x"; }
f 'a  b'
#> a  b

#### functions can be called
#= dash bash mksh yash ksh93 busybox
f() { echo "called $1"; }
echo "$(f x)" `f y`
#> called x called y

#### an empty substitution
#= dash bash mksh yash ksh93 busybox
echo "[$()]" "[` `]" "[$( )]"
#> [] [] []

#### only a redirection
#= dash bash yash busybox
echo "[$(>f)]"
test -f f && echo made
#> []
#> made

#### nested substitutions with quotes
#= dash bash mksh yash ksh93 busybox
echo "$(echo "$(echo "a  b")")"
#> a  b

#### nested backquotes
#= dash bash mksh yash ksh93 busybox
echo `echo a\`echo b\`c`
#> abc

#### three levels of backquotes
#= dash bash mksh yash ksh93 busybox
echo `echo \`echo \\\`echo deep\\\`\``
#> deep

#### backquotes with dollar parentheses inside
#= dash bash mksh yash ksh93 busybox
echo `echo $(echo x)`
#> x

#### quotes in backquotes in double quotes
#= dash bash mksh yash ksh93 busybox
echo "`echo 'a  b'`"
#> a  b

#### escaped double quotes in backquotes in double quotes
#= dash bash mksh yash ksh93 busybox
echo "`echo \"a  b\"`"
#> a  b

#### a parenthesis in quotes does not end it
#= dash bash mksh yash ksh93 busybox
echo "$(echo ')')" $(echo "(") $(echo \))
#> ) ( )

#### a comment in it may hold anything
#= dash bash mksh yash ksh93 busybox
echo $(
# it's a ) comment
echo a
)
#> a

#### a case item without opening parenthesis in it
#= dash bash mksh yash ksh93 busybox
echo $(case x in x) echo a;; y) echo b;; esac)
#> a

#### a here-document in it
#= dash bash mksh yash ksh93 busybox
echo "$(cat <<E
a  b
)
E
)"
#> a  b
#> )

#### a here-document in backquotes
#= dash bash mksh yash ksh93 busybox
echo `cat <<E
text
E
`
#> text

#### in an assignment the output is not split
#= dash bash mksh yash ksh93 busybox
x=$(echo 'a  b')
echo "$x"
#> a  b

#### standard input is shared
#= dash bash mksh yash ksh93 busybox
printf 'a\nb\n' | { x=$(read l; echo "$l"); cat; }  | head -n 1 >/dev/null
echo in | echo "$(cat)"
#> in

#### standard error is not captured
#= dash bash mksh yash ksh93 busybox
x=$(echo err >&2; echo out)
echo "$x"
#> out
#! err

#### order of redirections inside
#= dash bash mksh yash ksh93 busybox
x=$(echo err >&2 2>&1)
echo "[$x]"
x=$({ echo err >&2; } 2>&1)
echo "[$x]"
#> []
#> [err]

#### a large output is taken whole
#= dash bash mksh yash ksh93 busybox
x=$(i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done)
echo ${#x}
#> 81999

#### NUL bytes do not stop it
#= dash bash mksh yash ksh93 busybox
x=$(printf 'a\0b')
case $x in ab|a) echo ok;; esac
#> ok

#### a background command in it holds the pipe open
#= dash bash mksh yash ksh93 busybox
x=$( (sleep 0.1; echo late) & echo early)
echo "$x" | sort
#> early
#> late

#### a background command without the pipe does not hold it
#= dash bash mksh yash ksh93 busybox
x=$(sleep 0.3 >/dev/null & echo done)
echo "$x"
wait
#> done

#### the shell's variables are seen
#= dash bash mksh yash ksh93 busybox
x=1
readonly y=2
echo "$(echo $x$y)"
#> 12

#### positional parameters are seen
#= dash bash mksh yash ksh93 busybox
set -- a b
echo "$(echo $# $2)"
#> 2 b

#### set in it does not change the outer parameters
#= dash bash mksh yash ksh93 busybox
set -- a b
echo "$(set -- x; echo $#)" $#
#> 1 2

#### the status of the last command is seen
#= dash bash mksh yash ksh93 busybox
false
echo "$(echo $?)"
#> 1

#### traps on EXIT run in it
#= dash bash mksh yash ksh93 busybox
echo "$(trap 'echo bye' EXIT; echo hi)"
#> hi
#> bye

#### break in it does not leave the outer loop
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do x=$(break 2>/dev/null; echo x); echo $i; done
#> 1
#> 2

#### return in it within a function
#= dash bash mksh yash ksh93 busybox
f() { x=$(return 3); echo $?; }
f
#> 3

#### it joins with the text around
#= dash bash mksh yash ksh93 busybox
echo a$(echo b)c"$(echo d)"e
#> abcde

#### splitting joins first and last field with the text around
#= dash bash mksh yash ksh93 busybox
set -- a$(echo 'b c')d
echo $# $1 $2
#> 2 ab cd

#### in the operand of a redirection
#= dash bash mksh yash ksh93 busybox
echo text >$(echo f)
cat f
#> text

#### in the word of for and case
#= dash bash mksh yash ksh93 busybox
for i in $(echo a b); do echo $i; done
case $(echo x) in $(echo x)) echo match;; esac
#> a
#> b
#> match

#### in a here-document
#= dash bash mksh yash ksh93 busybox
cat <<E
$(echo a) `echo b`
E
#> a b

#### in arithmetic
#= dash bash mksh yash ksh93 busybox
echo $(( $(echo 1) + `echo 2` ))
#> 3

#### a syntax error in it is found
#= dash bash mksh yash ksh93 busybox
echo a
x=$(if)
echo b
#? >0
#> a

#### dollar double parenthesis with a subshell at the start needs a blank
#= dash bash mksh yash ksh93 busybox
echo $( (echo a); echo b)
#> a b

#### the arithmetic form comes first
#= dash bash mksh yash ksh93 busybox
echo $((1 + 2))
#> 3

#### alias defined before is used
#= dash bash mksh yash ksh93 busybox
alias hi='echo hello'
echo $(hi)
#> hello

#### a substitution ended by a signal
#= dash bash mksh busybox
x=$(kill -9 $("$SH" -c 'echo $PPID'))
echo $?
#> 137

#### redirection only reads a file in common shells
#= dash bash mksh yash ksh93 busybox
echo 'a b' >f
echo "$(cat <f)"
#> a b

#### assignment in it is local to it
#= dash bash mksh yash ksh93 busybox
echo $(x=1; echo $x)${x-unset}
#> 1unset

#### it works when standard output is closed
#= dash bash mksh yash ksh93 busybox
(x=$(echo text); echo "$x" >&2) 2>&1 >&-
#> text

#### it works when standard input is closed
#= dash bash mksh yash ksh93 busybox
x=$(echo text) <&-
echo $x
#> text

#### backslash newline in backquotes
#= dash bash mksh yash ksh93 busybox
echo `echo a\
b`
#> ab

#### backslashes before other characters in backquotes in double quotes
#= bash ksh93 busybox
echo "`printf '%s' 'a\\\\b'`" "`printf '%s' 'a\nb'`"
#> a\\b a\nb

#### dollar single quotes in a substitution in double quotes
#= bash mksh ksh93 busybox
echo "$(printf %s $'a\tb' | tr '\t' T)"
#> aTb

#### a function redefined in it does not change the outer
#= dash bash mksh yash ksh93 busybox
f() { echo outer; }
x=$(f() { echo inner; }; f)
echo $x; f
#> inner
#> outer

#### unset -f in it does not change the outer
#= dash bash mksh yash ksh93 busybox
f() { echo outer; }
x=$(unset -f f; f 2>/dev/null || echo none)
echo $x; f
#> none
#> outer

#### a status above 128 comes back
#= dash bash mksh yash ksh93 busybox
x=$(exit 200); echo $?
#> 200
