# 3 sh

#### a command string with a name and arguments
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'echo "$0 $# $1 $2"' name a 'b c'
#> name 2 a b c

#### a command string without a name
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'echo $#'
#> 0

#### options before and after c
#= dash bash mksh yash ksh93 busybox
"$SH" -ec 'false; echo no'; echo $?
"$SH" -e -c 'false; echo no'; echo $?
"$SH" -c -e 'false; echo no'; echo $?
#> 1
#> 1
#> 1

#### double hyphen before the command string
#= dash bash mksh yash ksh93 busybox
"$SH" -c -- 'echo a'
#> a

#### a hyphen before the operands
#= dash bash mksh yash ksh93 busybox
echo 'echo $1' | "$SH" -s - a
"$SH" -c 'echo a' - b
#> a
#> a

#### a script with arguments
#= dash bash mksh yash ksh93 busybox
echo 'echo "$# $1 ${0##*/}"' >s
"$SH" ./s 'a b' c
#> 2 a b s

#### a script with options after its name are its arguments
#= dash bash mksh yash ksh93 busybox
echo 'printf "%s " "$@"; echo' >s
"$SH" ./s -e -x
#> -e -x 

#### double hyphen before the script
#= dash bash mksh yash ksh93 busybox
echo 'echo a' >s
"$SH" -- ./s
#> a

#### a script's name without a slash
#= dash bash mksh yash ksh93 busybox
echo 'echo here' >script_here
"$SH" script_here
#> here

#### commands from standard input
#= dash bash mksh yash ksh93 busybox
echo 'echo a; echo b' | "$SH"
#> a
#> b

#### commands from standard input with arguments
#= dash bash mksh yash ksh93 busybox
echo 'echo "$# $1"' | "$SH" -s a b
#> 2 a

#### commands from standard input and a command that reads the rest
#= bash mksh yash ksh93
printf 'cat\nrest 1\nrest 2\n' | "$SH"
#> rest 1
#> rest 2

#### commands from standard input and read takes the next line
#= bash mksh yash ksh93
printf 'read x\nvalue\necho "got $x"\n' | "$SH"
#> got value

#### commands from a file on standard input and a command that reads the rest
#= bash mksh yash ksh93
printf 'read x; echo "<$x>"; cat\nline\nlast\n' >s
"$SH" <s
#> <line>
#> last

#### commands are run as they are read
#= dash bash mksh yash ksh93 busybox
printf 'echo a\nexit 3\n)(\n' | "$SH"; echo $?
#> a
#> 3

#### a long script on standard input
#= dash bash mksh yash ksh93 busybox
i=0; while [ $i -lt 500 ]; do echo "x=$i # some text to make the line longer than a few bytes"; i=$((i+1)); done >s
echo 'echo $x' >>s
"$SH" <s
#> 499

#### option n
#= dash bash mksh yash ksh93 busybox
"$SH" -n -c 'echo a'
echo 'if' | "$SH" -n 2>/dev/null; test $? -gt 0 && echo error
#> error

#### option u
#= dash bash mksh yash ksh93 busybox
"$SH" -u -c 'echo $unset; echo no' 2>/dev/null; test $? -gt 0 && echo error
#> error

#### option f
#= dash bash mksh yash ksh93 busybox
: >a
"$SH" -f -c 'echo *'
#> *

#### option a
#= dash bash mksh yash ksh93 busybox
"$SH" -a -c 'x=1; env' | grep ^x=
#> x=1

#### option C
#= dash bash mksh yash ksh93 busybox
: >f
"$SH" -C -c 'echo a >f' 2>/dev/null || echo refused
#> refused

#### option v
#= dash bash mksh yash ksh93 busybox
"$SH" -v -c 'echo a' 2>/dev/null
printf 'echo a\n' | "$SH" -v 2>&1 >/dev/null
#> a
#> echo a

#### option x
#= dash bash mksh yash ksh93 busybox
"$SH" -x -c 'echo a' 2>&1 >/dev/null
#> + echo a

#### options by name
#= dash bash mksh yash ksh93 busybox
"$SH" -o errexit -c 'false; echo no'; echo $?
"$SH" -o nounset -c 'echo $unset' 2>/dev/null || echo error
#> 1
#> error

#### options turned off
#= dash bash mksh yash ksh93 busybox
"$SH" -e +e -c 'false; echo yes'
"$SH" -eu +o errexit -c 'false; echo yes'
#> yes
#> yes

#### an unknown option is an error
#= dash bash mksh yash ksh93 busybox
"$SH" -Z -c 'echo a' 2>/dev/null; test $? -gt 0 && echo error
#> error

#### c without a command string is an error
#= dash bash mksh yash ksh93 busybox
"$SH" -c 2>/dev/null; test $? -gt 0 && echo error
#> error

#### a script that is a directory is an error
#= bash yash ksh93
mkdir d
"$SH" ./d 2>/dev/null; test $? -gt 0 && echo error
#> error

#### the exit status of a script that ends with a syntax error
#= dash bash mksh yash ksh93 busybox
echo 'echo a
if' >s
"$SH" ./s 2>/dev/null; s=$?; test $s -gt 0 && test $s -lt 126 && echo error
#> a
#> error

#### an empty script and one without a final newline
#= dash bash mksh yash ksh93 busybox
: >s; "$SH" ./s; echo $?
printf 'echo a' >t; "$SH" ./t
printf '# comment' >u; "$SH" ./u; echo $?
#> 0
#> a
#> 0

#### a script with an interpreter line
#= dash bash mksh yash ksh93 busybox
printf '#!/no/such/interpreter\necho a\n' >s
"$SH" ./s
#> a

#### standard input is not read when there is a command string
#= dash bash mksh yash ksh93 busybox
printf 'echo no\n' | "$SH" -c 'echo yes'
#> yes

#### the command string may have several lines
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'echo a
echo b
# comment
echo c'
#> a
#> b
#> c

#### the dollar hyphen parameter names the options of the command line
#= dash bash mksh yash ksh93 busybox
"$SH" -fc 'case $- in *f*) echo f;; esac'
"$SH" -c 'case $- in *i*) echo i;; *) echo not i;; esac'
#> f
#> not i

#### the environment is passed on
#= dash bash mksh yash ksh93 busybox
X_FROM_HERE=1 "$SH" -c 'echo $X_FROM_HERE; env | grep ^X_FROM_HERE'
#> 1
#> X_FROM_HERE=1

#### an interactive shell goes on after errors and ends at end of input
#= dash bash mksh yash ksh93
printf 'echo a\nno_such_command_x\necho b\n' | "$SH" -i 2>/dev/null
#> a
#> b

#### an interactive shell does not exec the last command away
#= dash bash mksh yash ksh93
printf 'trap "echo bye" EXIT\ntrue\n' | "$SH" -i 2>/dev/null
#> bye

#### a file given by a descriptor path
#= dash bash mksh yash ksh93 busybox
echo 'echo from fd' >s
"$SH" /dev/fd/3 3<s
#> from fd

#### many operands
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'echo $# ${12}' sh 1 2 3 4 5 6 7 8 9 10 11 12
#> 12 12

#### signals that were ignored stay ignored and cannot be trapped
#= dash bash mksh yash ksh93 busybox
(trap '' USR1; "$SH" -c 'trap "echo trapped" USR1; kill -s USR1 $$; echo end')
#> end
