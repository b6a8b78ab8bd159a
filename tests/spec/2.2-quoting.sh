# 2.2 Quoting

#### a backslash keeps the next character as it is
#= dash bash mksh yash ksh93 busybox
printf '[%s]\n' a\ b \$x \\ \' \" \`
#> [a b]
#> [$x]
#> [\]
#> [']
#> ["]
#> [`]

#### a backslash quotes every operator character
#= dash bash mksh yash ksh93 busybox
printf '%s' \| \& \; \< \> \( \) \$ \` \\ \" \' \* \? \[ \# \~ \= \%; echo
#> |&;<>()$`\"'*?[#~=%

#### a backslash before an ordinary letter goes away
#= dash bash mksh yash ksh93 busybox
echo \a\b\c \n
#> abc n

#### backslash newline joins lines
#= dash bash mksh yash ksh93 busybox
echo ab\
cd
#> abcd

#### backslash newline between words is not a blank
#= dash bash mksh yash ksh93 busybox
echo a\
 b
#> a b

#### backslash newline inside an operator
#= dash bash mksh yash busybox
echo a &\
& echo b
#> a
#> b

#### backslash newline inside a reserved word
#= dash bash mksh yash ksh93 busybox
i\
f true; th\
en echo yes; f\
i
#> yes

#### backslash newline inside a parameter name
#= dash bash mksh yash ksh93 busybox
abc=1; a=2
echo $a\
bc ${a\
bc}
#> 1 1

#### backslash newline between dollar and brace
#= dash bash mksh yash busybox
v=x
echo "$\
{v}" $\
v
#> x x

#### backslash newline in a here-document operator
#= dash bash mksh yash busybox
cat <\
<E
ok
E
#> ok

#### backslash newline in an io number
#= dash bash mksh yash ksh93 busybox
echo ok 1\
>f; cat f
#> ok

#### a quoted backslash newline is a line continuation in double quotes
#= dash bash mksh yash ksh93 busybox
echo "a\
b"
#> ab

#### backslash newline stays in single quotes
#= dash bash mksh yash ksh93 busybox
echo 'a\
b'
#> a\
#> b

#### backslash newline after a backslash
#= dash bash mksh yash ksh93 busybox
echo a\\
echo b
#> a\
#> b

#### a backslash at the end of the input stays
#= dash bash busybox
#% no-newline
#% via: -c
printf '[%s]\n' a\
#> [a\]

#### single quotes keep everything
#= dash bash mksh yash ksh93 busybox
echo '$x `y` "z" \ * ~ # ! {}'
#> $x `y` "z" \ * ~ # ! {}

#### single quotes keep newlines
#= dash bash mksh yash ksh93 busybox
echo 'a

b'
#> a
#>
#> b

#### an empty pair of single quotes is a field
#= dash bash mksh yash ksh93 busybox
set -- '' a ''
echo $#
#> 3

#### empty quotes beside text vanish
#= dash bash mksh yash ksh93 busybox
set -- ''a'' ""b""
echo "$# $1 $2"
#> 2 a b

#### a backslash does not escape a single quote within single quotes
#= dash bash mksh yash ksh93 busybox
printf '%s\n' 'a\'b
#> a\b

#### double quotes keep blanks and operators
#= dash bash mksh yash ksh93 busybox
echo "a  b | & ; < > ( ) # * ? [a] ~"
#> a  b | & ; < > ( ) # * ? [a] ~

#### double quotes keep single quotes
#= dash bash mksh yash ksh93 busybox
echo "it's 'fine'"
#> it's 'fine'

#### in double quotes a backslash quotes dollar backquote double quote backslash
#= dash bash mksh yash ksh93 busybox
echo "\$x \`y\` \"z\" \\"
#> $x `y` "z" \

#### in double quotes any other backslash stays
#= dash bash mksh yash ksh93 busybox
printf '%s\n' "\a \n \' \| \  \*"
#> \a \n \' \| \  \*

#### in double quotes parameters expand
#= dash bash mksh yash ksh93 busybox
x='a  b'
echo "$x${x}"
#> a  ba  b

#### in double quotes command substitutions expand
#= dash bash mksh yash ksh93 busybox
echo "$(echo 'a  b') `echo 'c  d'`"
#> a  b c  d

