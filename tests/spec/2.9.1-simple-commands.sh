# 2.9.1 Simple Commands

#### assignments alone affect the shell
#= dash bash mksh yash ksh93 busybox
x=1 y=2
echo $x$y
#> 12

#### assignments before a command affect only it
#= dash bash mksh yash ksh93 busybox
x=outer
x=inner env | grep ^x=
echo $x
#> x=inner
#> outer

#### an assigned variable is exported to the command only
#= dash bash mksh yash ksh93 busybox
unset x
x=1 "$SH" -c 'echo $x'
"$SH" -c 'echo "[$x]"'
echo "[$x]"
#> 1
#> []
#> []

#### assignments before a regular builtin are undone
#= dash bash mksh yash ksh93 busybox
x=outer
x=inner true
echo $x
x=inner cd .
echo $x
#> outer
#> outer

#### assignments before a special builtin persist
#= dash bash mksh yash ksh93 busybox
x=outer
x=inner :
echo $x
y=new eval 'echo $y'
echo $y
#> inner
#> new
#> new

#### assignments before each special builtin persist
#= dash bash mksh yash ksh93 busybox
a=1 :
b=1 eval :
c=1 export z
d=1 readonly zz
e=1 set --
f=1 shift 0
g=1 times >/dev/null
h=1 trap
i=1 unset zzz
for k in 1; do j=1 break; done
for k in 1; do l=1 continue; done
echo $a$b$c$d$e$f$g$h$i$j$l
#> 11111111111

#### assignments before a special builtin run by command do not persist
#= dash bash mksh yash ksh93 busybox
x=outer
x=inner command :
echo $x
#> outer

#### assignments before dot persist
#= dash bash mksh yash ksh93 busybox
echo 'echo in $x' >s
x=1 . ./s
echo $x
#> in 1
#> 1

#### assignments before return persist after the function
#= dash bash mksh yash ksh93 busybox
f() { x=1 return; }
f
echo $x
#> 1

#### assignments before a function are seen in it
#= dash bash mksh yash ksh93 busybox
f() { echo $x; }
x=1 f
#> 1

#### assignments before a function are exported to commands in it
#= dash bash mksh yash busybox
f() { "$SH" -c 'echo $x'; }
x=1 f
#> 1

#### assignments before a function do not persist
#= dash bash mksh yash busybox
#~ XCU 2.9.1.2 leaves it open since 2008; this shell restores, as bash does.
x=outer
f() { :; }
x=inner f
echo $x
#> outer

#### words are expanded before assignments take effect
#= dash bash mksh yash ksh93 busybox
x=old
x=new echo $x
#> old

#### later assignments see earlier ones
#= dash bash mksh yash ksh93 busybox
x=1 y=$x z=$y
echo $x$y$z
#> 111

#### later assignments before a command see earlier ones
#= dash bash yash ksh93 busybox
x=1 y=$x env | grep ^y=
#> y=1

#### the command name can come from an expansion
#= dash bash mksh yash ksh93 busybox
c=echo
$c a
c='echo b'
$c c
#> a
#> b c

#### an empty expansion before the command name vanishes
#= dash bash mksh yash ksh93 busybox
e=
$e echo a
$e $e echo b
#> a
#> b

#### an empty expansion alone is an empty command
#= dash bash mksh yash ksh93 busybox
e=
$e
echo $?
false
$e
echo $?
#> 0
#> 0

#### an assignment after an empty expansion is a command name
#= dash bash mksh yash ksh93 busybox
e=
$e x=1 2>/dev/null || echo not found
#> not found

#### assignments with an empty expansion affect the shell
#= dash bash mksh yash ksh93 busybox
e=
x=1 $e
echo $x
#> 1

#### a command substitution as an empty command gives its status
#= dash bash mksh yash ksh93 busybox
$(exit 3)
echo $?
`exit 4`
echo $?
#> 3
#> 4

#### an assignment with a command substitution gives its status
#= dash bash mksh yash ksh93 busybox
x=$(exit 3)
echo $?
x=$(exit 3) y=$(true)
echo $?
#> 3
#> 0

#### an assignment and a redirection give the substitution's status
#= dash bash mksh yash ksh93 busybox
x=$(exit 3) >f
echo $?
#> 3

