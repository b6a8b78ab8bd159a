# 2.14 times

#### two lines of two times
#= dash bash mksh yash ksh93 busybox
times | grep -c 'm[0-9.]*s [0-9]*m[0-9.]*s$'
#> 2

#### the status is zero
#= dash bash mksh yash ksh93 busybox
times >/dev/null; echo $?
#> 0

#### the form is minutes and seconds
#= dash bash mksh yash ksh93 busybox
times | sed 's/[0-9]*m[0-9]*\.[0-9]*s/T/g'
#> T T
#> T T

#### times of children grow
#= dash bash mksh yash ksh93 busybox
i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done
("$SH" -c 'i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done')
times | wc -l | tr -d ' '
#> 2
