# command substitution of builtins and functions
twice() { echo "$(($1 * 2))"; }
i=0
while [ "$i" -lt 5000 ]; do
    x=$(echo "$i")
    y=$(printf '%s-%s' "$x" "$x")
    z=$(twice "$i")
    i=$((i + 1))
done
echo "$x $y $z"
