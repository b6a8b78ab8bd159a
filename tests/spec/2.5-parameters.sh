# 2.5 Parameters and Variables

#### positional parameters in order
#= dash bash mksh yash ksh93 busybox
#% args: a b c
echo "$1 $2 $3 $#"
#> a b c 3

#### positional parameters above nine need braces
#= dash bash mksh yash ksh93 busybox
set -- a b c d e f g h i j k
echo $10 ${10} ${11}
#> a0 j k

#### leading zeros in a positional parameter are decimal
#= dash bash mksh yash ksh93 busybox
set -- a b c d e f g h i j
echo ${01} ${010}
#> a j

#### an unset positional parameter is empty
#= dash bash mksh yash ksh93 busybox
#% args: a
echo "[$2]"
#> []

#### a positional parameter can be empty but set
#= dash bash mksh yash ksh93 busybox
set -- ''
echo "${1+set}"
#> set

#### assignments do not touch positional parameters
#= dash bash mksh yash ksh93 busybox
set -- a b
1=c 2>/dev/null || :
echo $1
#> a

#### dollar at unquoted makes a field for each
#= dash bash mksh yash ksh93 busybox
set -- 'a b' c
for i in $@; do echo "[$i]"; done
#> [a]
#> [b]
#> [c]

#### dollar at in double quotes keeps the fields
#= dash bash mksh yash ksh93 busybox
set -- 'a b' '' c
for i in "$@"; do echo "[$i]"; done
#> [a b]
#> []
#> [c]

#### dollar at in double quotes with no parameters is no field
#= dash bash mksh yash ksh93 busybox
set --
for i in "$@"; do echo "[$i]"; done
set -- "$@" x; echo $#
#> 1

#### dollar at in double quotes with no parameters but text beside
#= bash mksh yash
set --
set -- "a$@"
echo "$# [$1]"
set --
set -- "$@$@"
echo "$#"
#> 1 [a]
#> 0

#### an empty string beside an empty quoted at is a field
#= dash bash mksh yash ksh93 busybox
set --
set -- ""$@ ; echo $#
set --
set -- "$@"""; echo $#
#> 1
#> 1

#### dollar star unquoted makes fields
#= dash bash mksh yash ksh93 busybox
set -- 'a b' c
for i in $*; do echo "[$i]"; done
#> [a]
#> [b]
#> [c]

#### dollar star in double quotes joins with a space
#= dash bash mksh yash ksh93 busybox
set -- 'a b' '' c
for i in "$*"; do echo "[$i]"; done
#> [a b  c]

#### dollar star joins with the first character of IFS
#= dash bash mksh yash ksh93 busybox
set -- a b c
IFS=:,
echo "$*"
#> a:b:c

#### dollar star with IFS null joins with nothing
#= dash bash mksh yash ksh93 busybox
set -- a b c
IFS=
echo "$*"
#> abc

#### dollar star with IFS unset joins with spaces
#= dash bash mksh yash ksh93 busybox
set -- a b c
unset IFS
echo "$*"
#> a b c

#### dollar star unquoted with IFS null keeps the fields apart
#= dash bash mksh yash ksh93 busybox
set -- 'a b' c
IFS=
set -- $*
echo $#
#> 2

#### dollar at unquoted with IFS null keeps the fields apart
#= dash bash mksh yash ksh93 busybox
set -- 'a b' c
IFS=
set -- $@
echo $#
#> 2

#### unquoted at and star drop empty parameters
#= dash bash mksh yash busybox
set -- '' a '' b ''
set -- $@; echo $#
set -- '' a '' b ''
set -- $*; echo $#
#> 2
#> 2

#### dollar star in an assignment joins
#= dash bash mksh yash ksh93 busybox
set -- a b
x=$* y="$*"; echo "$x $y"
IFS=:
x=$* y="$*"; echo "$x $y"
#> a b a b
#> a:b a:b

#### dollar at in an assignment joins with spaces
#= dash bash mksh yash ksh93 busybox
set -- a b
x="$@"; echo "$x"
x=$@; echo "$x"
#> a b
#> a b

#### dollar star in a case word joins
#= dash bash mksh yash ksh93 busybox
set -- a b
IFS=-
case "$*" in a-b) echo joined;; esac
#> joined

#### dollar star in a here-document joins with the first character of IFS
#= dash mksh yash busybox
set -- a b
IFS=-
cat <<E
$*
E
#> a-b

#### dollar hash counts
#= dash bash mksh yash ksh93 busybox
set -- a 'b c' ''
echo $# ${#}
#> 3 3

#### dollar hash at zero
#= dash bash mksh yash ksh93 busybox
set --
echo $#
#> 0

