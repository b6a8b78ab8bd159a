# 2.3 Token Recognition

#### operators need no blanks around them
#= dash bash mksh yash ksh93 busybox
echo a;echo b&&echo c||echo d
#> a
#> b
#> c

#### the longest operator wins
#= dash bash mksh yash ksh93 busybox
echo a>>f;echo b>>f;cat<f
#> a
#> b

#### an operator is ended by what cannot continue it
#= dash bash mksh yash ksh93 busybox
(echo a)|(cat)
#> a

#### a digit word before a redirection operator is an io number
#= dash bash mksh yash ksh93 busybox
echo out 2>f >g; cat g; echo "[$(cat f)]"
#> out
#> []

#### a digit word with a blank before the operator is an argument
#= dash bash mksh yash ksh93 busybox
echo a 2 >f; cat f
#> a 2

#### digits inside a word are no io number
#= dash bash mksh yash ksh93 busybox
echo a2>f; cat f
#> a2

#### a quoted digit is no io number
#= dash bash mksh yash ksh93 busybox
echo \2>f; cat f; echo '2'>f; cat f
#> 2
#> 2

#### an expansion is no io number
#= dash bash mksh yash ksh93 busybox
n=2; echo $n>f; cat f
#> 2

#### a comment runs to the end of the line
#= dash bash mksh yash ksh93 busybox
echo a # b ; echo c
echo d
#> a
#> d

#### a comment may follow an operator
#= dash bash mksh yash ksh93 busybox
echo a;# comment
echo b &&# comment
echo c
#> a
#> b
#> c

#### a backslash at the end of a comment does not continue it
#= dash bash mksh yash ksh93 busybox
# comment \
echo a
#> a

#### a hash begins a comment only at the start of a word
#= dash bash mksh yash ksh93 busybox
echo a#b; echo a #b
#> a#b
#> a

#### quotes in a comment mean nothing
#= dash bash mksh yash ksh93 busybox
# it's "fine $(
echo ok
#> ok

#### an empty line and blanks are no command
#= dash bash mksh yash ksh93 busybox
	 

echo ok
#> ok

#### tabs and spaces separate words
#= dash bash mksh yash ksh93 busybox
echo	a 	b
#> a b

#### a carriage return is an ordinary character
#= dash bash mksh yash ksh93 busybox
printf 'printf "%%s" a\r\n' > s
. ./s | od -An -tx1
#>  61 0d

#### a newline ends a command
#= dash bash mksh yash ksh93 busybox
echo a
echo b
#> a
#> b

#### newlines may follow operators of lists
#= dash bash mksh yash ksh93 busybox
true &&

echo a ||
echo b
echo c |
cat
#> a
#> c

#### no newline may precede an operator
#= dash bash mksh yash ksh93 busybox
echo a
&& echo b
#? >0
#> a

#### a quote can begin in the middle of a word
#= dash bash mksh yash ksh93 busybox
echo ab"c d"e'f g'
#> abc def g

#### dollar parenthesis contains quotes with unbalanced parentheses
#= dash bash mksh yash ksh93 busybox
echo $(echo ')' "(" \))
#> ) ( )

#### dollar parenthesis contains a comment with a parenthesis
#= dash bash mksh yash ksh93 busybox
echo $(echo a # )
)
#> a

#### dollar parenthesis contains a case with unbalanced parenthesis
#= dash bash mksh yash ksh93 busybox
echo $(case a in a) echo ok;; esac)
#> ok

#### dollar parenthesis contains a here-document with a parenthesis
#= dash bash mksh yash ksh93 busybox
echo $(cat <<E
)
E
)
#> )

#### command substitutions nest
#= dash bash mksh yash ksh93 busybox
echo $(echo $(echo $(echo deep)))
#> deep

#### braces in an expansion nest
#= dash bash mksh yash ksh93 busybox
unset a b
echo "${a-${b-"x}"}}"
#> x}

#### backquotes contain quotes
#= dash bash mksh yash ksh93 busybox
echo `echo "a  b" 'c  d'`
#> a b c d

#### nested backquotes
#= dash bash mksh yash ksh93 busybox
echo `echo \`echo deep\``
#> deep

#### arithmetic contains parentheses
#= dash bash mksh yash ksh93 busybox
echo $(( (1 + 2) * (3 + 4) ))
#> 21

#### dollar double parenthesis may be a command substitution with a subshell
#= dash bash mksh yash ksh93 busybox
echo $( (echo a); (echo b) )
echo $( (echo a) )
#> a b
#> a

#### dollar double parenthesis that is no arithmetic is a command substitution
#= bash mksh yash ksh93
echo $((echo a); (echo b))
#> a b

#### the word after an operator begins a new token
#= dash bash mksh yash ksh93 busybox
echo a>f&&cat f
#> a

