# 3 echo

#### operands with spaces and a newline
#= dash bash mksh yash ksh93 busybox
echo a 'b  c' d
#> a b  c d

#### no operands
#= dash bash mksh yash ksh93 busybox
echo
#>

#### empty operands
#= dash bash mksh yash ksh93 busybox
echo '' ''
#>  

#### double hyphen is an operand
#= dash bash mksh yash ksh93 busybox
echo -- a
#> -- a

#### unknown options are operands
#= dash bash mksh yash ksh93 busybox
echo -x a
echo - a
#> -x a
#> - a

#### the status
#= dash bash mksh yash ksh93 busybox
false; echo >/dev/null; echo $?
#> 0

#### a write error is told
#= dash bash mksh yash
echo a >/dev/full
test $? -gt 0 && echo error
#> error
#! (some)

#### option n is common
#= dash bash mksh ksh93 busybox
echo -n a
echo b
#> ab
