# Extended patterns

#### a written pattern matches in case
#= mksh ksh93
#~ No option is needed: in the standard a parenthesis inside a word is a syntax error.
for word in abc d '' aab x; do
    case $word in
        @(abc|d)) echo "$word: once" ;;
        +(a|b)) echo "$word: at least once" ;;
        ?(z)) echo "$word: optional" ;;
        !(y|z)) echo "$word: not" ;;
    esac
done
#> abc: once
#> d: once
#> : optional
#> aab: at least once
#> x: not

#### several in one arm, and with a parenthesis before
#= mksh ksh93
for word in a ab c; do
    case $word in
        (@(a)|+(c)) echo "$word 1" ;;
        *(a|b)) echo "$word 2" ;;
    esac
done
#> a 1
#> ab 2
#> c 1

#### blanks, quotes and operators are text inside
#= mksh
case 'a b' in a@( )b) echo blank ;; esac
case 'a|b' in @('a|b'|c)) echo bar ;; esac
case 'x;y&z' in @(x;y&z)) echo operators ;; esac
case '(' in @('(')) echo parenthesis ;; esac
#> blank
#> bar
#> operators
#> parenthesis

#### groups in groups
#= mksh ksh93
for word in ac abbc abc; do
    case $word in
        a?(+(bb))c) echo "$word even" ;;
        *) echo "$word odd" ;;
    esac
done
#> ac even
#> abbc even
#> abc odd

#### expansions inside
#= mksh ksh93
v=b
case abc in a@($v|x)c) echo one ;; esac
case 'a*c' in a@("*"|x)c) echo two ;; esac
case abc in a@($(echo b))c) echo three ;; esac
#> one
#> two
#> three

#### pathname expansion
#= mksh ksh93
touch a b ab abc foo.c foo.h bar.o
echo @(a|b)
echo !(*.c|*.h|a*)
echo +(a|b)c
for f in *.@(c|h); do echo "$f"; done
echo @(none|nothing)
#> a b
#> b bar.o
#> abc
#> foo.c
#> foo.h
#> @(none|nothing)

#### quoted characters make no group
#= dash bash mksh yash ksh93 busybox
touch a
echo "@(a)" '@(a)' \@'(a)' @'(a)'
#> @(a) @(a) @(a) @(a)

#### no pathname expansion in assignments
#= mksh ksh93
touch a
x=@(a|b)
echo "$x"
#> @(a|b)

#### elements of arrays
#= mksh ksh93
touch a b
list=(@(a|b) !(a))
echo "${list[@]}"
#> a b b

#### on the right side of == in a condition
#= bash mksh ksh93
[[ aab == +(a|b) ]] && echo plus
[[ x != !(a|b) ]] || echo not
[[ ! ( a == b ) && c == !(d) ]] && echo group
[[ ! (a == a) ]] || echo negation
#> plus
#> not
#> group
#> negation

#### results of expansions are such patterns with the option only
#= bash
p='@(a|b)'
case a in $p) echo on ;; *) echo off ;; esac
shopt -s extglob
case a in $p) echo on ;; *) echo off ;; esac
shopt -u extglob
case a in $p) echo on ;; *) echo off ;; esac
#> off
#> on
#> off

#### the option decides in parameter expansions
#= bash
v='a  b(x)'
echo "${v%*(*)}:${v//+( )/_}"
shopt -s extglob
echo "${v//+( )/_} ${v#@(a|b)} ${v%%+( )*}"
#> a  b:a  b(x)
#> a_b(x)   b(x) a

#### set -o extglob is the same option
#=
set -o extglob
v=aab
echo "${v##+(a)}"
shopt extglob
#> b
#> extglob              on

#### a function and a negated subshell are no patterns
#= bash
f() { echo f "$@"; }
f x
!(false) && echo negated
g+ () { echo g; }
g+
#> f x
#> negated
#> g

#### line continuation inside
#= mksh
case ab in a@\
(b|\
c)) echo joined ;; esac
#> joined

#### a group that is not closed is an error
#= dash bash yash busybox
echo @(a
#? 2
#! expected `)`

#### set -o posix knows none
#= dash bash yash busybox
set -o posix
echo a@(b)
#? 2
#! unexpected `(`
