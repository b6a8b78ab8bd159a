# echo and printf into a file
i=0
while [ "$i" -lt 60000 ]; do
    echo "line $i of the output"
    printf '%s %d\n' "$i" 42
    i=$((i + 1))
done >out
