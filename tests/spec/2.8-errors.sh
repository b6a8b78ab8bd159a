# 2.8 Exit Status and Errors

#### a command that is not found: 127
#= dash bash mksh yash ksh93 busybox
no_such_command_here
echo $?
#> 127
#! no_such_command_here

#### a command that is not found in a path: 127
#= dash bash mksh yash ksh93 busybox
./missing
echo $?
/no/such/dir/cmd
echo $?
#> 127
#> 127
#! missing

#### a command that is not executable: 126
#= dash bash mksh yash ksh93 busybox
: >f
./f
echo $?
#> 126
#! f

#### a directory as a command: 126
#= dash bash mksh yash ksh93 busybox
mkdir d
./d
echo $?
#> 126
#! d

#### a file that is found but cannot be run in PATH: 126 or 127
#= dash bash mksh yash ksh93 busybox
mkdir d; : >d/cmd
PATH=$PWD/d:$PATH
cmd
s=$?; test $s = 126 || test $s = 127 && echo ok
#> ok

#### a command without execute permission is skipped in PATH when a later one can be run
#= dash bash mksh yash ksh93 busybox
mkdir d e; : >d/cmd; printf 'echo later\n' >e/cmd; chmod +x e/cmd
PATH=$PWD/d:$PWD/e:$PATH
cmd
#> later

#### a command ended by a signal: 128 and the signal's number
#= dash bash mksh busybox
"$SH" -c 'kill -15 $$'
echo $?
"$SH" -c 'kill -9 $$'
echo $?
#> 143
#> 137

#### the exit status is taken modulo 256 by the system
#= dash bash mksh yash ksh93 busybox
(exit 255); echo $?
"$SH" -c 'exit 3'; echo $?
#> 255
#> 3

#### the exit status of the shell is that of the last command
#= dash bash mksh yash ksh93 busybox
false
#? 1

#### the exit status of an empty script is zero
#= dash bash mksh yash ksh93 busybox

#### the exit status of an empty command string is zero
#= dash bash mksh yash ksh93 busybox
"$SH" -c ''; echo $?
"$SH" -c ' '; echo $?
"$SH" </dev/null; echo $?
#> 0
#> 0
#> 0

#### a missing script file: 127
#= bash mksh yash ksh93
"$SH" ./no_such_script 2>/dev/null
echo $?
#> 127

#### syntax error shall exit
#= dash bash mksh yash ksh93 busybox
echo before
if
echo not reached
#> before
#? >0
#! (some)

#### syntax error in eval shall exit
#= dash bash mksh yash busybox
eval 'if'
echo not reached
#? >0
#! (some)

#### syntax error in eval in a subshell ends only that
#= dash bash mksh yash ksh93 busybox
(eval 'if') 2>/dev/null
test $? -gt 0 && echo on
#> on

#### syntax error in eval with command does not exit
#= dash bash ksh93 busybox
command eval 'if' 2>/dev/null
test $? -gt 0 && echo on
#> on

#### syntax error in a dot script shall exit
#= dash bash yash busybox
echo 'if' >s
. ./s
echo not reached
#? >0
#! (some)

#### syntax error in a command substitution shall exit
#= dash bash mksh yash ksh93 busybox
x=$(if)
echo not reached
#? >0

#### shift beyond the parameters fails and removes none
#= bash yash busybox
#~ XCU shift: it may end a non-interactive shell, and need not; `while shift` ends well this way.
set -- a
shift 2 2>/dev/null
echo $(($? > 0)) $#
#> 1 1

#### special builtin usage error shall exit: bad option of set
#= dash bash mksh yash ksh93 busybox
set -Z
echo not reached
#? >0
#! (some)

#### special builtin usage error shall exit: bad option of export
#= dash bash mksh yash ksh93 busybox
export -Z
echo not reached
#? >0
#! (some)

#### special builtin usage error shall exit: bad option of readonly
#= dash bash mksh yash ksh93 busybox
readonly -Z
echo not reached
#? >0

#### special builtin usage error shall exit: bad option of unset
#= dash bash mksh yash ksh93 busybox
unset -Z
echo not reached
#? >0

#### special builtin usage error shall exit: bad number of break
#= dash bash mksh yash ksh93 busybox
for i in 1; do break x; done
echo not reached
#? >0
#! (some)

#### special builtin usage error shall exit: break zero
#= dash mksh yash ksh93 busybox
for i in 1; do break 0; done
echo not reached
#? >0

#### special builtin usage error shall exit: exit with a bad number
#= dash bash mksh yash busybox
exit x
echo not reached
#? >0

#### special builtin usage error shall exit: return with a bad number
#= dash yash busybox
f() { return x; }
f
echo not reached
#? >0

#### special builtin usage error shall exit: shift with a bad number
#= dash yash busybox
shift x
echo not reached
#? >0

