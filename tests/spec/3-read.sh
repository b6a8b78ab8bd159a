# 3 read

#### a line into a variable
#= dash bash mksh yash ksh93 busybox
read x <<E
a b c
E
echo "[$x]"
#> [a b c]

#### several variables
#= dash bash mksh yash ksh93 busybox
read a b c <<E
1 2 3
E
echo "$a-$b-$c"
#> 1-2-3

#### the last variable takes the rest
#= dash bash mksh yash ksh93 busybox
read a b <<E
1 2  3 4
E
echo "$a-$b"
#> 1-2  3 4

#### too few fields leave variables null
#= dash bash mksh yash ksh93 busybox
a=x b=y c=z
read a b c <<E
1
E
echo "[$a][$b][$c]"
#> [1][][]

#### white space at the ends is dropped
#= dash bash mksh yash ksh93 busybox
read x <<E
   a b   
E
echo "[$x]"
read a b <<E
  1   2 3  
E
echo "[$a][$b]"
#> [a b]
#> [1][2 3]

#### IFS null keeps white space
#= dash bash mksh yash ksh93 busybox
IFS= read x <<E
  a b  
E
echo "[$x]"
#> [  a b  ]

#### a backslash quotes
#= dash bash mksh yash ksh93 busybox
read x <<'E'
a\ b\\c\d
E
printf '[%s]\n' "$x"
#> [a b\cd]

#### a quoted separator does not split
#= dash bash mksh yash ksh93 busybox
read a b <<'E'
1\ 2 3
E
echo "[$a][$b]"
#> [1 2][3]

#### a backslash at the end continues the line
#= dash bash mksh yash ksh93 busybox
read x <<'E'
a\
b
E
echo "[$x]"
#> [ab]

#### option r keeps backslashes
#= dash bash mksh yash ksh93 busybox
read -r x <<'E'
a\ b\\c\
E
printf '[%s]\n' "$x"
#> [a\ b\\c\]

#### non-white IFS
#= dash bash mksh yash ksh93 busybox
IFS=: read a b c <<E
1::3
E
echo "[$a][$b][$c]"
#> [1][][3]

#### non-white IFS: the last variable keeps delimiters
#= dash bash mksh yash ksh93 busybox
IFS=: read a b <<E
1:2:3:4
E
echo "[$a][$b]"
#> [1][2:3:4]

#### non-white IFS: a trailing delimiter after the last field is dropped
#= dash bash mksh yash ksh93 busybox
IFS=: read a b <<E
1:2:
E
echo "[$a][$b]"
IFS=: read a <<E
1:
E
echo "[$a]"
#> [1][2]
#> [1]

#### non-white IFS: two trailing delimiters stay
#= dash bash mksh yash ksh93 busybox
IFS=: read a b <<E
1:2::
E
echo "[$a][$b]"
#> [1][2::]

#### non-white IFS: leading delimiter
#= dash bash mksh yash ksh93 busybox
IFS=: read a b <<E
:x
E
echo "[$a][$b]"
#> [][x]

#### mixed IFS
#= dash bash mksh yash ksh93 busybox
IFS=' :' read a b c <<E
 1 : 2 :3
E
echo "[$a][$b][$c]"
#> [1][2][3]

#### at end of input the status is above zero
#= dash bash mksh yash ksh93 busybox
read x </dev/null
test $? -gt 0 && echo end
echo "[$x]"
#> end
#> []

#### a last line without newline is read with a status above zero
#= dash bash mksh yash ksh93 busybox
printf 'a b' | { read x y; echo "$? [$x][$y]"; }
#> 1 [a][b]

#### an empty line
#= dash bash mksh yash ksh93 busybox
echo | { read x; echo "$? [$x]"; }
#> 0 []

#### it reads no further than the line
#= dash bash mksh yash ksh93 busybox
printf '1\n2\n3\n' | { read a; read b; cat; }
#> 3

#### it reads no further from a file
#= dash bash mksh yash ksh93 busybox
printf '1\n2\n3\n' >f
{ read a; cat; } <f
#> 2
#> 3

#### in a loop
#= dash bash mksh yash ksh93 busybox
printf 'a 1\nb 2\n' | while read x y; do echo $y $x; done
#> 1 a
#> 2 b

#### variables in a pipeline do not persist, in a redirected loop they do
#= dash bash mksh yash ksh93 busybox
x=0
while read y; do x=$y; done <<E
1
2
E
echo $x
#> 2

#### a readonly variable is an error
#= dash bash mksh yash ksh93 busybox
readonly r=1
echo 2 | { read r 2>/dev/null; test $? -gt 0 && echo error; }
#> error