#### a here-document is read after the line with its operator
#= dash bash mksh yash ksh93 busybox
cat <<A; echo between
text
A
echo after
#> text
#> between
#> after

#### two here-documents on a line are read in order
#= dash bash mksh yash ksh93 busybox
cat <<A; cat <<B
a
A
b
B
#> a
#> b

#### two here-documents of one command: the last counts
#= dash bash mksh yash ksh93 busybox
cat <<A <<B
a
A
b
B
#> b

#### a here-document inside a compound command on one line
#= dash bash mksh yash ksh93 busybox
if true; then cat <<E; fi
text
E
echo end
#> text
#> end

#### a here-document followed by a pipeline on the same line
#= dash bash mksh yash ksh93 busybox
cat <<E | tr a-z A-Z
text
E
#> TEXT

#### here-document operator, then a continued line
#= dash bash mksh yash ksh93 busybox
cat <<E &&
text
E
echo more
#> text
#> more

#### a here-document in a command substitution
#= dash bash mksh yash ksh93 busybox
x=$(cat <<E
a
b
E
)
echo "$x"
#> a
#> b

#### a here-document in a function body
#= dash bash mksh yash ksh93 busybox
f() {
cat <<E
$1
E
}
f x; f y
#> x
#> y

#### a semicolon alone is a syntax error
#= dash bash mksh yash busybox
;
#? >0
#! (some)

#### a double ampersand at the start is a syntax error
#= dash bash mksh yash ksh93 busybox
&& true
#? >0
#! (some)

#### a pipeline may not end with a semicolon
#= dash bash mksh yash ksh93 busybox
echo a | ;
#? >0
#! (some)

#### two semicolons outside case are a syntax error
#= dash bash mksh yash ksh93 busybox
echo a ;; echo b
#? >0
#! (some)

#### an unmatched parenthesis is a syntax error
#= dash bash mksh yash ksh93 busybox
echo a )
#? >0
#! (some)

#### a missing operand of a redirection is a syntax error
#= dash bash mksh yash ksh93 busybox
echo a >
#? >0
#! (some)

#### commands before a syntax error on a later line are run
#= dash bash mksh yash ksh93 busybox
echo a
echo b
)
echo c
#> a
#> b
#? >0

#### a command line is parsed whole before it is run
#= dash bash mksh yash ksh93 busybox
echo a; )
#? >0

#### a syntax error in a command operand
#= dash bash mksh yash ksh93 busybox
#% via: -c
echo a; fi
#? >0
#! (some)

#### the status of a syntax error in a script is above zero and at most 125
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'if' 2>/dev/null
test $? -ge 1 && test $? -le 125 && echo ok
#> ok

#### non-ASCII text passes unchanged
#= dash bash mksh yash ksh93 busybox
echo 'äöü' €
#> äöü €

#### a long line is no problem
#= dash bash mksh yash ksh93 busybox
x=$(printf '%0100000d' 0)
eval "y=$x"
echo ${#y}
#> 100000

#### a NUL-free binary byte passes through a script
#= dash bash mksh ksh93 busybox
printf 'echo "\377\200"\n' >s
. ./s | od -An -tx1
#>  ff 80 0a

#### a line continuation inside a command substitution
#= dash bash mksh yash ksh93 busybox
echo $(echo a \
b) "$(echo c \
d)"
#> a b c d

#### a line continuation between if and its condition's closing word
#= dash bash mksh yash ksh93 busybox
if \
true; \
then echo a; \
fi
#> a

#### newlines between the pipe and the next command with comments
#= dash bash mksh yash ksh93 busybox
echo a | # first

# second
cat
#> a

#### an operator at the end of the input is an error
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'true |' 2>/dev/null; test $? -gt 0 && echo error
"$SH" -c 'true &&' 2>/dev/null; test $? -gt 0 && echo error
#> error
#> error

#### a dollar hash before a name is the number of parameters
#= dash bash mksh yash ksh93 busybox
set -- 1 2 3
x=value
echo $#x "$#x"
#> 3x 3x

#### a here-document inside backquotes inside double quotes
#= dash bash mksh yash ksh93 busybox
echo "`cat <<E
a "b" \\$HOME
E
`"
#> a "b" $HOME

#### a quoted here-document inside backquotes keeps its backslashes but for the substitution's own
#= dash bash mksh yash ksh93 busybox
x=`cat <<'E'
a\b \\\\ \$x
E
`
printf '%s\n' "$x"
#> a\b \\ $x

#### a case with a pattern list in a command substitution in double quotes
#= dash bash mksh yash ksh93 busybox
echo "$(case a in (a|b) echo "x)y";; esac)"
#> x)y

#### nested quotes and substitutions to some depth
#= dash bash mksh yash ksh93 busybox
a=1
echo "$(echo "$(echo "$(echo "${a:-"$(echo no)"}")")")"
#> 1
