# 2.6.5 Field Splitting

#### the default IFS splits at spaces tabs and newlines
#= dash bash mksh yash ksh93 busybox
x='  a b	c
d  '
set -- $x
printf '[%s]' $# "$@"; echo
#> [4][a][b][c][d]

#### unset IFS is as the default
#= dash bash mksh yash ksh93 busybox
unset IFS
x='  a b	c
d  '
set -- $x
printf '[%s]' $# "$@"; echo
#> [4][a][b][c][d]

#### null IFS splits nothing
#= dash bash mksh yash ksh93 busybox
IFS=
x=' a b '
set -- $x
printf '[%s]' $# "$@"; echo
#> [1][ a b ]

#### null IFS still drops an empty expansion
#= dash bash mksh yash ksh93 busybox
IFS=
x=
set -- $x
echo $#
#> 0

#### each non-white IFS character delimits
#= dash bash mksh yash ksh93 busybox
IFS=:
x=a:b::c
set -- $x
printf '[%s]' $# "$@"; echo
#> [4][a][b][][c]

#### a leading non-white delimiter makes an empty field
#= dash bash mksh yash ksh93 busybox
IFS=:
x=:a
set -- $x
printf '[%s]' $# "$@"; echo
#> [2][][a]

#### a trailing non-white delimiter ends a field and begins none
#= dash bash mksh yash ksh93 busybox
IFS=:
x=a:
set -- $x
printf '[%s]' $# "$@"; echo
x=a::
set -- $x
printf '[%s]' $# "$@"; echo
#> [1][a]
#> [2][a][]

#### a single delimiter is one empty field
#= dash bash mksh yash ksh93 busybox
IFS=:
x=:
set -- $x
printf '[%s]' $# "$@"; echo
x=::
set -- $x
printf '[%s]' $# "$@"; echo
#> [1][]
#> [2][][]

#### white space around a non-white delimiter belongs to it
#= dash bash mksh yash ksh93 busybox
IFS=' :'
x='a : b:c :d: e'
set -- $x
printf '[%s]' $# "$@"; echo
#> [5][a][b][c][d][e]

#### white space between two delimiters makes an empty field
#= dash bash mksh yash ksh93 busybox
IFS=' :'
x='a: :b'
set -- $x
printf '[%s]' $# "$@"; echo
#> [3][a][][b]

#### leading and trailing white space is dropped, delimiters are not
#= dash bash mksh yash ksh93 busybox
IFS=' :'
x='  : a :  '
set -- $x
printf '[%s]' $# "$@"; echo
#> [2][][a]

#### only white space that is in IFS counts
#= dash bash mksh yash ksh93 busybox
IFS=:
x=' a : b '
set -- $x
printf '[%s]' $# "$@"; echo
#> [2][ a ][ b ]

#### tab in IFS is white space
#= dash bash mksh yash ksh93 busybox
IFS='	,'
x='a	,	b		c'
set -- $x
printf '[%s]' $# "$@"; echo
#> [3][a][b][c]

#### newline in IFS is white space
#= dash bash mksh yash ksh93 busybox
IFS='
'
x='a b

c d
'
set -- $x
printf '[%s]' $# "$@"; echo
#> [2][a b][c d]

#### a letter in IFS
#= dash bash mksh yash ksh93 busybox
IFS=x
v=axbxxc
set -- $v
printf '[%s]' $# "$@"; echo
#> [4][a][b][][c]

#### a backslash in IFS
#= dash bash mksh yash ksh93 busybox
IFS='\'
v='a\b'
set -- $v
printf '[%s]' $# "$@"; echo
#> [2][a][b]

#### a glob character in IFS
#= dash bash mksh yash ksh93 busybox
IFS='*'
v='a*b'
set -- $v
printf '[%s]' $# "$@"; echo
#> [2][a][b]

#### literal text is not split
#= dash bash mksh yash ksh93 busybox
IFS=:
set -- a:b 'c:d'
echo $#
#> 2

#### quoted expansions are not split
#= dash bash mksh yash ksh93 busybox
IFS=:
x=a:b
set -- "$x" "${x}" "$(echo $x)" "`echo c:d`"
echo $# "$4"
#> 4 c:d

#### unquoted command substitution is split
#= dash bash mksh yash ksh93 busybox
IFS=:
set -- $(echo a:b)
printf '[%s]' $# "$@"; echo
#> [2][a][b]

#### unquoted arithmetic is split
#= dash bash mksh yash ksh93 busybox
IFS=5
set -- $((1 + 150))
printf '[%s]' $# "$@"; echo
#> [2][1][1]

