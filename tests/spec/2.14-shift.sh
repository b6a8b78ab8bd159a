# 2.14 shift

#### shift by one
#= dash bash mksh yash ksh93 busybox
set -- a b c
shift
echo $# $1
#> 2 b

#### shift by a number
#= dash bash mksh yash ksh93 busybox
set -- a b c d
shift 2
echo $# $1
#> 2 c

#### shift by zero
#= dash bash mksh yash ksh93 busybox
set -- a b
shift 0
echo $# $1
#> 2 a

#### shift by all
#= dash bash mksh yash ksh93 busybox
set -- a b
shift 2
echo $#
#> 0

#### the status
#= dash bash mksh yash ksh93 busybox
set -- a b
false
shift; echo $?
#> 0

#### beyond the number of parameters is an error
#= dash bash mksh yash ksh93 busybox
set -- a
(shift 2) 2>/dev/null; test $? -gt 0 && echo error
#> error

#### with no parameters is an error
#= dash bash mksh yash ksh93 busybox
set --
(shift) 2>/dev/null; test $? -gt 0 && echo error
#> error

#### an expanded number
#= dash bash mksh yash ksh93 busybox
set -- a b c
n=2
shift $n
echo $1
#> c

#### in a function it shifts the function's
#= dash bash mksh yash ksh93 busybox
set -- x y
f() { shift; echo $1; }
f a b
echo $1
#> b
#> x

#### a loop over the parameters
#= dash bash mksh yash ksh93 busybox
set -- a b c
while [ $# -gt 0 ]; do echo $1; shift; done
#> a
#> b
#> c

#### a negative number is an error
#= dash bash mksh yash ksh93 busybox
set -- a b
(shift -1) 2>/dev/null; test $? -gt 0 && echo error
#> error

#### command shift does not end the shell on error
#= dash bash mksh yash ksh93 busybox
set --
command shift 5 2>/dev/null; test $? -gt 0 && echo on
#> on

#### a shift that is too far leaves the parameters and the script goes on
#= bash yash busybox
#~ XCU shift: the shell may exit or give a status >0 without shifting; scripts that loop on `shift` need the latter.
set -- a b
shift 3 2>/dev/null
echo $? $#
#> 1 2
