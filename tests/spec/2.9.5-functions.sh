# 2.9.5 Function Definition Command

#### definition and call
#= dash bash mksh yash ksh93 busybox
f() { echo called; }
f
#> called

#### blanks and newlines around the parentheses
#= dash bash mksh yash ksh93 busybox
f ( ) { echo a; }
f
g()
{ echo b; }
g
h ()

{
echo c
}
h
#> a
#> b
#> c

#### the body may be any compound command
#= dash bash mksh yash ksh93 busybox
a() ( echo subshell )
b() if true; then echo if; fi
c() for i in 1; do echo for; done
d() while true; do echo while; break; done
e() case x in x) echo case;; esac
a; b; c; d; e
#> subshell
#> if
#> for
#> while
#> case

#### a simple command is no body
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'f() echo a; f' >/dev/null 2>&1; echo done
#> done

#### arguments are positional parameters
#= dash bash mksh yash ksh93 busybox
f() { echo "$#:$1:$2"; }
f a 'b c'
f
#> 2:a:b c
#> 0::

#### positional parameters are restored
#= dash bash mksh yash ksh93 busybox
set -- x y
f() { set -- 1 2 3; echo $#; }
f
echo $# $1
#> 3
#> 2 x

#### the special parameter zero is unchanged
#= dash bash mksh yash ksh93 busybox
f() { case $0 in */script) echo same;; esac; }
f
#> same

#### variables are shared
#= dash bash mksh yash ksh93 busybox
x=1
f() { x=2; y=3; }
f
echo $x $y
#> 2 3

#### a body that is a subshell does not share
#= dash bash mksh yash ksh93 busybox
x=1
f() ( x=2 )
f
echo $x
#> 1

#### the status is that of the last command
#= dash bash mksh yash ksh93 busybox
f() { false; }
f; echo $?
g() { (exit 3); }
g; echo $?
#> 1
#> 3

#### the definition's status is zero
#= dash bash mksh yash ksh93 busybox
false
f() { false; }
echo $?
#> 0

#### return ends the function
#= dash bash mksh yash ksh93 busybox
f() { echo a; return; echo b; }
f
#> a

#### return with a status
#= dash bash mksh yash ksh93 busybox
f() { return 3; }
f; echo $?
#> 3

#### return without a status gives the last status
#= dash bash mksh yash ksh93 busybox
f() { false; return; }
f; echo $?
g() { (exit 4); return; }
g; echo $?
#> 1
#> 4

#### return out of loops and groups
#= dash bash mksh yash ksh93 busybox
f() { while true; do { if true; then return 5; fi; }; done; }
f; echo $?
#> 5

#### redirections with the definition apply at each call
#= dash bash mksh yash ksh93 busybox
f() { echo text; } >f
f
cat f
f() { cat; } <f
f
#> text
#> text

#### redirections with the definition are expanded at the call
#= dash bash mksh yash ksh93 busybox
f() { echo text; } >"$name"
name=a; f
name=b; f
cat a b
#> text
#> text

#### redirections with the definition are undone after
#= dash bash mksh yash ksh93 busybox
f() { echo in; } >f
f
echo out
cat f
#> out
#> in

#### redirections of a call and of the definition
#= dash bash mksh yash ksh93 busybox
f() { echo out; echo err >&2; } 2>g
f >h
cat g h
#> err
#> out

#### a here-document with the definition
#= dash bash mksh yash ksh93 busybox
f() { cat; } <<E
text $x
E
x=1 
f
x=2
f
#> text 1
#> text 2

#### a later definition replaces
#= dash bash mksh yash ksh93 busybox
f() { echo 1; }
f() { echo 2; }
f
#> 2

#### a function may redefine itself
#= dash bash mksh yash ksh93 busybox
f() { echo 1; f() { echo 2; }; }
f; f
#> 1
#> 2

#### a function may unset itself
#= dash bash mksh yash ksh93 busybox
f() { unset -f f; echo done; }
f
f 2>/dev/null || echo gone
#> done
#> gone

#### recursion
#= dash bash mksh yash ksh93 busybox
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(($1 * $(fact $(($1 - 1))))); fi; }
fact 10
#> 3628800

#### recursion in the same process
#= dash bash mksh yash ksh93 busybox
n=0
f() { n=$((n + 1)); [ $n -lt 200 ] && f; :; }
f
echo $n
#> 200

