# Expansions that are not POSIX

#### substrings
#= bash busybox
v=abcdef
echo ${v:2} ${v:1:3} ${v: -2} ${v: -3:2} ${v:0:-1} ${v:2:0}.
#> cdef bcd ef de abcde .

#### substring positions are arithmetic
#= bash mksh ksh93 busybox
v=abcdef i=1
echo ${v:i:i+1} ${v:$i}
#> bc bcdef

#### substitution
#= bash mksh yash ksh93
v=banana
echo ${v/a/o} ${v//a/o} ${v/#b/B} ${v/%a/A} ${v/x/y} ${v//an}
#> bonana bonono Banana bananA banana ba

#### substitution with patterns and expansions
#= bash mksh yash ksh93 busybox
v=a.b.c r=-
echo ${v//./$r} ${v//[abc]/x} ${v/*./} ${v//\./_}
#> a-b-c x.x.x c a_b_c

#### substitution in quotes
#= bash mksh yash ksh93 busybox
v='a b  c'
echo "${v// /_}" "${v//  / }"
#> a_b__c a b c

#### case
#= bash
v='hello World'
echo "${v^}" "${v^^}" "${v,}" "${v,,}"
v=HELLO
echo "${v,}" "${v,,}" "${v^^[a-z]}"
#> Hello World HELLO WORLD hello World hello world
#> hELLO hello HELLO

#### indirect
#= bash
x=y y=value
echo ${!x} "${!x}"
set -- a b
i=2; echo ${!i}
#> value value
#> b

#### names with a prefix
#= bash ksh93
abc_1=1 abc_2=2
echo ${!abc_*} "${!abc_@}"
#> abc_1 abc_2 abc_1 abc_2

#### braces
#= bash ksh93
echo {a,b,c} x{1,2}y {1..5} {5..1} {a..e} {1..10..3}
#> a b c x1y x2y 1 2 3 4 5 5 4 3 2 1 a b c d e 1 4 7 10

#### braces nest
#= bash mksh ksh93
echo {a,b{1,2},c} {a,b}{1,2}
#> a b1 b2 c a1 a2 b1 b2

#### braces that are no brace expansion
#= dash bash mksh yash ksh93 busybox
echo {a} {} a{b {a,b '{a,b}' "{1..2}" \{a,b} {1..x}
#> {a} {} a{b {a,b {a,b} {1..2} {a,b} {1..x}

#### braces with leading zeros and letters
#= bash
echo {01..03} {a..c}{1..2}
#> 01 02 03 a1 a2 b1 b2 c1 c2

#### braces before other expansions
#= mksh ksh93
x=1
echo {$x,2}{a,b} {"a b",c}
#> 1a 1b 2a 2b a b c

#### no braces in assignments
#= dash bash mksh yash ksh93 busybox
x={a,b}
echo "$x"
#> {a,b}

#### here-strings
#= bash mksh yash ksh93
cat <<<text
x='a  b'
cat <<<$x
cat <<<"$x c"
read a b <<<'1 2'; echo $b
#> text
#> a  b
#> a  b c
#> 2

#### process substitution to read
#= bash ksh93 busybox
cat <(echo a) <(echo b)
diff <(printf '1\n') <(printf '1\n') && echo same
#> a
#> b
#> same

#### process substitution to write
#= bash ksh93 busybox
echo text > >(cat >f; echo done >g)
while ! [ -s g ]; do sleep 0.01; done
cat f
#> text

#### process substitution in a loop
#= bash ksh93 busybox
while read x; do echo "[$x]"; done < <(printf 'a\nb\n')
#> [a]
#> [b]

#### RANDOM is different and in range
#= bash mksh yash ksh93 busybox
a=$RANDOM b=$RANDOM c=$RANDOM
[ "$a$b" != "$b$c" ] && echo differs
[ $a -ge 0 ] && [ $a -le 32767 ] && echo in range
#> differs
#> in range

#### SECONDS counts and EPOCHREALTIME has microseconds
#= bash mksh
[ $SECONDS -lt 5 ] && echo ok
case $EPOCHREALTIME in *[.,]??????) echo ok;; esac
#> ok
#> ok

#### BASHPID is the subshell's
#= bash mksh
[ "$BASHPID" = $$ ] && echo same
(echo $BASHPID) >f; [ "$(cat f)" != $$ ] && echo differs
#> same
#> differs

#### plus-equals appends
#= bash mksh ksh93
x=a
x+=b
echo $x
x+='c d' eval 'echo $x'
#> ab
#> abc d

#### quoting an expansion with the at operator
#= bash mksh
x="a 'b'"
eval "y=${x@Q}"
[ "$x" = "$y" ] && echo same
#> same

#### extended patterns in conditions
#= bash mksh ksh93
[[ aab == +(a)b ]] && echo 1
[[ xyz == @(abc|xyz) ]] && echo 2
[[ ac == a?(b)c ]] && echo 3
[[ abd == !(abc) ]] && echo 4
#> 1
#> 2
#> 3
#> 4

#### nullglob
#= bash yash
shopt -s nullglob 2>/dev/null || set -o nullglob
set -- x*y
echo $#
#> 0

#### braces come before tildes
#= bash
HOME=/h
echo ~{/a,/b} {~,~/x}
#> /h/a /h/b /h /h/x

#### a choice in the offset of a substring
#= bash
v=abcdef i=1 j=0
echo ${v:i?1:2} ${v:j?1:2} ${v:j?1:i?3:4} ${v:i?1:2:2} ${v:$i?2:0:j?1:2} "${v:(i?2:0)}"
#> bcdef cdef def bc cd cdef
