# pipelines of builtins
i=0
while [ "$i" -lt 1200 ]; do
    echo "$i" | while read -r x; do : "$x"; done
    i=$((i + 1))
done
