# subshells that only use builtins
i=0
while [ "$i" -lt 3000 ]; do
    (x=$i; [ "$x" -ge 0 ])
    (exit 3)
    i=$((i + 1))
done
echo "$i"
