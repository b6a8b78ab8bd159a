# signals that the shell sends to itself
n=0 i=0
trap 'n=$((n + 1))' USR1
while [ "$i" -lt 30000 ]; do
    kill -USR1 $$
    i=$((i + 1))
done
echo "$n"
