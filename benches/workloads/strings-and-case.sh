# string operators and case
i=0 n=0
while [ "$i" -lt 40000 ]; do
    path=/usr/local/share/doc-$i/readme.en.txt
    name=${path##*/}
    directory=${path%/*}
    stem=${name%%.*}
    case $name in
    *.c | *.h) kind=source ;;
    *.[ch]pp) kind=plus ;;
    read*.txt) kind=text ;;
    *) kind=other ;;
    esac
    [ "$kind" = text ] && [ ${#stem} = 6 ] && [ -n "${unset:-$directory}" ] && n=$((n + 1))
    i=$((i + 1))
done
echo "$n"
