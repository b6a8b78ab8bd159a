# 2.7 Redirection

#### output to a new file
#= dash bash mksh yash ksh93 busybox
echo a >f
cat f
#> a

#### output truncates
#= dash bash mksh yash ksh93 busybox
echo long text >f
echo a >f
cat f
#> a

#### output appends
#= dash bash mksh yash ksh93 busybox
echo a >>f
echo b >>f
cat f
#> a
#> b

#### input from a file
#= dash bash mksh yash ksh93 busybox
echo a >f
cat <f
#> a

#### redirections anywhere in a simple command
#= dash bash mksh yash ksh93 busybox
>f echo a
echo >>f b
echo c d >>f e
cat f
#> a
#> b
#> c d e

#### later redirections win
#= dash bash mksh yash ksh93 busybox
echo a >f >g
cat f g
test -f f && echo made
#> a
#> made

#### redirections are processed in order
#= dash bash mksh yash ksh93 busybox
{ echo out; echo err >&2; } >f 2>&1
cat f
{ echo out; echo err >&2; } 2>&1 >g | sed 's/^/piped /'
cat g
#> out
#> err
#> piped err
#> out

#### an io number chooses the descriptor
#= dash bash mksh yash ksh93 busybox
{ echo a >&3; } 3>f
cat f
#> a

#### standard error
#= dash bash mksh yash ksh93 busybox
{ echo err >&2; } 2>f
cat f
#> err

#### duplicate an input descriptor
#= dash bash mksh yash ksh93 busybox
echo a >f
exec 3<f
cat <&3
#> a

#### close an output descriptor
#= dash bash mksh yash ksh93 busybox
(echo a >&-) 2>/dev/null || echo error
#> error

#### close an input descriptor
#= dash bash mksh yash ksh93 busybox
cat <&- 2>/dev/null || echo error
#> error

#### a closed descriptor cannot be duplicated
#= dash bash mksh yash ksh93 busybox
(echo a >&7) 2>/dev/null || echo error
(cat <&7) 2>/dev/null || echo error
#> error
#> error

#### closing a descriptor that is not open is no error
#= dash bash mksh yash ksh93 busybox
true 7>&- 8<&- && echo ok
#> ok

#### the operand of a duplication is expanded
#= dash bash mksh yash ksh93
fd=1
echo a >&$fd
close=-
exec 3>f
exec 3>&$close
(echo b >&3) 2>/dev/null || echo closed
#> a
#> closed

#### swapping two descriptors
#= dash bash mksh yash ksh93 busybox
{ { echo out; echo err >&2; } 3>&1 1>&2 2>&3 3>&-; } 2>f
cat f
#> err
#> out

#### read and write creates and does not truncate
#= dash bash mksh yash ksh93 busybox
echo abcdef >f
printf XY 1<>f
cat f
echo new 1<>g
cat g
#> XYcdef
#> new

#### read and write default descriptor is standard input
#= dash bash mksh yash ksh93 busybox
echo text >f
cat <>f
#> text

#### noclobber refuses an existing file
#= dash bash mksh yash ksh93 busybox
echo old >f
set -C
(echo new >f) 2>/dev/null || echo refused
cat f
#> refused
#> old

#### noclobber is overridden
#= dash bash mksh yash ksh93 busybox
echo old >f
set -C
echo new >|f
cat f
#> new

#### noclobber allows appending and new files
#= dash bash mksh yash ksh93 busybox
set -C
echo a >f
echo b >>f
cat f
#> a
#> b

#### noclobber allows devices
#= dash bash mksh yash ksh93 busybox
set -C
echo a >/dev/null && echo ok
#> ok

#### noclobber and read-write
#= dash bash mksh yash ksh93 busybox
set -C
echo abc >f
printf X 1<>f && cat f
#> Xbc

#### noclobber with a dangling symbolic link
#= dash bash mksh ksh93 busybox
set -C
ln -s target l
(echo a >l) 2>/dev/null; test $? -le 125 && echo ended
#> ended

#### clobbering operator without the option
#= dash bash mksh yash ksh93 busybox
echo a >f
echo b >|f
cat f
#> b

#### a missing input file is an error
#= bash mksh ksh93 busybox
cat <missing
echo $?
#> 1