#### an invalid name is an error
#= dash bash ksh93 busybox
echo a | { read 1x 2>/dev/null; test $? -gt 0 && echo error; }
echo a | { read a-b 2>/dev/null; test $? -gt 0 && echo error; }
#> error
#> error

#### option d sets the delimiter
#= bash mksh ksh93 busybox
printf 'a:b:c' | { read -d : x; echo "$? $x"; read -d : x; echo "$? $x"; read -d : x; echo "$? $x"; }
#> 0 a
#> 0 b
#> 1 c

#### option d with null reads to a NUL byte
#= bash mksh ksh93 busybox
printf 'a b\0c\n' | { IFS= read -r -d '' x; echo "[$x]"; }
#> [a b]

#### option d: newlines are data
#= bash mksh ksh93 busybox
printf 'a\nb;c' | { read -r -d ';' x; printf '[%s]\n' "$x"; }
#> [a
#> b]

#### a descriptor
#= dash bash mksh yash ksh93 busybox
printf '1\n' >f
exec 3<f
read x <&3
echo $x
#> 1

#### a closed input is an error
#= dash bash mksh yash ksh93 busybox
read x <&- 2>/dev/null
test $? -gt 0 && echo error
#> error

#### a directory as input is an error
#= dash bash mksh yash ksh93 busybox
(read x <.) 2>/dev/null
test $? -gt 0 && echo error
#> error

#### glob characters are not expanded
#= dash bash mksh yash ksh93 busybox
: >f
echo '* ?' | { read a b; echo "$a" "$b"; }
#> * ?

#### dollar and quotes are data
#= dash bash mksh yash ksh93 busybox
echo '$x "y" `z`' | { read a; echo "$a"; }
#> $x "y" `z`

#### no trailing field from white space before the end
#= dash bash mksh yash ksh93 busybox
printf 'a b \n' | { read x y; echo "[$x][$y]"; }
#> [a][b]

#### many fields
#= dash bash mksh yash ksh93 busybox
echo 1 2 3 4 5 6 7 8 9 10 | { read a b c d e f g h i j; echo $j$i$a; }
#> 1091

#### a long line
#= dash bash mksh yash ksh93 busybox
x=$(printf '%050000d' 1)
echo $x | { read y; echo ${#y}; }
#> 50000

#### bytes that are no characters
#= dash bash mksh ksh93 busybox
printf 'a\377b\n' | { read x; printf %s "$x" | od -An -tx1; }
#>  61 ff 62

#### a backslash before the newline of an IFS field boundary
#= dash bash mksh yash ksh93 busybox
read a b <<'E'
1 \
2
E
echo "[$a][$b]"
#> [1][2]

#### a backslash at the end of input
#= dash bash mksh yash ksh93 busybox
printf 'a\\' | { read x; printf '[%s]\n' "$x"; }
#> [a]

#### the variable is set even if it is exported
#= dash bash mksh yash ksh93 busybox
export x=old
read x <<E
new
E
env | grep ^x=
#> x=new

# What was read ahead is there for everybody who looks. Three lines are read first: only then does a shell know that more will be.

#### a program after lines of a loop reads on behind them
#= dash bash mksh yash ksh93 busybox
seq 9 >f
while read -r a; do
    case $a in 4) break ;; esac
done <f
echo "$a"
{
    read -r a; read -r b; read -r c
    echo "$a $b $c"
    cat
} <f
#> 4
#> 1 2 3
#> 4
#> 5
#> 6
#> 7
#> 8
#> 9

#### a program in the loop takes its part
#= dash bash mksh yash ksh93 busybox
seq 9 >f
while read -r a; do
    echo "$a"
    case $a in 3 | 6) dd bs=1 count=2 2>/dev/null | tr '\n' ' ' ;; esac
done <f
#> 1
#> 2
#> 3
#> 4 5
#> 6
#> 7 8
#> 9

#### a subshell reads on for its parent
#= dash bash mksh yash ksh93 busybox
seq 9 >f
{
    read -r a; read -r b; read -r c
    (read -r d; echo "$d")
    (: | cat; read -r d; echo "$d")
    read -r e; x=$(read -r g; echo "$g"); read -r h
    echo "$a $b $c $e $x $h"
} <f
#> 4
#> 5
#> 1 2 3 6 7 8

#### descriptors that share an offset, in turns
#= dash bash mksh yash ksh93 busybox
seq 9 >f
exec 3<f 4<&3
read -r a <&3; read -r b <&3; read -r c <&4; read -r d <&3; read -r e <&4
echo "$a $b $c $d $e"
cat <&4
#> 1 2 3 4 5
#> 6
#> 7
#> 8
#> 9

