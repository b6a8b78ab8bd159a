# 2.9.2 Pipelines

#### standard output becomes standard input
#= dash bash mksh yash ksh93 busybox
echo a | cat
#> a

#### several elements
#= dash bash mksh yash ksh93 busybox
echo abc | tr a x | tr b y | tr c z
#> xyz

#### the status is that of the last element
#= dash bash mksh yash busybox
false | true; echo $?
true | false; echo $?
exit 3 | exit 4; echo $?
#> 0
#> 1
#> 4

#### an exclamation mark negates
#= dash bash mksh yash busybox
! true; echo $?
! false; echo $?
! exit 3 | exit 4; echo $?
! (exit 3); echo $?
#> 1
#> 0
#> 0
#> 0

#### an exclamation mark negates the whole pipeline
#= dash bash mksh yash ksh93 busybox
! true | false; echo $?
! false | true; echo $?
#> 0
#> 1

#### two exclamation marks need an extension
#= bash mksh ksh93
! ! true; echo $?
#~ XCU 2.9.2: only one is in the grammar; as an extension two cancel each other.
#> 0

#### an exclamation mark before a compound command
#= dash bash mksh yash ksh93 busybox
! { false; }; echo $?
! ( true ); echo $?
! if true; then false; fi; echo $?
#> 0
#> 1
#> 0

#### all elements run at the same time
#= dash bash mksh yash ksh93 busybox
mkfifo p
echo through >p | cat p
#> through

#### elements run in subshells
#= dash bash mksh yash ksh93 busybox
x=old
x=new | true
echo $x
true | { x=new; } 
#> old

#### the first element is in a subshell
#= dash bash mksh yash ksh93 busybox
x=old
{ x=new; echo a; } | cat
echo $x
#> a
#> old

#### compound commands in a pipeline
#= dash bash mksh yash ksh93 busybox
for i in b a; do echo $i; done | sort | while read x; do echo "[$x]"; done
#> [a]
#> [b]

#### functions in a pipeline
#= dash bash mksh yash ksh93 busybox
f() { tr a-z A-Z; }
echo abc | f | cat
#> ABC

#### builtins in a pipeline
#= dash bash mksh yash ksh93 busybox
echo a b | { read x y; echo "$y $x"; }
#> b a

#### standard error is not piped
#= dash bash mksh yash ksh93 busybox
{ echo err >&2; } | cat
#! err

#### redirections come after the pipe
#= dash bash mksh yash ksh93 busybox
echo a >f | cat
cat f
{ echo err >&2; } 2>&1 | tr a-z A-Z
#> a
#> ERR

#### newlines after the operator
#= dash bash mksh yash ksh93 busybox
echo a |

# comment
cat
#> a

#### a pipeline over several lines
#= dash bash mksh yash ksh93 busybox
echo a |
  tr a b |
  cat
#> b

#### a reader that stops early ends the writer
#= dash bash mksh yash ksh93 busybox
yes | head -n 1
#> y

#### a writer to a closed pipe does not hang the shell
#= dash bash mksh yash ksh93 busybox
{ while :; do echo x || break; done; } 2>/dev/null | head -n 1
echo end
#> x
#> end

#### the shell waits for all elements
#= dash bash mksh yash busybox
{ sleep 0.2; echo late >f; } | true
cat f
#> late

#### exit in an element ends only it
#= dash bash mksh yash busybox
echo a | { exit 3; echo b; }; echo $?
{ exit 3; } | cat; echo $?
#> 3
#> 0

#### an element not found does not stop the others
#= dash bash mksh yash ksh93 busybox
no_such_command 2>/dev/null | echo ran
echo ran | no_such_command 2>/dev/null; echo $?
#> ran
#> 127

#### a failed redirection in an element
#= dash bash mksh yash ksh93 busybox
echo a <missing 2>/dev/null | echo b
#> b

#### cd in an element does not persist
#= dash bash mksh yash ksh93 busybox
here=$PWD
cd / | cat
test "$PWD" = "$here" && echo same
#> same

#### assignments before elements
#= dash bash mksh yash ksh93 busybox
x=1 env | grep ^x= | sed 's/^/got /'
#> got x=1

#### pipefail: the status is that of the last failing element
#= bash mksh yash ksh93 busybox
set -o pipefail
true | false | true; echo $?
(exit 3) | (exit 4) | true; echo $?
true | true; echo $?
#> 1
#> 4
#> 0

#### pipefail can be turned off
#= bash mksh yash ksh93 busybox
set -o pipefail
set +o pipefail
false | true; echo $?
#> 0

#### pipefail and negation
#= bash mksh yash ksh93 busybox
set -o pipefail
! false | true; echo $?
! true | true; echo $?
#> 0
#> 1

#### pipefail is taken when the pipeline begins
#= bash mksh yash ksh93 busybox
set -o pipefail
set +o pipefail | false | true
echo $?
#> 1

#### pipefail and errexit
#= bash mksh yash ksh93 busybox
set -e -o pipefail
false | true
echo not reached
#? 1

#### a long pipeline
#= dash bash mksh yash ksh93 busybox
echo a | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat | cat
#> a

#### large data passes
#= dash bash mksh yash ksh93 busybox
i=0; { while [ $i -lt 3000 ]; do echo "0123456789012345678901234567890123456789"; i=$((i+1)); done; } | wc -c | tr -d ' '
#> 123000

#### an asynchronous pipeline
#= dash bash mksh yash ksh93 busybox
echo a | cat >f &
wait $!
cat f
#> a

#### a subshell as an element with exec
#= dash bash mksh yash ksh93 busybox
echo a | (exec cat)
#> a

#### no descriptor leaks into elements
#= dash bash mksh yash ksh93 busybox
echo | { ls /proc/self/fd | tr '\n' ' '; }
{ ls /proc/self/fd; } | tr '\n' ' '
echo
#> 0 1 2 3 0 1 2 3 

#### a bang without a command is a syntax error
#= dash mksh yash busybox
for script in '! ' '! || true' '! ; true' '{ ! ; }'; do
    "$SH" -c "$script" 2>/dev/null
    test $? -gt 0 && echo error
done
#> error
#> error
#> error
#> error