#### a redirection error on a builtin gives a status above zero and goes on
#= dash bash mksh yash ksh93 busybox
true <missing
test $? -gt 0 && echo on
#> on

#### a redirection error on an external command does not run it
#= dash bash mksh yash ksh93 busybox
/bin/echo ran <missing 2>/dev/null || echo not run
#> not run

#### a redirection error on a compound command goes on
#= dash bash mksh yash ksh93 busybox
{ echo ran; } <missing 2>/dev/null || echo not run
( echo ran ) <missing 2>/dev/null || echo not run
for i in 1; do echo ran; done <missing 2>/dev/null || echo not run
if true; then echo ran; fi <missing 2>/dev/null || echo not run
while true; do echo ran; break; done <missing 2>/dev/null || echo not run
case a in a) echo ran;; esac <missing 2>/dev/null || echo not run
#> not run
#> not run
#> not run
#> not run
#> not run
#> not run

#### a redirection error on a function call goes on
#= dash bash mksh yash ksh93 busybox
f() { echo ran; }
f <missing 2>/dev/null || echo not run
#> not run

#### a redirection error on a special builtin ends the shell
#= dash bash mksh yash ksh93 busybox
: <missing
echo not reached
#~ XCU 2.8.1
#? >0
#! missing

#### a redirection error on exec ends the shell
#= dash bash mksh yash ksh93 busybox
exec <missing
echo not reached
#? >0
#! missing

#### a redirection error on command exec does not end the shell
#= dash bash mksh yash ksh93 busybox
command exec <missing 2>/dev/null
echo reached
#> reached

#### redirections of a failed command are undone
#= dash bash mksh yash ksh93 busybox
{ true >f <missing; } 2>/dev/null
echo visible
#> visible

#### a redirection without command makes the file and changes nothing
#= dash bash mksh yash ksh93 busybox
>f
test -f f && echo made
echo visible
#> made
#> visible

#### a redirection without command that fails has a status above zero
#= dash bash mksh yash ksh93 busybox
<missing 2>/dev/null
test $? -gt 0 && echo failed
#> failed

#### redirection without command runs in order with an expansion
#= dash bash mksh yash ksh93 busybox
>$(echo f)
test -f f && echo made
#> made

#### a redirection without command and an assignment
#= dash bash mksh yash ksh93 busybox
x=1 >f
echo $x
test -f f && echo made
#> 1
#> made

#### redirections of a builtin are temporary
#= dash bash mksh yash ksh93 busybox
echo a >f
echo b
cat f
#> b
#> a

#### redirections of exec are permanent
#= dash bash mksh yash ksh93 busybox
exec 3>f
echo a >&3
echo b >&3
exec 3>&-
cat f
#> a
#> b

#### exec can move standard output
#= dash bash mksh yash ksh93 busybox
(exec >f; echo a)
cat f
#> a

#### exec saves and restores
#= dash bash mksh yash ksh93 busybox
exec 3>&1 >f
echo to file
exec >&3 3>&-
echo to stdout
cat f
#> to stdout
#> to file

#### descriptors above two are inherited by commands
#= dash bash yash ksh93 busybox
exec 3>f
"$SH" -c 'echo from child >&3'
cat f
#> from child

#### a descriptor opened for a command only
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'echo text >&4' 4>f
cat f
(echo x >&4) 2>/dev/null || echo closed
#> text
#> closed

#### redirection of a brace group
#= dash bash mksh yash ksh93 busybox
{ echo a; echo b; } >f
cat f
#> a
#> b

#### redirection of a loop
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do echo $i; done >f
while read x; do echo "got $x"; done <f
#> got 1
#> got 2

#### redirection of a subshell
#= dash bash mksh yash ksh93 busybox
(echo a; echo b) >f
cat f
#> a
#> b

#### redirection of if and case
#= dash bash mksh yash ksh93 busybox
if true; then echo a; fi >f
case x in x) echo b;; esac >>f
cat f
#> a
#> b

#### several redirections of a compound command
#= dash bash mksh yash ksh93 busybox
{ cat; echo err >&2; } <<E >f 2>g
text
E
cat f g
#> text
#> err

#### inner redirections win over outer ones
#= dash bash mksh yash ksh93 busybox
{ echo a >f; echo b; } >g
cat f g
#> a
#> b

