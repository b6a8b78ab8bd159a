# 3 kill

#### the default signal is TERM
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'kill $$'; kill -l $?
#> TERM

#### option s
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'kill -s HUP $$'; kill -l $?
"$SH" -c 'kill -s KILL $$'; kill -l $?
#> HUP
#> KILL

#### the name as an option
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'kill -HUP $$'; kill -l $?
#> HUP

#### the number as an option
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'kill -15 $$'; kill -l $?
"$SH" -c 'kill -9 $$'; kill -l $?
#> TERM
#> KILL

#### signal zero tests
#= dash bash mksh yash ksh93 busybox
kill -s 0 $$ && echo exists
kill -0 $$ && echo exists
#> exists
#> exists

#### a process that does not exist
#= dash bash mksh yash ksh93 busybox
sleep 0 & p=$!
wait $p
kill -s 0 $p 2>/dev/null; test $? -gt 0 && echo none
#> none

#### several processes
#= dash bash yash ksh93 busybox
sleep 5 & a=$!
sleep 5 & b=$!
kill $a $b
wait $a; test $? -gt 128 && echo ended
wait $b; test $? -gt 128 && echo ended
#> ended
#> ended

#### -l with a number
#= dash bash mksh yash ksh93 busybox
kill -l 1; kill -l 2; kill -l 15
#> HUP
#> INT
#> TERM

#### -l with an exit status
#= dash bash mksh yash ksh93 busybox
kill -l 129; kill -l 143
#> HUP
#> TERM

#### -l lists names without SIG
#= dash bash mksh yash busybox
kill -l | tr -s ' \t' '\n\n' | grep -q SIG && echo prefix || echo no prefix
#~ XCU kill: the names are written without the SIG prefix.
#> no prefix

#### -l lists the standard signals
#= dash bash mksh yash busybox
kill -l | tr -s ' \t)' '\n\n\n' | sed 's/^SIG//' >f
for s in HUP INT QUIT ILL ABRT FPE KILL SEGV PIPE ALRM TERM CHLD CONT STOP TSTP TTIN TTOU USR1 USR2 BUS; do
grep -qx "$s" f || echo "no $s"
done
echo ok
#> ok

#### a process group
#= bash mksh ksh93
set -m
(sleep 5 & sleep 5 & wait) &
p=$!
sleep 0.1
kill -s TERM -- -$p
wait $p 2>/dev/null
test $? -gt 128 && echo ended
#> ended

#### a job
#= bash ksh93 busybox
set -m
sleep 5 &
kill %1
wait $! 2>/dev/null
test $? -gt 128 && echo ended
#> ended

#### an unknown signal is an error
#= dash bash mksh yash ksh93 busybox
kill -s NO_SUCH $$ 2>/dev/null; test $? -gt 0 && echo error
#> error

#### a bad process id is an error
#= dash bash mksh yash ksh93 busybox
kill abc 2>/dev/null; test $? -gt 0 && echo error
#> error

#### a process id that is out of range is refused
#= dash bash mksh busybox
kill -s 0 4294967297 2>/dev/null; test $? -gt 0 && echo error
kill -s 0 99999999999999999999 2>/dev/null; test $? -gt 0 && echo error
#> error
#> error

#### names in lower case are accepted or refused
#= dash bash mksh yash ksh93 busybox
(kill -s term $$) 2>/dev/null
echo done
#~ Unspecified; here only that nothing worse happens: the signal goes to the shell itself.
#? 143
