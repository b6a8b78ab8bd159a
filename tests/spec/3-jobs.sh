# 3 jobs, fg and bg

#### jobs lists background jobs
#= bash mksh yash
sleep 1 &
jobs | grep -c 'sleep 1'
kill $!
wait
#> 1

#### jobs -p prints process ids
#= bash mksh ksh93 busybox
sleep 1 & p=$!
test "$(jobs -p)" = $p && echo same
kill $p; wait
#> same

#### jobs -l has the process id
#= bash mksh yash ksh93 busybox
sleep 1 & p=$!
jobs -l | grep -c "$p"
kill $p; wait
#> 1

#### the format
#= yash
sleep 1 &
jobs | sed 's/  */ /g'
kill $!; wait
#> [1] + Running sleep 1
#~ XCU jobs: "[%d] %c %s %s\n"

#### a finished job is told once
#= bash mksh ksh93
set -m
true &
wait $!
jobs
jobs

#### fg without job control is an error
#= dash bash mksh yash ksh93 busybox
fg 2>/dev/null; test $? -gt 0 && echo error
#> error

#### bg without job control is an error
#= dash bash mksh yash ksh93 busybox
bg 2>/dev/null; test $? -gt 0 && echo error
#> error

#### fg brings a job to the foreground
#= bash mksh ksh93
set -m
(sleep 0.1; exit 3) &
fg >/dev/null
echo $?
#> 3

#### a stopped job is continued by bg
#= bash mksh ksh93
set -m
echo 'kill -s STOP $$; echo continued' >job
"$SH" ./job &
while ! jobs | grep -qi -e stop -e suspend; do sleep 0.02; done
bg >/dev/null
wait
#> continued

#### a job in its own group
#= bash mksh ksh93
set -m
sleep 1 & p=$!
test "$(cut -d' ' -f5 /proc/$p/stat)" = $p && echo own group
kill $p
wait $p 2>/dev/null || :
#> own group

#### without monitor the group is the shell's
#= dash bash mksh yash ksh93 busybox
sleep 1 & p=$!
test "$(cut -d' ' -f5 /proc/$p/stat)" = "$(cut -d' ' -f5 /proc/$$/stat)" && echo same group
kill $p
wait $p 2>/dev/null || :
#> same group

#### a job by its name
#= bash mksh ksh93
set -m
sleep 5 &
kill %sleep
wait %sleep 2>/dev/null
echo done
#> done

#### job ids: current and previous
#= bash ksh93
set -m
sleep 5 & a=$!
sleep 6 & b=$!
kill %%
wait $b 2>/dev/null; test $? -gt 128 && echo current
kill %+
wait $a 2>/dev/null; test $? -gt 128 && echo next
#> current
#> next

#### an unknown job is an error
#= bash mksh yash
kill %5 2>/dev/null; test $? -gt 0 && echo error
wait %5 2>/dev/null; echo $?
#> error
#> 127
