# 3 ulimit

#### a limit is set and shown
#= dash bash mksh yash ksh93 busybox
ulimit -S -n 100
ulimit -n
ulimit -S -n
#> 100
#> 100

#### the file size is the default
#= dash bash mksh yash ksh93 busybox
(ulimit 1000; ulimit -f; ulimit)
#> 1000
#> 1000

#### a limit in a subshell stays there
#= dash bash mksh yash ksh93 busybox
ulimit -S -n 100
(ulimit -S -n 50)
ulimit -n
#> 100

#### hard and soft
#= dash bash mksh yash ksh93 busybox
(ulimit -S -n 50; ulimit -H -n 60; ulimit -S -n; ulimit -H -n)
#> 50
#> 60

#### without S or H both are set
#= dash bash mksh yash ksh93 busybox
(ulimit -n 70; ulimit -S -n; ulimit -H -n)
#> 70
#> 70

#### unlimited
#= dash bash mksh yash ksh93 busybox
(ulimit -S -c 0; ulimit -c)
(ulimit -H -f) >/dev/null; echo $?
#> 0
#> 0

#### the soft limit cannot exceed the hard one
#= dash bash mksh yash ksh93 busybox
(ulimit -n 50; ulimit -S -n 60) 2>/dev/null
test $? -gt 0 && echo error
#> error

#### the limit is in effect
#= dash bash mksh yash ksh93 busybox
(ulimit -n 4; "$SH" -c 'exec 3</dev/null 4</dev/null 5</dev/null') 2>/dev/null
test $? -gt 0 && echo error
#> error

#### all limits
#= dash bash mksh yash ksh93 busybox
ulimit -a | grep -ci 'file'  >/dev/null && echo listed
#> listed

#### a bad value is an error
#= dash bash mksh yash ksh93 busybox
(ulimit -n abc) 2>/dev/null; test $? -gt 0 && echo error
#> error

#### resources by letter
#= dash bash mksh yash ksh93 busybox
for o in c d f n s t v; do ulimit -$o >/dev/null || echo "no $o"; done
echo ok
#> ok

#### the file size limit ends a command that exceeds it
#= dash bash mksh yash ksh93 busybox
(ulimit -f 1; trap '' XFSZ; dd if=/dev/zero of=f bs=1024 count=10) 2>/dev/null
test $(wc -c <f) -le 1024 && echo limited
#> limited

#### several limits in one call
#=
#~ An extension: each LIMIT belongs to the options before it.
(ulimit -n 20 -c 0 -t 100; ulimit -n; ulimit -c; ulimit -t)
(ulimit -n 21 -c 0 -t; ulimit -n) | tail -n 1
(ulimit -S -n 22 -c 0; ulimit -S -n; [ "$(ulimit -H -n)" != 22 ] && echo more)
ulimit -c 0 1; echo $?
(ulimit -n 23 -c x; echo $?; [ "$(ulimit -n)" = 23 ] && echo first)
#> 20
#> 0
#> 100
#> 21
#> 22
#> more
#> 2
#> 2
#> first

#### a write past the limit of file sizes fails, and the shell goes on
#~ XCU 2.8.1 lets no error of a regular utility end the shell; the signal ends most shells.
ulimit -f 1
x=$(printf '%02000d' 1)
echo "$x" >big; echo $?
(echo "$x" >big; echo "subshell $?")
trap 'echo trapped' XFSZ
echo "$x" >big
trap '' XFSZ
echo "$x" >big; echo $?
trap - XFSZ
ulimit -c 0
sh -c 'echo "$1" >big; echo no' - "$x"; echo $(($? > 128))
(kill -s XFSZ $(exec sh -c 'echo $PPID')); echo $(($? > 128))
#> 1
#> subshell 1
#> trapped
#> 1
#> 1
#> 1
#! echo: write: EFBIG: File too large (standard output)