#### status of a redirection's substitution without command
#= dash bash mksh yash ksh93 busybox
>$(echo f; exit 3)
echo $?
#> 3

#### assignment values undergo expansions but no splitting
#= dash bash mksh yash ksh93 busybox
v='a  b' g=*
x=$v y=$g z=$(echo 'c  d') w=$((1 + 1)) h=~root
printf '%s,' "$x" "$y" "$z" "$w" "$h"; echo
#> a  b,*,c  d,2,/root,

#### an assignment needs a valid name
#= dash bash mksh yash ksh93 busybox
1x=2 2>/dev/null || echo not found
a-b=1 2>/dev/null || echo not found
=1 2>/dev/null || echo not found
#> not found
#> not found
#> not found

#### a quoted name is no assignment
#= dash bash mksh yash ksh93 busybox
"x"=1 2>/dev/null || echo not found
x\=1 2>/dev/null || echo not found
x'='1 2>/dev/null || echo not found
#> not found
#> not found
#> not found

#### an assignment-like word after the command name is an argument
#= dash bash mksh yash ksh93 busybox
echo x=1
echo "[$x]"
#> x=1
#> []

#### an assignment with an empty value
#= dash bash mksh yash ksh93 busybox
x=1
x=
echo "[$x]${x+set}"
#> []set

#### an assignment with equals signs in the value
#= dash bash mksh yash ksh93 busybox
x=a=b=c
echo $x
#> a=b=c

#### command search: functions before PATH
#= dash bash mksh yash ksh93 busybox
ls() { echo function; }
ls
#> function

#### command search: functions before regular builtins
#= dash bash mksh yash ksh93 busybox
echo() { printf 'function %s\n' "$1"; }
echo a
#> function a

#### command search: special builtins before functions
#= dash bash mksh yash ksh93 busybox
#~ XCU 2.9.1.4 and 2.9.5: a function cannot take a special builtin's name in a conforming script.
(eval 'export() { echo function; }') 2>/dev/null
export x=1
env | grep ^x=
#> x=1

#### command search: a name with a slash is a path
#= dash bash mksh yash ksh93 busybox
mkdir d
printf 'echo from file "$@"\n' >d/cmd; chmod +x d/cmd
d/cmd a
cmd() { echo function; }
./d/cmd b
#> from file a
#> from file b

#### command search: PATH from left to right
#= dash bash mksh yash ksh93 busybox
mkdir a b
printf 'echo a\n' >a/cmd; printf 'echo b\n' >b/cmd; chmod +x a/cmd b/cmd
PATH=$PWD/a:$PWD/b:$PATH
cmd
PATH=$PWD/b:$PWD/a:$PATH
cmd
#> a
#> b

#### command search: an empty PATH element is the working directory
#= dash bash mksh yash ksh93 busybox
printf 'echo here\n' >cmd; chmod +x cmd
PATH=:$PATH
cmd
#> here

#### command search: a trailing colon is the working directory
#= dash bash mksh yash ksh93 busybox
printf 'echo here\n' >cmd; chmod +x cmd
PATH=$PATH:
cmd
#> here

#### command search: PATH assigned before the command is used
#= dash bash mksh yash ksh93 busybox
mkdir a
printf 'echo found\n' >a/cmd; chmod +x a/cmd
PATH=$PWD/a:$PATH cmd
cmd 2>/dev/null || echo not found
#> found
#> not found

#### a script without interpreter line is run by the shell
#= dash bash mksh yash ksh93 busybox
printf 'echo "$1 $#"; x=$((1+1)); echo $x\n' >cmd; chmod +x cmd
./cmd a b
#> a 2
#> 2

#### a script without interpreter line does not see unexported variables
#= dash bash mksh yash ksh93 busybox
x=1
printf 'echo "[$x]"\n' >cmd; chmod +x cmd
./cmd
#> []

#### a script with an interpreter line
#= dash bash mksh yash ksh93 busybox
printf '#!/bin/cat\ntext\n' >cmd; chmod +x cmd
./cmd
#> #!/bin/cat
#> text