#### tilde results are not split
#= dash bash mksh yash ksh93 busybox
IFS=/
HOME=/a/b
set -- ~
printf '[%s]' $# "$@"; echo
#> [1][/a/b]

#### assignments are not split
#= dash bash mksh yash ksh93 busybox
IFS=:
x=a:b
y=$x
printf '%s\n' "$y"
#> a:b

#### the word of a case is not split
#= dash bash mksh yash ksh93 busybox
x='a b'
case $x in 'a b') echo same;; esac
#> same

#### redirection operands are not split
#= dash bash mksh yash ksh93 busybox
x='a b'
echo text >"$x"
cat 'a b'
#> text

#### split fields join the text around
#= dash bash mksh yash ksh93 busybox
x='b c'
set -- a$x
printf '[%s]' $# "$@"; echo
set -- a"$x"d
printf '[%s]' $# "$@"; echo
set -- a${x}d
printf '[%s]' $# "$@"; echo
#> [2][ab][c]
#> [1][ab cd]
#> [2][ab][cd]

#### leading white space in the value separates from the text before
#= dash bash mksh yash ksh93 busybox
x=' b '
set -- a$x'c'
printf '[%s]' $# "$@"; echo
#> [3][a][b][c]

#### leading and trailing delimiters beside text
#= dash bash mksh yash ksh93 busybox
IFS=:
x=:b:
set -- a$x'c'
printf '[%s]' $# "$@"; echo
#> [3][a][b][c]

#### two expansions side by side
#= dash bash mksh yash ksh93 busybox
x='a ' y=' b'
set -- $x$y
printf '[%s]' $# "$@"; echo
x=a y=b
set -- $x$y
printf '[%s]' $# "$@"; echo
#> [2][a][b]
#> [1][ab]

#### two non-white delimited expansions side by side
#= dash bash mksh yash ksh93 busybox
IFS=:
x=a: y=:b
set -- $x$y
printf '[%s]' $# "$@"; echo
#> [3][a][][b]

#### white space then empty expansion
#= dash bash mksh yash ksh93 busybox
x='a ' y=
set -- $x$y
printf '[%s]' $# "$@"; echo
set -- $x"$y"
printf '[%s]' $# "$@"; echo
#> [1][a]
#> [2][a][]

#### an empty quoted string beside an empty expansion is a field
#= dash bash mksh yash ksh93 busybox
x=
set -- $x""
echo $#
set -- ""$x
echo $#
set -- $x$x
echo $#
#> 1
#> 1
#> 0

#### only white space is no field
#= dash bash mksh yash ksh93 busybox
x='   '
set -- $x
echo $#
set -- a $x b
echo $#
#> 0
#> 2

#### white space and an empty quoted string
#= dash bash mksh yash ksh93 busybox
x=' '
set -- $x""
echo $#
set -- ""$x""
echo $#
#> 1
#> 2

#### IFS changed in the same assignment list is used afterwards only
#= dash bash mksh yash ksh93 busybox
x=a:b
IFS=: set -- x
IFS=:
set -- $x
echo $#
#> 2

#### IFS set before a regular command does not affect its words
#= dash bash mksh yash ksh93 busybox
x=a:b
IFS=: printf '[%s]' $x; echo
#> [a:b]

