# pathname expansion in a directory of 1,000 files
n=0 i=0
while [ "$i" -lt 60 ]; do
    set -- files/*
    n=$((n + $#))
    set -- files/a*7 files/[b-c]?1*.txt f*/*99*
    n=$((n + $#))
    i=$((i + 1))
done
echo "$n"
