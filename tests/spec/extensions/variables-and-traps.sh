# Variables with a meaning, attributes and traps that are not POSIX

#### declare -u and -l change the letters of what is assigned
#= bash
declare -u up=abc; declare -l low=ABC
echo $up $low
up=def; up+=ghi; low+=DEF
echo $up $low
read up <<<x; printf -v low Y
echo $up $low
declare +u up; up=z
echo $up
#> ABC abc
#> DEFGHI abcdef
#> X y
#> z

#### letters of the elements of an array
#= bash
declare -u a=(x y)
a[2]=zz; a+=(q)
echo ${a[@]}
#> X Y ZZ Q

#### a local variable has letters of its own
#= bash
x=outer
f() { local -u x=inner; echo $x; x=more; echo $x; }
f; x=outer; echo $x
#> INNER
#> MORE
#> outer

#### BASH_SOURCE, BASH_LINENO and FUNCNAME of a script
#= bash
cat >s <<'X'
f() { echo ${BASH_SOURCE[0]} ${BASH_SOURCE[1]} . ${BASH_LINENO[@]} . ${FUNCNAME[@]}; }
g() {
  f
}
g
echo $BASH_SOURCE ${#FUNCNAME[@]}
X
. ./s
#> ./s ./s . 3 5 9 0 . f g source main
#> ./s 0

#### caller tells the line and the text
#= bash
f() { caller | cut -d ' ' -f 1; caller 0 | cut -d ' ' -f 1,2; caller 5; echo $?; }
g() {
  f
}
g
#> 3
#> 3 g
#> 1

#### BASH_SUBSHELL counts the subshells
#= bash
echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL); echo $(echo $BASH_SUBSHELL))
#> 0
#> 1
#> 2
#> 2

#### what the machine and the user are
#= bash
[ "$OSTYPE" = linux-gnu ] && [ "$HOSTTYPE" = "$(uname -m)" ] && [ "$HOSTNAME" = "$(uname -n)" ] && echo machine
[ "$UID" = "$(id -ru)" ] && [ "$EUID" = "$(id -u)" ] && echo user
OSTYPE=mine; echo $OSTYPE
#> machine
#> user
#> mine

#### RANDOM differs in subshells, and a seed in a subshell counts
#= bash
RANDOM=5
for i in 1 2 3 4 5 6; do (echo $RANDOM); done | sort -u | { n=0; while read x; do n=$((n + 1)); done; [ $n -gt 1 ] && echo differ; }
for i in 1 2 3; do (RANDOM=7; echo $RANDOM); done | sort -u | wc -l | tr -d ' '
RANDOM=5; a=$RANDOM; RANDOM=5; (: $RANDOM); [ $a = $RANDOM ] && echo same
#> differ
#> 1
#> same

#### the DEBUG trap runs before each simple command
#= bash
trap 'echo "[$BASH_COMMAND]"' DEBUG
echo a; x=1
trap - DEBUG
echo $x
#> [echo a]
#> a
#> [x=1]
#> [trap - DEBUG]
#> 1

#### functions do not inherit the DEBUG trap
#= bash
f() { echo in; }
trap 'echo D' DEBUG
f
trap - DEBUG
#> D
#> in
#> D

#### functions inherit the ERR trap only under errtrace
#= bash
f() { false; }
trap 'echo "E $BASH_COMMAND"' ERR
f
set -E
f
trap - ERR; :
#> E false
#> E false
#> E false

#### subshells inherit the ERR trap only under errtrace
#= bash
trap 'echo E' ERR
(false; echo a)
set -E
(false; echo b)
#> a
#> E
#> b

#### BASH_COMMAND in the EXIT trap after set -e
#= bash
(set -e; trap 'echo "X $BASH_COMMAND"' EXIT; true; false; echo no); echo $?
#> X false
#> 1

#### the RETURN trap of functions and dot scripts
#= bash
echo : >s
f() { :; }
trap 'echo R' RETURN
f
. ./s
set -T
f
trap - RETURN
#> R
#> R

#### a reference stands for another variable
#= bash
y=1; declare -n x=y
echo $x ${!x}
x=5; echo $y
((x += 2)); echo $y $((x))
x+=0; echo $y "${x:-no}" ${#x}
read x <<<read; echo $y
printf -v x %s printf; echo $y
unset x; echo ${y-unset} ${!x}
unset -n x; echo ${x-gone}
#> 1 y
#> 5
#> 7 7
#> 70 70 2
#> read
#> printf
#> unset y
#> gone

#### references to arrays
#= bash
a=(1 2 3); declare -A m=([k]=v)
declare -n r=a s=m
echo ${r[1]} ${#r[@]} "${r[@]}" ${s[k]} ${!s[@]}
r[1]=two; r+=(4); s[l]=w
echo ${a[@]} ${m[l]}
r=(x y); echo ${a[@]}
#> 2 3 1 2 3 v k
#> 1 two 3 4 w
#> x y

#### a local reference to a variable of the caller
#= bash
set_it() { local -n ref=$1; ref=$2; }
f() { local inner=old; set_it inner new; echo $inner; }
outer=old
f; set_it outer set; echo $outer ${ref-gone}
#> new
#> set gone

#### a reference to a reference, and one without a target yet
#= bash
z=1; declare -n y=z x=y
x=2; echo $z
declare -n later; later=z; echo $later ${!later}
declare -p later | tr -d '"'
#> 2
#> 2 z
#> declare -n later=z

#### references in a circle are refused
declare -n a=b
declare -n b=a 2>/dev/null || echo circle
declare -n c=c 2>/dev/null || echo itself
declare -n d='1x' 2>/dev/null || echo name
a=5; echo $b
#> circle
#> itself
#> name
#> 5

#### a reference in a subshell is none outside
#= bash
x=1 y=2
(declare -n x=y; x=3; echo $x $y)
echo $x $y
#> 3 3
#> 1 2
