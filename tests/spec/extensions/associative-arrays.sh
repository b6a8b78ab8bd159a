# Associative arrays

#### keys are texts
#= bash
declare -A m=([one]=1 ['a b']=two)
k='x y'
m[key]=v
m[a.b/c]=path
m[$k]=expanded
m["q r"]=quoted
echo "${m[one]} ${m[a b]} ${m["a b"]} ${m[key]} ${m[a.b/c]} ${m[$k]} ${m[q r]} ${#m[@]}"
#> 1 two two v path expanded quoted 6

#### keys come in the order of their first assignment
#=
#~ bash's order is that of a hash table; a script cannot rely on it, so any order is right, and this one is useful.
declare -A m=([z]=1 [a]=2)
m[m]=3
m[z]=4
echo "${!m[@]}"
echo "${m[@]}"
for key in "${!m[@]}"; do echo "$key=${m[$key]}"; done
#> z a m
#> 4 2 3
#> z=4
#> a=2
#> m=3

#### adding, replacing, removing
#= bash
declare -A m=([a]=1 [b]=2)
m+=([c]=3 [a]=changed)
echo "${m[a]} ${m[c]} ${#m[@]}"
unset 'm[a]'
echo "${m[a]-gone} ${#m[@]}"
m=([only]=1)
echo "${!m[@]}"
unset 'm[@]'
m[x.y]=still
echo "${m[x.y]}"
#> changed 3 3
#> gone 2
#> only
#> still

#### unset takes the key from a variable
#= bash
declare -A m=(['a b']=1 [c]=2)
k='a b'
unset 'm[$k]'
echo "${!m[@]}"
#> c

#### keys and values in turn
#= bash
declare -A m=(a 1 'b c' 2)
echo "${m[a]} ${m[b c]}"
#> 1 2

#### the value of a key is never run or evaluated
#= bash
declare -A m
k='$(echo bad)'
m[$k]=1
m[1+1]=sum
echo "${m[$k]} ${m[1+1]} ${m[2]-none}"
#> 1 sum none

#### counting
#= bash
declare -A count
for word in a b a c a; do (( count[$word]++ )); done
echo "${count[a]} ${count[b]} $((count[a] * 10 + count[none]))"
let 'count[b]+=5'
echo "${count[b]}"
#> 3 1 30
#> 6

#### is it set
#= bash
declare -A m=([k]=)
[[ -v m[k] ]] && echo set
[[ -v m[other] ]] || echo unset
[ -n "${m[k]+x}" ] && echo set
echo "${m[other]:-default} ${m[other]:=assigned} ${m[other]}"
#> set
#> unset
#> set
#> default assigned assigned

#### operators on elements
#= bash
declare -A m=([k]=value.txt)
m[k]+=.gz
echo "${m[k]%%.*} ${m[k]^^} ${#m[k]} ${m[k]:0:3}"
#> value VALUE.TXT.GZ 12 val

#### local, and elements by name
#= bash
f() { local -A l=([x]=1); l[y]=2; echo "${#l[@]} ${l[y]}"; }
f
echo "${#l[@]}"
declare -A m
printf -v 'm[p q]' %03d 7
read -r 'm[r]' <<< 'hello world'
name='m[r]'
echo "${m[p q]} ${!name}"
#> 2 2
#> 0
#> 007 hello world

#### what declare -p writes can be read back
#= bash
declare -A m=([k]=v ['a b']="it's" ['$x']='*')
m['"']=quote
text=$(declare -p m)
k='[x]'
m[$k]=bracket
other=$(declare -p m)
unset m
eval "$text"
echo "${#m[@]} ${m[a b]} ${m['$x']} ${m['"']}"
eval "$other"
echo "${#m[@]} ${m[$k]} ${m[a b]}"
#> 4 it's * quote
#> 5 bracket it's

#### integers
#= bash
declare -iA m
m[a]=2+3
m[a]+=1
echo "${m[a]}"
#> 6

#### readonly
#= bash
declare -rA m=([k]=1)
(m[k]=2) 2>/dev/null || echo refused
#> refused

#### an indexed array stays one
#= bash
a=(1 2)
declare -A a
echo "$? ${a[1]}"
#! cannot become
#> 1 2

#### brackets in quotes belong to the key
#= bash
declare -A q
q['a]b']=1; q["c]d"]=2; q[e\]f]=3; q['[']=4; q["]"]=5; q['it"s']=6
echo "${q['a]b']} ${q["c]d"]} ${q[e\]f]} ${q['[']} ${q["]"]} ${q['it"s']}"
q['a]b']+=0; k='x]y'; q[$k]=7
echo "${q['a]b']} ${q[$k]} ${#q[@]}"
p=(['1']=one ["2"]=two); echo "${p[@]}"
declare -A r=(['x]=']=y [']']=z); echo "${r['x]=']} ${r[']']}"
#> 1 2 3 4 5 6
#> 10 7 7
#> one two
#> y z

#### brackets in quotes: what is no assignment stays a word
#= dash yash busybox
echo a['b]c']=d a[it\'s]=e
a['b c 2>/dev/null; echo $?
'; echo $?
#> a[b]c]=d a[it's]=e
#> 127
