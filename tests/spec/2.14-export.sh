# 2.14 export

#### a variable is exported
#= dash bash mksh yash ksh93 busybox
x=1
export x
env | grep ^x=
#> x=1

#### a variable is assigned and exported
#= dash bash mksh yash ksh93 busybox
export x=1 y=2
env | grep -E '^(x|y)=' | sort
#> x=1
#> y=2

#### later changes are exported too
#= dash bash mksh yash ksh93 busybox
export x=1
x=2
env | grep ^x=
#> x=2

#### several names
#= dash bash mksh yash ksh93 busybox
a=1 b=2
export a b
"$SH" -c 'echo $a$b'
#> 12

#### exporting an unset variable does not set it
#= dash bash mksh yash ksh93 busybox
unset x
export x
echo "${x-unset}"
env | grep ^x= || echo not in the environment
#> unset
#> not in the environment

#### the value is expanded without splitting
#= dash bash mksh ksh93 busybox
v='a  b' 
export x=$v
echo "$x"
#> a  b

#### the value is not subject to pathname expansion
#= dash bash mksh ksh93 busybox
: >x=f
export x=*
echo "$x"
#> *

#### tilde in the value
#= dash bash mksh ksh93 busybox
HOME=/h
export x=~ y=a:~/b
echo $x $y
#> /h a:/h/b

#### the operand from an expansion
#= dash bash mksh yash ksh93 busybox
n=x
export $n=1
echo $x
export "$n=a b"
echo "$x"
#> 1
#> a b

#### export -p prints commands
#= dash mksh yash ksh93 busybox
unset x y
export x='a b' y
export -p | grep -E '^export (x|y)' 
#> export x='a b'
#> export y

#### export -p can be read back
#= dash bash mksh yash ksh93 busybox
export x="a 'b' \"c\" \$d \`e\` \\f
g"
old=$x
export -p >s
unset x
. ./s 2>/dev/null
test "$x" = "$old" && echo same
env | grep -q '^x=' && echo exported
#> same
#> exported

#### export without operands lists
#= dash bash yash ksh93 busybox
export x=1
export | grep -q 'x=' && echo listed
#> listed

#### an invalid name is an error
#= dash bash mksh ksh93 busybox
(export 1x=2) 2>/dev/null || echo error
(export a-b) 2>/dev/null || echo error
(export '') 2>/dev/null || echo error
(export =x) 2>/dev/null || echo error
#> error
#> error
#> error
#> error

#### export in a function
#= dash bash mksh yash ksh93 busybox
f() { export x=1; }
f
env | grep ^x=
#> x=1

#### export in a subshell stays there
#= dash bash mksh yash ksh93 busybox
(export x=1)
env | grep ^x= || echo none
#> none

#### status is zero
#= dash bash mksh yash ksh93 busybox
false
export x=1; echo $?
export x=$(exit 3); echo $?
#> 0
#> 0

#### an exported variable made local or unset
#= dash bash mksh yash ksh93 busybox
export x=1
unset x
env | grep ^x= || echo none
#> none

#### double hyphen
#= dash bash mksh yash ksh93 busybox
export -- x=1
env | grep ^x=
#> x=1

#### export -p of values with an equals sign and empty values
#= dash bash mksh yash ksh93 busybox
export x= y=a=b
export -p >s
unset x y
. ./s 2>/dev/null
echo "[$x][$y]"
#> [][a=b]
