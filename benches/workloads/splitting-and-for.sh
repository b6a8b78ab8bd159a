# field splitting and for
words=
i=0
while [ "$i" -lt 500 ]; do
    words="$words word$i:tail  other"
    i=$((i + 1))
done
n=0 j=0
while [ "$j" -lt 150 ]; do
    for word in $words; do n=$((n + 1)); done
    IFS=:
    for part in $words; do n=$((n + 1)); done
    unset IFS
    j=$((j + 1))
done
echo "$n"