#### the operand undergoes expansions
#= dash bash mksh yash ksh93 busybox
x=f; mkdir d
echo a >$x; echo b >"d/$x"; echo c >$(echo g); echo d >h$((1 + 1))
cat f d/f g h2
#> a
#> b
#> c
#> d

#### an expansion error in an operand: null is no file
#= dash bash mksh yash ksh93 busybox
x=
(echo a >$x) 2>/dev/null || echo error
(echo a >"") 2>/dev/null || echo error
#> error
#> error

#### a directory cannot be written
#= dash bash mksh yash ksh93 busybox
mkdir d
(echo a >d) 2>/dev/null || echo error
#> error

#### a file in a missing directory
#= dash bash mksh yash ksh93 busybox
(echo a >no/such/file) 2>/dev/null || echo error
#> error

#### permission denied
#= dash bash mksh yash ksh93 busybox
#% user
: >f; chmod 0 f
(cat <f) 2>/dev/null || echo no read
(echo >f) 2>/dev/null || echo no write
#> no read
#> no write

#### the mode of a new file obeys the umask
#= dash bash mksh yash ksh93 busybox
umask 027
: >f
ls -l f | cut -c1-10
#> -rw-r-----

#### assignments before a command are seen after redirections
#= dash bash mksh yash ksh93 busybox
x=old
x=new echo a >"f$x"
ls f*
#> fold

#### here-document: plain
#= dash bash mksh yash ksh93 busybox
cat <<E
line 1
  line 2
E
#> line 1
#>   line 2

#### here-document: empty
#= dash bash mksh yash ksh93 busybox
cat <<E
E

#### here-document: expansions
#= dash bash mksh yash ksh93 busybox
x=value
cat <<E
$x ${x} $(echo c) `echo b` $((1 + 2)) ${u-default}
E
#> value value c b 3 default

#### here-document: no field splitting or pathname expansion
#= dash bash mksh yash ksh93 busybox
x='a  *'
cat <<E
$x
E
#> a  *

#### here-document: quotes are ordinary
#= dash bash mksh yash ksh93 busybox
x=v
cat <<E
"$x" '$x' "
E
#> "v" 'v' "

