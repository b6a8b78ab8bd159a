# 3 true and false

#### true
#= dash bash mksh yash ksh93 busybox
true; echo $?
true a b -x; echo $?
#> 0
#> 0

#### false
#= dash bash mksh yash ksh93 busybox
false; echo $?
false a b -x; echo $?
#> 1
#> 1

#### they can be functions
#= dash bash mksh yash ksh93 busybox
true() { return 3; }
true; echo $?
#> 3
