# 3 alias

#### an alias is defined and shown
#= dash bash mksh yash ksh93 busybox
alias a='echo b'
alias a
#> a='echo b'

#### the listing can be read back
#= dash bash mksh yash ksh93 busybox
alias q="echo 'x' \"y\" \$z \\\\"
alias q >f
unalias q
eval "alias $(cat f)"
alias q >g
cmp f g && echo same
#> same

#### all aliases are listed
#= dash bash mksh yash ksh93 busybox
alias zz1='a b' zz2='c d'
alias | grep zz
#> zz1='a b'
#> zz2='c d'

#### all aliases are listed with values that need quotes
#= dash bash mksh yash ksh93 busybox
alias zz1='a b'
alias | grep -c "^zz1='a b'$"
#> 1

#### an unknown name is an error
#= dash bash yash ksh93 busybox
alias no_such_alias
test $? -gt 0 && echo error
#! no_such_alias
#> error

#### one unknown name among others
#= dash bash yash ksh93 busybox
alias a='b c'
alias a no_such_alias 2>/dev/null
test $? -gt 0 && echo error
#> a='b c'
#> error

#### a definition replaces
#= dash bash mksh yash ksh93 busybox
alias a=1
alias a=2
alias a | grep -c 2
#> 1

#### the status of a definition is zero
#= dash bash mksh yash ksh93 busybox
false
alias a=b; echo $?
#> 0

#### a value with an equals sign
#= dash bash mksh yash busybox
alias a='b=c'
alias a
#> a='b=c'

#### an empty value
#= dash bash mksh yash ksh93 busybox
alias a=
a echo ok
#> ok
