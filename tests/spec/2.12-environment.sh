# 2.12 Shell Execution Environment

#### a subshell has the variables, exported or not
#= dash bash mksh yash ksh93 busybox
x=1; export y=2
(echo $x $y)
#> 1 2

#### a subshell has the functions and aliases
#= dash bash mksh yash ksh93 busybox
alias hi='echo alias'
f() { echo function; }
(f; hi)
#> function
#> alias

#### a subshell has the options
#= dash bash mksh yash ksh93 busybox
set -f
(echo *)
#> *

#### a subshell has the open descriptors
#= dash bash mksh yash ksh93 busybox
exec 3>f
(echo text >&3)
cat f
#> text

#### a subshell has the working directory and its own
#= dash bash mksh yash ksh93 busybox
cd /
(pwd; cd /tmp)
pwd
#> /
#> /

#### a subshell has the umask and its own
#= dash bash yash ksh93 busybox
umask 027
(umask; umask 077)
umask
#> 0027
#> 0027

#### a subshell has the positional parameters and its own
#= dash bash mksh yash ksh93 busybox
set -- a b
(echo $#; set -- c)
echo $#
#> 2
#> 2

#### a subshell has the status
#= dash bash mksh yash ksh93 busybox
(exit 3)
(echo $?)
#> 3

#### a subshell has its own limits
#= dash bash mksh yash ksh93 busybox
ulimit -S -n 50
(ulimit -S -n 40; ulimit -n)
ulimit -n
#> 40
#> 50

#### a subshell resets traps that are not ignored
#= dash bash mksh yash busybox
trap 'echo trap' USR1
trap '' USR2
("$SH" -c 'kill -s USR1 $PPID; sleep 1' ; echo not reached)
test $? -gt 128 && echo default
#> default

#### a subshell's exit does not run the shell's exit trap
#= dash bash mksh yash ksh93 busybox
trap 'echo bye' EXIT
(exit 3)
echo after $?
#> after 3
#> bye

#### changes in a command substitution stay there
#= dash bash yash ksh93 busybox
x=1; umask 022
y=$(x=2; umask 0; cd /; set -f; f() { :; })
echo $x $(umask)
command -v f || echo no f
#> 1 0022
#> no f

#### changes in an asynchronous list stay there
#= dash bash mksh yash ksh93 busybox
x=1
{ x=2; cd /; } &
wait
echo $x
#> 1

#### changes in a pipeline element other than the last stay there
#= dash bash mksh yash ksh93 busybox
x=1
{ x=2; cd /; } | cat
echo $x
#> 1

#### a command gets the exported variables only
#= dash bash mksh yash ksh93 busybox
x=1; export y=2
"$SH" -c 'echo "[$x][$y]"'
#> [][2]

#### a command cannot change the shell
#= dash bash mksh yash ksh93 busybox
x=1; export x
"$SH" -c 'x=2; cd /; umask 0'
echo $x
#> 1

#### a command gets the working directory and umask
#= dash bash yash ksh93 busybox
umask 027; cd /tmp
"$SH" -c 'umask; pwd'
#> 0027
#> /tmp

#### a command gets no aliases and functions
#= dash bash mksh yash ksh93 busybox
alias hi=echo; f() { :; }
"$SH" -c 'hi a || f' 2>/dev/null || echo none
#> none

#### exec keeps descriptors and variables
#= dash bash yash ksh93 busybox
export x=1
exec 3>f
"$SH" -c 'echo $x >&3'
cat f
#> 1

#### subshells within subshells
#= dash bash mksh yash ksh93 busybox
x=1
( x=2; ( x=3; echo $x ); echo $x )
echo $x
#> 3
#> 2
#> 1

#### dollar dollar stays in a subshell
#= dash bash mksh yash ksh93 busybox
echo $$ >f
(echo $$) >g
cmp f g && echo same
#> same

#### a variable set in a function within a subshell stays there
#= dash bash mksh yash ksh93 busybox
f() { x=changed; }
x=old
(f; echo $x)
echo $x
#> changed
#> old

#### unset in a subshell stays there
#= dash bash mksh yash ksh93 busybox
x=1
(unset x; echo "${x-unset}")
echo $x
#> unset
#> 1

#### readonly in a subshell stays there
#= dash bash mksh yash ksh93 busybox
x=1
(readonly x)
x=2
echo $x
#> 2

#### loops in a subshell cannot be left for the outer one
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do (break 2>/dev/null); echo $i; done
#> 1
#> 2
