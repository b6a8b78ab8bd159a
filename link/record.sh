#!/bin/sh
# Writes link/order.txt: the functions that a start of the shell and its usual loops run, in the order in
# which the release build is to lay them out. Run it after a change of the toolchain, or when many functions
# of the start have new names: `sh link/record.sh`. Needs valgrind and nm.
#
# The names are those of the linker. A name that no longer exists is passed over, so an old list costs
# speed and nothing else. Why the order matters: docs/decisions/link-order.md.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Not through the profile: the names depend on it.
cargo rustc --release --bin ipcsh --target-dir "$work/target" -- -C strip=none
shell=$work/target/release/ipcsh

# functions NAME ARGUMENT...: the functions that a run and its children call, by the linker's names, into the file NAME.
functions() {
	name=$1
	shift
	valgrind --quiet --tool=callgrind --demangle=no --show-below-main=yes --trace-children=no \
		--callgrind-out-file="$work/$name.%p.calls" "$shell" "$@" >/dev/null
	cat "$work/$name".*.calls | sed -n "s/^c\{0,1\}fn=([0-9]*) \([A-Za-z_][^ ']*\).*/\1/p" | sort -u >"$work/$name"
}

cat >"$work/usual.ipcsh" <<'SCRIPT'
count() { local n=$1; while [ "$n" -gt 0 ]; do n=$((n - 1)); done; }
count 20
fact() { if [ "$1" -le 1 ]; then echo 1; else echo $(($1 * $(fact $(($1 - 1))))); fi; }
fact 5
list="a b c"
for word in $list "x y" /usr/*; do
	case $word in [ab]) : ;; *y) printf '%s\n' "${word%y}" "${#word}" "${word#x}" ;; esac
done
while read -r line; do set -- $line; done <<EOF
one two
three
EOF
x=$(echo inner); (cd / && x=2); echo "$x" >/dev/null 2>&1
echo text | while read -r y; do echo "$y"; done
/bin/true; /bin/true | /bin/true & wait
trap 'echo bye' EXIT
eval 'z=${x:-none}'
SCRIPT
functions start -c :
functions child -c '(echo; ulimit -n) >/dev/null | { read -r x; echo "$x"; } >/dev/null'
functions command -c '/bin/true; /bin/true'
functions usual "$work/usual.ipcsh"

nm "$shell" | awk '{ print $3 }' | sort -u >"$work/defined"
# The C library chooses its string functions by the processor: all of the family, as valgrind's is an old one.
variants() {
	sed -n 's/_\(avx\|avx2\|sse2\|sse4_1\|evex\|avx512\)\(_.*\)\{0,1\}$//p' "$1" | sort -u | while read -r family; do
		grep -E "^${family}_(avx2|evex|avx_unaligned_erms|evex_unaligned_erms|avx512_unaligned_erms)\$" "$work/defined" || :
	done
}
{
	for name in start child command usual; do
		cat "$work/$name"
		variants "$work/$name"
	done
} | awk '!seen[$0]++' | while read -r name; do
	if grep -Fqx -- "$name" "$work/defined"; then echo "$name"; fi
done >link/order.txt
wc -l link/order.txt
