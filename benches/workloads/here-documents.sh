# here-documents into builtins
i=0
while [ "$i" -lt 20000 ]; do
    read -r a b <<END
$i and $((i + 1))
second line
END
    i=$((i + 1))
done
echo "$a $b"
