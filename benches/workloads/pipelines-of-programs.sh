# pipelines of two programs
i=0
while [ "$i" -lt 500 ]; do
    /bin/true | /bin/true
    i=$((i + 1))
done
