# 3 wait

#### for one process: its status
#= dash bash mksh yash ksh93 busybox
(exit 3) &
wait $!; echo $?
#> 3

#### for several: the status of the last
#= dash bash mksh yash ksh93 busybox
(exit 3) & a=$!
(exit 4) & b=$!
wait $a $b; echo $?
wait $b; echo $? >/dev/null
#> 4

#### for all: zero
#= dash bash mksh yash ksh93 busybox
(exit 3) &
(exit 4) &
wait; echo $?
#> 0

#### for all without children
#= dash bash mksh yash ksh93 busybox
wait; echo $?
#> 0

#### for an unknown process: 127
#= dash bash mksh yash busybox
wait 1; echo $?
#> 127

#### for a process that has ended
#= dash bash mksh yash ksh93 busybox
(exit 5) & p=$!
sleep 0.1
wait $p; echo $?
#> 5

#### for a process that a signal ended
#= dash bash mksh busybox
sleep 5 & p=$!
kill -s KILL $p
wait $p; echo $?
#> 137

#### it really waits
#= dash bash mksh yash ksh93 busybox
(sleep 0.1; echo late >f) &
wait
cat f
#> late

#### for a job
#= dash bash mksh yash ksh93 busybox
(exit 6) &
wait %1; echo $?
#> 6

#### in a subshell the parent's processes are no children
#= dash bash mksh yash ksh93 busybox
sleep 0.1 & p=$!
(wait $p 2>/dev/null; echo $?)
wait
#> 127

#### order does not matter
#= dash bash mksh yash ksh93 busybox
(sleep 0.1; exit 1) & a=$!
(exit 2) & b=$!
wait $a; echo $?
wait $b; echo $?
#> 1
#> 2

#### a pipeline
#= dash bash mksh yash ksh93 busybox
(exit 1) | (exit 7) &
wait $!; echo $?
#> 7

#### many
#= dash bash yash ksh93 busybox
i=0
while [ $i -lt 50 ]; do (exit $i) & pids="$pids $!"; i=$((i+1)); done
s=0
for p in $pids; do wait $p; s=$((s+$?)); done
echo $s
#> 1225

#### a bad operand is an error
#= dash bash mksh yash ksh93 busybox
wait abc 2>/dev/null; test $? -gt 0 && echo error
#> error

#### the processes of a pipeline's elements
#= dash bash mksh yash ksh93 busybox
{ true & wait $!; echo $?; } | cat
#> 0

#### wait in a trap
#= dash bash mksh yash ksh93 busybox
trap 'wait; echo waited' USR1
(sleep 0.1) &
kill -s USR1 $$
#> waited
