# eval
i=0
while [ "$i" -lt 50000 ]; do
    eval "v_$((i % 10))=$i; w=\$v_$((i % 10))"
    i=$((i + 1))
done
echo "$w"