#### descriptors of two files, in turns
#= dash bash mksh yash ksh93 busybox
seq 9 >f; seq 11 19 >g
exec 3<f 4<g
for i in 1 2 3 4; do read -r a <&3; read -r b <&4; done
exec 5<&3 3<&-
read -r c <&5
echo "$a $b $c"
#> 4 14 5

#### a file opened anew is read from its beginning
#= dash bash mksh yash ksh93 busybox
seq 9 >f
exec 3<f
read -r a <&3; read -r a <&3; read -r a <&3
exec 3<f
read -r b <&3
read -r c <f; read -r d <f; read -r e <f
echo "$a $b $c $d $e"
#> 3 1 1 1 1

#### an asynchronous list reads on
#= dash bash mksh yash ksh93 busybox
seq 9 >f
exec 3<f
read -r a <&3; read -r a <&3; read -r a <&3
{ read -r b <&3; echo "$b"; } &
wait
read -r c <&3
echo "$a $c"
#> 4
#> 3 5

#### a list started before has the descriptor too
#= dash bash mksh yash ksh93 busybox
seq 9 >f
mkfifo go done
exec 3<f
{ read -r x <go; read -r b <&3; echo "$b"; echo >done; } &
read -r a <&3; read -r a <&3; read -r a <&3
echo >go; read -r x <done
read -r c <&3
wait
echo "$a $c"
#> 4
#> 3 5

#### the body of the loop adds lines
#= dash bash mksh yash ksh93 busybox
printf '1\n2\n3\n' >f
while read -r a; do
    echo "$a"
    case $a in 3 | 4 | 5) echo "$((a + 1))" >>f ;; esac
done <f
#> 1
#> 2
#> 3
#> 4
#> 5
#> 6

#### standard output adds lines
#= dash bash mksh yash ksh93 busybox
printf '1\n2\n3\n' >f
exec 3>&1 >>f
while read -r a; do
    echo "$a" >&3
    case $a in 3 | 4 | 5) echo "$((a + 1))" ;; esac
done <f
#> 1
#> 2
#> 3
#> 4
#> 5
#> 6

#### standard output writes over lines that are still to be read
#= dash bash mksh yash ksh93 busybox
printf '1\n2\n3\n4\n5\n6\n' >f
exec 3>&1 1<>f
while read -r a; do
    echo "$a" >&3
    echo x
done <f
#> 1
#> 2
#> 3
#> 4
#> 5
#> 6

#### standard output writes ahead of what is read
#= dash bash mksh yash busybox
printf '1\n2\n3\n4\n5\n6\n' >f
exec 3>&1 1<>f
printf '1\n2\n'
while read -r a; do
    echo "$a" >&3
    case $a in 3) printf 'a\nb\nc\nd\n' ;; esac
done <f
#> 1
#> 2
#> 3
#> b
#> c
#> d

#### the file is emptied while it is read
#= dash bash mksh yash busybox
seq 9 >f
while read -r a; do
    echo "$a"
    case $a in 3) : >f ;; esac
done <f
#> 1
#> 2
#> 3

# A here-document in a pipe: whoever reads it, no line is lost and none is read twice.

#### a program reads on in a here-document behind the lines that were read
#= dash bash mksh yash ksh93 busybox
while read -r a; do
    case $a in 3) break ;; esac
done <<END
1
2
3
END
echo "$a"
{
    read -r a; read -r b
    echo "$a $b"
    cat
    read -r c || echo end
} <<END
1
2
3
4
END
#> 3
#> 1 2
#> 3
#> 4
#> end

#### a subshell that takes a line of a here-document takes it from the shell
#= dash bash mksh yash ksh93 busybox
{
    read -r a
    (read -r b; echo "$b"; sh -c :)
    read -r c
    x=$(read -r d; sh -c :; echo "$d")
    read -r e
    echo "$a $c $x $e"
} <<END
1
2
3
4
5
END
#> 2
#> 1 3 4 5

#### copies of the descriptor of a here-document share its lines
#= dash bash mksh yash ksh93 busybox
{
    read -r a
    exec 4<&0
    read -r b <&4
    read -r c
    exec 0<&-
    read -r d <&4
    echo "$a $b $c $d"
} <<END
1
2
3
4
END
#> 1 2 3 4

#### a here-document below another one
#= dash bash mksh yash ksh93 busybox
while read -r a; do
    while read -r b; do
        echo "$a$b"
    done <<IN
x
y
IN
    read -r c
    echo "$c"
done <<OUT
1
2
3
4
OUT
#> 1x
#> 1y
#> 2
#> 3x
#> 3y
#> 4

