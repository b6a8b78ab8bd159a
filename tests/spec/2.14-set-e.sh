# 2.14 set -e

#### a failing simple command ends the shell
#= dash bash mksh yash ksh93 busybox
set -e
false
echo not reached
#? 1

#### the status is that of the failing command
#= dash bash mksh yash ksh93 busybox
set -e
(exit 3)
echo not reached
#? 3

#### a successful command does not
#= dash bash mksh yash ksh93 busybox
set -e
true
echo reached
#> reached

#### a command that is not found
#= dash bash mksh yash ksh93 busybox
set -e
no_such_command
echo not reached
#? 127

#### a pipeline whose last element fails
#= dash bash mksh yash ksh93 busybox
set -e
true | false
echo not reached
#? 1

#### a pipeline whose earlier element fails
#= dash bash mksh yash ksh93 busybox
set -e
false | true
echo reached
#> reached

#### a negated pipeline does not
#= dash bash mksh yash ksh93 busybox
set -e
! true
! false
echo reached
#> reached

#### the condition of if does not
#= dash bash mksh yash ksh93 busybox
set -e
if false; then :; fi
if false; then :; elif false; then :; fi
if ! true; then :; fi
echo reached
#> reached

#### the condition of while and until does not
#= dash bash mksh yash ksh93 busybox
set -e
while false; do :; done
until ! false; do :; done
i=0
until [ $i = 1 ]; do i=1; done
echo reached
#> reached

#### a body does
#= dash bash mksh yash ksh93 busybox
set -e
if true; then false; fi
echo not reached
#? 1

#### a body of else does
#= dash bash mksh yash ksh93 busybox
set -e
if false; then :; else false; fi
echo not reached
#? 1

#### a body of a loop does
#= dash bash mksh yash ksh93 busybox
set -e
for i in 1 2; do echo $i; false; done
echo not reached
#> 1
#? 1

#### a body of while does
#= dash bash mksh yash ksh93 busybox
set -e
while true; do false; echo no; done
echo not reached
#? 1

#### a body of case does
#= dash bash mksh yash ksh93 busybox
set -e
case a in a) false; echo no;; esac
echo not reached
#? 1

#### an and-or list: commands other than the last do not
#= dash bash mksh yash ksh93 busybox
set -e
false && true
false && false
true && false || true
false || true
echo reached
#> reached

#### an and-or list: the last does
#= dash bash mksh yash ksh93 busybox
set -e
true && false
echo not reached
#? 1

#### an or list: the last does
#= dash bash mksh yash ksh93 busybox
set -e
false || false
echo not reached
#? 1

#### a group fails through its last command
#= dash bash mksh yash ksh93 busybox
set -e
{ false; echo no; }
echo not reached
#? 1

#### a group as condition: nothing in it does
#= dash bash mksh yash ksh93 busybox
set -e
if { false; echo a; }; then echo b; fi
{ false; echo c; } && echo d
{ false; echo e; } || echo f
! { false; echo g; }
echo reached
#> a
#> b
#> c
#> d
#> e
#> g
#> reached

#### a subshell as condition: nothing in it does
#= dash bash mksh yash ksh93 busybox
set -e
if (false; echo a); then echo b; fi
(false; echo c) && echo d
(false; echo e) || echo f
! (false; echo g)
echo reached
#> a
#> b
#> c
#> d
#> e
#> g
#> reached

#### a function as condition: nothing in it does
#= dash bash mksh yash ksh93 busybox
set -e
f() { false; echo in; }
if f; then echo a; fi
f && echo b
f || echo c
! f
while f; do break; done
echo reached
#> in
#> a
#> in
#> b
#> in
#> in
#> in
#> reached

#### a function called plainly: the failing command in it does
#= dash bash mksh yash ksh93 busybox
set -e
f() { echo a; false; echo b; }
f
echo not reached
#> a
#? 1

#### a function that returns a failure
#= dash bash mksh yash ksh93 busybox
set -e
f() { return 3; }
f
echo not reached
#? 3

