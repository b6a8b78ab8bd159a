# 3 unalias

#### an alias is removed
#= dash bash yash ksh93 busybox
alias a='echo alias'
unalias a
alias a 2>/dev/null || echo gone
#> gone

#### several operands
#= dash bash yash ksh93 busybox
alias a=1 b=2
unalias a b
alias a 2>/dev/null || echo gone
alias b 2>/dev/null || echo gone
#> gone
#> gone

#### all
#= dash bash yash ksh93 busybox
alias a=1 b=2
unalias -a
alias a 2>/dev/null || alias b 2>/dev/null || echo gone
#> gone

#### an unknown name is an error, the others are removed
#= dash bash yash ksh93 busybox
alias a=1 b=2
unalias a no_such b 2>/dev/null
test $? -gt 0 && echo error
alias a 2>/dev/null || alias b 2>/dev/null || echo gone
#> error
#> gone

#### in a subshell it stays there
#= dash bash mksh yash ksh93 busybox
alias a='echo alias'
(unalias a)
a
#> alias