#### in double quotes arithmetic expands
#= dash bash mksh yash ksh93 busybox
echo "$((1 + 2))"
#> 3

#### a lone dollar stays
#= dash bash mksh yash ksh93 busybox
printf '%s\n' $ "$" "a$" a$ "$ x" "$%" $/
#> $
#> $
#> a$
#> a$
#> $ x
#> $%
#> $/

#### quotes nest inside a command substitution in double quotes
#= dash bash mksh yash ksh93 busybox
echo "$(echo "a  b" 'c  d')"
#> a  b c  d

#### quotes in backquotes within double quotes
#= dash bash mksh yash ksh93 busybox
echo "`echo \"a  b\"`"
#> a  b

#### backslashes in backquotes: one level is taken off before dollar backquote backslash
#= dash bash mksh yash ksh93 busybox
x=v
printf '%s\n' `printf '%s\n' '\$x'` `printf '%s\n' \\$x` `printf '%s\n' \$x` `printf '%s\n' \\\$x`
#> $x
#> $x
#> v
#> $x

#### a backslash before other characters in backquotes stays
#= dash bash mksh yash ksh93 busybox
printf '%s\n' `printf '%s\n' 'a\bc'`
#> a\bc

#### double quotes in the word of a parameter expansion in double quotes toggle the quoting of it
#= dash bash mksh yash busybox
x=
echo "${x:-a"b  c"d}"
#> ab  cd

#### single quotes have no meaning in the word of a parameter expansion in double quotes
#= dash bash mksh yash ksh93 busybox
unset x
printf '%s\n' "${x-'a b'}"
#> 'a b'

#### single quotes quote in the word of an unquoted parameter expansion
#= dash bash mksh yash ksh93 busybox
unset x
printf '%s\n' ${x-'a b'} ${x:-'}'}
#> a b
#> }

#### a backslash quotes a closing brace in double-quoted parameter expansion
#= dash bash mksh yash ksh93 busybox
unset x
printf '%s\n' "${x-a\}b}"
#> a}b

#### a backslash in the word in double quotes stays before ordinary characters
#= dash bash mksh yash ksh93 busybox
unset x
printf '%s\n' "${x-a\b\$c}"
#> a\b$c

#### in an unquoted word a backslash goes away
#= dash bash mksh yash ksh93 busybox
unset x
printf '%s\n' ${x-a\b\$c}
#> ab$c

#### a closing brace inside nested expansion does not end the outer
#= dash bash mksh yash ksh93 busybox
unset x y
echo "${x-${y-a}b}"
#> ab

#### single quotes quote in a pattern even in double quotes
#= dash bash mksh yash ksh93 busybox
x='a}b*'
printf '%s\n' "${x%'*'}" "${x#'a}'}"
#> a}b
#> b*

#### double quotes quote in a pattern in double quotes
#= dash bash mksh yash ksh93 busybox
x='a*b'
printf '%s\n' "${x%"*b"}" "${x#"a*"}"
#> a
#> b

#### adjacent quoted parts make one word
#= dash bash mksh yash ksh93 busybox
echo a'b c'"d e"\ f
#> ab cd e f

#### a quoted command name is found
#= dash bash mksh yash ksh93 busybox
'ec'ho ok
"echo" ok
\echo ok
#> ok
#> ok
#> ok

#### a quoted reserved word is a command name
#= dash bash mksh yash ksh93 busybox
\if 2>/dev/null || echo $?
'while' 2>/dev/null || echo $?
"{" 2>/dev/null || echo $?
\! true 2>/dev/null || echo $?
#> 127
#> 127
#> 127
#> 127

#### a hash inside a word is no comment
#= dash bash mksh yash ksh93 busybox
echo a#b '#' \#c "#d"
#> a#b # #c #d

#### the result of an expansion is not quoted again
#= dash bash mksh yash ksh93 busybox
x='"a  b"' y="'c'" z='\d'
printf '[%s]' $x $y $z; echo
#> ["a][b"]['c'][\d]

#### quotes made by an expansion are not removed
#= dash bash mksh yash ksh93 busybox
x="a'b'\"c\""
echo $x "$x"
#> a'b'"c" a'b'"c"

