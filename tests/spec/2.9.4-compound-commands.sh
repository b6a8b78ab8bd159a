# 2.9.4 Compound Commands

#### grouping: a subshell does not affect the shell
#= dash bash mksh yash ksh93 busybox
x=1
(x=2; cd /; set -f; umask 0)
echo $x
test "$PWD" != / && echo stayed
case $- in *f*) echo f;; esac
#> 1
#> stayed

#### grouping: braces affect the shell
#= dash bash mksh yash ksh93 busybox
{ x=1; set -- a; }
echo $x $1
#> 1 a

#### grouping: statuses
#= dash bash mksh yash ksh93 busybox
(exit 3); echo $?
{ false; }; echo $?
{ (exit 4); }; echo $?
#> 3
#> 1
#> 4

#### grouping: nested subshells
#= dash bash mksh yash ksh93 busybox
(echo a; (echo b; (echo c)))
#> a
#> b
#> c

#### grouping: a subshell over several lines
#= dash bash mksh yash ksh93 busybox
(
echo a

echo b
)
{
echo c
}
#> a
#> b
#> c

#### grouping: blanks are not needed at parentheses
#= dash bash mksh yash ksh93 busybox
(echo a)
(echo b;)
x=1;(echo $x)
#> a
#> b
#> 1

#### grouping: braces end with a semicolon or newline or operator
#= dash bash mksh yash ksh93 busybox
{ echo a; }
{ echo b
}
{ true & }
wait
#> a
#> b

#### for: words in order
#= dash bash mksh yash ksh93 busybox
for i in a b c; do echo $i; done
#> a
#> b
#> c

#### for: without in uses the positional parameters
#= dash bash mksh yash ksh93 busybox
set -- 'a b' c
for i do echo "[$i]"; done
for i; do echo "[$i]"; done
for i
do echo "[$i]"; done
for i in "$@"; do echo "[$i]"; done
#> [a b]
#> [c]
#> [a b]
#> [c]
#> [a b]
#> [c]
#> [a b]
#> [c]

#### for: an empty list runs nothing and gives zero
#= dash bash mksh yash ksh93 busybox
false
for i in; do echo ran; done; echo $?
set --
for i; do echo ran; done; echo $?
x=
for i in $x; do echo ran; done; echo $?
#> 0
#> 0
#> 0

#### for: the variable keeps the last value
#= dash bash mksh yash ksh93 busybox
for i in a b; do :; done
echo $i
#> b

#### for: the variable is unchanged by an empty list
#= dash bash mksh yash ksh93 busybox
i=old
for i in; do :; done
echo $i
#> old

#### for: the words are expanded once before
#= dash bash mksh yash ksh93 busybox
x='a b'
for i in $x; do x=changed; echo $i; done
set -- a b
for i; do set -- c d e; echo $i; done
#> a
#> b
#> a
#> b

#### for: the status is that of the last body
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do false; done; echo $?
for i in 1 2; do (exit $i); done; echo $?
#> 1
#> 2

#### for: newlines before in and do
#= dash bash mksh yash ksh93 busybox
for i
in a b

do
echo $i
done
#> a
#> b

#### for: words with all expansions
#= dash bash mksh yash ksh93 busybox
x='b c'; : >f.t
for i in a $x "$x" *.t $((1+1)) $(echo d e) ~root; do echo "[$i]"; done
#> [a]
#> [b]
#> [c]
#> [b c]
#> [f.t]
#> [2]
#> [d]
#> [e]
#> [/root]

#### for: the body changes the variable
#= dash bash mksh yash ksh93 busybox
for i in a b; do i=x$i; echo $i; done
#> xa
#> xb

#### for: nested
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do for j in a b; do echo $i$j; done; done
#> 1a
#> 1b
#> 2a
#> 2b

#### for: an exported variable is exported in each turn
#= dash bash mksh yash ksh93 busybox
export i
for i in 1 2; do "$SH" -c 'echo $i'; done
#> 1
#> 2

#### case: the first matching item runs
#= dash bash mksh yash ksh93 busybox
case b in a) echo 1;; b) echo 2;; b) echo 3;; esac
#> 2

#### case: no match gives zero
#= dash bash mksh yash ksh93 busybox
false
case x in a) echo 1;; esac
echo $?
#> 0

#### case: an empty list of items
#= dash bash mksh yash ksh93 busybox
case x in esac
echo $?
case x in
esac
echo $?
#> 0
#> 0

#### case: alternatives
#= dash bash mksh yash ksh93 busybox
case b in a|b|c) echo yes;; esac
case d in a | b | c) echo yes;; *) echo no;; esac
#> yes
#> no

#### case: an opening parenthesis
#= dash bash mksh yash ksh93 busybox
case a in (a) echo 1;; (b) echo 2;; esac
case b in (a|b) echo 3;; esac
#> 1
#> 3

#### case: the last item needs no terminator
#= dash bash mksh yash ksh93 busybox
case a in a) echo 1; esac
case a in a) echo 2
esac
case a in a) esac
echo $?
#> 1
#> 2
#> 0

