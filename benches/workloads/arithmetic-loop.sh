# a counting loop: test, arithmetic expansion, assignment
i=0 s=0
while [ "$i" -lt 300000 ]; do
    s=$((s + i * 3 % 7))
    i=$((i + 1))
done
echo "$s"