#### two here-documents on two descriptors, in turn
#= dash bash mksh yash ksh93 busybox
{
    while read -r a && read -r b <&5; do echo "$a$b"; done
} <<ONE 5<<TWO
1
2
3
ONE
a
b
c
TWO
#> 1a
#> 2b
#> 3c

#### a command that fails to redirect loses no line of a here-document
#= dash bash mksh yash ksh93 busybox
while read -r a; do
    case $a in 2) read -r b 0<&9 || echo failed ;; esac
    case $a in 3) read -r b 0<nofile || echo failed ;; esac
    echo "$a"
done 2>/dev/null 9<&- <<END
1
2
3
4
END
#> 1
#> failed
#> 2
#> failed
#> 3
#> 4

#### a line that goes on with a backslash, and words that a substitution reads
#= dash bash mksh yash ksh93 busybox
{
    read a
    echo "$a"
    read b $(read -r x; echo "$x")
    echo "$b,$y"
} <<'END'
one\
two
y
three four
END
#> onetwo
#> three,four

#### a background command shares the here-document of its group
#= dash bash mksh yash ksh93 busybox
{
    read -r a <&3
    { read -r b <&3; echo "$b"; } &
    wait
    read -r c <&3
    echo "$a $c"
} 3<<END
1
2
3
END
#> 2
#> 1 3

#### a here-document that is closed and another one in its place
#= dash bash mksh yash ksh93 busybox
{
    read -r a
    exec <<IN
x
y
IN
    read -r b
    echo "$a $b"
    cat
} <<END
1
2
END
#> 1 x
#> y

#### another process changes the file and says so
#= dash bash mksh yash busybox
seq 9 >f
mkfifo go
{ read -r x <go; printf '1\n2\n3\nx\ny\n' >f; : >changed; } &
while read -r a; do
    echo "$a"
    case $a in 3) echo >go; while ! [ -e changed ]; do :; done ;; esac
done <f
wait
#> 1
#> 2
#> 3
#> x
#> y

#### exec in the body gives the rest to the program
#= dash bash mksh yash ksh93 busybox
seq 6 >f
while read -r a; do
    case $a in 3) exec cat ;; esac
done <f
echo not reached
#> 4
#> 5
#> 6

#### the EXIT trap reads on
#= dash bash mksh yash ksh93 busybox
seq 9 >f
trap 'read -r b <&3; cat <&3 | tail -n 1; echo "$b"' EXIT
exec 3<f
read -r a <&3; read -r a <&3; read -r a <&3
exit
#> 9
#> 4

#### a trap action reads on
#= dash bash mksh yash ksh93 busybox
seq 9 >f
trap 'read -r b <&3; head -c 2 <&3' USR1
exec 3<f
read -r a <&3; read -r a <&3; read -r a <&3
kill -USR1 $$
read -r c <&3
echo "$a $b $c"
#> 5
#> 3 4 6

#### a function and a dot script read on
#= dash bash mksh yash ksh93 busybox
seq 9 >f
echo 'read -r s' >script
next() { read -r x; }
{
    next; next; next; next
    . ./script
    eval 'read -r e'
    command read -r c
    echo "$x $s $e $c"
    cat
} <f
#> 4 5 6 7
#> 8
#> 9

#### continued lines and long lines end where they end
#= dash bash mksh yash ksh93 busybox
awk 'BEGIN { for (i = 1; i <= 40; i++) { s = s "0123456789012345678901234567890123456789012345678901234567890123456789"; print i, s } }' >f
n=0
while read -r a b; do
    n=$((n + ${#b}))
    case $a in 7 | 20 | 38) dd bs=1 count=3 2>/dev/null | tr -d '\n '; echo "-$a" ;; esac
done <f
echo "$n"
#> 80-7
#> 21-20
#> 39-38
#> 52640

#### what read leaves in its here-document
#= dash mksh yash ksh93 busybox
# the assignment is made when the here-document is there
x=$(read -r y; echo "$y") read -r z <<END
one
two
three
END
echo "$z"
f() { read -r a; read -r b; echo "$a $b"; }
f <<END
one
two
END
eval 'read -r a; read -r b' <<END
three
four
END
echo "$a $b"
command read -r a <<END
five
six
END
echo "$a"
{ IFS=: read -r a b <<END
seven:eight
nine
END
read -r c; } <<END
ten
END
echo "$a $b $c"
read a 3<&0 <<END
eleven\
twelve
END
echo "$a"
#> two
#> one two
#> three four
#> five
#> seven eight ten
#> eleventwelve

#### a trap action does not read what read is about to read
#= dash bash mksh yash busybox
#% stdin: outside\n
trap 'read -r u; echo "trap $u"' USR1
read -r a <<END
$(kill -s USR1 $$)one
two
END
echo "$a"
#> trap outside
#> one
