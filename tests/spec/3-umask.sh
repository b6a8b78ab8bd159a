# 3 umask

#### it is shown in octal
#= dash bash yash ksh93 busybox
umask 022
umask
#> 0022

#### it is set in octal
#= dash bash yash ksh93 busybox
umask 077; umask
umask 0; umask
#> 0077
#> 0000

#### it is shown in symbols
#= dash bash mksh yash ksh93 busybox
umask 022; umask -S
umask 077; umask -S
umask 137; umask -S
#> u=rwx,g=rx,o=rx
#> u=rwx,g=,o=
#> u=rw,g=r,o=

#### symbols: equals
#= dash bash yash ksh93 busybox
umask u=rwx,g=rx,o=
umask
#> 0027

#### symbols: plus allows
#= dash bash yash ksh93 busybox
umask 077
umask g+rx
umask
#> 0027

#### symbols: minus forbids
#= dash bash yash ksh93 busybox
umask 022
umask g-r,o-rx
umask
#> 0067

#### symbols: a is all and is the default
#= dash bash mksh yash ksh93 busybox
umask 0
umask a=rx; umask
umask 0
umask =r; umask
umask -w
umask
#> 0222
#> 0333
#> 0333

#### symbols: copying from another class
#= dash yash busybox
umask 027
umask o=g
umask
#> 0022

#### symbols: several actions
#= dash yash ksh93 busybox
umask 0
umask u=rwx,g=rwx-w,o=
umask
#> 0027

#### the output of -S can be used as an operand
#= dash bash yash ksh93 busybox
umask 035
x=$(umask -S)
umask 0
umask "$x"
umask
#> 0035

#### the output can be used as an operand
#= dash bash yash ksh93 busybox
umask 035
x=$(umask)
umask 0
umask "$x"
umask
#> 0035

#### it is in effect
#= dash bash mksh yash ksh93 busybox
umask 077
: >f
ls -l f | cut -c1-10
#> -rw-------

#### in a subshell it stays there
#= dash bash yash ksh93 busybox
umask 022
(umask 077)
umask
#> 0022

#### a bad operand is an error and changes nothing
#= dash bash yash ksh93 busybox
umask 022
umask 999 2>/dev/null; test $? -gt 0 && echo error
umask u=z 2>/dev/null; test $? -gt 0 && echo error
umask
#> error
#> error
#> 0022

#### more than nine bits
#= dash bash mksh yash ksh93 busybox
umask 7777 2>/dev/null
echo done
#> done

#### what is copied are the permissions from before
#= dash mksh yash
umask 0
umask u=rw,g=u,o=g
umask -S
#> u=rw,g=rwx,o=rwx
