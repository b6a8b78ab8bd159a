# 2.14 exec

#### a command replaces the shell
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'exec echo a; echo b'
#> a

#### the status is the command's
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'exec "$SH" -c "exit 3"'; echo $?
#> 3

#### the process id stays
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'echo $$; exec "$SH" -c "echo \$\$"' | uniq | wc -l | tr -d ' '
#> 1

#### without command it only redirects
#= dash bash mksh yash ksh93 busybox
exec >f
echo a
exec >&2
cat f 2>/dev/null | cat >/dev/null

#### without command the status is zero
#= dash bash mksh yash ksh93 busybox
false
exec; echo $?
false
exec 3>f; echo $?
#> 0
#> 0

#### a command that is not found: 127
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'exec no_such_command; echo not reached' 2>/dev/null; echo $?
#> 127

#### a command that cannot be run: 126
#= dash bash mksh yash ksh93 busybox
: >f
"$SH" -c 'exec ./f; echo not reached' 2>/dev/null; echo $?
#> 126

#### a function is not what exec runs
#= dash bash yash ksh93 busybox
echo() { printf function; }
"$SH" -c 'true() { echo function; }; exec true; echo not reached'; printf '%s\n' $?
#> 0

#### redirections with a command
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'exec echo a >f'
cat f
#> a

#### the environment of the command
#= dash bash mksh yash ksh93 busybox
x=1; export x
(exec env) | grep ^x=
(y=2 exec env) | grep ^y=
#> x=1
#> y=2

#### traps are reset for the command
#= dash bash mksh yash ksh93 busybox
trap 'echo trap' TERM
(exec "$SH" -c 'kill -s TERM $$; echo alive')
test $? -gt 128 && echo ended
#> ended

#### ignored signals stay ignored for the command
#= dash bash mksh yash ksh93 busybox
trap '' TERM
(exec "$SH" -c 'kill -s TERM $$; echo alive')
#> alive

#### the exit trap does not run when the shell is replaced
#= dash bash yash ksh93 busybox
"$SH" -c 'trap "echo bye" EXIT; exec echo a'
#> a

#### the exit trap runs when exec fails
#= dash mksh busybox
"$SH" -c 'trap "echo bye" EXIT; exec ./missing' 2>/dev/null
echo $?
#> bye
#> 127

#### exec in a subshell
#= dash bash mksh yash ksh93 busybox
(exec echo a)
echo b
#> a
#> b

#### closing and opening
#= dash bash mksh yash ksh93 busybox
exec 3>f 4>g
echo a >&3; echo b >&4
exec 3>&- 4>&-
cat f g
(echo c >&3) 2>/dev/null || echo closed
#> a
#> b
#> closed

#### duplicating
#= dash bash mksh yash ksh93 busybox
exec 3>f
exec 4>&3 3>&-
echo a >&4
cat f
#> a

#### reading through a descriptor
#= dash bash mksh yash ksh93 busybox
printf '1\n2\n3\n' >f
exec 3<f
read a <&3; read b <&3
echo $a $b
exec 3<&-
#> 1 2

#### standard input
#= dash bash mksh yash ksh93 busybox
printf 'a\nb\n' >f
exec <f
read x; read y
echo $x $y
#> a b

#### double hyphen
#= bash mksh yash ksh93 busybox
(exec -- echo a)
#> a

#### exec without command keeps assignments
#= dash bash mksh yash ksh93 busybox
x=1 exec
echo $x
#> 1
