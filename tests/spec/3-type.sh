# 3 type

#### kinds of commands
#= dash bash mksh ksh93 busybox
f() { :; }
type cat | grep -c '/cat'
type cd | grep -c builtin
type f | grep -c function
type if | grep -ci -e keyword -e reserved
#> 1
#> 1
#> 1
#> 1

#### an alias
#= dash bash mksh yash ksh93 busybox
alias a='echo b'
type a | grep -c 'echo b'
#> 1

#### an unknown command
#= dash bash mksh yash ksh93 busybox
type no_such_command >/dev/null 2>&1
test $? -gt 0 && echo error
#> error

#### several operands
#= dash bash mksh yash ksh93 busybox
type cat cd | wc -l | tr -d ' '
#> 2