#### case: an empty body gives zero
#= dash bash mksh yash ksh93 busybox
false
case a in a) ;; esac
echo $?
#> 0

#### case: the status is that of the body
#= dash bash mksh yash ksh93 busybox
case a in a) false;; esac; echo $?
case a in a) (exit 3);; *) true;; esac; echo $?
#> 1
#> 3

#### case: patterns
#= dash bash mksh yash ksh93 busybox
for w in abc a1 '' 'a b' '*' .x; do
case $w in
  '') echo empty;;
  [a-z][0-9]) echo letter digit;;
  *\ *) echo blank;;
  \*) echo star;;
  a*) echo a;;
  *) echo other;;
esac
done
#> a
#> letter digit
#> empty
#> blank
#> star
#> other

#### case: patterns are expanded
#= dash bash mksh yash ksh93 busybox
p='a*' q=b
case abc in $p) echo pattern;; esac
case abc in "$p") echo literal;; *) echo no;; esac
case b in $q) echo b;; esac
case x in $(echo x)) echo substituted;; esac
case 3 in $((1+2))) echo arithmetic;; esac
#> pattern
#> no
#> b
#> substituted
#> arithmetic

#### case: a quoted part of a pattern is literal
#= dash bash mksh yash ksh93 busybox
case 'a*' in a"*") echo star;; esac
case ab in a"*") echo star;; *) echo no;; esac
case 'a?' in a\?) echo mark;; esac
case 'x[a]' in *'[a]') echo bracket;; esac
#> star
#> no
#> mark
#> bracket

#### case: a star matches slashes and leading dots
#= dash bash mksh yash ksh93 busybox
case a/b/c in a*c) echo yes;; esac
case .hidden in *) echo yes;; esac
case .hidden in ?hidden) echo yes;; esac
#> yes
#> yes
#> yes

#### case: the word is expanded but not split
#= dash bash mksh yash ksh93 busybox
x='a  b'
case $x in 'a  b') echo same;; esac
case "$x"c in 'a  bc') echo same;; esac
#> same
#> same

#### case: patterns are expanded only until one matches
#= dash bash mksh yash ksh93 busybox
case a in a) echo first;; $(echo ran >&2)) echo second;; esac
#> first
#! (none)

#### case: fall through with semicolon ampersand
#= bash mksh ksh93
case a in a) echo 1;& b) echo 2;& c) echo 3;; d) echo 4;; esac
#> 1
#> 2
#> 3

#### case: fall through at the last item
#= bash mksh ksh93
case a in a) echo 1;& esac
case a in a) echo 2;& b) esac
echo $?
#> 1
#> 2
#> 0

#### case: fall through does not expand the next patterns
#= bash mksh ksh93
case a in a) echo 1;& $(echo ran >&2)) echo 2;; esac
#> 1
#> 2
#! (none)

#### case: newlines everywhere
#= dash bash mksh yash ksh93 busybox
case a

in

a)

echo 1

;;

b) ;;
esac
#> 1

#### case: the status inside is the one before
#= dash bash mksh yash ksh93 busybox
false
case x in x) echo $?;; esac
#> 1

#### if: then and else
#= dash bash mksh yash ksh93 busybox
if true; then echo a; else echo b; fi
if false; then echo a; else echo b; fi
#> a
#> b

#### if: elif
#= dash bash mksh yash ksh93 busybox
for i in 1 2 3 4; do
if [ $i = 1 ]; then echo one
elif [ $i = 2 ]; then echo two
elif [ $i = 3 ]; then echo three
else echo many
fi
done
#> one
#> two
#> three
#> many

#### if: the status
#= dash bash mksh yash ksh93 busybox
if true; then (exit 3); fi; echo $?
if false; then :; else (exit 4); fi; echo $?
if false; then :; fi; echo $?
if false; then :; elif false; then :; fi; echo $?
#> 3
#> 4
#> 0
#> 0

#### if: the condition is a list
#= dash bash mksh yash ksh93 busybox
if false; true; then echo a; fi
if true; false; then echo b; else echo c; fi
if true && ! false; then echo d; fi
#> a
#> c
#> d

#### if: only one branch runs
#= dash bash mksh yash ksh93 busybox
if echo cond; then echo then; elif echo no; then echo no; else echo no; fi
#> cond
#> then

#### if: status within the branches
#= dash bash mksh yash ksh93 busybox
if (exit 3); then :; else echo $?; fi
if false; then :; elif (exit 4); then :; else echo $?; fi
#> 3
#> 4

#### if: nested
#= dash bash mksh yash ksh93 busybox
if true; then if false; then echo a; else echo b; fi; fi
#> b

#### if: negated
#= dash bash mksh yash ksh93 busybox
if ! false; then echo a; fi
if ! true; then echo b; else echo c; fi
#> a
#> c

#### while: runs until the condition fails
#= dash bash mksh yash ksh93 busybox
i=0
while [ $i -lt 3 ]; do echo $i; i=$((i + 1)); done
#> 0
#> 1
#> 2

