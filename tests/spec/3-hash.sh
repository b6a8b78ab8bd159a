# 3 hash

#### a utility is remembered
#= dash bash mksh yash ksh93 busybox
hash cat && hash | grep -c '/cat$'
#> 1

#### a unknown utility is an error
#= dash bash yash busybox
hash no_such_command 2>/dev/null; test $? -gt 0 && echo error
#> error

#### option r forgets
#= dash bash mksh yash ksh93 busybox
hash cat
hash -r; echo $?
hash | grep '/cat$' || echo none
#> 0
#> none

#### no memory after PATH has changed
#= dash bash mksh yash ksh93 busybox
mkdir a b
printf 'echo a\n' >a/cmd; printf 'echo b\n' >b/cmd; chmod +x a/cmd b/cmd
PATH=$PWD/a:$PATH; cmd
PATH=$PWD/b:$PATH; cmd
#> a
#> b
