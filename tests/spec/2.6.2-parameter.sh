# 2.6.2 Parameter Expansion

#### the plain forms
#= dash bash mksh yash ksh93 busybox
x=value
echo $x ${x} "$x" "${x}"y
#> value value value valuey

#### use default values: the whole table
#= dash bash mksh yash ksh93 busybox
unset u; n=; s=set
echo "[${u-w}] [${n-w}] [${s-w}]"
echo "[${u:-w}] [${n:-w}] [${s:-w}]"
#> [w] [] [set]
#> [w] [w] [set]

#### assign default values: the whole table
#= dash bash mksh yash ksh93 busybox
unset u; n=; s=set
echo "[${u=w}] [${n=w}] [${s=w}]" "$u,$n,$s"
unset u; n=; s=set
echo "[${u:=w}] [${n:=w}] [${s:=w}]" "$u,$n,$s"
#> [w] [] [set] w,,set
#> [w] [w] [set] w,w,set

#### use alternative values: the whole table
#= dash bash mksh yash ksh93 busybox
unset u; n=; s=set
echo "[${u+w}] [${n+w}] [${s+w}]"
echo "[${u:+w}] [${n:+w}] [${s:+w}]"
#> [] [w] [w]
#> [] [] [w]

#### indicate error: set and null
#= dash bash mksh yash ksh93 busybox
n=; s=set
echo "[${n?w}] [${s?w}] [${s:?w}]"
#> [] [set] [set]

#### indicate error if unset ends the shell with a message
#= dash bash mksh yash ksh93 busybox
unset u
echo "${u?the message}"
echo not reached
#? >0
#! the message

#### indicate error if null ends the shell with a message
#= dash bash mksh yash ksh93 busybox
n=
echo "${n:?the message}"
echo not reached
#? >0
#! the message

#### indicate error without a word has a message of its own
#= dash bash mksh yash ksh93 busybox
unset u
echo "${u?}"
#? >0
#! u

#### the word of indicate error is expanded
#= dash bash mksh yash ksh93 busybox
unset u
x=value
: ${u?"got $x"}
#? >0
#! got value

#### indicate error in a subshell ends only that
#= dash bash mksh yash ksh93 busybox
(unset u; : ${u?}) 2>/dev/null || echo ended
echo after
#> ended
#> after

#### indicate error with a positional parameter
#= dash bash mksh yash ksh93 busybox
: ${1?first missing}
#? >0
#! first missing

#### the word is expanded only when it is needed
#= dash bash mksh yash ksh93 busybox
unset u; s=set
echo ${s-$(echo run >&2)} ${s:-$(echo run >&2)} ${u+$(echo run >&2)}
#> set set
#! (none)

#### the assignment only happens when it is needed
#= dash bash mksh yash ksh93 busybox
x=old
: ${x=new} ${x:=newer}
echo $x
#> old

#### a positional parameter cannot be assigned
#= dash bash mksh yash ksh93 busybox
set --
(: ${1=x}) 2>/dev/null || echo error
#> error

#### special parameters cannot be assigned
#= dash bash mksh ksh93 busybox
(: ${!=x}) 2>/dev/null || echo error
#> error

#### the word may be empty
#= dash bash mksh yash ksh93 busybox
unset u
echo "[${u-}] [${u:-}] [${u=}] [${u+}]"
#> [] [] [] []

#### the word may contain blanks
#= dash bash mksh yash ksh93 busybox
unset u
for i in ${u-a b}; do echo "$i"; done
for i in "${u-a b}"; do echo "$i"; done
#> a
#> b
#> a b

#### quotes in the word keep blanks together
#= dash bash mksh yash ksh93 busybox
unset u
for i in ${u-"a b" 'c d' e\ f}; do echo "$i"; done
#> a b
#> c d
#> e f

#### the word nests
#= dash bash mksh yash ksh93 busybox
unset a b c
echo ${a-${b-${c-deep}}}
#> deep

#### the word has command substitutions and arithmetic
#= dash bash mksh yash ksh93 busybox
unset a
echo ${a-$(echo x)} ${a:-`echo y`} ${a-$((1+1))}
#> x y 2

