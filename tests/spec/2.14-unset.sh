# 2.14 unset

#### a variable is unset
#= dash bash mksh yash ksh93 busybox
x=1
unset x
echo "${x-unset}"
#> unset

#### -v names variables, -f functions
#= dash bash mksh yash ksh93 busybox
x=1; x() { echo function; }
unset -v x
echo "${x-unset}"; x
x=1
unset -f x
echo $x; x 2>/dev/null || echo no function
#> unset
#> function
#> 1
#> no function

#### several operands
#= dash bash mksh yash ksh93 busybox
a=1 b=2
unset a b
echo "${a-unset} ${b-unset}"
#> unset unset

#### unsetting what is not set is no error
#= dash bash mksh yash ksh93 busybox
unset no_such_name; echo $?
unset -f no_such_function; echo $?
unset -v no_such_name; echo $?
#> 0
#> 0
#> 0

#### an exported variable leaves the environment
#= dash bash mksh yash ksh93 busybox
export x=1
unset x
env | grep ^x= || echo gone
#> gone

#### a readonly variable is an error
#= dash bash mksh yash ksh93 busybox
readonly x=1
(unset x) 2>/dev/null || echo error
#> error

#### in a subshell it stays there
#= dash bash mksh yash ksh93 busybox
x=1
(unset x)
echo $x
#> 1

#### in a function it acts on the shell's variable
#= dash bash mksh yash ksh93 busybox
x=1
f() { unset x; }
f
echo "${x-unset}"
#> unset

#### a name that is no name is an error
#= dash ksh93 busybox
(unset 1x) 2>/dev/null || echo error
(unset a-b) 2>/dev/null || echo error
#> error
#> error

#### IFS can be unset
#= dash bash mksh yash ksh93 busybox
unset IFS
x='a b'
set -- $x
echo $#
#> 2

#### PATH can be unset and set again
#= dash bash mksh ksh93 busybox
p=$PATH
unset PATH
no_such 2>/dev/null || echo not found
PATH=$p
ls / >/dev/null && echo found
#> not found
#> found

#### double hyphen
#= dash bash mksh yash ksh93 busybox
x=1
unset -- x
echo "${x-unset}"
#> unset

#### a variable set again after unset is not exported nor readonly
#= dash bash mksh yash ksh93 busybox
export x=1
unset x
x=2
"$SH" -c 'echo "[$x]"'
#> []
