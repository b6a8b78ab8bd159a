#!/usr/bin/env bash
# An inventory of made-up parts, written the way people write bash: options, arrays, functions with locals, regular
# expressions, substitutions of all kinds, process substitution, here-strings, traps. Its output is the test.

set -u -o pipefail
shopt -s nullglob

# --- options -------------------------------------------------------------------------------------------------------

level=1
verbose=false
declare -a rest=()

usage() {
    cat <<USAGE
usage: ${0##*/} [--level=N] [-v] [WORD...]
USAGE
}

parse_options() {
    while (($# > 0)); do
        case $1 in
            --level=*) level=${1#*=} ;;
            -v | --verbose) verbose=true ;;
            -h | --help)
                usage
                return 1
                ;;
            --)
                shift
                rest+=("$@")
                return 0
                ;;
            -*)
                printf 'unknown option %q\n' "$1"
                return 2
                ;;
            *) rest+=("$1") ;;
        esac
        shift
    done
}

parse_options "$@" || exit
echo "level=$level verbose=$verbose rest=${#rest[@]}: ${rest[*]}"

# --- logging -------------------------------------------------------------------------------------------------------

declare -i log_count=0
log() {
    local -r severity=$1
    shift
    log_count+=1
    printf '[%03d] %-5s %s\n' "$log_count" "${severity^^}" "$*"
}
log info "starting with ${#rest[@]} words"
log warn nothing to worry about

# --- strings -------------------------------------------------------------------------------------------------------

title() {
    local word result=''
    for word in $1; do
        result+="${word^} "
    done
    echo "${result% }"
}
title 'the quick brown fox'

path=/usr/local/lib/libexample.so.1.2.3
echo "${path##*/} ${path%/*} ${path%%.*} ${path#*/} ${path/lib/LIB} ${path//lib/LIB}"
echo "${path:5} ${path:5:5} ${path: -5} ${path: -5:2} ${#path}"
echo "${path/#\/usr/HOME} ${path/%3/4} ${path//[0-9]/#}"
lower=MiXeD
echo "${lower,,} ${lower^^} ${lower,} ${lower^^[dx]}"
empty=
echo "${empty:-default} ${unset_one-unset} ${empty+set} ${empty:+not empty}|"
echo "${assigned:=value} $assigned"
indirect=path
echo "${!indirect}"

