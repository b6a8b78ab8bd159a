# 2.14 exit

#### exit with a status
#= dash bash mksh yash ksh93 busybox
exit 3
#? 3

#### exit without a status gives the last one
#= dash bash mksh yash ksh93 busybox
(exit 4)
exit
#? 4

#### exit zero
#= dash bash mksh yash ksh93 busybox
false
exit 0

#### exit ends a subshell only
#= dash bash mksh yash ksh93 busybox
(exit 3)
echo $?
#> 3

#### exit at 255
#= dash bash mksh yash ksh93 busybox
exit 255
#? 255

#### exit in a group
#= dash bash mksh yash ksh93 busybox
{ exit 3; }
echo not reached
#? 3

#### exit in a loop
#= dash bash mksh yash ksh93 busybox
while true; do exit 3; done
#? 3

#### exit in a function and in eval and in a dot script
#= dash bash mksh yash ksh93 busybox
echo 'exit 5' >s
(f() { exit 3; }; f); echo $?
(eval 'exit 4'); echo $?
(. ./s); echo $?
#> 3
#> 4
#> 5

#### exit runs the exit trap
#= dash bash mksh yash ksh93 busybox
trap 'echo bye' EXIT
exit 3
#> bye
#? 3

#### exit in the exit trap changes the status
#= dash bash mksh yash ksh93 busybox
trap 'exit 5' EXIT
exit 3
#? 5

#### exit without a status in the exit trap keeps the status
#= dash bash mksh yash busybox
trap 'false; exit' EXIT
exit 3
#? 3

#### the exit trap sees the status
#= dash bash mksh yash ksh93 busybox
trap 'echo $?' EXIT
exit 3
#> 3
#? 3

#### exit in a subshell with its own exit trap
#= dash bash mksh yash ksh93 busybox
(trap 'echo sub' EXIT; exit 3)
echo $?
#> sub
#> 3

#### exit in a signal trap without status gives the status before the trap
#= dash mksh busybox
trap 'false; exit' USR1
(exit 3)
kill -s USR1 $$
#? 0

#### exit after a pipeline
#= dash bash mksh yash ksh93 busybox
true | false
exit
#? 1

#### exit inside if condition
#= dash bash mksh yash ksh93 busybox
if exit 3; then echo a; fi
echo not reached
#? 3

#### exit ends reading of the input
#= dash bash mksh yash ksh93 busybox
exit
)
