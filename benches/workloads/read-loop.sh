# read of 100,000 lines, split in two
n=0
while read -r first rest; do
    case $rest in *7) n=$((n + 1)) ;; esac
done <lines
echo "$n"
