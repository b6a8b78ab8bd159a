# Commands and redirections that are not POSIX

#### function as a reserved word
#= bash mksh yash busybox
function f { echo f; }
function g() { echo g; }
f; g
#> f
#> g

#### local and its options
#= dash bash mksh yash busybox
x=outer
f() { local x=inner y; echo "$x ${y-unset}"; y=1; }
f
echo $x ${y-unset}
#> inner unset
#> outer unset

#### local arrays and integers
#= bash
f() { local -a a=(1 2); local -i n=2+3; echo ${#a[@]} $n; }
f
#> 2 5

#### local is restored after return in a loop
#= dash bash mksh yash busybox
x=outer
f() { local x; for x in 1 2; do return; done; }
f; echo $x
#> outer

#### declare with attributes
#= bash
declare -i n=3*4
echo $n
n=n+1; echo $n
declare -r r=1
(r=2) 2>/dev/null || echo readonly
declare -x e=env
env | grep ^e=
#> 12
#> 13
#> readonly
#> e=env

#### declare -p prints what can be read back
#= bash
x='a "b"' a=(1 '2 3')
p=$(declare -p x a)
unset x a
eval "$p"
echo "$x" "${a[1]}" ${#a[@]}
#> a "b" 2 3 2

#### typeset is declare
#= bash mksh ksh93
typeset -i n=2+2
echo $n
#> 4

#### both outputs into a file
#= bash mksh
{ echo out; echo err >&2; } &>f
sort f
{ echo more; } &>>f
wc -l <f | tr -d ' '
#> err
#> out
#> 3

#### both outputs into a pipe
#= bash
{ echo out; echo err >&2; } |& sort
#> err
#> out

#### a descriptor into a variable
#= bash ksh93
exec {fd}>f
echo text >&$fd
exec {fd}>&-
cat f
[ $fd -ge 10 ] && echo high
#> text
#> high

#### moving a descriptor
#= bash ksh93
exec 3>f
exec 4>&3-
echo text >&4
(echo x >&3) 2>/dev/null || echo closed
cat f
#> closed
#> text

#### source is dot
#= bash mksh ksh93 busybox
echo 'echo sourced $1' >s
source ./s arg
#> sourced arg

#### time is a reserved word
#= dash bash mksh yash ksh93 busybox
time -p true 2>f
{ time -p true; } 2>f
grep -c real f
#> 1

#### time of a pipeline keeps the status
#= dash bash mksh yash ksh93 busybox
{ time false | (exit 3); } 2>/dev/null
echo $?
#> 3

#### select is no matter here, coproc is
#= bash
coproc cat
echo text >&${COPROC[1]}
read x <&${COPROC[0]}
echo $x
eval "exec ${COPROC[1]}>&-"
wait
#> text

#### lastpipe
#= bash
shopt -s lastpipe 2>/dev/null || set -o lastpipe
echo a | read x
echo $x
#> a

#### echo with options
#= bash mksh busybox
echo -e 'a\tb'
echo -n x; echo
echo -E 'a\tb'
#> a	b
#> x
#> a\tb

#### printf into a variable
#= bash ksh93
printf -v x '%03d' 7
echo $x
#> 007

#### printf %q
#= bash mksh ksh93
x="a 'b' c"
eval "y=$(printf %q "$x")"
[ "$x" = "$y" ] && echo same
#> same

#### read options
#= bash ksh93
echo abcdef | { read -n 3 x; echo $x; }
echo 'a b' | { read -r -d ' ' x; echo $x; }
read -t 0.05 x < <(sleep 1) || echo timeout
exec 3<<<'from three'; read -u 3 x; echo $x
#> abc
#> a
#> timeout
#> from three

#### type -t
#= bash ksh93
f() { :; }
type -t f cd if
#> function
#> builtin
#> keyword

#### fall through and test the next
#= bash mksh
case a in a) echo 1;;& b) echo 2;; [a-z]) echo 3;; esac
#> 1
#> 3

#### negation twice
#= bash mksh ksh93
! ! true; echo $?
#> 0

#### wait -n
#= bash
sleep 5 & p=$!
(exit 3) &
wait -n; echo $?
kill $p
#> 3

#### pushd and popd are not needed but cd - is
#= dash bash mksh yash ksh93 busybox
cd /tmp; cd /; cd - >/dev/null; pwd
#> /tmp

#### a c-style comment in a function with braces on one line
#= dash bash mksh yash ksh93 busybox
f() { :; }; f && echo ok
#> ok

#### for with braces instead of do and done
#= bash ksh93
for ((i = 0; i < 2; i++)) { echo "$i"; }
for word in a b; {
    echo "$word"
}
for ((i = 0; i < 1; i++))
{
    for x in y; { echo "$x"; }
} | cat
#> 0
#> 1
#> a
#> b
#> y

#### hash shows nothing of stages and subshells, which are processes of their own
(type echo >/dev/null; hash | cat)
ls | cat >/dev/null; hash
echo done
#> done

#### BASHPID differs from $$ in a subshell that is the last command
#= bash
f() { echo $BASHPID $$; }
(f; set -- $(f); [ $1 = $2 ] || echo differ) >o
set -- $(cat o); [ $1 != $2 ] && echo $3
(echo $BASHPID $$ >o; read a b <o; [ $a != $b ] && echo differ)
#> differ
#> differ

#### command inside command without end is an end
set -- command command command command command command command command command command
set -- $@ $@ $@ $@ $@ $@ $@ $@ $@ $@; set -- $@ $@ $@ $@ $@ $@ $@ $@ $@ $@; set -- $@ $@ $@ $@ $@ $@ $@ $@ $@ $@
("$@") 2>/dev/null || echo ended
#> ended
