# 2.6.1 Tilde Expansion

#### a tilde alone is HOME
#= dash bash mksh yash ksh93 busybox
HOME=/home/me
echo ~ ~/ ~/x
#> /home/me /home/me/ /home/me/x

#### a tilde with a login name is that user's directory
#= dash bash mksh yash ksh93 busybox
echo ~root ~root/x
#> /root /root/x

#### an unknown login name is left alone
#= dash bash mksh yash ksh93
echo ~no_such_user_here/x
#> ~no_such_user_here/x

#### a tilde inside a word is ordinary
#= dash bash mksh yash ksh93 busybox
HOME=/h
echo a~ a~/b /~ "x"~
#> a~ a~/b /~ x~

#### a quoted tilde is ordinary
#= dash bash mksh yash ksh93 busybox
HOME=/h
echo "~" '~' \~ "~/x" \~/x
#> ~ ~ ~ ~/x ~/x

#### a quoted character in the login name prevents expansion
#= dash bash mksh yash busybox
HOME=/h
echo ~r\oot ~"root" ~'ro'ot ~''/x ~\/x
#> ~root ~root ~root ~/x ~/x

#### an expansion in the login name prevents expansion
#= dash bash mksh yash busybox
u=root
echo ~$u
#> ~root

#### a tilde from an expansion is ordinary
#= dash bash mksh yash ksh93 busybox
HOME=/h
x='~' y='~/a'
echo $x $y
#> ~ ~/a

#### in an assignment after the equals sign
#= dash bash mksh yash ksh93 busybox
HOME=/h
x=~ y=~/a
echo "$x $y"
#> /h /h/a

#### in an assignment after each colon
#= dash bash mksh yash ksh93 busybox
HOME=/h
x=~/a:~/b:c:~
echo "$x"
#> /h/a:/h/b:c:/h

#### in an assignment the login name ends at a colon
#= dash bash mksh yash ksh93 busybox
x=~root:~root/x:~
HOME=/h
x=~:~root:~/y
echo "$x"
#> /h:/root:/h/y

#### a colon in an ordinary word does not begin a tilde-prefix
#= dash bash mksh yash ksh93 busybox
HOME=/h
echo a:~ x:~/y
#> a:~ x:~/y

#### in an ordinary word the login name does not end at a colon
#= dash mksh yash busybox
HOME=/h
echo ~:x
#> ~:x

#### a quoted colon does not begin a tilde-prefix in an assignment
#= dash bash mksh yash ksh93 busybox
HOME=/h
x=a":"~ y=a\:~
echo "$x $y"
#> a:~ a:~

#### an assignment-like argument is an ordinary word
#= dash bash yash ksh93 busybox
HOME=/h
echo x=~
#> x=~

#### an assignment before a command
#= dash bash mksh yash ksh93 busybox
HOME=/h
x=~/a env | grep ^x=
#> x=/h/a

#### operands of export and readonly are expanded as assignments
#= dash bash mksh ksh93 busybox
HOME=/h
export x=~/a:~/b
readonly y=~/c
echo "$x $y"
#> /h/a:/h/b /h/c

#### the result is not split
#= dash bash mksh yash ksh93 busybox
HOME='/a b'
set -- ~ ~/c
echo $# "$1" "$2"
#> 2 /a b /a b/c

#### the result is not subject to pathname expansion
#= dash bash mksh yash ksh93 busybox
mkdir d; : >d/f
HOME='*'
echo ~
#> *

#### the result is not expanded again
#= dash bash mksh yash ksh93 busybox
HOME='$x'
x=no
echo ~
#> $x

#### a pathname pattern after the tilde-prefix
#= dash bash mksh yash ksh93 busybox
mkdir h; : >h/a; : >h/b
HOME=$PWD/h
for i in ~/*; do echo "${i##*/}"; done
#> a
#> b

#### in a redirection operand
#= dash bash mksh yash ksh93 busybox
HOME=$PWD
echo text >~/f
cat f
#> text

#### in the word of a case and in patterns
#= dash bash mksh yash ksh93 busybox
HOME=/h
case ~ in /h) echo a;; esac
case /h/x in ~/x) echo b;; esac
#> a
#> b

#### in the words of for
#= dash bash mksh yash ksh93 busybox
HOME=/h
for i in ~ ~/a; do echo $i; done
#> /h
#> /h/a

#### in the word of a parameter expansion
#= dash bash mksh yash ksh93 busybox
HOME=/h
unset x
echo ${x-~} ${x:-~/a} ${x=~/b}
#> /h /h/a /h/b

#### not in the word of a parameter expansion in double quotes
#= dash bash mksh ksh93 busybox
HOME=/h
unset x
echo "${x-~}" "${x:-~/a}"
#> ~ ~/a

#### in the pattern of a suffix removal
#= dash bash mksh yash ksh93 busybox
HOME=/h
x=/h/a
echo ${x#~} "${x#~/}"
#> /a a

#### not in a here-document
#= dash bash mksh yash ksh93 busybox
HOME=/h
cat <<E
~
~/a
E
#> ~
#> ~/a

#### not in arithmetic
#= dash bash mksh yash ksh93 busybox
echo $((~0))
#> -1

#### not in the result of command substitution
#= dash bash mksh yash ksh93 busybox
HOME=/h
echo $(echo '~')
#> ~

#### an empty HOME makes an empty field
#= bash
#~ XCU 2.6.1: the result is treated as if quoted, and a quoted nothing is a field.
HOME=
set -- ~
echo "$# [$1]"
set -- ~/x
echo "$1"
#> 1 []
#> /x

#### HOME ending with a slash does not make two
#= mksh
HOME=/h/
echo ~/x
#~ XCU 2.6.1 (2024): if HOME ends in a slash and the word continues with one, one of them shall be omitted.
#> /h/x

#### HOME as root makes no double slash
#= ksh93
#~ XCU 2.6.1 (2024): if HOME ends in a slash and the word continues with one, one of them is omitted.
HOME=/
echo ~/x
#> /x

#### at the end of a command word
#= dash bash mksh yash ksh93 busybox
HOME=/bin
~/echo ok
#> ok