#### arguments in recursion are restored
#= dash bash mksh yash ksh93 busybox
f() { if [ $1 -gt 0 ]; then f $(($1 - 1)); fi; echo $1; }
f 3
#> 0
#> 1
#> 2
#> 3

#### functions are not exported
#= dash bash mksh yash ksh93 busybox
f() { echo f; }
"$SH" -c f 2>/dev/null || echo unknown
#> unknown

#### a function in a subshell
#= dash bash mksh yash ksh93 busybox
f() { echo $1; }
(f a)
x=$(f b); echo $x
f c | cat
#> a
#> b
#> c

#### a function defined in a subshell stays there
#= dash bash mksh yash ksh93 busybox
(f() { echo; })
f 2>/dev/null || echo unknown
#> unknown

#### a function is defined when the definition runs
#= dash bash mksh yash ksh93 busybox
if false; then f() { echo f; }; fi
f 2>/dev/null || echo unknown
true && g() { echo g; }
g
#> unknown
#> g

#### a definition in a function
#= dash bash mksh yash ksh93 busybox
f() { g() { echo inner; }; }
g 2>/dev/null || echo not yet
f
g
#> not yet
#> inner

#### functions and variables have names of their own
#= dash bash mksh yash ksh93 busybox
f=1
f() { echo function; }
f; echo $f
unset f
f
#> function
#> 1
#> function

#### unset -f removes only the function
#= dash bash mksh yash ksh93 busybox
f=1; f() { :; }
unset -f f
echo $f
f 2>/dev/null || echo gone
#> 1
#> gone

#### names may be like those of utilities
#= dash bash mksh yash ksh93 busybox
ls() { echo mine; }
ls
unset -f ls
ls / >/dev/null && echo real
#> mine
#> real

#### a function calls the builtin of its name through command
#= dash bash mksh yash ksh93 busybox
cd() { command cd "$@" && echo "in $PWD"; }
cd /
#> in /

#### break in a function called from a loop
#= dash bash mksh ksh93 busybox
f() { break; }
for i in 1 2; do f 2>/dev/null; echo $i; done >/dev/null 2>&1
echo done
#> done

#### arguments with assignments before the call
#= dash bash mksh yash ksh93 busybox
f() { echo "$x$1"; }
x=1 f 2
#> 12

#### an empty argument list after shift
#= dash bash mksh yash ksh93 busybox
f() { shift; echo $#; }
f a
#> 0

#### at and star inside
#= dash bash mksh yash ksh93 busybox
f() { for i in "$@"; do echo "[$i]"; done; }
f 'a b' '' c
#> [a b]
#> []
#> [c]

#### the body keeps quoting and comments
#= dash bash mksh yash ksh93 busybox
f() { # comment
  echo "a  # b" # comment
}
f
#> a  # b

#### exit in a function ends the shell
#= dash bash mksh yash ksh93 busybox
f() { exit 3; }
f
echo not reached
#? 3

#### local variables are dynamic
#= dash bash mksh yash busybox
x=outer
g() { echo $x; x=changed; }
f() { local x=inner; g; echo $x; }
f
echo $x
#> inner
#> changed
#> outer

#### local without value
#= dash bash mksh yash busybox
x=outer
f() { local x; x=inner; echo $x; }
f
echo $x
#> inner
#> outer

#### local values are expanded without splitting
#= dash bash mksh busybox
v='a  b'
f() { local x=$v; echo "$x"; }
f
#> a  b

#### a function's name may be that of a variable being assigned before the call
#= dash bash mksh yash ksh93 busybox
f() { echo "$f"; }
f=1 f
#> 1

#### nested functions that return through loops
#= dash bash mksh yash ksh93 busybox
outer() { for i in 1 2; do inner $i || return 3; done; }
inner() { [ $1 -lt 2 ]; }
outer; echo $?
#> 3

#### redirection of a recursive function
#= dash bash mksh yash ksh93 busybox
f() { [ $1 -eq 0 ] && return; echo $1; f $(($1 - 1)) >>f; }
f 2; cat f
#> 2
#> 1

#### a function that redefines a builtin and calls it
#= dash bash mksh yash ksh93 busybox
test() { command test "$@" && echo yes; }
test a = a
#> yes

#### function definition in a pipeline does not define it here
#= dash bash mksh yash ksh93 busybox
f() { echo old; }
{ f() { echo new; }; } | cat
f
#> old

#### a function with a body of a nested definition only
#= dash bash mksh yash ksh93 busybox
f() { g() { echo g; }; }
f; g
#> g
