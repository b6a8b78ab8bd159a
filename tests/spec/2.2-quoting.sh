# 2.2 Quoting

#### a backslash keeps the next character as it is
#= dash bash mksh yash ksh93 busybox
printf '[%s]\n' a\ b \$x \\
#> [a b]
#> [$x]
#> [\]