#### a function that ends with a failing and-or list
#= dash bash mksh yash ksh93 busybox
set -e
f() { false && true; }
f
echo not reached
#? 1

#### a group that ends with a failing and-or list does not
#= dash bash mksh yash ksh93 busybox
set -e
{ false && true; }
echo reached
#> reached

#### an if that ends with a failing and-or list does not
#= dash bash mksh yash ksh93 busybox
set -e
if true; then false && true; fi
echo reached
#> reached

#### a loop that ends with a failing and-or list does not
#= dash bash mksh yash ksh93 busybox
set -e
for i in 1; do false && true; done
echo reached
#> reached

#### a case that ends with a failing and-or list does not
#= dash bash mksh yash ksh93 busybox
set -e
case a in a) false && true;; esac
echo reached
#> reached

#### a subshell that ends with a failing and-or list does
#= dash bash mksh yash ksh93 busybox
set -e
(false && true)
echo not reached
#? 1

#### a subshell that fails
#= dash bash mksh yash ksh93 busybox
set -e
(false)
echo not reached
#? 1

#### in a plain subshell the failing command ends the subshell then the shell
#= dash bash mksh yash ksh93 busybox
set -e
(echo a; false; echo b)
echo c
#> a
#? 1

#### a command substitution in an argument does not matter
#= dash bash mksh yash ksh93 busybox
set -e
echo a$(false)
echo reached
#> a
#> reached

#### a command substitution in an assignment does
#= dash bash mksh yash ksh93 busybox
set -e
x=$(false)
echo not reached
#? 1

#### a command substitution in an assignment as condition does not
#= dash bash mksh yash ksh93 busybox
set -e
x=$(false) || echo caught
if x=$(false); then echo no; fi
echo reached
#> caught
#> reached

#### in a command substitution the option is in effect
#= bash yash ksh93 busybox
set -e
x=$(echo a; false; echo b) || :
echo "$x"
y=$(echo c; true)
echo $y
#> a
#> b
#> c

#### a failing command substitution ends inside
#= dash bash mksh yash ksh93
set -e
echo "$(echo a; false; echo b)"
#> a

#### an assignment with export hides the status
#= dash bash mksh yash ksh93 busybox
set -e
export x=$(false)
echo reached
#> reached

#### eval of a failing command
#= dash bash mksh yash ksh93 busybox
set -e
eval false
echo not reached
#? 1

#### eval as a condition
#= dash bash yash ksh93 busybox
set -e
eval 'false; echo a' && echo b
if eval 'false; true'; then echo c; fi
#> a
#> b
#> c

#### a dot script with a failing command
#= dash bash mksh yash ksh93 busybox
set -e
echo 'echo a; false; echo b' >s
. ./s
echo not reached
#> a
#? 1

#### a dot script as a condition
#= bash yash ksh93
set -e
echo 'false; echo a' >s
. ./s && echo b
#> a
#> b

#### an asynchronous command does not
#= dash bash mksh yash ksh93 busybox
set -e
false &
wait $! || echo waited
echo reached
#> waited
#> reached

#### in an asynchronous list the option is in effect
#= dash bash mksh yash ksh93 busybox
set -e
{ echo a; false; echo b; } &
wait
#> a

#### wait for a failed job does
#= dash bash mksh yash ksh93 busybox
set -e
false &
wait $!
echo not reached
#? 1

#### the last element of a pipeline is a group
#= dash bash mksh yash ksh93 busybox
set -e
true | { echo a; false; echo b; }
echo not reached
#> a
#? 1

#### an element of a pipeline that is not the last
#= dash bash mksh yash ksh93 busybox
set -e
{ echo a; false; echo b; } | cat
echo reached
#> a
#> reached

#### a redirection failure does
#= dash bash mksh yash ksh93 busybox
set -e
true <missing
echo not reached
#? >0

#### an exit trap runs
#= dash bash mksh yash ksh93 busybox
set -e
trap 'echo trap $?' EXIT
(exit 3)
echo not reached
#> trap 3
#? 3

