# 3 test

#### no operand is false
#= dash bash mksh yash ksh93 busybox
test; echo $?
[ ]; echo $?
#> 1
#> 1

#### one operand: not null
#= dash bash mksh yash ksh93 busybox
test a; echo $?
test ''; echo $?
test -n; echo $?
test !; echo $?
test -f; echo $?
[ = ]; echo $?
[ -z ]; echo $?
#> 0
#> 1
#> 0
#> 0
#> 0
#> 0
#> 0

#### two operands: negation and unary operators
#= dash bash mksh yash ksh93 busybox
test ! a; echo $?
test ! ''; echo $?
test -n a; echo $?
test -z a; echo $?
test -n ''; echo $?
test -z ''; echo $?
test ! !; echo $?
#> 1
#> 0
#> 0
#> 1
#> 1
#> 0
#> 1

#### three operands: binary operators come first
#= dash bash mksh yash ksh93 busybox
test a = a; echo $?
test a = b; echo $?
test a != b; echo $?
test ! = !; echo $?
test -n = -n; echo $?
test -z = x; echo $?
test '(' = '('; echo $?
test ! = x; echo $?
#> 0
#> 1
#> 0
#> 0
#> 0
#> 1
#> 0
#> 1

#### three operands: negated two
#= dash bash mksh yash ksh93 busybox
test ! -n a; echo $?
test ! -z a; echo $?
test ! ! a; echo $?
#> 1
#> 0
#> 0

#### three operands: parentheses
#= dash bash mksh yash ksh93 busybox
test '(' a ')'; echo $?
test '(' '' ')'; echo $?
#> 0
#> 1

#### four operands: negated three
#= bash mksh yash ksh93 busybox
test ! a = b; echo $?
test ! a = a; echo $?
test ! ! -n a; echo $?
#> 0
#> 1
#> 0

#### four operands: parentheses around two
#= dash bash mksh yash ksh93
test '(' -n a ')'; echo $?
test '(' ! a ')'; echo $?
#> 0
#> 1

#### integers
#= dash bash mksh yash ksh93 busybox
test 1 -eq 1; echo $?
test 1 -ne 1; echo $?
test 1 -lt 2; echo $?
test 2 -le 1; echo $?
test 2 -gt 1; echo $?
test 1 -ge 2; echo $?
test -1 -lt 0; echo $?
test +1 -eq 1; echo $?
test 007 -eq 7; echo $?
#> 0
#> 1
#> 0
#> 1
#> 0
#> 1
#> 0
#> 0
#> 0

#### integers are decimal
#= dash bash mksh yash ksh93 busybox
test 010 -eq 10; echo $?
#> 0

#### blanks around integers
#= dash bash mksh busybox
test ' 1 ' -eq 1; echo $?
#> 0

#### a bad integer is an error: status above one
#= dash bash yash busybox
test a -eq 1 2>/dev/null; test $? -gt 1 && echo error
test 1 -eq '' 2>/dev/null; test $? -gt 1 && echo error
test 1.5 -eq 1 2>/dev/null; test $? -gt 1 && echo error
#> error
#> error
#> error

#### strings less and greater
#= dash bash mksh yash ksh93 busybox
test a '<' b; echo $?
test b '<' a; echo $?
test b '>' a; echo $?
test a '>' b; echo $?
#> 0
#> 1
#> 0
#> 1

#### files: existence and kinds
#= dash bash mksh yash ksh93 busybox
: >f; mkdir d; ln -s f l; ln -s missing b; mkfifo p
test -e f; echo $?; test -e missing; echo $?
test -f f; echo $?; test -f d; echo $?
test -d d; echo $?; test -d f; echo $?
test -h l; echo $?; test -L f; echo $?
test -L b; echo $?; test -e b; echo $?
test -p p; echo $?; test -p f; echo $?
test -c /dev/null; echo $?; test -b /dev/null; echo $?
test -S f; echo $?
#> 0
#> 1
#> 0
#> 1
#> 0
#> 1
#> 0
#> 1
#> 0
#> 1
#> 0
#> 1
#> 0
#> 1
#> 1

#### files: size
#= dash bash mksh yash ksh93 busybox
: >f; echo a >g
test -s f; echo $?; test -s g; echo $?; test -s missing; echo $?
#> 1
#> 0
#> 1

