# 2.14 trap

#### an action runs when the signal arrives
#= dash bash mksh yash ksh93 busybox
trap 'echo got it' USR1
kill -s USR1 $$
echo after
#> got it
#> after

#### the exit trap runs at the end
#= dash bash mksh yash ksh93 busybox
trap 'echo bye' EXIT
echo hi
#> hi
#> bye

#### condition zero is EXIT
#= dash bash mksh yash ksh93 busybox
trap 'echo bye' 0
#> bye

#### signal numbers
#= dash bash mksh yash ksh93 busybox
trap 'echo got it' 15
kill -15 $$
#> got it

#### several conditions
#= dash bash mksh yash ksh93 busybox
trap 'echo got it' USR1 USR2
kill -s USR1 $$
kill -s USR2 $$
#> got it
#> got it

#### a null action ignores
#= dash bash mksh yash ksh93 busybox
trap '' TERM
kill -s TERM $$
echo alive
#> alive

#### a hyphen resets
#= dash bash mksh yash ksh93 busybox
trap 'echo trap' EXIT
trap - EXIT
echo end
#> end

#### a number as the first operand resets all
#= dash bash mksh yash ksh93 busybox
trap 'echo a' EXIT; trap 'echo b' USR1
trap 0 USR1
kill -s USR1 $$
echo not reached
#? 138

#### an action is run as by eval
#= dash bash mksh yash ksh93 busybox
trap 'x=1; echo "$x"
echo second' USR1
kill -s USR1 $$
echo $x
#> 1
#> second
#> 1

#### an action is expanded when it runs
#= dash bash mksh yash ksh93 busybox
x=old
trap 'echo $x' USR1
x=new
kill -s USR1 $$
#> new

#### an action in double quotes is expanded when it is set
#= dash bash mksh yash ksh93 busybox
x=old
trap "echo $x" USR1
x=new
kill -s USR1 $$
#> old

#### the status is restored after the action
#= dash bash mksh yash ksh93 busybox
trap 'false' USR1
true; kill -s USR1 $$; echo $?
trap '(exit 7)' USR2
"$SH" -c 'kill -s USR2 $PPID; exit 3'; echo $?
#> 0
#> 3

#### exit in an action ends the shell
#= dash bash mksh yash ksh93 busybox
trap 'exit 5' USR1
kill -s USR1 $$
echo not reached
#? 5

#### the exit trap runs after exit in a signal's action
#= dash bash yash ksh93 busybox
trap 'echo bye' EXIT
trap 'exit 5' USR1
kill -s USR1 $$
#> bye
#? 5

#### the exit trap sees the exit status
#= dash bash mksh yash ksh93 busybox
trap 'echo $?' EXIT
(exit 3)
#> 3
#? 3

#### the exit trap does not change the status
#= dash bash mksh yash ksh93 busybox
trap 'false' EXIT
exit 4
#? 4

#### the exit trap runs at a syntax error or other end
#= dash bash mksh yash ksh93 busybox
trap 'echo bye' EXIT
set -e
false
#> bye
#? 1

#### the exit trap is run once
#= dash bash mksh yash busybox
trap 'echo bye; exit' EXIT
exit 2
#> bye
#? 2

#### traps are reset in a subshell
#= dash bash mksh yash ksh93 busybox
trap 'echo outer' EXIT
(echo sub)
#> sub
#> outer

#### a subshell can have its own
#= dash bash mksh yash ksh93 busybox
trap 'echo outer' EXIT
(trap 'echo inner' EXIT; echo sub)
#> sub
#> inner
#> outer

#### a command substitution can have its own
#= dash bash mksh yash ksh93 busybox
x=$(trap 'echo inner' EXIT; echo sub)
echo $x
#> sub inner

#### an asynchronous list can have its own
#= dash bash mksh yash ksh93 busybox
{ trap 'echo inner' EXIT; echo sub; } &
wait
#> sub
#> inner

#### ignored signals stay ignored in a subshell
#= dash bash mksh yash ksh93 busybox
trap '' USR1
(kill -s USR1 $("$SH" -c 'echo $PPID'); echo alive)
#> alive

#### traps set in a function are global
#= dash bash mksh yash ksh93 busybox
f() { trap 'echo trapped' USR1; }
f
kill -s USR1 $$
#> trapped

