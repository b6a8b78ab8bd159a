# asynchronous lists
i=0
while [ "$i" -lt 1000 ]; do
    : &
    wait "$!"
    /bin/true &
    wait
    i=$((i + 1))
done
