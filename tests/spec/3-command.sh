# 3 command

#### it runs a command and passes over functions
#= dash bash mksh yash ksh93 busybox
echo() { printf 'function\n'; }
command echo a
#> a

#### special builtins lose their special consequences
#= dash bash mksh yash ksh93 busybox
command set -Z 2>/dev/null
command . ./missing 2>/dev/null
command export 1=2 2>/dev/null
echo reached
#> reached

#### assignments before a special builtin do not persist
#= dash bash mksh yash ksh93 busybox
x=old
x=new command :
echo $x
#> old

#### -v prints the path of a utility
#= dash bash mksh yash ksh93 busybox
command -v cat
#> /usr/bin/cat

#### -v prints the name of a builtin
#= dash bash mksh yash ksh93 busybox
command -v cd; command -v export; command -v :
#> cd
#> export
#> :

#### -v prints the name of a function
#= dash bash mksh yash ksh93 busybox
f() { :; }
command -v f
#> f

#### -v prints a reserved word
#= dash bash mksh yash ksh93 busybox
command -v if; command -v while; command -v {; command -v !
#> if
#> while
#> {
#> !

#### -v prints an alias as a definition
#= dash bash mksh yash busybox
alias a='echo b'
command -v a
#> alias a='echo b'

#### -v of an unknown command prints nothing
#= bash mksh yash ksh93
command -v no_such_command
echo $?
#> 1
#! (none)

#### -v of a path
#= bash mksh yash ksh93
command -v /bin/sh
: >f; command -v ./f || echo not executable
chmod +x f; command -v ./f | sed 's|.*/||'
#> /bin/sh
#> not executable
#> f

#### -v gives an absolute path for a relative PATH element
#= bash mksh yash ksh93
mkdir d; : >d/cmd; chmod +x d/cmd
PATH=d:$PATH
command -v cmd | grep -c '^/.*/d/cmd$'
#> 1

#### -V describes
#= dash bash mksh yash ksh93 busybox
command -V cd | grep -c cd
f() { :; }
command -V f | grep -q function && echo function
command -V cat | grep -c /cat
command -V if | grep -c if
alias a='echo b'
command -V a | grep -q 'echo b' && echo alias
#> 1
#> function
#> 1
#> 1
#> alias

#### -V of an unknown command
#= dash bash mksh yash ksh93 busybox
command -V no_such_command >/dev/null 2>&1
test $? -gt 0 && echo error
#> error

#### -p uses a path that finds the standard utilities
#= dash bash mksh ksh93 busybox
PATH=/nonexistent
command -p cat /dev/null && echo found
command -p ls / >/dev/null && echo found
#> found
#> found

#### -p with -v
#= dash bash mksh yash ksh93 busybox
PATH=/nonexistent
command -pv cat | command -p grep -c '/cat$'
#> 1

#### -p does not change PATH
#= dash bash mksh yash ksh93 busybox
PATH=/nonexistent:$PATH
command -p true
case $PATH in /nonexistent:*) echo same;; esac
#> same

#### a command that is not found: 127
#= dash bash mksh yash ksh93 busybox
command no_such_command 2>/dev/null
echo $?
#> 127

#### a command that cannot be run: 126
#= dash bash mksh yash ksh93 busybox
: >f
command ./f 2>/dev/null
echo $?
#> 126

#### the status is the command's
#= dash bash mksh yash ksh93 busybox
command "$SH" -c 'exit 3'; echo $?
command false; echo $?
#> 3
#> 1

#### without operands it does nothing
#= dash bash mksh ksh93 busybox
command; echo $?
#> 0

#### command of command
#= dash bash mksh yash ksh93 busybox
command command echo a
#> a

#### double hyphen
#= dash bash mksh yash ksh93 busybox
command -- echo a
#> a

#### the command name from an expansion
#= dash bash mksh yash ksh93 busybox
c=echo
command $c a
#> a

#### with exec redirections persist
#= dash bash mksh yash ksh93 busybox
command exec 3>f
echo a >&3
cat f
#> a

#### with a redirection error
#= dash bash mksh yash ksh93 busybox
command : <missing 2>/dev/null
echo reached
#> reached

#### an alias is not replaced after it unless it ends in a blank
#= dash bash mksh yash ksh93 busybox
alias a='echo alias'
command a 2>/dev/null || echo no
#> no

#### functions are passed over in a pipeline too
#= dash bash mksh yash ksh93 busybox
cat() { echo function; }
echo text | command cat
#> text
