# 2.14 return

#### it ends a function with a status
#= dash bash mksh yash ksh93 busybox
f() { return 3; echo no; }
f; echo $?
#> 3

#### without operand the status of the last command
#= dash bash mksh yash ksh93 busybox
f() { (exit 4); return; }
f; echo $?
#> 4

#### as first command the status before the call
#= dash bash mksh yash ksh93 busybox
f() { return; }
(exit 5)
f; echo $?
#> 5

#### it ends a dot script
#= dash bash mksh yash ksh93 busybox
echo 'echo a; return 3; echo b' >s
. ./s
echo $?
#> a
#> 3

#### a dot script within a function: it ends the script only
#= dash bash mksh yash ksh93 busybox
echo 'return 3' >s
f() { . ./s; echo in $?; }
f
#> in 3

#### in nested functions only the inner one
#= dash bash mksh yash ksh93 busybox
g() { return 3; }
f() { g; echo $?; return 4; }
f; echo $?
#> 3
#> 4

#### in a loop in a function
#= dash bash mksh yash ksh93 busybox
f() { for i in 1 2; do return $i; done; }
f; echo $?
#> 1

#### in a subshell within a function it ends the subshell
#= dash bash mksh yash ksh93 busybox
f() { (return 3; echo no); echo $?; }
f
#> 3

#### values up to 255
#= dash bash mksh yash ksh93 busybox
f() { return 255; }
f; echo $?
f() { return 0; }
f; echo $?
#> 255
#> 0

#### with redirections undone
#= dash bash mksh yash ksh93 busybox
f() { { return 1; } >g; }
f
echo visible
#> visible

#### in an and-or list
#= dash bash mksh yash ksh93 busybox
f() { true && return 3; echo no; }
f; echo $?
g() { false || return 4; echo no; }
g; echo $?
#> 3
#> 4

#### in a trap within a function
#= dash bash mksh ksh93 busybox
f() { trap 'return 3' USR1; kill -s USR1 $$; echo no; }
f; echo $?
#> 3

#### in a condition
#= dash bash mksh ksh93 busybox
f() { if return 3; then echo no; fi; }
f; echo $?
#> 3

#### an expanded operand
#= dash bash mksh yash ksh93 busybox
f() { return $1; }
f 7; echo $?
f $((3 + 4)); echo $?
#> 7
#> 7

#### in the exit trap's function
#= dash bash mksh yash ksh93 busybox
f() { return 3; }
trap f EXIT
exit 5
#? 5
