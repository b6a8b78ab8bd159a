# 2.14 dot

#### it runs a file in the current environment
#= dash bash mksh yash ksh93 busybox
echo 'x=1; f() { echo f; }; cd /' >s
. ./s
echo $x; f; pwd
#> 1
#> f
#> /

#### the status is that of the last command
#= dash bash mksh yash ksh93 busybox
echo '(exit 3)' >s
. ./s; echo $?
#> 3

#### an empty file gives zero
#= dash bash mksh yash ksh93 busybox
: >s
false
. ./s; echo $?
#> 0

#### a file of comments gives zero
#= dash bash mksh yash ksh93 busybox
echo '# comment' >s
false
. ./s; echo $?
#> 0

#### the file is searched in PATH and need not be executable
#= dash bash mksh yash ksh93 busybox
mkdir d; echo 'echo found' >d/script_to_source
PATH=$PWD/d:$PATH
. script_to_source
#> found

#### a name without slash is not taken from the working directory unless PATH says
#= dash bash mksh yash ksh93 busybox
mkdir d
echo 'echo wrong' >only_here
(PATH=$PWD/d:/bin:/usr/bin; . only_here) 2>/dev/null || echo not found
#> not found

#### return ends the file
#= dash bash mksh yash ksh93 busybox
echo 'echo a; return 3; echo b' >s
. ./s; echo $?
#> a
#> 3

#### return in a function in the file
#= dash bash mksh yash ksh93 busybox
echo 'f() { return 4; }; f; echo $?' >s
. ./s
#> 4

#### positional parameters are the caller's
#= dash bash mksh yash ksh93 busybox
set -- a b
echo 'echo $#; set -- c' >s
. ./s
echo $1
#> 2
#> c

#### the status at the start of the file is the one before
#= dash bash mksh yash ksh93 busybox
echo 'echo $?' >s
(exit 3)
. ./s
#> 3

#### exit in the file ends the shell
#= dash bash mksh yash ksh93 busybox
echo 'exit 3' >s
. ./s
echo not reached
#? 3

#### nested dot scripts
#= dash bash mksh yash ksh93 busybox
echo '. ./t; echo s' >s
echo 'echo t' >t
. ./s
#> t
#> s

#### break in a function's loop around a dot script
#= dash bash mksh yash ksh93 busybox
echo 'x=$((x+1))' >s
x=0
for i in 1 2 3; do . ./s; done
echo $x
#> 3

#### redirection of dot
#= dash bash mksh yash ksh93 busybox
echo 'echo out' >s
. ./s >f
cat f
#> out

#### a here-document in the file
#= dash bash mksh yash ksh93 busybox
cat >s <<'A'
cat <<E
$x
E
A
x=value
. ./s
#> value

#### aliases defined in the file hold after it
#= dash bash mksh yash ksh93 busybox
echo "alias hi='echo hello'" >s
. ./s
hi
#> hello

#### a file without final newline
#= dash bash mksh yash ksh93 busybox
printf 'echo a' >s
. ./s
#> a

#### the file is read line by line: a later syntax error leaves earlier commands done
#= dash bash mksh yash busybox
printf 'echo a\n)\n' >s
(. ./s) 2>/dev/null
test $? -gt 0 && echo error
#> a
#> error

#### a directory is no script
#= bash yash ksh93
mkdir d
(. ./d) 2>/dev/null
test $? -gt 0 && echo error
#> error

#### an unreadable file is an error
#= dash bash mksh yash ksh93 busybox
#% user
echo 'echo a' >s; chmod 0 s
(. ./s) 2>/dev/null || echo error
#> error

#### double hyphen before the operand
#= dash bash mksh yash ksh93 busybox
echo 'echo a' >s
. -- ./s
#> a

#### in a function the file sees its arguments
#= dash bash mksh yash ksh93 busybox
f() { . ./s; }
echo 'echo $1' >s
f arg
#> arg

#### LINENO in the file counts from its start
#= bash mksh yash ksh93 busybox
printf '\necho $LINENO\n' >s
. ./s
#> 2
