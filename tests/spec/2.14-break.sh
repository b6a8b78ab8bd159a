# 2.14 break

#### break leaves the innermost loop
#= dash bash mksh yash ksh93 busybox
for i in 1 2 3; do echo $i; break; done
while true; do echo w; break; done
until false; do echo u; break; done
#> 1
#> w
#> u

#### break with a number leaves that many loops
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do
  for j in a b; do
    echo $i$j
    break 2
  done
done
echo end
#> 1a
#> end

#### break 1 is break
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do for j in a b; do break 1; done; echo $i; done
#> 1
#> 2

#### break with a number beyond the nesting leaves all
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do for j in a b; do echo $i$j; break 100; done; done
echo end
#> 1a
#> end

#### three loops
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do for j in 1 2; do for k in 1 2; do echo $i$j$k; break 2; done; done; done
#> 111
#> 211

#### the status of break is zero
#= dash bash mksh yash ksh93 busybox
for i in 1; do false; break; done
echo $?
while :; do (exit 3); break; done
echo $?
#> 0
#> 0

#### break in an if a case and a group
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do if true; then break; fi; done; echo $i
for i in 1 2; do case x in x) break;; esac; done; echo $i
for i in 1 2; do { break; }; done; echo $i
#> 1
#> 1
#> 1

#### break in an and-or list
#= dash bash mksh yash ksh93 busybox
for i in 1 2 3; do [ $i = 2 ] && break; echo $i; done
for i in 1 2 3; do [ $i != 2 ] || break; echo $i; done
#> 1
#> 1

#### break in eval
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do eval break; echo no; done
echo $i
#> 1

#### break in a dot script
#= dash bash ksh93 busybox
echo break >s
for i in 1 2; do . ./s; echo no; done
echo $i
#> 1

#### break with redirections undoes them
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do { break; } >f; done
echo visible
#> visible

#### break of a redirected loop
#= dash bash mksh yash ksh93 busybox
while true; do echo in; break; done >f
cat f
#> in

#### break with an expanded number
#= dash bash mksh yash ksh93 busybox
n=2
for i in 1 2; do for j in 1 2; do break $n; done; done
echo $i$j
#> 11

#### break in the loop's condition
#= dash bash mksh yash ksh93 busybox
while break; do :; done
echo ok
for i in 1 2; do while break 2; do :; done; echo no; done
echo ok
#> ok
#> ok

#### break in a subshell within a loop does not leave the loop
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do (for j in 1 2; do break; done; echo $j); done
#> 1
#> 1

#### command break leaves the loop too
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do command break; done
echo $i
#> 1

#### break in a substitution or subshell ends that one with success
#= dash bash mksh ksh93 busybox
for i in 1 2; do
    x=$(false || continue); echo $?
    (no_such_command 2>/dev/null || break); echo $?
done
#> 0
#> 0
#> 0
#> 0

#### break leaves only loops of its own execution environment
#= mksh yash
#~ XCU break: a loop encloses the command if both are in the same execution environment.
for i in 1 2; do
    (for j in a b; do break 2; done; echo in $i)
    { for j in a b; do continue 5; done; echo bg $i; } & wait
    x=$(for j in a b; do echo $j; break 3; done; echo c); echo $x
done
#> in 1
#> bg 1
#> a c
#> in 2
#> bg 2
#> a c
