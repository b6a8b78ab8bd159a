# 3 cd

#### it changes the working directory
#= dash bash mksh yash ksh93 busybox
mkdir d
cd d
pwd | sed 's|.*/||'
#> d

#### without operand it goes to HOME
#= dash bash mksh yash ksh93 busybox
HOME=/tmp
cd
pwd
#> /tmp

#### it sets PWD and OLDPWD
#= dash bash mksh yash ksh93 busybox
cd /
cd /tmp
echo "$PWD $OLDPWD"
#> /tmp /

#### hyphen goes back and prints the directory
#= dash bash mksh yash ksh93 busybox
cd /
cd /tmp
cd -
echo "$PWD $OLDPWD"
#> /
#> / /tmp

#### hyphen without OLDPWD is an error
#= bash mksh yash ksh93
unset OLDPWD
cd - >/dev/null 2>&1
test $? -gt 0 && echo error
#> error

#### without HOME it is an error
#= bash mksh yash ksh93
unset HOME
cd 2>/dev/null
test $? -gt 0 && echo error
#> error

#### a missing directory is an error and nothing changes
#= dash bash mksh yash ksh93 busybox
here=$PWD
cd no/such/dir
test $? -gt 0 && echo error
test "$PWD" = "$here" && echo same
#! no/such/dir
#> error
#> same

#### a file is an error
#= dash bash mksh yash ksh93 busybox
: >f
cd f 2>/dev/null || echo error
#> error

#### the logical directory keeps symbolic links
#= dash bash mksh yash ksh93 busybox
mkdir -p real/sub; ln -s real link
cd link
case $PWD in */link) echo logical;; esac
cd sub; case $PWD in */link/sub) echo logical;; esac
cd ..; case $PWD in */link) echo logical;; esac
#> logical
#> logical
#> logical

#### option P resolves symbolic links
#= dash bash mksh yash ksh93 busybox
mkdir real; ln -s real link
cd -P link
case $PWD in */real) echo physical;; esac
#> physical

#### option P with dot-dot
#= dash bash mksh yash busybox
mkdir -p a/b c; ln -s ../a/b c/l
cd c/l
cd -P ..
case $PWD in */a) echo physical;; esac
#> physical

#### option L with dot-dot
#= dash bash mksh yash ksh93 busybox
mkdir -p a/b c; ln -s ../a/b c/l
cd c/l
cd -L ..
case $PWD in */c) echo logical;; esac
#> logical

#### the last of L and P counts
#= dash bash mksh yash ksh93 busybox
mkdir real; ln -s real link
(cd -L -P link; echo "${PWD##*/}")
(cd -P -L link; echo "${PWD##*/}")
(cd -PL link; echo "${PWD##*/}")
#> real
#> link
#> link

#### dot and dot-dot components are worked out
#= dash bash mksh yash ksh93 busybox
mkdir -p a/b
cd a/./b/../b/.
case $PWD in */a/b) echo ok;; *) echo "$PWD";; esac
#> ok

#### dot-dot above a missing directory is an error
#= bash yash ksh93
cd missing/.. 2>/dev/null || echo error
#> error

#### dot-dot at the root
#= dash bash mksh yash ksh93 busybox
cd /..
pwd
cd /../tmp/..
pwd
#> /
#> /

#### several slashes
#= dash bash mksh yash ksh93 busybox
cd /tmp//
pwd
cd ///tmp
pwd
#> /tmp
#> /tmp

#### CDPATH is searched
#= dash bash mksh yash ksh93 busybox
mkdir -p base/target
CDPATH=$PWD/base
cd target >f
case $PWD in */base/target) echo ok;; esac
#> ok

#### a directory found through CDPATH is printed
#= dash bash mksh yash ksh93 busybox
mkdir -p base/target
CDPATH=$PWD/base
cd target | sed 's|.*/base|base|'
#> base/target

#### CDPATH is not used for operands that begin with a slash dot or dot-dot
#= dash bash mksh yash ksh93 busybox
mkdir -p base/target target
CDPATH=$PWD/base
(cd ./target; case $PWD in */base/*) echo wrong;; *) echo right;; esac)
cd base
(cd ../target; case $PWD in */base/*) echo wrong;; *) echo right;; esac)
(cd /tmp; pwd)
#> right
#> right
#> /tmp

#### an empty CDPATH element is the working directory and prints nothing
#= dash bash mksh yash ksh93 busybox
mkdir -p target
CDPATH=:/tmp
cd target
echo done
#> done

#### CDPATH goes on to the working directory when nothing is found
#= dash bash yash busybox
mkdir -p target
CDPATH=/no/such/place
cd target && echo "${PWD##*/}"
#> target

#### CDPATH elements are tried in order
#= dash bash mksh yash ksh93 busybox
mkdir -p a b/target
CDPATH=a:b
cd target >/dev/null
echo "${PWD##*/b/}"
#> target

#### an empty operand
#= dash bash mksh yash ksh93 busybox
(cd '') 2>/dev/null
echo done
#> done

#### an operand that begins with a hyphen
#= dash bash mksh yash ksh93 busybox
mkdir -- -d
cd -- -d
echo "${PWD##*/}"
#> -d

#### too many operands
#= bash mksh yash ksh93
cd /tmp /usr 2>/dev/null
test $? -gt 0 && echo error
#> error

#### in a subshell it stays there
#= dash bash mksh yash ksh93 busybox
cd /
(cd /tmp)
pwd
#> /

#### a directory without search permission
#= dash bash mksh yash ksh93 busybox
#% user
mkdir d; chmod 0 d
cd d 2>/dev/null || echo error
chmod 700 d
#> error

#### PWD is exported to commands
#= dash bash mksh yash ksh93 busybox
mkdir d; cd d
"$SH" -c 'echo "${PWD##*/}"'
#> d

#### PWD readonly is told
#= dash bash busybox
readonly PWD
(cd /) 2>/dev/null
test $? -gt 0 && echo error
#> error

#### the working directory was removed
#= dash mksh ksh93 busybox
mkdir d; cd d; rmdir ../d
cd .. && echo back
#> back

#### option e with P
#= bash mksh ksh93
mkdir d
cd -Pe d; echo $?
#> 0

#### dot stays
#= dash bash mksh yash ksh93 busybox
here=$PWD
cd .
test "$PWD" = "$here" && echo same
#> same

#### a name with blanks and newlines
#= dash bash mksh yash ksh93 busybox
mkdir 'a b' 'c
d'
cd 'a b'; echo "${PWD##*/}"
cd '../c
d'; echo "${PWD##*/}"
#> a b
#> c
#> d

#### CDPATH with a relative element
#= dash bash mksh yash ksh93 busybox
mkdir -p x/y/z
CDPATH=x
cd y >/dev/null && echo "${PWD##*/}"
#> y