#### dollar single quotes: control escapes
#= bash mksh ksh93 busybox
printf %s $'a\tb\nc\rd\ae\bf\fg\vh' | od -An -tx1 | tr -d '\n'; echo
#>  61 09 62 0a 63 0d 64 07 65 08 66 0c 67 0b 68

#### dollar single quotes: quotes and backslash
#= bash mksh ksh93 busybox
printf '%s\n' $'\"' $'\'' $'\\' $'a"b'
#> "
#> '
#> \
#> a"b

#### dollar single quotes: octal
#= bash mksh ksh93 busybox
printf '%s\n' $'\101\0602' $'\60'
#> A02
#> 0

#### dollar single quotes: hexadecimal
#= bash mksh ksh93 busybox
printf '%s\n' $'\x41\x42' $'\x4a.'
#> AB
#> J.

#### dollar single quotes: escape
#= bash mksh ksh93
printf %s $'\e' | od -An -tx1
#>  1b

#### dollar single quotes: control letters
#= bash mksh ksh93
printf %s $'\ca\cZ\c[' | od -An -tx1
#>  01 1a 1b

#### dollar single quotes keep dollar and backquote
#= bash mksh ksh93 busybox
printf '%s\n' $'$x `y` \\$z'
#> $x `y` \$z

#### dollar single quotes are quoted text: no splitting, no pathname expansion
#= bash mksh ksh93 busybox
IFS=:
set -- $'a:b' $'*'
printf '[%s]' "$#" "$@"; echo
#> [2][a:b][*]

#### dollar single quotes join with the text around
#= bash mksh ksh93 busybox
echo a$'b\tc'd | tr '\t' T
#> abTcd

#### dollar single quotes do not work within double quotes
#= dash bash mksh yash ksh93 busybox
printf '%s\n' "$'a\tb'"
#> $'a\tb'

#### an empty dollar single quote is an empty field
#= dash bash mksh yash ksh93 busybox
set -- $'' a
echo $#
#> 2

#### dollar single quotes in an assignment
#= bash mksh ksh93 busybox
x=$'a\nb'
printf '%s\n' "$x"
#> a
#> b

#### dollar single quotes in a pattern are literal
#= bash mksh ksh93 busybox
case '*' in $'\052') echo star;; *) echo other;; esac
case 'a' in $'*') echo star;; *) echo other;; esac
#> star
#> other

#### dollar single quotes in a case word
#= bash mksh ksh93 busybox
case $'a\tb' in "a	b") echo tab;; *) echo no;; esac
#> tab

#### dollar single quotes in the word of a parameter expansion
#= bash mksh ksh93 busybox
unset x
printf '%s\n' ${x-$'a\tb'} | tr '\t' T
#> aTb

#### dollar single quotes quote a here-document delimiter
#= bash mksh ksh93 busybox
x=1
cat <<$'E'
$x
E
#> $x

#### an unknown escape in dollar single quotes does not end the word
#= bash mksh ksh93 busybox
printf '%s\n' $'a\'b'c
#> a'bc

#### a newline can be quoted by any quotes in a word
#= dash bash mksh yash ksh93 busybox
x=a'
'b"
"c
printf '%s\n' "$x"
#> a
#> b
#> c

#### field splitting does not touch literal text
#= dash bash mksh yash ksh93 busybox
IFS=x
echo axb
#> axb

#### quoted at-sign inside a word joins its neighbours
#= dash bash mksh yash ksh93 busybox
set -- 1 2 3
printf '[%s]' "a$@b"; echo
#> [a1][2][3b]

#### an unterminated single quote is a syntax error
#= dash bash mksh yash ksh93 busybox
echo before
echo 'a
#> before
#? >0
#! (some)

#### an unterminated double quote is a syntax error
#= dash bash mksh yash ksh93 busybox
echo before
echo "a
#> before
#? >0
#! (some)

#### tilde quoted in part is not expanded
#= dash bash mksh yash busybox
HOME=/h
echo \~ '~' "~" ~'' ~\/a
#> ~ ~ ~ ~ ~/a

#### an exclamation mark in double quotes is ordinary
#= dash bash mksh yash ksh93 busybox
echo "a!b!!"
#> a!b!!
