# 2.14 colon

#### it does nothing and succeeds
#= dash bash mksh yash ksh93 busybox
false
:
echo $?
#> 0

#### its arguments are expanded
#= dash bash mksh yash ksh93 busybox
unset x
: ${x=value} $(echo ran >f)
echo $x; cat f
#> value
#> ran

#### it takes any arguments
#= dash bash mksh yash ksh93 busybox
: -x --help -- a b; echo $?
#> 0

#### redirections are performed
#= dash bash mksh yash ksh93 busybox
: >f
test -f f && echo made
#> made