#### here-document: backslash before dollar backquote and itself
#= dash bash mksh yash ksh93 busybox
cat <<E
\$x \`y\` \\ \" \' \a
E
#> $x `y` \ \" \' \a

#### here-document: backslash newline is a line continuation
#= dash bash mksh yash ksh93 busybox
cat <<E
a\
b
E
#> ab

#### here-document: quoted delimiter takes all as it is
#= dash bash mksh yash ksh93 busybox
x=v
cat <<'E'
$x $(echo c) `b` \$ \\ \
next
E
#> $x $(echo c) `b` \$ \\ \
#> next

#### here-document: any quoting of the delimiter counts
#= dash bash mksh yash ksh93 busybox
x=v
cat <<\E
$x
E
cat <<"E"
$x
E
cat <<E""
$x
E
cat <<E'O'F
$x
EOF
#> $x
#> $x
#> $x
#> $x

#### here-document: the delimiter is not expanded
#= dash bash mksh yash ksh93 busybox
x=v
cat <<$x
text
$x
#> text

#### here-document: the delimiter may have blanks when quoted
#= dash bash mksh yash ksh93 busybox
cat <<'end of text'
a
end of text
#> a

#### here-document: the delimiter line must match exactly
#= dash bash mksh yash ksh93 busybox
cat <<E
 E
E 
EE
E
#>  E
#> E 
#> EE

#### here-document: tabs are stripped
#= dash bash mksh yash ksh93 busybox
cat <<-E
	a
		b
	  c	d
	E
#> a
#> b
#>   c	d

#### here-document: tabs are stripped with a quoted delimiter
#= dash bash mksh yash ksh93 busybox
cat <<-'E'
	$a
	E
#> $a

#### here-document: tabs from expansions stay
#= dash bash mksh yash ksh93 busybox
x='	tab'
cat <<-E
	$x
	E
#> 	tab

#### here-document: blanks before the word
#= dash bash mksh yash ksh93 busybox
cat <<  E
a
E
#> a

#### here-document: on another descriptor
#= dash bash mksh yash ksh93 busybox
cat 3<<E <&3
text
E
#> text

#### here-document: several commands on the line
#= dash bash mksh yash ksh93 busybox
cat <<A; cat <<B; echo end
a
A
b
B
#> a
#> b
#> end

#### here-document: a quoted at
#= dash bash mksh yash ksh93 busybox
set -- 'a b' c
cat <<E
$@
"$@"
E
#> a b c
#> "a b c"

#### here-document: parameter expansion with quotes inside
#= dash bash mksh ksh93 busybox
unset u
cat <<E
${u-"a b"}
${u-'a b'}
${u:+x}
E
#> a b
#> 'a b'
#>

#### here-document: pattern removal
#= dash bash mksh yash ksh93 busybox
x=a.b.c
cat <<E
${x%.*} ${x##*.}
E
#> a.b c

#### here-document: command substitution with quotes and here-document
#= dash bash mksh yash ksh93 busybox
cat <<A
$(cat <<B
inner "q"
B
)
A
#> inner "q"

#### here-document: a very long one
#= dash bash mksh yash ksh93 busybox
i=0; { echo 'cat <<E'; while [ $i -lt 3000 ]; do echo "line $i of a long here-document"; i=$((i+1)); done; echo E; } >s
. ./s | wc -l | tr -d ' '
#> 3000

#### here-document: not read by the command is no problem
#= dash bash mksh yash ksh93 busybox
true <<E
text
E
echo ok
#> ok

#### here-document: in a loop it is expanded each time
#= dash bash mksh yash ksh93 busybox
for i in 1 2; do cat <<E
item $i
E
done
#> item 1
#> item 2

#### here-document: in a function
#= dash bash mksh yash ksh93 busybox
f() { cat <<E
arg $1
E
}
f x
f y
#> arg x
#> arg y

#### here-document: redirecting a compound command
#= dash bash mksh yash ksh93 busybox
while read a b; do echo "$b $a"; done <<E
1 2
3 4
E
#> 2 1
#> 4 3

#### here-document: read continues where it stopped
#= dash bash mksh yash ksh93 busybox
{ read a; read b; cat; } <<E
1
2
3
4
E
echo $a $b
#> 3
#> 4
#> 1 2

#### here-document: no trailing newline is invented or lost
#= dash bash mksh yash ksh93 busybox
cat <<E | wc -c | tr -d ' '
a

E
#> 3

#### here-document: end of input instead of the delimiter
#= dash bash ksh93 busybox
#% via: -c
cat <<E
text
#> text

#### here-document: in eval
#= dash bash mksh yash ksh93 busybox
eval 'cat <<E
text
E'
#> text

#### here-document: with a pipeline after it on the next line
#= dash bash mksh yash ksh93 busybox
cat <<E |
b
a
E
sort
#> a
#> b

#### here-document: a delimiter that is a reserved word
#= dash bash mksh yash ksh93 busybox
cat <<if
text
if
#> text

#### here-document: lines with a single dot and hash
#= dash bash mksh yash ksh93 busybox
cat <<E
.
# no comment
E
#> .
#> # no comment

#### redirecting the input of the shell's own commands in a while loop keeps the outer
#= dash bash mksh yash ksh93 busybox
printf '1\n2\n' >f
while read x <&3; do read y; echo $x$y; done 3<f <<E
a
b
E
#> 1a
#> 2b

#### a here-document to a special builtin persists nothing
#= dash bash mksh yash ksh93 busybox
. /dev/stdin <<E
x=1
E
echo $x
#> 1

#### a duplication uses the descriptor as it is at that moment
#= dash bash mksh yash ksh93 busybox
echo text 3>&1 >f >&3
cat f
#> text

#### io number zero and leading zeros
#= bash yash busybox
echo a 01>f
cat f
#> a

#### output of a background command is redirected
#= dash bash mksh yash ksh93 busybox
{ echo a; } >f &
wait
cat f
#> a

#### redirection to a descriptor through a pipeline
#= dash bash mksh yash ksh93 busybox
{ echo a | cat >&3; } 3>f
cat f
#> a

#### the standard output closed for a builtin is an error with a message
#= dash bash mksh yash ksh93 busybox
echo a >&-
test $? -gt 0 && echo failed
#> failed

#### writing to a full device is an error
#= dash bash mksh yash busybox
echo a >/dev/full
test $? -gt 0 && echo failed
#! (some)
#> failed

#### a descriptor moved by exec in a subshell stays there
#= dash bash mksh yash ksh93 busybox
exec 3>f
(exec 3>g; echo a >&3)
echo b >&3
cat f g
#> b
#> a

#### a redirection between the words of a command
#= dash bash mksh yash ksh93 busybox
echo a >f b; cat f
#> a b

#### a redirection before a compound command is a syntax error
#= dash bash mksh yash ksh93 busybox
"$SH" -c '>f { :; }' 2>/dev/null; test $? -gt 0 && echo error
#> error

#### a positional parameter of two digits as operand
#= dash bash mksh yash ksh93 busybox
set -- 1 2 3 4 5 6 7 8 9 out
echo text >${10}
cat out
#> text

#### closing and reusing within one command
#= dash bash mksh yash ksh93 busybox
{ echo a; } 3>&1 >&- >&3
#> a

#### standard error of a command that is not found
#= dash bash mksh yash ksh93 busybox
no_such_command_x 2>f
test -s f && echo told
#> told

#### a redirection of a function call sees the function's arguments not
#= dash bash mksh yash ksh93 busybox
f() { cat; }
set -- in
echo text >in
f other <"$1"
#> text

#### a loop over descriptors with input from a here-document and output to a file
#= dash bash mksh yash ksh93 busybox
while read x; do echo "<$x>"; done <<E >f
1
2
E
cat f
#> <1>
#> <2>

#### here-document with a delimiter that holds a backslash
#= dash bash mksh yash ksh93 busybox
cat <<\E\\F
text
E\F
#> text

#### here-document with a delimiter of quotes only
#= dash bash mksh yash busybox
cat <<''
text

echo after
#> text
#> after

#### here-document tab stripping and continuation
#= dash bash mksh yash ksh93 busybox
cat <<-E
	a\
	b
	E
#~ XCU 2.7.4: the line continuation is removed first, and then the tabs at the line's start.
#> a	b

#### here-document operators in a function's body and its redirections
#= dash bash mksh yash ksh93 busybox
f() { cat; cat <&3; } <<A 3<<B
a
A
b
B
f
#> a
#> b

#### a here-document in a condition
#= dash bash mksh yash ksh93 busybox
if cat <<E | grep -q b; then echo found; fi
a
b
E
#> found

#### a here-document in each element of a list
#= dash bash mksh yash ksh93 busybox
cat <<A && cat <<B || cat <<C
a
A
b
B
c
C
#> a
#> b

#### clobbering and appending to a closed descriptor
#= dash bash mksh yash ksh93 busybox
(exec 3>&-; echo x >&3) 2>/dev/null; test $? -gt 0 && echo error
#> error

#### write access through a read descriptor is an error
#= dash bash mksh yash ksh93 busybox
echo text >f
(echo more >&3) 3<f 2>/dev/null; test $? -gt 0 && echo error
cat f
#> error
#> text

#### input and output on the same file
#= dash bash mksh yash ksh93 busybox
echo abc >f
{ read x; echo "$x$x"; } <f >>f
cat f
#> abc
#> abcabc


#### a descriptor that cannot be kept aside is told with its line
ulimit -n 5
:
echo x >f
#! 3: descriptor 1 cannot be kept aside: EMFILE: Too many open files
#? 1

#### digits before a redirection operator are no file name
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'echo a > 2>/dev/null' 2>/dev/null
test $? -gt 0 && echo error
echo a > 2 >f; ls
#> error
#> 2
#> f

#### the user may have the number at which a descriptor is kept aside
#= yash
{ exec 10>x 11>z; echo in >&10; } >y
echo out
cat x
{ { exec 10>x 11>z 12>w; echo deep; } >y; echo middle; } >u
echo out again; cat y u
{ { exec 10>&- 11>&- 12>&-; echo closed; } >y; } >u
echo and again; cat y
f() { exec 10>x; }
f >y; f 2>y; f <x >y 2>z
echo end
#> out
#> in
#> out again
#> deep
#> middle
#> and again
#> closed
#> end

#### a descriptor that is kept aside is not open to the user
{ (: <&10) 2>/dev/null && echo open; } >y
cat y
