# a function that reads and sets parameters
add() { total=$((total + $# % 7)); shift; last=$1; }
i=0 total=0
while [ "$i" -lt 120000 ]; do
    add "$i" two three
    i=$((i + 1))
done
echo "$total $last"