trim() {
    local text=$1
    text=${text#"${text%%[![:space:]]*}"}
    text=${text%"${text##*[![:space:]]}"}
    printf '%s' "$text"
}
echo "<$(trim $'  \t padded text \n ')>"

repeat() {
    local text
    printf -v text '%*s' "$2" ''
    printf '%s' "${text// /$1}"
}
echo "$(repeat = 20)"

join() {
    local IFS=$1
    shift
    echo "$*"
}
join , a b c
join '' x y z

# --- arrays --------------------------------------------------------------------------------------------------------

parts=(bolt nut 'hex key' washer)
parts+=("spring washer" screw)
echo "${#parts[@]} parts, first ${parts[0]}, last ${parts[${#parts[@]} - 1]}"
echo "${parts[@]:1:3}"
echo "indices: ${!parts[@]}"
unset 'parts[1]'
echo "indices after unset: ${!parts[*]}"
sparse=([3]=three [7]=seven [5]=five)
sparse[10]=ten
for i in "${!sparse[@]}"; do
    printf '%d:%s ' "$i" "${sparse[i]}"
done
echo
echo "${sparse[@]/e/E}"
copy=("${parts[@]}")
echo "${#copy[@]} ${copy[1]}"
printf '<%s>' "${parts[@]}"
echo
read -r -a words <<<'one two  three'
echo "${#words[@]} ${words[2]}"
mapfile -t lines < <(printf '%s\n' alpha beta gamma)
echo "${#lines[@]} ${lines[-1]}"

contains() {
    local wanted=$1 item
    shift
    for item; do
        [[ $item == "$wanted" ]] && return 0
    done
    return 1
}
contains 'hex key' "${parts[@]}" && echo "has a hex key"
contains nail "${parts[@]}" || echo "has no nail"

reverse() {
    local -a in=("$@") out=()
    local -i i
    for ((i = ${#in[@]} - 1; i >= 0; i--)); do
        out+=("${in[i]}")
    done
    printf '%s ' "${out[@]}"
    echo
}
reverse 1 2 3 4 5

sort_numbers() {
    local -a a=("$@")
    local -i i j t
    for ((i = 0; i < ${#a[@]}; i++)); do
        for ((j = i + 1; j < ${#a[@]}; j++)); do
            if ((a[i] > a[j])); then
                ((t = a[i], a[i] = a[j], a[j] = t))
            fi
        done
    done
    echo "${a[*]}"
}
sort_numbers 5 3 9 1 7

# --- arithmetic ----------------------------------------------------------------------------------------------------

factorial() { (($1 < 2)) && echo 1 || echo $(($1 * $(factorial $(($1 - 1))))); }
factorial 10
fib() {
    local -i a=0 b=1 n=$1
    while ((n-- > 0)); do ((b += a, a = b - a)); done
    echo $a
}
fib 50
echo $((2 ** 10)) $((16#ff)) $((0x1F)) $((017)) $((7 / 2)) $((-7 % 3)) $((1 << 4 | 1)) $((5 > 3 ? 10 : 20))
let 'x = 3' 'y = x * 2'
echo "$x $y $((x += 4)) $((y++)) $y"
gcd() {
    local -i a=$1 b=$2
    until ((b == 0)); do ((a %= b)) || true; ((a ^= b, b ^= a, a ^= b)); done
    echo $a
}
gcd 1071 462
is_prime() {
    local -i n=$1 d
    ((n > 1)) || return 1
    for ((d = 2; d * d <= n; d++)); do ((n % d)) || return 1; done
}
for n in {1..30}; do is_prime $n && printf '%d ' $n; done
echo

# --- tests and patterns --------------------------------------------------------------------------------------------

classify() {
    local text=$1
    if [[ $text =~ ^([0-9]+)-([a-z]+)$ ]]; then
        echo "number ${BASH_REMATCH[1]}, word ${BASH_REMATCH[2]}"
    elif [[ $text == *.@(tar.gz|tgz) ]]; then
        echo "archive"
    elif [[ -z $text || $text == *[[:space:]]* ]]; then
        echo "blank or with blanks"
    elif [[ ! $text < m ]]; then
        echo "second half"
    else
        echo "first half"
    fi
}
for text in 12-abc source.tar.gz '' 'a b' zebra apple; do classify "$text"; done
[[ -d / && ! -e /nonexistent && -r /dev/null ]] && echo files
version='1.10.2'
[[ $version =~ ([0-9]+)\.([0-9]+)(\.([0-9]+))? ]] && echo "${BASH_REMATCH[@]:1}"
case $version in
    0.*) echo old ;;
    1.[0-9] | 1.[0-9].*) echo one-digit ;;
    1.*) echo two-digit ;&
    never) echo 'fell through' ;;
    *) echo other ;;
esac

# --- plumbing ------------------------------------------------------------------------------------------------------

while IFS=: read -r name _ uid _; do
    ((uid == 0)) && echo "$name is number $uid"
done < <(printf '%s\n' root:x:0:0 daemon:x:1:1)
diff <(printf '%s\n' a b c) <(printf '%s\n' a x c) | grep -c '^[<>]'
cat <<<"a here-string with ${#rest[@]} words"
cat <<-'QUOTED'
	tabs go, $nothing expands
	QUOTED
total=0
printf '%s\n' 1 2 3 | { while read -r n; do ((total += n)); done; echo "inside: $total"; }
echo "outside: $total"
false | true | false
echo "statuses: ${PIPESTATUS[*]}"
{ echo out; echo err >&2; } 2>&1 | sort
exec {fd}<<<'through a descriptor of its own'
read -r line <&"$fd"
exec {fd}<&-
echo "$line"
coproc UPPER { tr a-z A-Z; }
upper_pid=$UPPER_PID
echo 'to the coprocess' >&"${UPPER[1]}"
eval "exec ${UPPER[1]}>&-"
cat <&"${UPPER[0]}"
wait "$upper_pid"
echo "coprocess: $?"
output=$(
    echo first
    (echo second; exit 3)
    echo "status $?"
)
echo "$output"
printf '%s\n' {a,b}{1..2} {z..w} pre{x,y}post

# --- functions, scope, traps ---------------------------------------------------------------------------------------

counter=0
increment() {
    local counter=10
    ((counter++))
    nested
    echo "local: $counter"
}
nested() { ((counter += 5)); }
increment
echo "global: $counter"
cleanup() { echo "cleaning up $1"; }
(
    trap 'cleanup subshell' EXIT
    trap 'echo "got USR1"' USR1
    kill -USR1 "$BASHPID"
    exit 4
)
echo "subshell: $?"
try() {
    "$@"
    local status=$?
    ((status == 0)) || echo "'$*' failed with $status"
    return 0
}
try true
try false
try eval '(exit 42)'
select_first() { local IFS=$'\n'; set -- $1; echo "$1 of $#"; }
select_first $'x y\nz'
describe() { printf '%s(%d)' "${FUNCNAME[0]}" $#; }
echo "$(describe a b c)"
quoted=$(printf '%q ' 'a b' "it's" '$x')
eval "set -- $quoted"
printf '<%s>' "$@"
echo
printf '%s %5.2f %x %o %c %b\n' text 3.14159 255 8 char 'tab\tdone'
for ((i = 0, j = 10; i < j; i += 3, j -= 2)); do echo "$i $j"; done
i=0
until ((i >= 3)); do
    ((++i == 2)) && continue
    echo "turn $i"
done
log info "done after $log_count messages"