#### the word has quoted at
#= dash bash mksh yash ksh93 busybox
unset u
set -- 'a b' c
for i in ${u-"$@"}; do echo "[$i]"; done
for i in "${u-$@}"; do echo "[$i]"; done
#> [a b]
#> [c]
#> [a b]
#> [c]

#### alternative with quoted at
#= dash bash mksh yash ksh93 busybox
set -- 'a b' c
for i in ${1+"$@"}; do echo "[$i]"; done
set --
for i in ${1+"$@"}; do echo "[$i]"; done
echo end
#> [a b]
#> [c]
#> end

#### the word of an alternative may hold more than the quoted at
#= dash bash mksh yash ksh93 busybox
set -- 'a b' c
for i in ${1+x "$@" 'y z'}; do echo "[$i]"; done
#> [x]
#> [a b]
#> [c]
#> [y z]

#### default with an empty quoted word is one empty field
#= dash bash mksh yash busybox
unset u
set -- ${u-""}; echo $#
set -- ${u-''}; echo $#
set -- ${u-}; echo $#
#> 1
#> 1
#> 0

#### the result of assigning a default is split
#= dash bash mksh yash ksh93 busybox
unset u
set -- ${u:=a b}
echo $# "$u"
#> 2 a b

#### a default assigned in double quotes is not split
#= dash bash mksh yash ksh93 busybox
unset u
set -- "${u:=a b}"
echo $# "$u"
#> 1 a b

#### quotes are removed before a default is assigned
#= dash bash mksh yash ksh93 busybox
unset u
: ${u='a b'"c"\d}
echo "$u"
#> a bcd

#### a literal brace from a quote does not end the expansion
#= dash bash mksh yash ksh93 busybox
unset u
echo ${u-'}'} ${u-"}"} ${u-\}}
#> } } }

