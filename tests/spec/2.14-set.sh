# 2.14 set

#### set changes the positional parameters
#= dash bash mksh yash ksh93 busybox
set a b 'c d'
echo "$# $1 $3"
#> 3 a c d

#### set double hyphen
#= dash bash mksh yash ksh93 busybox
set -- -a -b
echo "$# $1"
set --
echo $#
#> 2 -a
#> 0

#### set with options and operands
#= dash bash mksh yash ksh93 busybox
set -f a b
case $- in *f*) echo f;; esac
echo $#
#> f
#> 2

#### set with options only keeps the operands
#= dash bash mksh yash ksh93 busybox
set a b
set -f
echo $#
set -f --
echo $#
#> 2
#> 0

#### set plus turns off
#= dash bash mksh yash ksh93 busybox
set -f
set +f
case $- in *f*) echo on;; *) echo off;; esac
#> off

#### several options in one word
#= dash bash mksh yash ksh93 busybox
set -fu
case $- in *f*u*|*u*f*) echo both;; esac
set +fu
case $- in *f*|*u*) echo on;; *) echo off;; esac
#> both
#> off

#### set -o by name
#= dash bash mksh yash ksh93 busybox
set -o noglob
case $- in *f*) echo on;; esac
set +o noglob
case $- in *f*) echo on;; *) echo off;; esac
#> on
#> off

#### the long names of the options
#= dash bash mksh yash ksh93 busybox
for o in allexport errexit ignoreeof monitor noclobber noglob noexec notify nounset verbose vi xtrace; do
case $o in noexec|verbose|xtrace|vi|monitor|errexit) continue;; esac
set -o $o || echo "no $o"
done
set +o allexport +o noclobber +o noglob +o nounset
echo ok
#> ok

#### an unknown option name is an error
#= dash bash mksh yash ksh93 busybox
(set -o no_such_option) 2>/dev/null || echo error
#> error

#### set -o lists the options
#= dash bash mksh busybox
set -o | grep -q noglob && echo listed
#> listed

#### set +o prints commands that restore the options
#= dash bash mksh yash ksh93 busybox
set -f -u
s=$(set +o)
set +f +u
eval "$s"
case $- in *f*) echo f;; esac
case $- in *u*) echo u;; esac
#> f
#> u

#### set without operands lists variables so that they can be read back
#= dash bash mksh yash ksh93 busybox
x="a 'b' \"c\" \$d
e" 
set >all
grep -q '^x=' all && echo listed
#> listed

#### set lists variables sorted
#= dash bash mksh yash ksh93 busybox
b_var=1 a_var=2 c_var=3
set | grep -E '^[abc]_var=' | sed 's/=.*//'
#> a_var
#> b_var
#> c_var

#### set does not list functions in a way that breaks reading back
#= dash bash mksh yash ksh93 busybox
x='a b'
set | grep '^x='
#> x='a b'

#### option a exports assigned variables
#= dash bash ksh93 busybox
set -a
x=1
read y <<E
2
E
: ${z=3}
set +a
w=4
env | grep -E '^[wxyz]=' | sort
#> x=1
#> y=2
#> z=3

#### option C is tested with redirection
#= dash bash mksh yash ksh93 busybox
set -C
: >f
(: >f) 2>/dev/null || echo refused
#> refused

#### option n reads but does not run
#= dash bash mksh yash ksh93 busybox
#% flags: -n
echo not run
exit 3

#### option n finds a syntax error
#= dash bash mksh yash ksh93 busybox
#% flags: -n
echo a
if
#? >0
#! (some)

#### option n in the script stops execution
#= dash bash mksh yash ksh93 busybox
echo a
set -n
echo b
#> a

#### option v writes input lines as they are read
#= dash bash mksh yash ksh93 busybox
#% flags: -v
echo a  # comment
#> a
#! echo a  # comment

#### option x traces expanded commands
#= dash bash mksh busybox
x=ab
{ set -x; echo "$x" c$x; set +x; } 2>f
cat f
#> ab cab
#> + echo ab cab
#> + set +x

#### option x traces assignments
#= dash bash mksh yash ksh93 busybox
{ set -x; x=1; set +x; } 2>f
grep -c 'x=1' f
#> 1

#### option x traces to standard error of the shell even in a redirected command
#= dash bash mksh yash ksh93 busybox
{ set -x; echo a >g; set +x; } 2>f
grep -c 'echo a' f
#> 1

#### option u
#= dash bash mksh yash ksh93 busybox
set -u
(echo $unset) 2>/dev/null || echo error
set +u
echo "[$unset]"
#> error
#> []

#### option f
#= dash bash mksh yash ksh93 busybox
: >a
set -f; echo *
set +f; echo *
#> *
#> a

#### option m at start up is off in scripts
#= dash bash mksh yash ksh93 busybox
case $- in *m*) echo on;; *) echo off;; esac
#> off

#### option b is accepted
#= dash bash mksh yash ksh93 busybox
set -b && set +b && echo ok
#> ok

#### option h is accepted
#= bash mksh yash ksh93
set -h && set +h && echo ok
#> ok

#### option o ignoreeof nolog are accepted
#= dash bash mksh yash ksh93 busybox
set -o ignoreeof && set +o ignoreeof && echo ok
#> ok

#### options of the command line with o
#= dash bash mksh yash ksh93 busybox
"$SH" -o noglob -c 'case $- in *f*) echo on;; esac'
"$SH" +o noglob -fc 'case $- in *f*) echo on;; *) echo off;; esac'
#> on
#> on

#### set hyphen alone
#= dash bash mksh ksh93 busybox
set -x
set - a b 2>/dev/null
echo $# 
#> 2

#### positional parameters from an unquoted and a quoted expansion
#= dash bash mksh yash ksh93 busybox
x='a b'
set -- $x; echo $#
set -- "$x"; echo $#
#> 2
#> 1

#### more than nine
#= dash bash mksh yash ksh93 busybox
set -- 1 2 3 4 5 6 7 8 9 10 11
echo $# ${11}
#> 11 11

#### in a function set changes the function's parameters
#= dash bash mksh yash ksh93 busybox
set -- x
f() { set -- a b c; echo $#; }
f
echo $#
#> 3
#> 1
