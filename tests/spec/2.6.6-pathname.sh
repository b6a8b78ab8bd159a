# 2.6.6 Pathname Expansion

#### a star matches the names in the directory in order
#= dash bash mksh yash ksh93 busybox
: >b; : >a; : >c
echo *
#> a b c

#### no match leaves the pattern
#= dash bash mksh yash ksh93 busybox
echo x*y ?z [ab]c
#> x*y ?z [ab]c

#### an unmatched pattern loses its quotes
#= dash bash mksh yash ksh93 busybox
echo x*'y z'
#> x*y z

#### a question mark matches one character
#= dash bash mksh yash ksh93 busybox
: >a1; : >a22; : >a
echo a?
#> a1

#### brackets match one of the set
#= dash bash mksh yash ksh93 busybox
: >a1; : >a2; : >a3
echo a[13] a[1-2] a[!1]
#> a1 a3 a1 a2 a2 a3

#### a leading dot is matched only explicitly
#= dash bash mksh yash ksh93 busybox
: >.hidden; : >shown
echo * .h* ?hidden [.]hidden
#> shown .hidden ?hidden [.]hidden

#### a leading dot after a slash is matched only explicitly
#= dash bash mksh yash ksh93 busybox
mkdir d; : >d/.hidden; : >d/shown
echo d/* d/.h* */shown
#> d/shown d/.hidden d/shown

#### a negated bracket does not match a leading dot
#= dash bash mksh yash ksh93 busybox
: >.a; : >ba
echo [!x]a
#> ba

#### a slash is matched only explicitly
#= dash bash mksh yash ksh93 busybox
mkdir d; : >d/f
echo d*f d?f d[/]f */f
#> d*f d?f d[/]f d/f

#### patterns in several components
#= dash bash mksh yash ksh93 busybox
mkdir -p a1/b1 a1/b2 a2/b1
: >a1/b1/x; : >a2/b1/x; : >a1/b2/y
echo a?/b?/x
#> a1/b1/x a2/b1/x

#### a pattern followed by fixed components
#= dash bash mksh yash ksh93 busybox
mkdir -p a/sub b/sub c
echo */sub
#> a/sub b/sub

#### a fixed component that does not exist makes no match
#= dash bash mksh yash ksh93 busybox
mkdir a b
echo */nothing
#> */nothing

#### a trailing slash matches directories only
#= dash bash mksh yash ksh93 busybox
mkdir d1 d2; : >d3
echo d*/
#> d1/ d2/

#### several slashes stay
#= dash bash mksh yash ksh93 busybox
mkdir d; : >d/f
echo d//*
#> d//f

#### a leading slash
#= dash bash mksh yash ksh93 busybox
echo /et[c] /etc/passw[d]
#> /etc /etc/passwd

#### dot and dot-dot are not matched by a star
#= dash bash mksh yash ksh93 busybox
echo .*/. >/dev/null
: >.x
for i in .x*; do echo $i; done
#> .x

#### quoted pattern characters are ordinary
#= dash bash mksh yash ksh93 busybox
: >a; : >'*'
echo '*' "*" \* "a"*
#> * * * a

#### a quoted part and a pattern part
#= dash bash mksh yash ksh93 busybox
: >'a b1'; : >'a b2'
for i in 'a b'*; do echo "[$i]"; done
#> [a b1]
#> [a b2]

#### names with blanks are one field
#= dash bash mksh yash ksh93 busybox
: >'a b'; : >'c  d'
set -- *
echo $# "$1" "$2"
#> 2 a b c  d

#### patterns from an unquoted expansion
#= dash bash mksh yash ksh93 busybox
: >a.t; : >b.t
p='*.t'
echo $p "$p"
#> a.t b.t *.t

#### patterns from a command substitution
#= dash bash mksh yash ksh93 busybox
: >a.t
echo $(echo '*.t') "$(echo '*.t')"
#> a.t *.t

#### a backslash from an expansion quotes in a pattern
#= dash bash yash busybox
: >'a*1'; : >ab1
p='a\*?'
printf '%s\n' $p
#> a*1

#### a pattern whose only special character is quoted by an expanded backslash is left alone
#= dash bash mksh yash ksh93 busybox
: >'a*'; : >ab
p='a\*'
printf '%s\n' $p
#> a\*

#### a backslash from an expansion without pattern characters stays
#= dash bash mksh yash ksh93 busybox
p='a\b'
printf '%s\n' $p
#> a\b

#### no expansion in assignments
#= dash bash mksh yash ksh93 busybox
: >a.t
x=*.t
echo "$x"
#> *.t

#### no expansion in case words and patterns
#= dash bash mksh yash ksh93 busybox
: >a.t
case *.t in 'a.t') echo expanded;; '*.t') echo literal;; esac
#> literal

#### no expansion with option f
#= dash bash mksh yash ksh93 busybox
: >a.t
set -f
echo *.t
set +f
echo *.t
#> *.t
#> a.t

#### expansion in for words
#= dash bash mksh yash ksh93 busybox
: >a.t; : >b.t
for i in *.t; do echo $i; done
#> a.t
#> b.t

#### expansion results are not split
#= dash bash mksh yash ksh93 busybox
: >'a b.t'
IFS=' '
for i in *.t; do echo "[$i]"; done
#> [a b.t]

#### an unreadable directory matches nothing
#= dash bash mksh yash ksh93 busybox
#% user
mkdir d; : >d/f; chmod 0 d
echo d/*
chmod 700 d
#> d/*

#### a directory without search permission
#= dash bash mksh yash ksh93 busybox
#% user
mkdir d; : >d/f; chmod 400 d
echo d/f*
chmod 700 d
#> d/f

#### a directory that is searched but not read is passed through
#= dash bash mksh yash ksh93 busybox
#% user
mkdir -p d/sub; : >d/sub/f; chmod 111 d
echo d/sub/*
echo d/*/f
chmod 700 d
#> d/sub/f
#> d/*/f

