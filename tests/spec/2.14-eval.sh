# 2.14 eval

#### arguments are joined by spaces and run
#= dash bash mksh yash ksh93 busybox
eval echo a 'b  c'
eval 'echo' "a;" echo b
#> a b c
#> a
#> b

#### no arguments give zero
#= dash bash mksh yash ksh93 busybox
false
eval; echo $?
false
eval ''; echo $?
false
eval ' ' ''; echo $?
#> 0
#> 0
#> 0

#### the status is that of the command
#= dash bash mksh yash ksh93 busybox
eval '(exit 3)'; echo $?
eval false; echo $?
#> 3
#> 1

#### expansions happen twice
#= dash bash mksh yash ksh93 busybox
x=y y=value
eval echo '$'$x
eval "$x=new"
echo $y
#> value
#> new

#### quotes in the arguments are seen
#= dash bash mksh yash ksh93 busybox
eval "echo 'a  b' \"c  d\""
#> a  b c  d

#### it affects the current environment
#= dash bash mksh yash ksh93 busybox
eval 'x=1; cd /; f() { echo f; }'
echo $x; pwd; f
#> 1
#> /
#> f

#### several lines
#= dash bash mksh yash ksh93 busybox
eval 'echo a
echo b

echo c'
#> a
#> b
#> c

#### the status before is seen
#= dash bash mksh yash ksh93 busybox
(exit 3)
eval 'echo $?'
#> 3

#### break in it
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do eval 'break'; done; echo $i
#> 1

#### return in it
#= dash bash mksh yash ksh93 busybox
f() { eval 'return 3'; echo no; }
f; echo $?
#> 3

#### exit in it
#= dash bash mksh yash ksh93 busybox
eval 'exit 3'
echo not reached
#? 3

#### redirection of eval
#= dash bash mksh yash ksh93 busybox
eval 'echo a; echo b' >f
cat f
#> a
#> b

#### a comment in it
#= dash bash mksh yash ksh93 busybox
eval 'echo a # comment
echo b'
#> a
#> b

#### nested eval
#= dash bash mksh yash ksh93 busybox
eval eval eval 'echo deep'
#> deep

#### eval of the output of set gives the values back
#= dash bash mksh yash ksh93 busybox
x='a "b" $c `d` \e
f'"'"
s=$(set | sed -n '/^x=/,/^[a-zA-Z_0-9]*=/p')
y=$x
unset x
eval "$(y=$y; set | sed -n '/^y=/,$p' | awk 'NR>1 && /^[A-Za-z_]+=/{exit} {print}')" 
test "$y" = 'a "b" $c `d` \e
f'"'" && echo same
#> same

#### an assignment before eval persists
#= dash bash mksh yash ksh93 busybox
x=1 eval 'y=$x'
echo $x$y
#> 11

#### double hyphen
#= bash mksh yash ksh93
eval -- echo a
#> a

#### a here-document in it
#= dash bash mksh yash ksh93 busybox
eval 'cat <<E
text
E
'
#> text

#### an alias defined earlier in the same eval is not in effect on its line
#= dash bash mksh yash ksh93 busybox
eval "alias hi='echo hello'; hi" 2>/dev/null || echo not yet
#> not yet

#### a text that is run again means what it means then: aliases
#= dash bash mksh yash ksh93 busybox
greet() { echo function; }
text='greet; [ "$?" = 0 ]'
eval "$text"; eval "$text"; eval "$text"; eval "$text"
alias greet='echo alias'
eval "$text"; eval "$text"; eval "$text"
alias greet='echo other'
eval "$text"
unalias greet
eval "$text"
#> function
#> function
#> function
#> function
#> alias
#> alias
#> alias
#> other
#> function

#### a text that is run again: functions, variables, loops, returns, several commands
#= dash bash mksh yash ksh93 busybox
text='f() { echo "$1$i"; return; }; f $i; unset -f f'
for i in 1 2 3 4; do eval "$text"; done
g() { for i in a b c d; do eval "$1"; done; echo "end $i"; }
g 'case $i in c) break ;; esac'
g 'case $i in c) return 3 ;; esac'; echo $?
two='echo 1
echo $((i + 1))'
for i in 1 2 3; do eval "$two"; done
for i in 1 2 3; do eval ''; eval ' # nothing'; eval "cat <<E
$i
E
"; done
#> 11
#> 22
#> 33
#> 44
#> end c
#> 3
#> 1
#> 2
#> 1
#> 3
#> 1
#> 4
#> 1
#> 2
#> 3

#### a text that runs itself again
#= dash bash mksh yash ksh93 busybox
text='n=$((n + 1)); if [ "$n" -lt 20 ]; then eval "$text"; fi; echo "$n"'
n=0; eval "$text" | tail -n 1
n=0; eval "$text" | sed -n '$='
#> 20
#> 20