#### an exit trap set in a function runs at the end of the shell
#= dash bash mksh yash ksh93 busybox
f() { trap 'echo bye' EXIT; echo f; }
f
echo after
#> f
#> after
#> bye

#### trap without operands lists
#= dash bash mksh yash ksh93 busybox
trap 'echo a' USR1
trap
#~ XCU trap: names without SIG.
#> trap -- 'echo a' USR1

#### the listing can be read back
#= dash bash mksh yash ksh93 busybox
trap 'echo "it'\''s" $x' USR1
trap >s
trap - USR1
. ./s
x=ok
kill -s USR1 $$
#> it's ok

#### the listing of an ignored signal
#= dash bash mksh yash ksh93 busybox
trap '' USR1
trap
#> trap -- '' USR1

#### the listing of EXIT
#= dash bash mksh yash ksh93 busybox
trap 'echo bye' EXIT
trap
trap - EXIT
#> trap -- 'echo bye' EXIT

#### a command substitution lists the outer traps
#= bash yash ksh93 busybox
trap 'echo a' USR1
x=$(trap)
eval "$x"
kill -s USR1 $$
case $x in *USR1*) echo listed;; esac
#> a
#> listed

#### trap -p with conditions
#= bash
trap 'echo a' USR1
trap 'echo b' USR2
trap -p USR2
#> trap -- 'echo b' USR2

#### trap -p prints default conditions too
#= bash
trap - USR1
trap -p USR1
#~ XCU trap (2024): with -p and conditions, the default action is shown as a hyphen.
#> trap -- - USR1

#### an invalid condition is an error
#= dash bash mksh yash ksh93 busybox
trap 'echo a' NO_SUCH_SIGNAL 2>/dev/null || echo error
#> error

#### an ignored action for EXIT
#= dash bash mksh yash ksh93 busybox
trap '' EXIT
echo end
#> end

#### a trap in a loop
#= dash bash mksh yash ksh93 busybox
trap 'echo trap' USR1
for i in 1 2; do kill -s USR1 $$; echo $i; done
#> trap
#> 1
#> trap
#> 2

#### traps are not run recursively for a different signal, but pending
#= dash bash mksh ksh93 busybox
trap 'echo a; kill -s USR2 $$; echo b' USR1
trap 'echo c' USR2
kill -s USR1 $$
#> a
#> c
#> b

#### LINENO and positional parameters in an action
#= dash bash mksh yash ksh93 busybox
set -- x y
trap 'echo $1' USR1
kill -s USR1 $$
#> x

#### break in an action within a loop
#= dash bash mksh yash ksh93 busybox
trap 'echo trap' USR1
for i in 1 2 3; do kill -s USR1 $$; break; done
echo $i
#> trap
#> 1

#### an action may change the trap itself
#= dash bash mksh yash ksh93 busybox
trap 'echo first; trap "echo second" USR1' USR1
kill -s USR1 $$
kill -s USR1 $$
#> first
#> second

#### SIGCHLD can be trapped
#= dash bash mksh yash busybox
trap 'echo child' CHLD
/bin/true
trap - CHLD
#> child

#### a trap on a signal whose default is to be ignored
#= dash bash mksh yash ksh93 busybox
trap 'echo winch' WINCH
kill -s WINCH $$
#> winch

#### KILL cannot be trapped, the shell goes on
#= dash bash mksh yash ksh93 busybox
trap 'echo a' KILL 2>/dev/null
echo on
#> on

#### double hyphen
#= dash bash mksh yash ksh93 busybox
trap -- 'echo a' USR1
kill -s USR1 $$
#> a

#### the action sees and may set variables and redirections
#= dash bash mksh yash ksh93 busybox
trap 'echo in >f; x=set' USR1
kill -s USR1 $$
cat f; echo $x
#> in
#> set

#### an action with a syntax error is found when it runs
#= dash bash mksh yash ksh93 busybox
trap 'if' USR1
echo before
(kill -s USR1 $("$SH" -c 'echo $PPID')) 2>/dev/null
echo after
#> before
#> after

#### INT trap and a child ended by it
#= dash bash mksh yash ksh93 busybox
trap 'echo int' INT
"$SH" -c 'kill -s INT $PPID; exit 0'
echo after
#> int
#> after

#### the exit trap in the subshell of a pipeline
#= dash bash mksh yash ksh93 busybox
{ trap 'echo inner' EXIT; echo a; } | cat
echo b
#> a
#> inner
#> b