#### special builtin usage error shall exit: bad option of dot
#= dash bash mksh yash ksh93 busybox
. -Z ./missing
echo not reached
#? >0

#### special builtin error shall exit: missing dot script
#= dash bash mksh yash ksh93 busybox
. ./missing
echo not reached
#? >0
#! missing

#### special builtin error shall exit: dot script not in PATH
#= dash bash mksh yash ksh93 busybox
. no_such_script_here
echo not reached
#? >0

#### special builtin error shall exit: unset a readonly variable
#= dash yash busybox
readonly x=1
unset x
echo not reached
#? >0
#! x

#### special builtin error shall exit: export to a readonly variable
#= dash bash mksh yash ksh93 busybox
readonly x=1
export x=2
echo not reached
#? >0
#! x

#### special builtin error shall exit: readonly to a readonly variable
#= dash bash mksh yash ksh93 busybox
readonly x=1
readonly x=2
echo not reached
#? >0

#### special builtin error shall exit: exec of a missing command
#= dash bash mksh yash ksh93 busybox
exec ./missing
echo not reached
#? 127
#! missing

#### special builtin error shall exit: exec of a file that cannot be run
#= dash bash mksh yash ksh93 busybox
: >f
exec ./f
echo not reached
#? 126

#### special builtin errors in a subshell end only that
#= dash bash mksh yash ksh93 busybox
(shift 2) 2>/dev/null; test $? -gt 0 && echo a
(. ./missing) 2>/dev/null; test $? -gt 0 && echo b
(set -Z) 2>/dev/null; test $? -gt 0 && echo c
#> a
#> b
#> c

#### other builtin usage error shall not exit
#= bash yash ksh93
cd -Z 2>/dev/null; test $? -gt 0 && echo a
umask -Z 2>/dev/null; test $? -gt 0 && echo b
read -Z 2>/dev/null; test $? -gt 0 && echo c
type 2>/dev/null -Z; echo d
kill -Z 2>/dev/null; test $? -gt 0 && echo e
wait -Z 2>/dev/null; test $? -gt 0 && echo f
getopts 2>/dev/null; test $? -gt 0 && echo g
unalias 2>/dev/null; test $? -gt 0 && echo h
#> a
#> b
#> c
#> d
#> e
#> f
#> g
#> h

#### other builtin failure shall not exit
#= dash bash mksh yash ksh93 busybox
cd /no/such/dir 2>/dev/null; test $? -gt 0 && echo a
unalias nothing 2>/dev/null; test $? -gt 0 && echo b
kill 2>/dev/null; test $? -gt 0 && echo c
#> a
#> b
#> c

#### redirection error with a special builtin shall exit
#= dash bash mksh yash ksh93 busybox
set a <missing
echo not reached
#? >0

#### redirection error with other builtins shall not exit
#= dash bash mksh yash ksh93 busybox
cd / <missing
echo reached
#> reached
#! missing

#### redirection error with a compound command may exit, this shell does not
#= dash bash mksh yash ksh93 busybox
{ :; } <missing
echo reached
#> reached

#### redirection error with a function shall not exit
#= dash bash mksh yash ksh93 busybox
f() { :; }
f <missing
echo reached
#> reached

#### redirection error with an external command shall not exit
#= dash bash mksh yash ksh93 busybox
/bin/true <missing
echo reached
#> reached

#### variable assignment error shall exit
#= dash bash mksh yash ksh93 busybox
readonly x=1
x=2
echo not reached
#? >0
#! x

#### variable assignment error before a special builtin shall exit
#= dash bash mksh yash ksh93 busybox
readonly x=1
x=2 :
echo not reached
#? >0

#### variable assignment error before another builtin
#= dash bash mksh yash ksh93 busybox
readonly x=1
(x=2 cd / ) 2>/dev/null; test $? -gt 0 && echo failed
#> failed

#### variable assignment error before an external command does not run it
#= dash bash mksh yash ksh93 busybox
readonly x=1
(x=2 /bin/echo ran) 2>/dev/null; test $? -gt 0 && echo failed
#> failed

#### variable assignment error in for
#= dash bash mksh ksh93 busybox
readonly x=1
for x in a b; do echo ran; done
echo not reached
#? >0

#### variable assignment error in read is no exit
#= dash bash mksh yash ksh93 busybox
readonly x=1
echo a | { read x 2>/dev/null; test $? -gt 0 && echo on; }
#> on

#### variable assignment error in arithmetic shall exit
#= dash bash mksh yash ksh93 busybox
readonly x=1
echo $((x = 2))
echo not reached
#? >0

#### expansion error shall exit
#= dash bash mksh yash ksh93 busybox
unset u
echo ${u?}
echo not reached
#? >0

#### expansion error of a bad substitution shall exit
#= dash yash busybox
eval 'echo ${!@#}'
echo not reached
#? >0

