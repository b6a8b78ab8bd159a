# [[ … ]], (( … )) and for (( … ))

#### strings
#= bash mksh yash ksh93
[[ abc == abc ]]; echo $?
[[ abc = abd ]]; echo $?
[[ abc != abd ]]; echo $?
[[ a < b ]]; echo $?
[[ b < a ]]; echo $?
[[ b > a ]]; echo $?
#> 0
#> 1
#> 0
#> 0
#> 1
#> 0

#### no field splitting and no pathname expansion
#= bash mksh yash ksh93
x='a b' ; : >f
[[ $x == 'a b' ]] && echo same
[[ * == '*' ]] && echo star
e=
[[ -z $e ]] && echo empty
[[ $e ]] || echo false
#> same
#> star
#> empty
#> false

#### the right side is a pattern unless quoted
#= bash mksh yash ksh93
x=abc
[[ $x == a* ]] && echo 1
[[ $x == "a*" ]] || echo 2
p='a*'
[[ $x == $p ]] && echo 3
[[ $x == "$p" ]] || echo 4
[[ $x != b* ]] && echo 5
#> 1
#> 2
#> 3
#> 4
#> 5

#### unary operators
#= bash mksh yash ksh93 busybox
: >f; mkdir d
[[ -f f && -d d && ! -e g ]] && echo ok
[[ -n x && -z '' ]] && echo ok
#> ok
#> ok

#### and or not and grouping
#= bash mksh yash ksh93
[[ a == a && b == b ]]; echo $?
[[ a == b || b == b ]]; echo $?
[[ ! a == b ]]; echo $?
[[ ( a == b || a == a ) && ! ( a == b ) ]]; echo $?
[[ a == b && x ]] || echo no
#> 0
#> 0
#> 0
#> 0
#> no

#### the right side is evaluated only when needed
#= bash mksh yash ksh93
x=0
[[ a == b && $((x = 1)) ]]
[[ a == a || $((x = 2)) ]]
echo $x
#> 0

#### numbers are arithmetic
#= bash ksh93
x=5
[[ x+1 -eq 6 ]]; echo $?
[[ 10 -gt 9 ]]; echo $?
[[ 0x10 -eq 16 ]]; echo $?
#> 0
#> 0
#> 0

#### regular expressions
#= bash
[[ abc123 =~ ^[a-z]+([0-9]+)$ ]] && echo "${BASH_REMATCH[0]} ${BASH_REMATCH[1]}"
[[ abc =~ b ]]; echo $?
[[ abc =~ ^b ]]; echo $?
#> abc123 123
#> 0
#> 1

#### a quoted part of a regular expression is literal
#= bash yash
[[ a.c =~ a"."c ]]; echo $?
[[ abc =~ a"."c ]]; echo $?
r='a.c'
[[ abc =~ $r ]]; echo $?
[[ abc =~ "$r" ]]; echo $?
#> 0
#> 1
#> 0
#> 1

#### over several lines
#= bash mksh ksh93
[[ a == a &&
   b == b
   || c == d ]] && echo ok
#> ok

#### variables that are set
#= bash mksh ksh93
x=
[[ -v x ]] && echo set
[[ -v nothing ]] || echo unset
#> set
#> unset

#### arithmetic command: the status
#= bash mksh ksh93
((1 + 1)); echo $?
((0)); echo $?
((1 < 2 && 3 > 2)); echo $?
#> 0
#> 1
#> 0

#### arithmetic command: assignment and increment
#= bash ksh93
((x = 5, x++, ++x))
echo $x
((x += 3)); echo $x
((x ** 2 == 100)) && echo square
#> 7
#> 10
#> square

#### arithmetic command in conditions
#= bash mksh ksh93
for i in 1 2 3 4; do if ((i % 2)); then echo $i; fi; done
while ((i-- > 2)); do :; done; echo $i
#> 1
#> 3
#> 1

#### for with expressions
#= bash ksh93
for ((i = 0; i < 3; i++)); do echo $i; done
for ((;;)); do break; done
for ((i = 0, j = 10; i < j; i += 4, j -= 4)); do echo $i $j; done
#> 0
#> 1
#> 2
#> 0 10
#> 4 6

#### for with expressions: continue runs the third
#= bash ksh93
for ((i = 0; i < 4; i++)); do ((i == 1)) && continue; echo $i; done
#> 0
#> 2
#> 3

#### let
#= bash mksh ksh93 busybox
let x=3 'y = x * 2'
echo $x $y
let 0; echo $?
#> 3 6
#> 1

#### arithmetic: power, comma and bases
#= bash ksh93 busybox
echo $((2 ** 10)) $((1, 2)) $((2#1010)) $((16#ff)) $((36#z))
#> 1024 2 10 255 35

#### set -e and a false condition
#= bash mksh ksh93
set -e
[[ a == a ]]
((1))
if ((0)); then :; fi
[[ a == b ]] || echo caught
#> caught

#### conditions: a chain of 20,000 is an answer, and so are as many negations
#= mksh yash
p=$(printf '%0*d' 20000 0)
eval "[[ a ${p//0/ && a} ]]"; echo $?
e=; eval "[[ \$e ${p//0/ || \$e} ]]"; echo $?
eval "[[ ${p//0/! }a ]]"; echo $?
eval "[[ ! ${p//0/! }a ]]"; echo $?
#> 0
#> 1
#> 0
#> 1

#### conditions: && binds more tightly than ||, ! more tightly than both
#=
[[ a || '' && '' ]]; echo $?
[[ '' && '' || a ]]; echo $?
[[ ! '' || a && '' ]]; echo $?
[[ ! ( '' || a ) || ! ( a && '' ) ]]; echo $?
[[ ! ! a && ! ! ! '' ]]; echo $?
f() { [[ a && ( b || c ) && ! ( d && e ) ]]; }
type f | tail -n +2
#> 0
#> 0
#> 0
#> 0
#> 0
#> f() {
#>     [[ a && ( b || c ) && ! ( d && e ) ]]
#> }

#### a lone ! has nothing to negate
(eval '[[ ! ]]') 2>/dev/null || echo refused
[[ ! x ]] || echo negated
#> refused
#> negated