#### the status of the last pipeline
#= dash bash mksh yash ksh93 busybox
true; echo $?
false; echo $?
(exit 3); echo $?
true | (exit 4); echo $?
! true; echo $?
#> 0
#> 1
#> 3
#> 4
#> 1

#### the status of an expansion is the one before the command
#= dash bash mksh yash ksh93 busybox
false
echo $? $?
#> 1 1

#### the status is zero at the start
#= dash bash mksh yash ksh93 busybox
echo $?
#> 0

#### an assignment without command substitution sets the status to zero
#= dash bash mksh yash ksh93 busybox
false
x=1
echo $?
#> 0

#### the status of an assignment is that of its last command substitution
#= dash bash mksh yash ksh93 busybox
x=$(exit 3); echo $?
x=$(exit 3) y=$(exit 4); echo $?
x=$(exit 3)y; echo $?
#> 3
#> 4
#> 3

#### a subshell and a command substitution see the status
#= dash bash mksh yash ksh93 busybox
false
(echo $?)
false
x=$(echo $?); echo $x
#> 1
#> 1

#### dollar dash has the flags that are on
#= dash bash mksh yash ksh93 busybox
set -f
case $- in *f*) echo on;; *) echo off;; esac
set +f
case $- in *f*) echo on;; *) echo off;; esac
#> on
#> off

#### dollar dash has the flags of the command line
#= dash bash mksh yash ksh93 busybox
#% flags: -eu
case $- in *e*) echo e;; esac
case $- in *u*) echo u;; esac
#> e
#> u

#### dollar dash has s and c as the shell was started
#= dash bash mksh yash ksh93 busybox
echo 'case $- in *s*) echo s;; esac' | "$SH"
"$SH" -s a </dev/null; echo 'echo $1' | "$SH" -s a
#> s
#> a

#### dollar dollar is the same in a subshell
#= dash bash mksh yash ksh93 busybox
test "$$" = "$(echo $$)" && echo same
(test $$ -eq "$$") && echo numeric
test "$( (echo $$) )" = $$ && echo same
#> same
#> numeric
#> same

#### dollar dollar is the shell's process id
#= dash bash mksh busybox
test "$("$SH" -c 'echo $$')" != $$ && echo differs
"$SH" -c 'kill -9 $$'; echo $?
#> differs
#> 137

#### dollar exclamation is the last background process
#= dash bash mksh yash ksh93 busybox
sleep 0 & a=$!
sleep 0 & b=$!
test "$a" != "$b" && echo differ
wait $a && wait $b && echo waited
#> differ
#> waited

#### dollar exclamation is unset before any background command
#= dash bash mksh ksh93 busybox
echo "[${!-unset}]"
#> [unset]

#### dollar exclamation of a pipeline is its last process
#= dash bash mksh yash ksh93 busybox
true | sleep 0 & a=$!
wait $a; echo $?
true | (exit 7) & wait $!; echo $?
#> 0
#> 7

#### dollar exclamation in a subshell is inherited
#= dash bash mksh yash ksh93 busybox
sleep 0 & a=$!
(test "$!" = "$a" && echo same)
wait
#> same

#### dollar zero of a script file is its path
#= dash bash mksh yash ksh93 busybox
case $0 in */script) echo ok;; *) echo "$0";; esac
#> ok

#### dollar zero of a command string is its first operand
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'echo $0 $1' name arg
#> name arg

#### dollar zero is unchanged in a function
#= dash bash mksh yash ksh93 busybox
f() { case $0 in */script) echo ok;; *) echo "$0";; esac; }
f
#> ok

#### the environment gives variables
#= dash bash mksh yash ksh93 busybox
#% env: FROM_ENV=value
echo $FROM_ENV
#> value

#### variables from the environment stay exported
#= dash bash mksh yash ksh93 busybox
#% env: FROM_ENV=old
FROM_ENV=new
env | grep '^FROM_ENV='
#> FROM_ENV=new

#### names in the environment that are no names of variables reach commands
#= bash yash ksh93
#~ XCU 2.5.3: a shell may pass such names on or not; this shell does, as dash, bash and others do.
env 'a.b=1' "$SH" -c 'env' | grep '^a.b='
#> a.b=1

#### IFS from the environment is ignored
#= dash bash mksh yash ksh93 busybox
#% env: IFS=x
a=1x2
set -- $a; echo $#
printf %s "$IFS" | od -An -tx1
#> 1
#>  20 09 0a

#### PPID is the parent's process id
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'echo $PPID' >f
test "$(cat f)" = $$ && echo ok
#> ok

#### PPID is unchanged in a subshell
#= dash bash mksh yash ksh93 busybox
(test "$PPID" = "$(echo $PPID)" && echo same)
#> same

#### PWD is the working directory
#= dash bash mksh yash ksh93 busybox
test "$PWD" = "$(pwd -P)" && echo ok
#> ok

