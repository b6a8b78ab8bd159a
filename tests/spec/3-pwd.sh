# 3 pwd

#### it prints the working directory
#= dash bash mksh yash ksh93 busybox
cd /tmp
pwd
#> /tmp

#### logical and physical
#= dash bash mksh yash ksh93 busybox
mkdir real; ln -s real link; cd link
pwd -L | sed 's|.*/||'
pwd -P | sed 's|.*/||'
pwd | sed 's|.*/||'
#> link
#> real
#> link

#### the last option counts
#= dash bash mksh yash ksh93 busybox
mkdir real; ln -s real link; cd link
pwd -L -P | sed 's|.*/||'
pwd -P -L | sed 's|.*/||'
#> real
#> link

#### a changed PWD does not mislead it
#= dash bash mksh yash ksh93 busybox
cd /tmp
PWD=/nonexistent
pwd
#> /tmp

#### the status is zero
#= dash bash mksh yash ksh93 busybox
false; pwd >/dev/null; echo $?
#> 0

#### a write error is told
#= dash bash mksh yash
pwd >/dev/full
test $? -gt 0 && echo error
#> error
#! (some)
