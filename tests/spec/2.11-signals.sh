# 2.11 Signals and Error Handling

#### asynchronous commands ignore SIGINT without job control
#= dash bash mksh yash ksh93 busybox
sleep 0 &
"$SH" -c 'kill -s INT $$; echo alive' & wait
#> alive

#### a signal ignored at entry cannot be trapped
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'trap "" TERM; exec "$SH" -c '\''trap "echo trapped" TERM; kill -s TERM $$; echo end'\'
#> end

#### a signal ignored at entry stays ignored in commands
#= dash bash mksh yash ksh93 busybox
"$SH" -c 'trap "" TERM; "$SH" -c '\''kill -s TERM $$; echo alive'\'
#> alive

#### an ignored signal is ignored in a subshell
#= dash bash mksh yash ksh93 busybox
trap '' TERM
("$SH" -c 'kill -s TERM $$; echo alive')
#> alive

#### a trapped signal is default in commands
#= dash bash mksh yash ksh93 busybox
trap 'echo trap' TERM
"$SH" -c 'kill -s TERM $$; echo alive'
test $? -gt 128 && echo ended
#> ended

#### a trap waits for the foreground command
#= dash bash mksh yash ksh93 busybox
trap 'echo trap' USR1
"$SH" -c 'kill -s USR1 '$$'; sleep 0.1; echo child'
echo after
#> child
#> trap
#> after

#### wait is interrupted by a trapped signal
#= dash bash mksh yash busybox
trap 'echo trap' USR1
sleep 1 & p=$!
(sleep 0.1; kill -s USR1 $$) &
wait $p
test $? -gt 128 && echo interrupted
kill $p 2>/dev/null
wait
#> trap
#> interrupted

#### wait without operands is interrupted
#= dash bash mksh yash busybox
trap 'echo trap' USR1
sleep 1 & p=$!
(sleep 0.1; kill -s USR1 $$) &
wait
s=$?; test $s -gt 128 && echo interrupted $(kill -l $s)
kill $p; wait
#> trap
#> interrupted USR1

#### several pending traps all run
#= dash bash mksh yash busybox
trap 'echo usr1' USR1
trap 'echo usr2' USR2
"$SH" -c 'kill -s USR1 '$$'; kill -s USR2 '$$
#> usr1
#> usr2

#### the default of SIGTERM ends the shell
#= dash bash mksh yash ksh93 busybox
kill -s TERM $$
echo not reached
#? 143

#### the default of SIGHUP ends the shell
#= dash bash mksh yash ksh93 busybox
kill -s HUP $$
echo not reached
#? 129

#### the default of SIGINT ends the shell
#= dash bash mksh yash ksh93 busybox
kill -s INT $$
echo not reached
#? 130

#### a shell really dies of the signal
#= dash bash mksh busybox
"$SH" -c 'kill -s TERM $$' 
echo $?
"$SH" -c '"$SH" -c "kill -s TERM \$\$"; echo in $?'
#> 143
#> in 143

#### SIGPIPE is default in commands
#= dash bash mksh yash ksh93 busybox
yes | head -n 1 >/dev/null
"$SH" -c 'kill -s PIPE $$; echo alive'
test $? -gt 128 && echo default
#> default

#### no signal is ignored in commands
#= dash bash mksh yash ksh93 busybox
# Signals from 32 on are the C library's own.
sed -n 's/^SigIgn:.*0*\(.......\)$/\1/p' /proc/self/status
#> 0000000

#### no signal is blocked in commands
#= dash bash mksh yash ksh93 busybox
sed -n 's/^SigBlk:.*0*\(.......\)$/\1/p' /proc/self/status
#> 0000000

#### a child killed by SIGINT ends the shell script too unless it is trapped
#= dash bash mksh yash ksh93 busybox
"$SH" -c '"$SH" -c "kill -s INT \$\$"; echo next'; echo $?
#> next
#> 0

#### interactive: SIGTERM is ignored
#= dash bash mksh yash ksh93
#% flags: -i
#% via: stdin
#% env: PS1=
#% env: HISTFILE=/dev/null
kill -s TERM $$
echo alive
#> alive

#### a trap action sees the status before it and leaves it
#= dash bash mksh yash ksh93 busybox
trap 'echo in $?; false' USR1
(exit 3)
kill -s USR1 $$
echo $?
#> in 0
#> 0

#### a background process that is ended by a signal
#= dash bash busybox
sleep 5 & p=$!
kill $p
wait $p
echo $?
#> 143
