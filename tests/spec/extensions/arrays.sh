# Indexed arrays

#### a compound assignment and its elements
#= bash mksh ksh93
a=(1 2 'x y')
echo "${a[0]} ${a[1]} ${a[2]}"
#> 1 2 x y

#### the number of elements
#= bash mksh ksh93
a=(1 2 'x y')
echo ${#a[@]} ${#a[*]} ${#a[2]} ${#a}
#> 3 3 3 1

#### all elements as fields and joined
#= bash mksh yash ksh93
a=(1 '2 3' 4)
printf '[%s]' "${a[@]}"; echo
printf '[%s]' "${a[*]}"; echo
printf '[%s]' ${a[@]}; echo
IFS=:
printf '[%s]' "${a[*]}"; echo
#> [1][2 3][4]
#> [1 2 3 4]
#> [1][2][3][4]
#> [1:2 3:4]

#### no elements is no field
#= bash mksh
a=()
printf '[%s]' "${a[@]}" end; echo
echo ${#a[@]}
#> [end]
#> 0

#### assignment to an element
#= bash mksh ksh93
a[2]=c
a[0]=a
echo "${a[@]}" ${#a[@]} "${a[1]-unset}"
#> a c 2 unset

#### subscripts are arithmetic
#= bash mksh ksh93
i=1
a[i+1]=two
a[$i]=one
echo "${a[i]} ${a[1+1]} ${a[$((i * 2))]}"
#> one two two

#### indices
#= bash ksh93
a=([3]=d [1]=b)
echo "${!a[@]}"
echo "${a[@]}"
#> 1 3
#> b d

#### appending
#= bash mksh ksh93
a=(1)
a+=(2 3)
a[1]+=x
echo "${a[@]}"
#> 1 2x 3

#### negative subscripts count from the end
#= bash ksh93
a=(1 2 3)
echo "${a[-1]} ${a[-2]}"
a[-1]=z
echo "${a[@]}"
#> 3 2
#> 1 2 z

#### unset of an element and of all
#= bash mksh ksh93
a=(1 2 3)
unset 'a[1]'
echo "${a[@]}" ${#a[@]}
unset a
echo "${a[@]-gone}"
#> 1 3 2
#> gone

#### the name alone is element zero
#= bash mksh ksh93
a=(x y)
echo $a ${a}
a=z
echo "${a[@]}"
#> x x
#> z y

#### slices
#= bash ksh93
a=(0 1 2 3 4)
echo "${a[@]:1:2}" "${a[@]:3}" "${a[@]: -2:1}"
#> 1 2 3 4 3

#### operators on every element
#= bash yash ksh93
a=(one.c two.c)
echo "${a[@]%.c}" "${a[@]/o/0}"
#> one two 0ne.c tw0.c

#### words in the list are expanded
#= bash ksh93
x='p q'
a=($x "$x" {1..2} $(echo s t))
printf '[%s]' "${a[@]}"; echo
#> [p][q][p q][1][2][s][t]

#### a list over several lines with comments
#= bash mksh ksh93
a=(
  one   # first
  two
)
echo ${#a[@]} ${a[1]}
#> 2 two

#### in a loop
#= bash mksh yash ksh93
a=('a b' c)
for i in "${a[@]}"; do echo "[$i]"; done
#> [a b]
#> [c]

#### copied
#= bash mksh ksh93
a=(1 '2 3')
b=("${a[@]}")
echo ${#b[@]} "${b[1]}"
#> 2 2 3

#### default when an element is unset
#= bash mksh ksh93
a=(x)
echo "${a[5]:-none}" "${a[0]:-none}"
#> none x

#### positional parameters as a slice
#= bash ksh93
set -- a b c d
echo "${@:2:2}" "${@:3}" "${*:1:1}"
#> b c c d a

#### read into an array
#= bash ksh93
echo 'a b c' | { read -a x; echo "${#x[@]} ${x[2]}"; }
#> 3 c

#### a subscript is not run as code twice
#= bash mksh ksh93
x='a[$(echo run >&2; echo 0)]'
a=(v)
echo "${a[0]}"
#> v
#! (none)

#### PIPESTATUS
#= bash mksh
true | false | (exit 3)
echo "${PIPESTATUS[@]}"
#> 0 1 3

#### pipestatus of a single command
#= bash mksh
(exit 4)
echo "${PIPESTATUS[0]}"
#> 4


#### what is added sees the array as it was, negative subscripts count what is added too
#= bash
a=(1 2)
a+=("${#a[@]}" [7]=y z [-1]=w)
printf '%s ' "${!a[@]}"
echo "${a[@]}"
s=x
s+=(y)
echo "${#s[@]} ${s[*]}"
s+=z
echo "${s[*]}"
#> 0 1 2 7 8 1 2 2 y w
#> 2 x y
#> xz y

#### adding to a long array takes no longer than to a short one
#= bash mksh
a=()
i=0
while [ $i -lt 30000 ]; do a+=($i); i=$((i+1)); done
echo ${#a[@]}
#> 30000
