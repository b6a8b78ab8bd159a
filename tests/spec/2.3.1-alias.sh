# 2.3.1 Alias Substitution

#### an alias is replaced where a command name stands
#= dash bash mksh yash ksh93 busybox
alias hi='echo hello'
hi there
#> hello there

#### an alias takes effect from the next complete command on
#= dash bash mksh yash ksh93 busybox
alias hi='echo hello'; hi 2>/dev/null || echo not yet
hi
#> not yet
#> hello

#### the value is read as shell text
#= dash bash mksh yash ksh93 busybox
alias both='echo a; echo'
both b
#> a
#> b

#### only the first word of a command is replaced
#= dash bash mksh yash ksh93 busybox
alias x='echo alias'
echo x
#> x

#### a quoted word is not replaced
#= dash bash mksh yash ksh93 busybox
alias x='echo alias'
\x 2>/dev/null || echo no
'x' 2>/dev/null || echo no
"x" 2>/dev/null || echo no
#> no
#> no
#> no

#### a part-quoted word is not replaced
#= dash bash mksh yash ksh93 busybox
alias xy='echo alias'
x\y 2>/dev/null || echo no
x'y' 2>/dev/null || echo no
#> no
#> no

#### an expansion is not replaced
#= dash bash mksh yash ksh93 busybox
alias x='echo alias'
v=x
$v 2>/dev/null || echo no
#> no

#### an alias may have the name of a command that its value begins with
#= dash bash mksh yash ksh93 busybox
alias echo='echo E'
echo a
#> E a

#### a recursive pair stops
#= dash bash mksh yash ksh93 busybox
alias a=b b='echo x; a' 2>/dev/null
alias a='b y'
alias b='a z'
a 2>/dev/null || echo stopped
#> stopped

#### an alias chain
#= dash bash mksh yash ksh93 busybox
alias a='b 1'
alias b='c 2'
alias c='echo 3'
a 0
#> 3 2 1 0

#### a value that ends with a blank lets the next word be replaced too
#= dash bash mksh yash ksh93 busybox
alias run='echo '
alias what='replaced'
run what what
#> replaced what

#### blank-ended values chain
#= dash bash mksh yash ksh93 busybox
alias e='echo '
alias a='1 '
alias b='2'
e a b b
#> 1 2 b

#### a value that ends with a tab
#= dash bash mksh yash ksh93 busybox
alias "e=echo	"
alias b=2
e b
#> 2

#### a blank-ended alias inside another
#= dash mksh yash ksh93 busybox
alias e='echo '
alias f=e
alias w=word
f w
#> word

#### a value without final blank does not
#= dash bash mksh yash ksh93 busybox
alias run='echo'
alias what='replaced'
run what
#> what

#### after an assignment the command name is replaced
#= dash bash mksh yash ksh93 busybox
alias hi='echo hello'
x=1 hi
#> hello

#### after a redirection the command name is replaced
#= dash bash mksh yash ksh93 busybox
alias hi='echo hello'
>f hi
cat f
#> hello

#### after reserved words the command name is replaced
#= dash bash mksh yash ksh93 busybox
alias hi='echo hello'
if hi; then hi; else hi; fi
while hi; do break; done
! hi
{ hi; }
( hi )
true && hi; false || hi | cat
#> hello
#> hello
#> hello
#> hello
#> hello
#> hello
#> hello
#> hello

#### in a case item the command name is replaced but not the pattern
#= dash bash mksh yash ksh93 busybox
alias hi='echo hello'
case hi in hi) hi;; esac
#> hello

#### the word of a case is not replaced
#= dash bash mksh yash ksh93 busybox
alias w='x'
case w in w) echo no alias;; esac
#> no alias

#### the name and words of a for loop are not replaced
#= dash bash mksh yash ksh93 busybox
alias i='j' a='b'
for i in a; do echo $i; done
#> a

#### an alias may contain reserved words
#= dash bash mksh yash ksh93 busybox
alias begin='if true; then' end=fi
begin echo yes; end
#> yes

#### an alias may open a compound command that the text closes
#= dash bash mksh yash ksh93 busybox
alias loop='for i in'
loop 1 2; do echo $i; done
#> 1
#> 2

#### an alias may hold an operator
#= dash bash mksh yash ksh93 busybox
alias andthen='&& echo'
true andthen x
alias p='echo a | '
p cat
#> a

#### an alias may hold a redirection
#= dash bash mksh yash ksh93 busybox
alias tof='>f'
tof echo text
cat f
#> text

#### an alias may hold an assignment
#= dash bash mksh yash ksh93 busybox
alias setx='x=1'
setx; echo $x
#> 1