#### an opening brace in the word needs no partner
#= dash bash mksh yash busybox
unset u
echo ${u-{}
echo "${u-{}"
#> {
#> {

#### the length of a value
#= dash bash mksh yash ksh93 busybox
x=abcde
echo ${#x} "${#x}"
#> 5 5

#### the length of null and unset
#= dash bash mksh yash ksh93 busybox
x=; unset u
echo ${#x} ${#u}
#> 0 0

#### the length counts characters
#= bash mksh yash ksh93 busybox
x=äöü€
echo ${#x}
#> 4

#### the length of positional parameters
#= dash bash mksh yash ksh93 busybox
set -- abc ''
echo ${#1} ${#2} ${#3}
#> 3 0 0

#### the length of special parameters
#= dash bash mksh yash ksh93 busybox
true
echo ${#?}
set -- a b
echo ${#-} >/dev/null && echo ok
#> 1
#> ok

#### length of dollar hash
#= dash bash mksh yash ksh93 busybox
set -- a b c
echo ${##}
#> 1

#### number of parameters with operators
#= dash bash mksh yash ksh93 busybox
set -- a b c
echo ${#-x} ${#:-y} ${#+z} ${#?e}
#> 3 3 z 3

#### remove the smallest suffix
#= dash bash mksh yash ksh93 busybox
x=a.b.c
echo ${x%.*} ${x%.c} ${x%b} ${x%c}
#> a.b a.b a.b.c a.b.

#### remove the largest suffix
#= dash bash mksh yash ksh93 busybox
x=a.b.c
echo ${x%%.*} ${x%%*} ${x%%z*}
#> a a.b.c

#### remove the smallest prefix
#= dash bash mksh yash ksh93 busybox
x=a.b.c
echo ${x#*.} ${x#a} ${x#b} ${x#a.}
#> b.c .b.c a.b.c b.c

#### remove the largest prefix
#= dash bash mksh yash ksh93 busybox
x=a.b.c
echo ${x##*.} "[${x##*}]"
#> c []

#### removal with brackets and question marks
#= dash bash mksh yash ksh93 busybox
x=file123.txt
echo ${x%[0-9].txt} ${x#????} ${x%%[0-9]*} ${x##*[!a-z]}
#> file12 123.txt file txt

#### removal with an empty pattern changes nothing
#= dash bash mksh yash ksh93 busybox
x=abc
echo ${x#} ${x##} ${x%} ${x%%}
#> abc abc abc abc

#### removal with a quoted pattern is literal
#= dash bash mksh yash ksh93 busybox
x='a*b*c'
echo "${x#*'*'}" "${x##*'*'}" "${x%'*'*}" "${x%%"*"*}"
#> b*c c a*b a

#### removal with a backslash in the pattern
#= dash bash mksh yash ksh93 busybox
x='a*b'
echo "${x#a\*}" "${x%\*b}"
#> b a

#### removal with a pattern from a variable
#= dash bash mksh yash ksh93 busybox
x=abcabc p='*b'
echo "${x#$p}" "${x##$p}" "${x#"$p"}"
#> cabc c abcabc

#### a backslash in an unquoted variable quotes in the pattern
#= dash bash yash ksh93 busybox
x='a*b' p='a\*'
echo "${x#$p}"
#> b

#### removal of a directory and a base name
#= dash bash mksh yash ksh93 busybox
x=/usr/local/bin/tool
echo ${x##*/} ${x%/*}
#> tool /usr/local/bin

#### removal from a quoted expansion with quotes in it
#= dash bash mksh yash ksh93 busybox
x='a "b" c'
echo "${x#*\"}" "${x%%\"*}"
#> b" c a 

#### removal with a tilde or slash
#= dash bash mksh yash ksh93 busybox
x=a/b/c
echo ${x%/*} ${x#*/}
#> a/b b/c

#### removal with nested expansion
#= dash bash mksh yash ksh93 busybox
x=abcdef y=ef
echo ${x%${y}} ${x%"$y"} ${x%${z-def}}
#> abcd abcd abc

#### removal on null and unset
#= dash bash mksh yash ksh93 busybox
x=; unset u
echo "[${x#a}] [${u%b}]"
#> [] []

#### removal on a positional parameter
#= dash bash mksh yash ksh93 busybox
set -- a.b.c
echo ${1%.*} ${1##*.}
#> a.b c

#### removal result is split
#= dash bash mksh yash ksh93 busybox
x='a b.c d'
set -- ${x%.*}
echo $#
#> 2

#### removal with a closing brace in the pattern
#= dash bash mksh yash ksh93 busybox
x='a}b'
echo "${x%\}*}" "${x#*'}'}"
#> a b

#### removal with multibyte characters
#= bash mksh yash ksh93
x=äöü
echo ${x#?} ${x%?}
#> öü äö

#### dollar before what is no name is a dollar
#= dash bash mksh yash ksh93 busybox
echo $ "$" $. "$,"
#> $ $ $. $,

#### parameter name may be followed by text
#= dash bash mksh yash ksh93 busybox
x=1
echo $x.txt $x-a ${x}a "$x:" $x'q'
#> 1.txt 1-a 1a 1: 1q

#### an invalid name in braces is an error
#= dash bash mksh ksh93 busybox
x='${a b}'
(eval "echo $x") 2>/dev/null || echo error
(eval 'echo ${}') 2>/dev/null || echo error
(eval 'echo ${1a}') 2>/dev/null || echo error
#> error
#> error
#> error

#### unset parameters under u end the shell
#= dash bash mksh yash ksh93 busybox
set -u
echo "$unset_one"
echo not reached
#? >0
#! unset_one

#### under u operators with a default are fine
#= dash bash mksh yash ksh93 busybox
set -u
unset u
echo "${u-a}${u:-b}${u+c}${u:+d}${u=e}"
#> abe

#### under u at and star are fine
#= dash bash mksh yash ksh93 busybox
set -u
set --
for i in "$@" $*; do echo "$i"; done
echo end
#> end

#### under u an unset positional parameter ends the shell
#= dash bash mksh yash ksh93 busybox
set -u
set --
echo "$1"
echo not reached
#? >0
#! (some)

#### under u the length of an unset parameter ends the shell
#= dash bash mksh yash ksh93 busybox
set -u
echo ${#unset_one}
echo not reached
#? >0

#### under u removal on an unset parameter ends the shell
#= dash bash mksh yash ksh93 busybox
set -u
echo ${unset_one#a}
echo not reached
#? >0

#### under u arithmetic with an unset name ends the shell
#= bash yash ksh93
set -u
echo $((unset_one + 1))
echo not reached
#~ XCU 2.6.4: the value is obtained as by a parameter expansion.
#? >0

#### under u in a subshell only that ends
#= dash bash mksh yash ksh93 busybox
set -u
(echo $unset_one) 2>/dev/null || echo ended
#> ended

#### dollar exclamation under u
#= dash bash mksh ksh93 busybox
set -u
(echo "$!") 2>/dev/null || echo ended
#> ended

#### the value of a parameter is not expanded again
#= dash bash mksh yash ksh93 busybox
x='$y' y=no
echo $x "$x"
#> $y $y

#### braces with a positional parameter of two digits
#= dash bash mksh yash ksh93 busybox
set -- 1 2 3 4 5 6 7 8 9 ten
echo "${10}" "${10%n}" ${#10}
#> ten te 3

#### indirect nesting of operators is independent
#= dash bash mksh yash ksh93 busybox
a= b=x
echo "${a:-${b:+yes}}" "${a:+${b:-no}}"
#> yes 

#### in double quotes an embedded double-quoted string
#= dash bash mksh yash busybox
x=
echo "${x:-"a"}" "${x:-"$(echo "b  c")"}"
#> a b  c

#### a newline in the word
#= dash bash mksh yash ksh93 busybox
unset x
echo "${x-a
b}"
#> a
#> b

#### a hash in the word is not a comment
#= dash bash mksh yash ksh93 busybox
unset x
echo ${x-#a} ${x- #b}
#> #a #b

#### semicolons and ampersands in the word are text
#= dash bash mksh yash ksh93 busybox
unset x
echo ${x-a;b&c|d}
#> a;b&c|d

#### a dollar at the end of the word
#= dash bash mksh yash ksh93 busybox
unset x
echo ${x-a$}
#> a$

#### assigning a default exports if exported
#= dash bash mksh yash ksh93 busybox
export NEWVAR
: ${NEWVAR=value}
env | grep ^NEWVAR=
#> NEWVAR=value

#### assigning a default to a readonly variable is an error
#= dash bash mksh yash ksh93 busybox
readonly r
(: ${r=x}) 2>/dev/null || echo error
#> error

#### a single quote in the word in double quotes needs no partner
#= dash bash mksh ksh93 busybox
unset u
echo "${u-it's}" "${u:-'}"
#> it's '

#### newline inside braces
#= dash bash mksh yash ksh93 busybox
unset u
echo ${u-
a}
#> a

#### removal with patterns that hold an unquoted brace in a nested expansion
#= dash bash mksh yash ksh93 busybox
x=abc
echo ${x#${x%bc}}
#> bc

#### the number sign removal and a pattern that starts with a number sign
#= dash bash mksh yash ksh93 busybox
x='#a#b'
echo "${x#\#}" "${x##*#}" "${x#'#'}"
#> a#b b a#b

#### percent in patterns
#= dash bash mksh yash ksh93 busybox
x=50%
echo ${x%\%} ${x%%'%'}
#> 50 50

#### default with parentheses and semicolons in quotes
#= dash bash mksh yash ksh93 busybox
unset u
echo "${u-(a;b)}" ${u-'(a;b)'}
#> (a;b) (a;b)

#### the word is not evaluated when an error comes first
#= dash bash mksh yash ksh93 busybox
readonly r
x=1
(: ${r=$((x = 2))}) 2>/dev/null
echo $x
#> 1

#### a substitution in the word that changes the parameter
#= dash bash mksh yash ksh93 busybox
unset u
echo ${u=${u=a}b} $u
#> ab ab

#### empty alternative with IFS null gives no field
#= dash bash mksh yash ksh93 busybox
IFS=
set -- ${1+"$@"}
echo $#
unset u
set -- ${u+x} ${u-}
echo $#
#> 0
#> 0

#### alternative with a quoted empty string is a field
#= dash bash mksh yash busybox
x=1
set -- ${x+""} "${x+}" ${x+}
echo $#
#> 2

#### backslashes in the word, unquoted and quoted
#= dash bash mksh yash ksh93 busybox
unset u
printf '%s\n' ${u-a\\b} "${u-a\\b}" ${u-a\b} "${u-a\b}"
#> a\b
#> a\b
#> ab
#> a\b

#### escaped dollar and backquote in the word in double quotes
#= dash bash mksh yash ksh93 busybox
unset u
printf '%s\n' "${u-\$x \`y\` \"z\"}"
#> $x `y` "z"