#### a binary file that is no program is not run as a script
#= dash bash ksh93
printf '\177EL\0\1\2\n' >cmd; chmod +x cmd
./cmd 2>/dev/null
echo $?
#> 126

#### the command gets its name as argument zero
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'echo $0' name
#> name

#### the command gets its arguments unchanged
#= dash bash mksh yash ksh93 busybox
printf '[%s]' 'a b' '' '*' '$x' '"'; echo
#> [a b][][*][$x]["]

#### variable assignment order and readonly
#= dash bash mksh yash ksh93 busybox
readonly r=1
(x=1 r=2; echo not reached) 2>/dev/null
test $? -gt 0 && echo error
#> error

#### an exported variable changed by assignment reaches commands
#= dash bash mksh yash ksh93 busybox
export x=1
x=2
env | grep ^x=
#> x=2

#### unset then assigned variable is not exported
#= dash bash mksh yash ksh93 busybox
export x=1
unset x
x=2
env | grep ^x= || echo not exported
#> not exported

#### an assignment before exec
#= dash bash mksh yash ksh93 busybox
x=1 exec env | grep ^x=
#> x=1

#### a command after assignments from a function
#= dash bash mksh busybox
f() { x=changed; }
x=temporary f
echo "[${x-unset}]"
#~ XCU 2.9.1.2: unspecified; restored here.
#> [unset]

#### what the value of a temporary assignment assigns stays
#= dash bash mksh yash busybox
f() { :; }
unset x
x=${x=side}effect f
echo $x
unset y
y=${y=side}effect true
echo $y
#> side
#> side

#### IFS assignment before read affects only it
#= dash bash mksh yash ksh93 busybox
echo a:b | { IFS=: read x y; echo "$x $y"; printf %s "$IFS" | od -An -tx1; }
#> a b
#>  20 09 0a

#### PATH lookup notices a removed command
#= dash bash mksh yash ksh93 busybox
mkdir a b
printf 'echo a\n' >a/cmd; printf 'echo b\n' >b/cmd; chmod +x a/cmd b/cmd
PATH=$PWD/a:$PWD/b:$PATH
cmd
rm a/cmd
cmd
#> a
#> b

#### the longest possible arguments pass
#= dash bash mksh yash ksh93 busybox
x=$(printf '%0100000d' 1)
/bin/echo $x | wc -c | tr -d ' '
#> 100001

#### too long arguments are an error, not an end
#= dash bash mksh yash ksh93 busybox
x=$(printf '%03000000d' 1)
/bin/echo $x >/dev/null 2>&1
test $? -gt 0 && echo failed
#> failed

#### standard input of a command is the shell's
#= dash bash mksh yash ksh93 busybox
echo text | cat
#> text

#### command from an expansion with options from an expansion
#= dash bash mksh yash ksh93 busybox
c=command o=-v
$c $o cd
c='command -v'
$c export
#> cd
#> export

#### command set changes the positional parameters
#= dash bash mksh yash ksh93 busybox
set -- a
command set -- b c
echo $# $1
#> 2 b

#### an assignment with command before a special builtin does not persist
#= dash bash mksh yash ksh93 busybox
x=old
x=new command eval 'echo $x'
echo $x
#> new
#> old

#### an assignment before a special builtin with an error in its value
#= dash bash mksh yash ksh93 busybox
x=1 :
(y=${u?} :) 2>/dev/null || echo error
echo $x
#> error
#> 1

#### a variable named like a temporary one in a nested call
#= dash bash mksh yash busybox
f() { echo "f $x"; x=3 g; echo "f $x"; }
g() { echo "g $x"; }
x=2 f
#> f 2
#> g 3
#> f 2

#### exported empty and unset variables in a command's environment
#= dash bash mksh yash ksh93 busybox
export e=
unset u
env | grep -e '^e=' -e '^u='
#> e=

#### a temporary assignment to PATH finds the command
#= dash bash mksh yash ksh93 busybox
mkdir bin; printf 'echo found\n' >bin/thing; chmod +x bin/thing
PATH=$PWD/bin:$PATH thing
PATH=$PWD/bin:$PATH eval thing
#> found
#> found

#### function definitions do not change the status before a command
#= dash bash mksh yash ksh93 busybox
false
f() { :; }
echo $?
#> 0
