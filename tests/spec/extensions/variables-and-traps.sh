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
