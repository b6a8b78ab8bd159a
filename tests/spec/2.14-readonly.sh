# 2.14 readonly

#### a readonly variable cannot be assigned
#= dash bash mksh yash ksh93 busybox
readonly x=1
(x=2) 2>/dev/null || echo error
echo $x
#> error
#> 1

#### a readonly variable cannot be unset
#= dash bash mksh yash ksh93 busybox
readonly x=1
(unset x) 2>/dev/null || echo error
echo $x
#> error
#> 1

#### a variable is made readonly
#= dash bash mksh yash ksh93 busybox
x=1
readonly x
(x=2) 2>/dev/null || echo error
#> error

#### several operands
#= dash bash mksh yash ksh93 busybox
a=1
readonly a b=2
(a=3) 2>/dev/null || echo error
(b=3) 2>/dev/null || echo error
#> error
#> error

#### an unset variable can be readonly
#= dash bash mksh yash ksh93 busybox
unset x
readonly x
(x=1) 2>/dev/null || echo error
echo "${x-unset}"
#> error
#> unset

#### readonly -p prints commands
#= dash mksh yash ksh93 busybox
readonly x='a b'
readonly -p | grep '^readonly x='
#> readonly x='a b'

#### readonly -p can be read back
#= dash yash ksh93 busybox
"$SH" -c 'readonly x="a '\''b'\'' \"c\" \$d"; readonly -p' >s
(. ./s 2>/dev/null; echo "$x"; (x=1) 2>/dev/null || echo readonly)
#> a 'b' "c" $d
#> readonly

#### readonly without operands lists
#= dash bash mksh yash ksh93 busybox
readonly xyz=1
readonly | grep -q 'xyz' && echo listed
#> listed

#### a readonly variable can be exported
#= dash bash mksh yash ksh93 busybox
readonly x=1
export x
env | grep ^x=
#> x=1

#### a readonly variable before a command is an error
#= dash bash mksh yash busybox
readonly x=1
(x=2 true; echo no) 2>/dev/null; test $? -gt 0 && echo error
#> error

#### read getopts and for cannot change it
#= dash bash mksh yash ksh93 busybox
readonly x=1
(echo 2 | (read x) 2>/dev/null) || echo error
(for x in 2; do :; done) 2>/dev/null || echo error
(getopts a x -a) 2>/dev/null || echo error
echo $x
#> error
#> error
#> error
#> 1

#### an invalid name is an error
#= dash bash mksh ksh93 busybox
(readonly 1x) 2>/dev/null || echo error
(readonly a-b=1) 2>/dev/null || echo error
#> error
#> error

#### tilde and no splitting in the value
#= dash bash mksh ksh93 busybox
HOME=/h; v='a  b'
readonly x=~ y=$v
echo "$x $y"
#> /h a  b

#### readonly in a subshell stays there
#= dash bash mksh yash ksh93 busybox
x=1
(readonly x)
x=2; echo $x
#> 2

#### readonly in a function holds after it
#= dash bash mksh yash ksh93 busybox
f() { readonly x=1; }
f
(x=2) 2>/dev/null || echo error
#> error

#### a command gets the value but not the attribute
#= dash bash mksh yash ksh93 busybox
readonly x=1; export x
"$SH" -c 'x=2; echo $x'
#> 2
