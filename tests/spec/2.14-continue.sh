# 2.14 continue

#### continue goes to the next turn
#= dash bash mksh yash ksh93 busybox
for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done
#> 1
#> 3

#### continue in while evaluates the condition again
#= dash bash mksh yash ksh93 busybox
i=0
while [ $i -lt 3 ]; do i=$((i + 1)); [ $i = 2 ] && continue; echo $i; done
#> 1
#> 3

#### continue in until
#= dash bash mksh yash ksh93 busybox
i=0
until [ $i -ge 3 ]; do i=$((i + 1)); [ $i = 2 ] && continue; echo $i; done
#> 1
#> 3

#### continue with a number
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do
  for j in a b; do
    [ $j = b ] && continue 2
    echo $i$j
  done
  echo no
done
#> 1a
#> 2a

#### continue with a number beyond the nesting
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do for j in a b; do echo $i$j; continue 100; done; echo no; done
#> 1a
#> 2a

#### the status of continue is zero
#= dash bash mksh yash ksh93 busybox
for i in 1; do false; continue; done
echo $?
#> 0

#### continue in nested groups
#= dash bash mksh yash ksh93 busybox
for i in 1 2 3; do { if [ $i = 2 ]; then case x in x) continue;; esac; fi; }; echo $i; done
#> 1
#> 3

#### continue in eval
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do eval continue; echo no; done
echo $i
#> 2

#### continue in a redirected group undoes the redirection
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do { continue; } >f; done
echo visible
#> visible

#### continue in the last turn ends the loop
#= dash bash mksh yash ksh93 busybox
for i in 1; do continue; echo no; done; echo end
#> end