#### PWD is set in the environment of commands after cd
#= dash bash yash ksh93 busybox
mkdir d; cd d
env | grep -q "^PWD=.*/d\$" && echo ok
#> ok

#### a wrong PWD from the environment is corrected
#= dash bash mksh yash ksh93 busybox
#% env: PWD=/nonexistent
test "$PWD" = "$(pwd -P)" && echo ok
#> ok

#### a relative PWD from the environment is corrected
#= dash bash mksh yash ksh93 busybox
#% env: PWD=.
test "$PWD" = "$(pwd -P)" && echo ok
#> ok

#### a PWD that names the directory through a symbolic link is kept
#= dash bash yash ksh93 busybox
mkdir d; ln -s d l
cd l
"$SH" -c 'case $PWD in */l) echo kept;; *) echo "$PWD";; esac'
#> kept

#### LINENO is the line of the script
#= bash mksh yash ksh93 busybox
echo $LINENO
echo $LINENO

echo $LINENO
#> 1
#> 2
#> 4

#### LINENO inside a compound command
#= bash mksh yash ksh93 busybox
if true; then
  echo $LINENO
fi
for i in 1; do
  echo $LINENO
done
#> 2
#> 5

#### LINENO after a continued line
#= mksh yash ksh93 busybox
echo \
  a $LINENO
echo $LINENO
#~ 2.5.3: the line number of the command; shells differ on a command of several lines but not after it.
#> a 1
#> 3

#### LINENO after a here-document
#= bash mksh yash ksh93 busybox
cat <<E
text
E
echo $LINENO
#> text
#> 4

#### OPTIND starts at one
#= dash bash mksh yash ksh93 busybox
echo $OPTIND
#> 1

#### OPTIND from the environment is reset
#= dash bash mksh yash ksh93 busybox
#% env: OPTIND=5
echo $OPTIND
#> 1

#### PS4 is the prefix of traces
#= dash bash yash ksh93 busybox
PS4='T '
{ set -x; echo a; } 2>f
set +x 2>/dev/null
cat f
#> a
#> T echo a

#### PS4 comes from the environment
#= dash mksh ksh93 busybox
#% env: PS4=from-env:
echo "$PS4"
#> from-env:

#### PS4 is expanded
#= dash bash mksh busybox
x=1
PS4='$x '
{ set -x; echo a; set +x; } 2>f
cat f
#> a
#> 1 echo a
#> 1 set +x

#### the default of PS4
#= dash bash mksh busybox
{ set -x; echo a; set +x; } 2>f
cat f
#> a
#> + echo a
#> + set +x

#### PS1 default in an interactive shell
#= dash bash mksh yash ksh93
#% user
#% flags: -i
#% via: stdin
#% env: HISTFILE=/dev/null
echo "$PS1" >f
case $(cat f) in *'$ ') echo ok;; *) cat f;; esac
#> ok

#### a variable name may have letters digits and underscores
#= dash bash mksh yash ksh93 busybox
a_1=x _=y _a=z
echo $a_1 $_a
#> x z

#### a name ends at the first other character
#= dash bash mksh yash ksh93 busybox
a=1 b=2
echo $a.$b-$a/$b$a
#> 1.2-1/21

#### names are case-sensitive
#= dash bash mksh yash ksh93 busybox
a=1 A=2
echo $a$A
#> 12

#### a variable that is set to null is set
#= dash bash mksh yash ksh93 busybox
x=
echo "${x+set} ${x:+nonnull}"
#> set 

#### a variable without value is exported when it gets one
#= dash bash mksh yash ksh93 busybox
unset x
export x
"$SH" -c 'echo "${x-unset}"'
x=1
"$SH" -c 'echo "${x-unset}"'
#> unset
#> 1

#### HOME is what the environment says
#= dash bash mksh yash ksh93 busybox
#% env: HOME=/some/where
echo ~ $HOME
#> /some/where /some/where

#### PATH is used for the search at once
#= dash bash mksh yash ksh93 busybox
mkdir d
printf 'echo found\n' >d/mycommand; chmod +x d/mycommand
mycommand 2>/dev/null || echo no
PATH=$PWD/d:$PATH
mycommand
#> no
#> found

#### ENV is read by an interactive shell after expansion
#= dash bash yash ksh93
#% env: MYENV=rc
echo 'echo from rc' >rc
ENV='$PWD/${MYENV}' "$SH" -i -c 'echo command' 2>/dev/null
#> from rc
#> command

#### a file that ENV names and that is not there is no error
#= dash bash mksh yash ksh93
ENV=$PWD/missing "$SH" -i -c 'echo command'
#> command
#! (none)

#### what the file of ENV sets is there in the shell
#= dash bash mksh yash ksh93
printf 'a=1\nf() { echo "f: $1"; }\nalias say=echo\n' >rc
printf 'f $a\nsay hello\n' | ENV=./rc "$SH" -i 2>/dev/null
#> f: 1
#> hello

