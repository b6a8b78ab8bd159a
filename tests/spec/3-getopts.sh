# 3 getopts

#### options one by one
#= dash bash mksh yash ksh93 busybox
set -- -a -b c
while getopts ab o; do echo $o; done
shift $((OPTIND - 1)); echo $1
#> a
#> b
#> c

#### options in one word
#= dash bash mksh yash ksh93 busybox
set -- -ab -c x
while getopts abc o; do echo $o; done
echo $OPTIND
#> a
#> b
#> c
#> 3

#### an option argument in the same word
#= dash bash mksh yash ksh93 busybox
set -- -fvalue -a
while getopts af: o; do echo "$o ${OPTARG-}"; done
#> f value
#> a 

#### an option argument in the next word
#= dash bash mksh yash ksh93 busybox
set -- -f value x
while getopts f: o; do echo "$o $OPTARG"; done
echo $OPTIND
#> f value
#> 3

#### an empty option argument
#= dash bash mksh yash ksh93 busybox
set -- -f '' x
while getopts f: o; do echo "$o [$OPTARG]"; done
echo $OPTIND
#> f []
#> 3

#### an option argument that looks like an option
#= dash bash mksh yash ksh93 busybox
set -- -f -a
while getopts af: o; do echo "$o $OPTARG"; done
#> f -a

#### an argument after grouped options
#= dash bash mksh yash ksh93 busybox
set -- -abf value
while getopts abf: o; do echo "$o $OPTARG"; done 2>/dev/null | sed 's/ *$//'
#> a
#> b
#> f value

#### double hyphen ends the options
#= dash bash mksh yash ksh93 busybox
set -- -a -- -b
while getopts ab o; do echo $o; done
echo $OPTIND
#> a
#> 3

#### a hyphen alone is an operand
#= dash bash mksh yash ksh93 busybox
set -- -a - -b
while getopts ab o; do echo $o; done
echo $OPTIND
#> a
#> 2

#### the first operand ends the options
#= dash bash mksh yash ksh93 busybox
set -- -a x -b
while getopts ab o; do echo $o; done
echo $OPTIND
#> a
#> 2

#### at the end the name is a question mark
#= dash bash mksh yash ksh93 busybox
set -- -a
while getopts a o; do :; done
echo $o $?
getopts a o; test $? -gt 0 && echo ended
#> ? 0
#> ended

#### an unknown option: message and question mark
#= dash bash mksh yash ksh93 busybox
set -- -x
getopts a o; echo "$? $o ${OPTARG-unset}"
#> 0 ? unset
#! x

#### an unknown option in quiet mode
#= dash bash mksh yash ksh93 busybox
set -- -x
getopts :a o; echo "$? $o $OPTARG"
#> 0 ? x
#! (none)

#### a missing argument: message and question mark
#= dash bash mksh yash ksh93 busybox
set -- -f
getopts f: o; echo "$? $o ${OPTARG-unset}"
#> 0 ? unset
#! f

#### a missing argument in quiet mode
#= dash bash mksh yash ksh93 busybox
set -- -f
getopts :f: o; echo "$? $o $OPTARG"
#> 0 : f
#! (none)

#### operands of getopts instead of the positional parameters
#= dash bash mksh yash ksh93 busybox
set -- x
while getopts ab o -a -b c; do echo $o; done
echo $OPTIND
#> a
#> b
#> 3

#### OPTIND can be reset
#= dash bash mksh yash ksh93 busybox
set -- -a
getopts a o; echo $o
OPTIND=1
set -- -b
getopts b o; echo $o
#> a
#> b

#### OPTIND counts
#= dash bash mksh ksh93 busybox
set -- -a -bc d
getopts abc o; echo $o $OPTIND
getopts abc o; echo $o
getopts abc o; echo $o $OPTIND
#> a 2
#> b
#> c 3

#### OPTARG is unset or empty for an option without argument
#= dash bash mksh yash ksh93 busybox
set -- -f v -a
getopts af: o; echo $OPTARG
getopts af: o; echo "[$OPTARG]"
#> v
#> []

#### in a function with its own arguments
#= dash bash mksh yash ksh93 busybox
f() { OPTIND=1; while getopts ab o; do echo $o; done; }
f -a -b
#> a
#> b

#### an invalid name is an error
#= dash bash mksh ksh93 busybox
set -- -a
getopts a 1x 2>/dev/null; test $? -gt 0 && echo error
#> error

#### too few operands are an error
#= dash bash yash ksh93 busybox
getopts a 2>/dev/null; test $? -gt 1 && echo error
#> error

#### a readonly name is an error
#= dash bash mksh yash ksh93 busybox
readonly r
set -- -a
(getopts a r) 2>/dev/null; test $? -gt 0 && echo error
#> error

#### the message goes to standard error with the name of the script
#= dash bash mksh yash ksh93 busybox
set -- -x
getopts a o 2>f
grep -q x f && echo told
#> told

#### no parameters
#= dash bash mksh yash ksh93 busybox
set --
getopts a o; echo "$? $o"
#> 1 ?
#! (none)

#### digits and capital letters
#= dash bash mksh yash ksh93 busybox
set -- -1 -Z
while getopts 1Z o; do echo $o; done
#> 1
#> Z

#### a colon as an option character is unknown
#= dash bash mksh yash ksh93 busybox
set -- -:
getopts a o 2>/dev/null; echo $o
#> ?

#### quiet mode then all kinds
#= dash bash mksh yash ksh93 busybox
set -- -a -x -f val -f
while getopts :af: o; do case $o in \?) echo "bad $OPTARG";; :) echo "missing $OPTARG";; *) echo "$o";; esac; done
#> a
#> bad x
#> f
#> missing f
