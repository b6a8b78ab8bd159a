# 2.6.7 Quote Removal

#### original quotes go
#= dash bash mksh yash ksh93 busybox
echo a"b"'c'\d
#> abcd

#### quotes from expansions stay
#= dash bash mksh yash ksh93 busybox
x=\"a\" y=\'b\' z='\c'
printf '%s ' $x $y $z; echo
#> "a" 'b' \c 

#### quotes from a command substitution stay
#= dash bash mksh yash ksh93 busybox
printf '%s ' $(printf '%s' "'a' \"b\"") ; echo
#> 'a' "b" 

#### quotes in a here-document body stay
#= dash bash mksh yash ksh93 busybox
cat <<E
"a" 'b'
E
#> "a" 'b'

#### empty quotes as a command name
#= dash bash yash busybox
'' 2>/dev/null; echo $?
#> 127

#### empty quotes as an argument
#= dash bash mksh yash ksh93 busybox
printf '[%s]' a '' "" b; echo
#> [a][][][b]

#### quotes in an assignment go
#= dash bash mksh yash ksh93 busybox
x="a"'b'\c
printf '%s\n' "$x"
#> abc

#### quotes in a redirection operand go
#= dash bash mksh yash ksh93 busybox
echo t >'a'"b"\c
cat abc
#> t

#### quotes in a case word and pattern go
#= dash bash mksh yash ksh93 busybox
case "a"'b' in a\b) echo same;; esac
#> same

#### quotes in for words go
#= dash bash mksh yash ksh93 busybox
for i in "a b" 'c'\d; do echo "$i"; done
#> a b
#> cd

#### quotes in a here-document delimiter go
#= dash bash mksh yash ksh93 busybox
cat <<E'O'\F
x
EOF
#> x

#### the order of expansions: the result of one is not input to an earlier one
#= dash bash mksh yash ksh93 busybox
x='~' y='$x' z='$(echo no)' a='*'
printf '%s ' "$x" "$y" "$z" "$a"; echo
#> ~ $x $(echo no) * 

#### expansions in one word happen from left to right
#= dash bash mksh yash ksh93 busybox
x=0
echo $((x = x + 1))$x$((x = x + 1))$x
#> 1122

#### expansions in several words happen from left to right
#= dash bash mksh yash ksh93 busybox
unset x
echo ${x-a} ${x=b} ${x-c}
#> a b b