#### the option from the command line
#= dash bash mksh yash ksh93 busybox
#% flags: -e
false
echo not reached
#? 1

#### the option can be turned off
#= dash bash mksh yash ksh93 busybox
set -e
set +e
false
echo reached
#> reached

#### the option turned on in a condition takes effect after it
#= dash bash mksh yash ksh93 busybox
if set -e; then echo a; fi
false
echo not reached
#> a
#? 1

#### the option turned on in a function
#= dash bash mksh yash ksh93 busybox
f() { set -e; }
f
false
echo not reached
#? 1

#### the option in a subshell only
#= dash bash mksh yash ksh93 busybox
(set -e; false; echo no)
echo reached
#> reached

#### nested: a function in a condition calls another that fails
#= dash bash mksh yash ksh93 busybox
set -e
g() { false; echo g; }
f() { g; echo f; }
if f; then echo ok; fi
#> g
#> f
#> ok

#### a subshell within a condition within a function
#= dash bash mksh yash ksh93 busybox
set -e
f() { (false; echo in); echo out; }
f || echo no
#> in
#> out

#### set -e inside an ignored context does not take effect
#= dash bash mksh yash ksh93 busybox
f() { set -e; false; echo in; }
if f; then echo yes; fi
false
echo not reached
#> in
#> yes
#? 1

#### the middle of an and-or list within a group
#= dash bash mksh yash ksh93 busybox
set -e
{ true && false && true; }
true && { false || true; }
echo reached
#> reached

#### a brace group as the last of an and-or list
#= dash bash mksh yash ksh93 busybox
set -e
true && { false; echo no; }
echo not reached
#? 1

#### a subshell as the last of an and-or list
#= dash bash mksh yash ksh93 busybox
set -e
true && (false; echo no)
echo not reached
#? 1

#### negation of a group that fails at the end
#= dash bash mksh yash ksh93 busybox
set -e
! { true; }
echo reached
#> reached

#### test commands in conditions and plain
#= dash bash mksh yash ksh93 busybox
set -e
[ 1 = 1 ]
test -z ''
[ 1 = 2 ] || echo a
[ 1 = 2 ]
echo not reached
#> a
#? 1

#### let the last status be that of the failing command in a function
#= dash bash mksh yash ksh93 busybox
set -e
f() { (exit 4); echo no; }
f
echo not reached
#? 4

#### a for loop over a failing substitution runs on
#= dash bash mksh yash ksh93 busybox
set -e
for i in a $(false) b; do echo $i; done
#> a
#> b

#### a case on a failing substitution runs on
#= dash bash mksh yash ksh93 busybox
set -e
case $(false) in '') echo empty;; esac
#> empty

#### an arithmetic of zero is no failure
#= dash bash mksh yash ksh93 busybox
set -e
x=$((0))
: $((1 - 1))
echo reached
#> reached

#### read at end of input
#= dash bash mksh yash ksh93 busybox
set -e
read x </dev/null
echo not reached
#? >0

#### command with a failing utility
#= dash bash mksh yash ksh93 busybox
set -e
command false
echo not reached
#? 1

#### a trap action is subject to it
#= dash bash mksh yash ksh93 busybox
set -e
trap 'false; echo no' USR1
kill -s USR1 $$
echo not reached
#? 1

#### a loop left by break after a failure in a condition
#= dash bash mksh yash ksh93 busybox
set -e
while :; do false || break; done
echo reached
#> reached

#### return of a failure in a condition
#= dash bash mksh yash ksh93 busybox
set -e
f() { return 1; }
f || echo a
if f; then :; else echo b; fi
#> a
#> b

#### a here-document with a failing substitution
#= dash bash mksh yash ksh93 busybox
set -e
cat <<E
$(false)x
E
echo reached
#> x
#> reached

#### a compound command redirected with failure inside
#= dash bash mksh yash ksh93 busybox
set -e
{ false; } >f
echo not reached
#? 1