#### an error in the file of ENV does not end the shell
#= dash mksh
printf 'echo one\n: ${unset?}\necho two\n' >rc
ENV=./rc "$SH" -i -c 'echo command' 2>/dev/null
#> one
#> command

#### exit in the file of ENV ends the shell
#= dash bash mksh yash ksh93
printf 'exit 3\n' >rc
ENV=./rc "$SH" -i -c 'echo command' 2>/dev/null; echo $?
#> 3

#### ENV is not read by a script
#= dash bash mksh yash ksh93 busybox
echo 'echo from rc' >rc
ENV=$PWD/rc "$SH" -c 'echo command'
#> command

#### at and star in braces
#= dash bash mksh yash ksh93 busybox
set -- 'a b' c
for i in "${@}"; do echo "[$i]"; done
echo "${*}"
#> [a b]
#> [c]
#> a b c

#### a positional parameter cannot be set by read or export
#= dash mksh ksh93 busybox
export 1=a 2>/dev/null
echo not reached
#? >0
#~ 2.8.1: an error of a special builtin ends the shell; the operand is no name.

#### positional parameters with IFS of letters and empty parameters, quoted
#= dash bash mksh yash ksh93 busybox
set -- '' 'b c' ''
IFS=X
printf '[%s]' "$*" "${*}" a"$*"z; echo
#> [Xb cX][Xb cX][aXb cXz]

#### positional parameters unquoted with a default IFS and empty ones
#= dash bash mksh yash busybox
set -- '' 'b c' ''
set -- $@
printf '[%s]' $# "$@"; echo
#> [2][b][c]

#### two quoted lists beside each other
#= dash bash mksh yash ksh93 busybox
set -- a b
printf '[%s]' "$@$*" "$*$@"; echo
#> [a][ba b][a ba][b]

#### quoted at with empty last parameter beside text
#= dash bash mksh yash ksh93 busybox
set -- a ''
printf '[%s]' "$@"x; echo
printf '[%s]' x"$@"; echo
#> [a][x]
#> [xa][]

#### quoted at after a null string beside nothing
#= dash bash mksh yash ksh93 busybox
set --
printf '[%s]' ''"$@" x"$@" "$@"''; echo
#> [][x][]

#### at and star in a default word, quoted and IFS null
#= dash bash mksh yash ksh93 busybox
set -- 'a b' c
IFS=
unset u
printf '[%s]' ${u-$*} ; echo
printf '[%s]' ${u-$@}; echo
printf '[%s]' "${u-$*}"; echo
printf '[%s]' "${u-$@}"; echo
#> [a b][c]
#> [a b][c]
#> [a bc]
#> [a b][c]

#### assigning star with IFS null
#= dash bash mksh yash ksh93 busybox
set -- a b c
IFS=
x=$*; y="$*"; printf '[%s]' "$x" "$y"; echo
#> [abc][abc]

#### assigning star with IFS unset
#= dash bash mksh yash ksh93 busybox
set -- a b c
unset IFS
x=$*; y="$*"; printf '[%s]' "$x" "$y"; echo
#> [a b c][a b c]

#### star in a case word and pattern with IFS
#= dash bash mksh yash ksh93 busybox
set -- a b
IFS=+
case $* in a+b) echo 1;; *) echo "no $*";; esac
case a+b in "$*") echo 2;; esac
#> 1
#> 2

#### pattern removal on the number of parameters is no length
#= dash bash mksh yash ksh93 busybox
set -- 1 2 3 4 5 6 7 8 9 10 11 12
echo ${##1} ${#%2} ${##}
#> 2 1 2

#### the status parameter with a length and default
#= dash bash mksh yash ksh93 busybox
false
echo ${#?} ${?:-x} ${?+y}
#> 1 1 y

#### PPID of a shell started from a subshell is that subshell's parent or itself, a number
#= dash bash mksh yash ksh93 busybox
("$SH" -c 'case $PPID in *[!0-9]*|"") echo bad;; *) echo ok;; esac')
#> ok

#### LINENO in a function is where it stands or counts from it
#= bash mksh yash ksh93 busybox
f() {
echo $LINENO
}
f | grep -qx -e 2 -e 1 && echo ok
#> ok

#### a variable may be exported to a name that only differs in case
#= dash bash mksh yash ksh93 busybox
export Abc=1 ABC=2
env | grep -i '^abc=' | sort
#> ABC=2
#> Abc=1

#### LINENO in a substitution is the line there
#= ksh93 busybox
#~ XCU 2.5.3: the line within the script.
echo $(
echo $LINENO
)
echo "$(

echo $LINENO)"
#> 2
#> 6