#### while: the status is that of the last body or zero
#= dash bash mksh yash ksh93 busybox
while false; do :; done; echo $?
i=0; while [ $i -lt 1 ]; do i=1; (exit 3); done; echo $?
#> 0
#> 3

#### until: runs until the condition succeeds
#= dash bash mksh yash ksh93 busybox
i=0
until [ $i -ge 3 ]; do echo $i; i=$((i + 1)); done
#> 0
#> 1
#> 2

#### until: the status
#= dash bash mksh yash ksh93 busybox
until true; do :; done; echo $?
i=0; until [ $i = 1 ]; do i=1; (exit 3); done; echo $?
#> 0
#> 3

#### while: the condition is a list
#= dash bash mksh yash ksh93 busybox
i=0
while echo cond $i; i=$((i+1)); [ $i -lt 3 ]; do echo body $i; done
#> cond 0
#> body 1
#> cond 1
#> body 2
#> cond 2

#### while: break in the condition
#= dash bash mksh yash ksh93 busybox
while break; do echo ran; done; echo $?
until break; do echo ran; done; echo $?
#> 0
#> 0

#### while: continue in the condition
#= dash bash mksh yash ksh93 busybox
i=0
while i=$((i + 1)); [ $i -lt 5 ] && { [ $i -gt 2 ] || continue; }; do echo $i; done
#> 3
#> 4

#### while: reading lines to the end
#= dash bash mksh yash ksh93 busybox
printf 'a\nb\n' | while read x; do echo "[$x]"; done
#> [a]
#> [b]

#### nested loops with break and continue
#= dash bash mksh yash ksh93 busybox
for i in 1 2 3; do
  for j in 1 2 3; do
    [ $j = 2 ] && continue
    [ $i = 2 ] && break
    echo $i$j
  done
done
#> 11
#> 13
#> 31
#> 33

#### compound commands can be asynchronous
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do echo $i; done >f &
wait
if true; then echo y; fi >>f & wait
cat f
#> 1
#> 2
#> y

#### compound commands in and-or lists
#= dash bash mksh yash ksh93 busybox
{ true; } && ( echo a ) || echo b
if false; then :; fi && echo c
for i in; do :; done && echo d
#> a
#> c
#> d

#### words after a compound command are a syntax error
#= dash bash mksh yash ksh93 busybox
"$SH" -c '{ :; } x' 2>/dev/null; test $? -gt 0 && echo error
"$SH" -c '(:) x' 2>/dev/null; test $? -gt 0 && echo error
"$SH" -c 'if :; then :; fi x' 2>/dev/null; test $? -gt 0 && echo error
#> error
#> error
#> error

#### deep nesting
#= dash bash mksh yash ksh93 busybox
if true; then while true; do for i in 1; do case $i in 1) { ( echo deep ); };; esac; done; break; done; fi
#> deep

#### a while loop over many turns
#= dash bash mksh yash ksh93 busybox
i=0; while [ $i -lt 10000 ]; do i=$((i + 1)); done; echo $i
#> 10000

#### case: a pattern that does not match is not tried as a string
#= dash bash mksh yash ksh93 busybox
case '[abc]' in [abc]) echo wrong;; *) echo right;; esac
case 'a*b' in 'a*b') echo literal;; esac
#> right
#> literal

#### case: quoted empty word and pattern
#= dash bash mksh yash ksh93 busybox
case '' in '') echo 1;; esac
case "" in "$none") echo 2;; esac
case $none in '') echo 3;; esac
#> 1
#> 2
#> 3

#### case: an expansion to a pattern with quotes inside
#= dash bash mksh yash ksh93 busybox
p="'a'"
case a in $p) echo wrong;; *) echo right;; esac
case "'a'" in $p) echo same;; esac
#> right
#> same

#### case: esac right after the last pattern's body on one line
#= dash bash mksh yash ksh93 busybox
case a in a) echo x; esac; case b in (b) echo y
esac
#> x
#> y

#### for: a loop variable that is readonly is an error
#= dash bash mksh yash ksh93 busybox
(readonly i; for i in a; do echo ran; done) 2>/dev/null
test $? -gt 0 && echo error
#> error

#### while: the status of a condition that ends by return in a function
#= dash bash mksh yash ksh93 busybox
f() { while return 7; do :; done; }
f; echo $?
#> 7

#### loops: return from a loop in a function gives its status
#= dash bash mksh yash ksh93 busybox
f() { for i in 1; do return 5; done; }
f; echo $?
g() { while :; do return 6; done; }
g; echo $?
#> 5
#> 6

#### a brace group and a subshell as conditions
#= dash bash mksh yash ksh93 busybox
if { true; }; then echo a; fi
if (false) then echo b; else echo c; fi
while (false) do echo d; done
#> a
#> c

#### compound commands without separators at parentheses
#= dash bash mksh yash ksh93 busybox
(echo a);(echo b)&&(echo c)||(echo d)
#> a
#> b
#> c