#### IFS in a function's local use
#= dash bash mksh yash ksh93 busybox
f() { IFS=,; set -- $1; echo $#; }
f a,b,c
#> 3

#### dollar at unquoted is split further
#= dash bash mksh yash ksh93 busybox
set -- 'a b' 'c d'
set -- $@
printf '[%s]' $# "$@"; echo
#> [4][a][b][c][d]

#### dollar star unquoted is split further by IFS
#= dash bash mksh yash ksh93 busybox
IFS=:
set -- 'a:b' 'c d'
set -- $*
printf '[%s]' $# "$@"; echo
#> [3][a][b][c d]

#### dollar at quoted with text around
#= dash bash mksh yash ksh93 busybox
set -- 'a b' 'c d'
set -- x"$@"y
printf '[%s]' $# "$@"; echo
#> [2][xa b][c dy]

#### dollar at quoted twice
#= dash bash mksh yash ksh93 busybox
set -- a b
set -- "$@""$@"
printf '[%s]' $# "$@"; echo
#> [3][a][ba][b]

#### dollar at quoted within a longer quoted string
#= dash bash mksh yash ksh93 busybox
set -- a b
set -- "x $@ y"
printf '[%s]' $# "$@"; echo
#> [2][x a][b y]

#### dollar at unquoted with text around
#= dash bash mksh yash ksh93 busybox
set -- 'a b' 'c d'
set -- x$@y
printf '[%s]' $# "$@"; echo
#> [4][xa][b][c][dy]

#### dollar star quoted with null first parameters
#= dash bash mksh yash ksh93 busybox
IFS=:
set -- '' a ''
printf '[%s]\n' "$*"
#> [:a:]

#### dollar star quoted with no parameters is one empty field
#= dash bash mksh yash ksh93 busybox
set --
set -- "$*"
printf '[%s]' $# "$@"; echo
#> [1][]

#### dollar star quoted takes only the first character of IFS
#= dash bash mksh yash ksh93 busybox
IFS=',;'
set -- a b c
printf '[%s]\n' "$*"
IFS=' ,'
printf '[%s]\n' "$*"
IFS='	 '
printf '[%s]\n' "$*" | tr '\t' T
#> [a,b,c]
#> [a b c]
#> [aTbTc]

#### dollar star quoted with a multibyte IFS character
#= bash yash ksh93
IFS=ä
set -- a b
printf '[%s]\n' "$*"
#> [aäb]

#### dollar at is not affected by IFS when quoted
#= dash bash mksh yash ksh93 busybox
IFS=:
set -- a b
printf '[%s]' "$@"; echo
IFS=
printf '[%s]' "$@"; echo
#> [a][b]
#> [a][b]

#### matrix of unquoted at and star with non-white IFS and empty parameters
#= dash yash ksh93 busybox
IFS=:
set -- '' a '' b
set -- $@
printf '[%s]' $# "$@"; echo
#~ XCU 2.5.2: an empty parameter that is not quoted may be dropped or kept; kept nowhere here.
#> [2][a][b]

#### for over an unquoted variable
#= dash bash mksh yash ksh93 busybox
IFS=:
x=a:b
for i in $x; do echo $i; done
#> a
#> b

#### for over an unquoted list with empty fields
#= dash bash mksh yash ksh93 busybox
IFS=:
x=:a::b
for i in $x; do echo "[$i]"; done
#> []
#> [a]
#> []
#> [b]

#### default word is split outside quotes but not its quoted parts
#= dash bash mksh yash ksh93 busybox
unset u
set -- ${u-a b 'c d' "e f"}
printf '[%s]' $# "$@"; echo
#> [4][a][b][c d][e f]

#### default word literal is split by IFS
#= dash bash mksh yash ksh93 busybox
unset u
IFS=:
set -- ${u-a:b}
printf '[%s]' $# "$@"; echo
#> [2][a][b]

#### pattern removal result is split
#= dash bash mksh yash ksh93 busybox
IFS=:
x=a:b:c
set -- ${x#*:}
printf '[%s]' $# "$@"; echo
#> [2][b][c]

#### the value of read is split by the same rules
#= dash bash mksh yash ksh93 busybox
IFS=: read a b c <<E
x:y:z
E
echo "$a-$b-$c"
#> x-y-z

#### multibyte characters in the value are not cut
#= dash bash mksh yash ksh93 busybox
IFS=:
x='ä:ö'
set -- $x
printf '[%s]' $# "$@"; echo
#> [2][ä][ö]

#### a multibyte character in IFS delimits
#= bash yash ksh93
IFS=ä
x=1ä2
set -- $x
printf '[%s]' $# "$@"; echo
#> [2][1][2]

#### splitting happens before pathname expansion
#= dash bash mksh yash ksh93 busybox
: >a.t; : >b.t
x='*.t x'
set -- $x
printf '[%s]' $# "$@"; echo
#> [3][a.t][b.t][x]

#### IFS is used as it is at the time of the expansion
#= dash bash mksh yash ksh93 busybox
IFS=:
x=a:b
unset IFS
set -- $x
echo $#
IFS=:
set -- $x
echo $#
#> 1
#> 2

#### space newline and tab in IFS are each only white if in IFS
#= dash bash mksh yash ksh93 busybox
IFS=' '
x='a	b c
d'
set -- $x
echo $#
#> 2

#### vertical tab and form feed in IFS are not IFS white space
#= dash mksh busybox
IFS=$(printf '\v')
x=$(printf 'a\v\vb')
set -- $x
echo $#
#~ XCU 2.6.5: of the C locale's white space only space, tab and newline must count; 2024 leaves the others to the implementation.
#> 3

#### digits in IFS do not confuse positional expansion
#= dash bash mksh yash ksh93 busybox
IFS=1
set -- a1b
set -- $1
printf '[%s]' $# "$@"; echo
#> [2][a][b]