#### files: permissions
#= dash bash mksh yash ksh93 busybox
#% user
: >f; chmod 400 f
test -r f; echo $?; test -w f; echo $?; test -x f; echo $?
chmod 300 f
test -r f; echo $?; test -w f; echo $?; test -x f; echo $?
#> 0
#> 1
#> 1
#> 1
#> 0
#> 0

#### files: set-id bits
#= dash bash mksh yash ksh93 busybox
: >f; chmod 6755 f; : >g
test -u f; echo $?; test -g f; echo $?; test -u g; echo $?; test -g g; echo $?
#> 0
#> 0
#> 1
#> 1

#### files: newer older same
#= dash bash mksh yash ksh93 busybox
: >a; touch -d '2001-01-01' a; : >b; ln b c
test b -nt a; echo $?; test a -nt b; echo $?
test a -ot b; echo $?; test b -ot a; echo $?
test b -ef c; echo $?; test a -ef b; echo $?
#> 0
#> 1
#> 0
#> 1
#> 0
#> 1

#### files: newer than a missing one
#= bash mksh yash ksh93
: >a
test a -nt missing; echo $?
test missing -ot a; echo $?
test missing -nt a; echo $?
#> 0
#> 0
#> 1

#### terminal
#= dash bash mksh yash ksh93 busybox
test -t 0; echo $?
test -t 1; echo $?
#> 1
#> 1

#### and and or
#= dash bash mksh yash ksh93 busybox
test a -a b; echo $?
test a -a ''; echo $?
test '' -o b; echo $?
test '' -o ''; echo $?
test a = a -a b = b; echo $?
test a = b -o b = b; echo $?
#> 0
#> 1
#> 0
#> 1
#> 0
#> 0

#### precedence of and over or
#= dash bash mksh yash busybox
test a -o '' -a ''; echo $?
test '' -a '' -o a; echo $?
#> 0
#> 0

#### parentheses
#= dash bash mksh yash ksh93 busybox
test '(' a = b ')' -o c; echo $?
test ! '(' a = a ')'; echo $?
#> 0
#> 1

#### bracket form needs its end
#= dash bash mksh yash ksh93 busybox
[ a = a 2>/dev/null; test $? -gt 1 && echo error
#> error

#### bracket form
#= dash bash mksh yash ksh93 busybox
[ a = a ]; echo $?
[ a = b ]; echo $?
[ ! a = b ]; echo $?
[ -n a ]; echo $?
#> 0
#> 1
#> 0
#> 0

#### the closing bracket alone as operand
#= dash bash mksh yash ksh93 busybox
[ ] ]; echo $?
[ ']' = ']' ]; echo $?
#> 0
#> 0

#### an unknown operator is an error
#= dash bash mksh yash ksh93 busybox
test a -xyz b 2>/dev/null; test $? -gt 1 && echo error
test -Q a 2>/dev/null; test $? -gt 1 && echo error
#> error
#> error

#### too many operands are an error
#= dash bash mksh yash ksh93 busybox
test a b c d e 2>/dev/null; test $? -gt 1 && echo error
#> error

#### operands that look like operators
#= dash bash mksh yash ksh93 busybox
test -a = -a; echo $?
test -o = x; echo $?
test '(' = ')'; echo $?
test -f = -f; echo $?
#> 0
#> 1
#> 1
#> 0

#### strings with special characters
#= dash bash mksh yash ksh93 busybox
test '*' = '*'; echo $?
test 'a b' = 'a b'; echo $?
test '' = ''; echo $?
#> 0
#> 0
#> 0

#### no pattern matching in the equals operator
#= dash bash mksh yash ksh93 busybox
test abc = 'a*'; echo $?
#> 1

#### double equals is common
#= bash mksh yash ksh93 busybox
test a == a; echo $?
#> 0

#### empty file names
#= dash bash mksh yash ksh93 busybox
test -e ''; echo $?
test -f ''; echo $?
test -d ''; echo $?
#> 1
#> 1
#> 1

#### descriptor out of range for t
#= dash bash mksh yash ksh93 busybox
test -t 100; echo $?
#> 1