#### expansion error of division by zero shall exit
#= dash bash mksh yash ksh93 busybox
echo $((1/0))
echo not reached
#? >0

#### expansion error in an assignment shall exit
#= dash bash mksh yash ksh93 busybox
x=${u?}
echo not reached
#? >0

#### expansion error in a redirection operand
#= dash bash mksh yash busybox
unset u
echo a >${u?}
echo not reached
#? >0

#### expansion error in a here-document
#= yash
#~ XCU 2.8.1: an expansion error shall exit; the others expand the text in the child.
unset u
cat <<E
${u?}
E
echo next
#? >0

#### expansion error in a for word shall exit
#= dash bash mksh yash ksh93 busybox
for i in ${u?}; do echo ran; done
echo not reached
#? >0

#### expansion error in a case word shall exit
#= dash bash mksh yash ksh93 busybox
case ${u?} in *) echo ran;; esac
echo not reached
#? >0

#### expansion error in a subshell ends only that
#= dash bash mksh yash ksh93 busybox
(echo ${u?}) 2>/dev/null; echo on
x=$(echo ${u?}) 2>/dev/null; echo on
#> on
#> on

#### expansion error in a pipeline ends only that element
#= dash bash mksh yash ksh93 busybox
echo a | { echo ${u?}; } 2>/dev/null; echo on
#> on

#### expansion error in a function shall exit
#= dash bash yash ksh93 busybox
f() { echo ${u?}; }
f
echo not reached
#? >0

#### expansion error in an asynchronous list ends only that
#= dash bash mksh yash ksh93 busybox
{ echo ${u?}; } 2>/dev/null &
wait
echo on
#> on

#### command not found shall not exit
#= dash bash mksh yash ksh93 busybox
no_such_command 2>/dev/null
echo on
#> on

#### an exit trap runs when an error exits
#= dash bash mksh yash ksh93 busybox
trap 'echo trap' EXIT
echo ${u?}
echo not reached
#> trap
#? >0

#### the status of an error exit is neither zero nor above 125
#= dash bash mksh yash ksh93 busybox
(echo ${u?}) 2>/dev/null; s=$?; test $s -ge 1 && test $s -le 125 && echo ok
(readonly x=1; x=2) 2>/dev/null; s=$?; test $s -ge 1 && test $s -le 125 && echo ok
(eval 'if') 2>/dev/null; s=$?; test $s -ge 1 && test $s -le 125 && echo ok
(set -Z) 2>/dev/null; s=$?; test $s -ge 1 && test $s -le 125 && echo ok
#> ok
#> ok
#> ok
#> ok

#### interactive: a syntax error does not end the shell
#= bash mksh yash
#% flags: -i
#% via: stdin
#% env: PS1=
#% env: HISTFILE=/dev/null
)
echo reached
#> reached

#### interactive: special builtin errors do not end the shell
#= bash mksh yash ksh93
#% flags: -i
#% via: stdin
#% env: PS1=
#% env: HISTFILE=/dev/null
set -Z
shift 100
. ./missing
readonly x=1
unset x
echo reached
#> reached

#### interactive: redirection errors do not end the shell
#= bash mksh yash ksh93
#% flags: -i
#% via: stdin
#% env: PS1=
#% env: HISTFILE=/dev/null
: <missing
exec <missing
echo reached
#> reached

#### interactive: assignment errors do not end the shell
#= bash mksh yash ksh93
#% flags: -i
#% via: stdin
#% env: PS1=
#% env: HISTFILE=/dev/null
readonly x=1
x=2
echo reached
#> reached

#### interactive: expansion errors do not end the shell
#= bash mksh yash ksh93
#% flags: -i
#% via: stdin
#% env: PS1=
#% env: HISTFILE=/dev/null
echo ${u?}
echo $((1/0))
echo reached
#> reached

#### interactive: an error abandons the rest of its line
#= bash mksh ksh93
#% flags: -i
#% via: stdin
#% env: PS1=
#% env: HISTFILE=/dev/null
echo ${u?}; echo same line
echo next line
#> next line

#### interactive: an error abandons the rest of its line in a script, too
#= bash mksh ksh93
#% flags: -i
#% env: HISTFILE=/dev/null
echo ${u?}; echo same line
echo next line
readonly r=1
r=2; echo same line
echo $r
#> next line
#> 1

#### interactive: after an error of a special builtin its line goes on
#= bash yash
#% flags: -i
#% via: stdin
#% env: PS1=
#% env: HISTFILE=/dev/null
. ./missing || echo or
set -Z; echo same line
: <missing || echo or
eval fi; echo same line
(set -Z; echo not in a subshell)
#> or
#> same line
#> or
#> same line
#? >0

#### interactive: command not found goes on
#= dash bash mksh yash ksh93
#% flags: -i
#% via: stdin
#% env: PS1=
#% env: HISTFILE=/dev/null
no_such_command; echo $?
#> 127
