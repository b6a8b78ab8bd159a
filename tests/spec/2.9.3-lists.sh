# 2.9.3 Lists

#### and: the second runs when the first succeeds
#= dash bash mksh yash ksh93 busybox
true && echo a
false && echo b
echo $?
#> a
#> 1

#### or: the second runs when the first fails
#= dash bash mksh yash ksh93 busybox
true || echo a
false || echo b
echo $?
#> b
#> 0

#### and and or have equal precedence and group to the left
#= dash bash mksh yash ksh93 busybox
true || echo a && echo b
false && echo c || echo d
false || false || echo e
true && true && echo f
false && echo g && echo h || echo i
#> b
#> d
#> e
#> f
#> i

#### the status is that of the last command run
#= dash bash mksh yash ksh93 busybox
true && false; echo $?
false || (exit 3); echo $?
(exit 3) && true; echo $?
true || false; echo $?
#> 1
#> 3
#> 3
#> 0

#### newlines after the operators
#= dash bash mksh yash ksh93 busybox
true &&
  
  echo a
false ||
# comment
  echo b
#> a
#> b

#### negation within a list
#= dash bash mksh yash ksh93 busybox
! false && echo a
! true || echo b
#> a
#> b

#### sequential lists
#= dash bash mksh yash ksh93 busybox
echo a; echo b; echo c
#> a
#> b
#> c

#### the status of a sequential list is the last
#= dash bash mksh yash ksh93 busybox
false; true; echo $?
(true; exit 2); echo $?
#> 0
#> 2

#### an asynchronous list gives zero
#= dash bash mksh yash ksh93 busybox
false & echo $?
wait
#> 0

#### an asynchronous list runs in a subshell
#= dash bash mksh yash ksh93 busybox
x=old
x=new &
wait
echo $x
#> old

#### an asynchronous and-or list runs as a whole
#= dash bash mksh yash ksh93 busybox
{ false && echo a || echo b; } >f &
wait
cat f
false && echo c || echo d >g &
wait
cat g
#> b
#> d

#### several asynchronous commands on a line
#= dash bash mksh yash ksh93 busybox
echo a >f & echo b >g & wait
cat f g
#> a
#> b

#### an asynchronous command's standard input is empty
#= dash mksh yash busybox
echo text | { cat & wait; }
echo text | { "$SH" -c 'cat & wait'; }

#### an explicit redirection of an asynchronous command's standard input is kept
#= dash bash mksh yash ksh93 busybox
echo text >f
cat <f &
wait
#> text

#### an asynchronous command in a pipeline reads its pipe
#= dash bash mksh yash ksh93 busybox
echo a | cat &
wait
#> a

#### an asynchronous brace group has empty input once, inner redirections stay
#= dash bash mksh yash ksh93 busybox
echo text >f
{ cat; cat <f; } &
wait
#> text

#### an asynchronous subshell
#= dash bash mksh yash ksh93 busybox
(echo a; exit 3) &
wait $!; echo $?
#> a
#> 3

#### exit in an asynchronous list ends only that
#= dash bash mksh yash ksh93 busybox
exit 3 &
wait $!; echo $?
#> 3

#### asynchronous commands ignore SIGINT and SIGQUIT
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'kill -INT $$; echo survived' &
wait
"$SH" -c 'kill -QUIT $$; echo survived' &
wait
#> survived
#> survived

#### a status is kept for wait after the process has ended
#= dash bash mksh yash ksh93 busybox
(exit 5) &
p=$!
sleep 0.1
wait $p; echo $?
#> 5

#### a semicolon after an asynchronous command is a syntax error
#= dash bash mksh yash busybox
"$SH" -c 'true &; true' 2>/dev/null; test $? -gt 0 && echo error
#> error

#### empty commands between semicolons are a syntax error
#= dash bash mksh yash busybox
"$SH" -c 'true;;true' 2>/dev/null; test $? -gt 0 && echo error
"$SH" -c 'true; ;true' 2>/dev/null; test $? -gt 0 && echo error
#> error
#> error

#### a list in a brace group may end with an ampersand
#= dash bash mksh yash ksh93 busybox
{ echo a >f & }
wait
cat f
#> a

#### break and return do not cross an asynchronous list
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do break & wait; echo $i; done
#> 1
#> 2

#### a long and-or chain
#= dash bash mksh yash ksh93 busybox
x=true; i=0; s=true
while [ $i -lt 200 ]; do s="$s && true"; i=$((i+1)); done
eval "$s" && echo ok
#> ok