#### an alias for a reserved word used as a command name
#= dash bash mksh yash ksh93 busybox
alias iff=if
iff true; then echo yes; fi
#> yes

#### an alias with an empty value
#= dash bash mksh yash ksh93 busybox
alias nothing=
nothing echo ok
#> ok

#### an alias with an empty value and blank
#= dash bash mksh yash ksh93 busybox
alias nothing=' '
alias e='echo ok'
nothing e
#> ok

#### an alias with a comment in its value
#= dash bash mksh yash ksh93 busybox
alias c='echo a #'
c b
#> a

#### an alias value with quotes
#= dash bash mksh yash ksh93 busybox
alias q='echo "a  b"'
q 'c  d'
#> a  b c  d

#### a function name is replaced by an alias before the definition
#= dash bash yash busybox
alias f=g
f() { echo called; }
unalias f
g
#> called

#### aliases are not replaced inside quotes or expansions
#= dash bash mksh yash ksh93 busybox
alias a='echo b'
printf '%s\n' "a" $(printf '%s' a)
#> a
#> a

#### an alias is replaced inside a command substitution
#= dash bash mksh yash ksh93 busybox
alias hi='echo hello'
echo $(hi) `hi`
#> hello hello

#### eval sees new aliases
#= dash bash mksh yash ksh93 busybox
alias hi='echo hello'; eval hi
#> hello

#### a function body is parsed when it is defined
#= dash bash mksh yash ksh93 busybox
alias hi='echo old'
f() { hi; }
alias hi='echo new'
f
#> old

#### an alias inside a compound command is not in effect within it
#= dash bash mksh yash ksh93 busybox
{ alias hi='echo hello'; hi 2>/dev/null || echo not yet; }
#> not yet

#### alias and use on the lines of one function
#= dash bash mksh yash ksh93 busybox
f() {
    alias hi='echo hello'
    hi 2>/dev/null || echo not yet
}
f
#> not yet

#### a dot script sees aliases and defines them
#= dash bash mksh yash busybox
echo 'alias hi="echo hello"
hi' >s
. ./s
hi
#> hello
#> hello

#### unalias takes effect from the next command on
#= dash bash mksh yash ksh93 busybox
alias hi='echo hello'
hi
unalias hi
hi 2>/dev/null || echo gone
#> hello
#> gone

#### a newline in the value separates commands
#= dash bash mksh yash ksh93 busybox
alias two='echo a
echo'
two b
#> a
#> b

#### an alias in a subshell stays there
#= dash bash mksh yash ksh93 busybox
alias hi='echo outer'
(alias hi='echo inner')
hi
#> outer

#### an alias name with the allowed punctuation
#= dash bash mksh yash ksh93 busybox
alias a_1='echo 1' a!='echo 2' a%='echo 3' a,='echo 4' a@='echo 5' a-b='echo 6'
a_1
a!
a%
a,
a@
a-b
#> 1
#> 2
#> 3
#> 4
#> 5
#> 6

#### alias value ending in an and operator continues on the next line
#= dash bash mksh yash ksh93 busybox
alias a='true &&'
a
echo ok
#> ok

#### alias with an unquoted dollar is expanded on use
#= dash bash mksh yash ksh93 busybox
alias v='echo $x'
x=1; v
x=2; v
#> 1
#> 2

#### an alias is not used as a redirection operand
#= dash bash mksh yash ksh93 busybox
alias f='g'
echo text >f
cat ./f
#> text

#### an alias for a special builtin
#= dash bash mksh yash ksh93 busybox
alias unset='echo intercepted'
unset x
#> intercepted x

#### an alias that opens a here-document
#= dash bash mksh yash ksh93 busybox
alias doc='cat <<E'
doc
text
E
#> text

#### aliases that define a block around a here-document
#= dash bash mksh yash ksh93 busybox
alias begin='{' end='}'
begin
cat <<E
$(echo text)
E
end
#> text

#### an alias name that is a number
#= dash bash mksh yash ksh93 busybox
alias 1='echo one'
1
#> one

#### an alias after a pipe and in a pipeline
#= dash bash mksh yash ksh93 busybox
alias up='tr a-z A-Z'
echo abc | up | up
#> ABC

#### an alias whose value has an unfinished quote
#= dash bash mksh yash ksh93 busybox
alias q='echo "a'
q b"
#> a b

#### an alias whose value is a backslash at its end joins the next line
#= dash bash mksh yash ksh93 busybox
alias k='echo a\'
k b
#~ XCU 2.3.1: the value takes the word's place in the text; what comes of the final backslash differs widely.
#> a b

#### blank-ended alias then a newline does not go on
#= dash bash mksh yash ksh93 busybox
alias e='echo '
alias x=y
e
x 2>/dev/null || echo not found
#>
#> not found
