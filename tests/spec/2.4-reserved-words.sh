# 2.4 Reserved Words

#### a reserved word is an ordinary argument
#= dash bash mksh yash ksh93 busybox
echo if then else elif fi do done case esac while until for in { } !
#> if then else elif fi do done case esac while until for in { } !

#### reserved words can be variable names
#= dash bash mksh yash ksh93 busybox
if=1 for=2 in=3; echo $if$for$in
#> 123

#### reserved words can be for names and words
#= dash bash mksh yash ksh93 busybox
for in in in for do; do echo $in; done
#> in
#> for
#> do

#### in as a case word and pattern
#= dash bash mksh yash ksh93 busybox
case in in in) echo yes;; esac
#> yes

#### esac as a pattern after the parenthesis
#= dash bash mksh ksh93 busybox
case esac in (esac) echo yes;; esac
#> yes

#### a closing brace needs a separator before it
#= dash bash mksh yash ksh93 busybox
echo a }
{ echo b; }
#> a }
#> b

#### an opening brace beside text is a word
#= dash bash mksh yash ksh93 busybox
echo {a
{a 2>/dev/null || echo not found
#> {a
#> not found

#### a reserved word as a redirection operand
#= dash bash mksh yash ksh93 busybox
echo text > if; cat < if
#> text

#### exclamation mark as an argument
#= dash bash mksh yash ksh93 busybox
echo ! a !
#> ! a !

#### exclamation mark needs a blank to be a reserved word
#= dash bash mksh yash ksh93 busybox
!true 2>/dev/null || echo not found
#> not found

#### after an assignment a reserved word is a command name
#= dash bash mksh yash ksh93 busybox
x=1 if 2>/dev/null || echo not found
#> not found

#### after a redirection a reserved word is a command name
#= dash bash mksh yash ksh93 busybox
>f if 2>/dev/null || echo not found
#> not found

#### a reserved word from an expansion is a command name
#= dash bash mksh yash ksh93 busybox
x=if
$x 2>/dev/null || echo not found
#> not found

#### a pattern of case may be a reserved word
#= dash bash mksh yash ksh93 busybox
case do in do|done) echo ok;; esac
case then in if) ;; then) echo then;; esac
#> ok
#> then

#### then at the start is a syntax error
#= dash bash mksh yash ksh93 busybox
then
#? >0
#! (some)

#### fi at the start is a syntax error
#= dash bash mksh yash ksh93 busybox
fi
#? >0
#! (some)

#### do at the start is a syntax error
#= dash bash mksh yash ksh93 busybox
do
#? >0
#! (some)

#### done at the start is a syntax error
#= dash bash mksh yash ksh93 busybox
done
#? >0
#! (some)

#### esac at the start is a syntax error
#= dash bash mksh yash ksh93 busybox
esac
#? >0
#! (some)

#### a closing brace at the start is a syntax error
#= dash bash mksh yash ksh93 busybox
}
#? >0
#! (some)

#### else without if is a syntax error
#= dash bash mksh yash ksh93 busybox
else
#? >0
#! (some)

#### an if list may not be empty
#= dash bash yash ksh93 busybox
if then echo a; fi
#? >0
#! (some)

#### a then list may not be empty
#= dash bash mksh yash ksh93 busybox
if true; then fi
#? >0
#! (some)

#### an else list may not be empty
#= dash bash mksh yash ksh93 busybox
if true; then :; else fi
#? >0
#! (some)

#### a while body may not be empty
#= dash bash yash ksh93 busybox
while false; do done
#? >0
#! (some)

#### a brace group may not be empty
#= dash bash yash ksh93 busybox
{ }
#? >0
#! (some)

#### a subshell may not be empty
#= dash bash yash ksh93 busybox
( )
#? >0
#! (some)

#### an if without fi is a syntax error
#= dash bash mksh yash ksh93 busybox
if true; then echo a
#? >0
#! (some)

#### reserved words are recognised after newlines and semicolons
#= dash bash mksh yash ksh93 busybox
if true
then echo a
else echo b
fi; while true
do echo c; break
done
#> a
#> c

#### reserved words are recognised after a parenthesis and after one
#= dash bash mksh yash ksh93 busybox
(if true; then echo a; fi)
#> a

#### closing words may follow each other without separator
#= dash bash mksh yash ksh93 busybox
if true; then { echo a; } fi
if true; then (echo b) fi
while true; do if true; then break; fi done
{ { echo c; } }
#> a
#> b
#> c

#### a function name must not be a reserved word
#= dash bash mksh yash ksh93 busybox
if() { echo no; }
#? >0
#! (some)