#### ranges and classes
#= dash bash mksh yash ksh93 busybox
: >a; : >b; : >1; : >2
echo [a-b] [[:alpha:]] [[:digit:]] [![:digit:]]
#> a b a b 1 2 a b

#### a bracket without partner is ordinary
#= dash bash mksh yash ksh93 busybox
: >'[a'; : >a
echo [a "[a"
#> [a [a

#### a bracket expression may contain a closing bracket first
#= dash bash mksh yash busybox
: >']'; : >a
echo []a] [!]]
#> ] a a

#### a hyphen at the edges is ordinary
#= dash bash mksh yash ksh93 busybox
: >-; : >a
for i in [-a] [a-]; do echo "[$i]"; done
#> [-]
#> [a]
#> [-]
#> [a]

#### a quoted hyphen is ordinary
#= dash bash mksh yash ksh93 busybox
: >a; : >b; : >c; : >-
echo [a'-'c]
#> - a c

#### quoted characters in brackets
#= dash bash mksh yash ksh93 busybox
: >a; : >b; : >']'
echo ["a"'b'] [\]]
#> a b ]

#### a symbolic link to nowhere is matched by a star
#= dash bash mksh yash ksh93 busybox
ln -s nowhere l
echo l* *
#> l l

#### a symbolic link to a directory is followed
#= dash bash mksh yash ksh93 busybox
mkdir d; : >d/f; ln -s d l
echo l/*
#> l/f

#### names starting with a hyphen
#= dash bash mksh yash ksh93 busybox
: >-a; : >b
echo *
#> -a b

#### the order is that of the C locale
#= dash bash mksh yash ksh93 busybox
#% env: LC_ALL=C
: >a; : >B; : >c; : >_
echo *
#> B _ a c

#### names with newlines
#= dash bash mksh yash ksh93 busybox
: >'a
b'
set -- a*
echo $# "$1"
#> 1 a
#> b

#### many files
#= dash bash mksh yash ksh93 busybox
i=0; while [ $i -lt 300 ]; do : >f$i; i=$((i+1)); done
set -- f*
echo $#
#> 300

#### redirection operands in a script are not expanded
#= dash bash mksh yash ksh93 busybox
: >a.t
echo text >*.t
cat a.t
test -f '*.t' && cat '*.t'
#> text

#### double star is a star
#= dash bash mksh yash ksh93 busybox
mkdir d; : >d/f; : >g
echo **
#> d g

#### a pattern with dot-dot
#= dash bash mksh yash ksh93 busybox
mkdir d; : >a.t
cd d
echo ../*.t
#> ../a.t

#### a pattern that matches itself
#= dash bash mksh yash ksh93 busybox
: >'[x]'; : >x
echo [x]
#> x

#### multibyte characters count as one
#= bash mksh yash ksh93
: >ä; : >ab
echo ?
#> ä

#### a tilde result is not a pattern
#= dash bash mksh yash ksh93 busybox
mkdir 'd*' d1
HOME=$PWD/d*
for i in ~; do echo "${i##*/}"; done
#> d*

#### a pattern after a variable with a directory
#= dash bash mksh yash ksh93 busybox
mkdir d; : >d/a; : >d/b
x=d
echo $x/* "$x"/*
#> d/a d/b d/a d/b

#### a directory name with pattern characters in quotes
#= dash bash mksh yash ksh93 busybox
mkdir '[d]'; : >'[d]/f'
echo '[d]'/* "[d]"/f*
#> [d]/f [d]/f

#### an escaped slash in a pattern
#= dash bash mksh yash busybox
mkdir d; : >d/f
echo d\/*
#> d/f

#### non-UTF-8 names are matched and come back
#= dash bash mksh ksh93 busybox
x=$(printf 'f\377')
: >"$x"
printf %s f* | od -An -tx1
#>  66 ff

#### IFS characters that are pattern characters do not hinder patterns
#= dash bash mksh yash ksh93 busybox
: >ab; : >ac
IFS='*?[]'
x='a*'
set -- a*; echo $#
IFS=
set -- $x; echo $#
#> 2
#> 2

#### no expansion for a quoted star beside an unquoted question mark without match
#= dash bash mksh yash ksh93 busybox
: >ab
echo 'a*'? "a"?
#> a*? ab

#### a range with a quoted end
#= dash bash mksh yash ksh93 busybox
: >a; : >b; : >c
echo [a-"c"] ['a'-c]
#> a b c a b c

#### a directory pattern and a plain name that is a file
#= dash bash mksh yash ksh93 busybox
mkdir d; : >d/x; : >f
echo */x
#> d/x

#### a dot directory in a fixed component
#= dash bash mksh yash ksh93 busybox
mkdir .d; : >.d/f
echo .d/* ./.d/*
#> .d/f ./.d/f

#### a pattern that matches many, sorted
#= dash bash mksh yash ksh93 busybox
: >f10; : >f9; : >f1; : >F2
LC_ALL=C
echo f* [Ff]*
#> f1 f10 f9 F2 f1 f10 f9

#### patterns in the positional parameters
#= dash bash mksh yash ksh93 busybox
: >a.c; : >b.c
set -- '*.c'
echo $1 "$1" $* "$*"
#> a.c b.c *.c a.c b.c *.c

#### a bracket expression may not contain a slash
#= dash bash mksh yash ksh93 busybox
mkdir a; : >a/b
echo a[/]b a[x/y]b
#> a[/]b a[x/y]b