#### an exit trap in a subshell of a function
#= dash bash mksh yash ksh93 busybox
f() { (trap 'echo bye' EXIT; echo in); echo after; }
f
#> in
#> bye
#> after

#### exit in a function called from an exit trap
#= dash bash mksh yash ksh93 busybox
f() { exit 4; }
trap f EXIT
exit 1
#? 4

#### return in the action of a trap that runs in a function
#= dash bash mksh ksh93 busybox
trap 'return 5' USR1
f() { kill -s USR1 $$; echo not reached; }
f; echo $?
#> 5

#### a trap is listed with the quotes that it needs
#= dash bash mksh yash ksh93 busybox
trap "echo 'a'; echo \"b\"" USR1
trap >f
trap - USR1
. ./f
kill -s USR1 $$
#> a
#> b

#### traps are kept in a brace group and a function
#= dash bash mksh yash ksh93 busybox
trap 'echo t' USR1
{ kill -s USR1 $$; }
f() { kill -s USR1 $$; }; f
#> t
#> t

#### a reset trap in a subshell is not seen outside
#= dash bash mksh yash ksh93 busybox
trap 'echo t' USR1
(trap - USR1)
kill -s USR1 $$
#> t

#### an action that is empty after expansion
#= dash bash mksh yash ksh93 busybox
x=
trap "$x" TERM
kill -s TERM $$
echo alive
#> alive

#### the exit trap and a command substitution at the end
#= dash bash mksh yash ksh93 busybox
trap 'x=$(echo sub); echo "$x"' EXIT
#> sub

#### exit status of the shell is that before the exit trap
#= dash bash mksh yash ksh93 busybox
trap 'true' EXIT
false
#? 1

#### a signal during the exit trap
#= dash bash mksh yash ksh93 busybox
trap 'trap "echo usr1" USR1; kill -s USR1 $$; echo bye' EXIT
#> usr1
#> bye

#### traps in an asynchronous list
#= dash bash yash ksh93 busybox
{ trap 'echo got' USR1; kill -s USR1 $("$SH" -c 'echo $PPID'); } &
wait
#> got

#### several conditions reset at once
#= dash bash mksh yash ksh93 busybox
trap 'echo a' USR1; trap 'echo b' USR2; trap 'echo c' EXIT
trap - USR1 USR2 EXIT
trap

#### with SIGCHLD ignored the statuses of children are not lost
#= dash bash mksh yash ksh93
trap '' CHLD
(exit 3); echo $?
x=$(exit 4); echo $?
sh -c 'exit 5' & wait $!; echo $?
(exit 6) | (exit 7); echo $?
(sh -c 'exit 8'; echo $?)
#> 3
#> 4
#> 5
#> 7
#> 8

#### SIGCHLD ignored is ignored in commands
#= bash mksh yash
trap '' CHLD
sh -c 'kill -s CHLD $$; echo here'
exec grep -c '^SigIgn:.*[13579bdf]....$' /proc/self/status
#> here
#> 1

#### an interactive shell traps what was ignored when it began, and commands get the default back
#= bash mksh yash
(trap '' USR1; exec "$SH" -i -c 'trap "echo trapped" USR1; kill -s USR1 $$; sh -c "kill -s USR1 \$\$"; kill -l $?' 2>/dev/null)
#> trapped
#> USR1

#### what an asynchronous list ignores by itself is not shown
#= dash mksh yash busybox
(trap 'echo bye' EXIT; trap; trap '' INT; trap; trap - EXIT INT) &
wait
#> trap -- 'echo bye' EXIT
#> trap -- 'echo bye' EXIT
#> trap -- '' INT

#### an action that runs often, changes itself, and is changed
#= dash bash yash ksh93 busybox
n=0
trap 'n=$((n + 1))' USR1
for i in 1 2 3 4 5; do kill -USR1 $$; done
echo $n
trap 'trap "n=0" USR1; n=100' USR1
for i in 1 2 3 4; do kill -USR1 $$; echo $n; done
trap 'echo "$n $i"' USR1 USR2
for i in 1 2 3; do kill -USR1 $$; kill -USR2 $$; done
#> 5
#> 100
#> 0
#> 0
#> 0
#> 0 1
#> 0 1
#> 0 2
#> 0 2
#> 0 3
#> 0 3
