# builtins with redirections of their own
i=0
while [ "$i" -lt 30000 ]; do
    echo "$i" >/dev/null
    : <lines 2>&1
    i=$((i + 1))
done
