# Signals, events and waiting

#### a trap sees who sent the signal, why, and the value
trap 'echo $SIGINFO_VALUE $SIGINFO_CODE $([ $SIGINFO_PID = $$ ] && echo me)' USR1
sigqueue $$ USR1 42
kill -s USR1 $$
$SH -c "sigqueue $$ USR1 -7; echo sent"
#> 42 -1 me
#> 0 0 me
#> sent
#> -7 -1

#### real-time signals queue, others merge
trap 'echo rt $SIGINFO_VALUE' RTMIN
trap 'echo usr' USR1
sigprocmask SIG_BLOCK RTMIN USR1 >/dev/null
sigqueue $$ RTMIN 1; sigqueue $$ RTMIN 2; sigqueue $$ RTMIN 3
kill -s USR1 $$; kill -s USR1 $$
sigpending
sigprocmask SIG_UNBLOCK RTMIN USR1 >/dev/null
:
#> USR1 RTMIN
#> usr
#> rt 1
#> rt 2
#> rt 3

#### sigqueue: wrong process, signal, value
sigqueue 99999999 USR1; echo $? $ERRNAME
sigqueue $$ NOSUCH; echo $?
sigqueue $$ USR1 99999999999; echo $?
sigqueue x USR1; echo $?
sigqueue 4294967295 TERM; echo $?
sigqueue -1 0; echo $?
sigqueue; echo $?
#> 1 ESRCH
#> 2
#> 2
#> 2
#> 2
#> 2
#> 2
#! sigqueue: ESRCH: No such process
#! sigqueue: SIG: 'NOSUCH': no such signal
#! sigqueue: VALUE: 99999999999 is out of range -2147483648 to 2147483647
#! sigqueue: PID: x is not a number
#! sigqueue: PID: 4294967295 is out of range 1 to 2147483647
#! sigqueue: PID: -1 is out of range 1 to 2147483647
#! sigqueue: missing operand PID

#### sigprocmask blocks, tells the old mask, lets through
trap 'echo came' USR1 USR2
sigprocmask SIG_BLOCK USR1 >/dev/null; sigprocmask -v old SIG_BLOCK USR2; echo $old
kill -s USR1 $$; kill -s USR2 $$; echo held back
sigprocmask SIG_SETMASK USR2 >/dev/null; sigprocmask
sigprocmask SIG_UNBLOCK USR2 >/dev/null
sigprocmask SIG_NOSUCH USR1; echo $?
#> USR1
#> held back
#> came
#> USR2
#> came
#> 2
#! sigprocmask: HOW: 'SIG_NOSUCH' is none of

#### programs and subshells inherit the mask that was set, not what the shell holds back for a moment
grep SigBlk /proc/self/status | tr -s '\t' ' '
sigprocmask SIG_BLOCK USR1 >/dev/null
grep SigBlk /proc/self/status | tr -s '\t' ' '; (read -r x <<-EOF
	$(sigprocmask)
	EOF
	echo "$x")
cat /proc/self/status | grep SigBlk | tr -s '\t' ' '
grep SigBlk /proc/self/status >f & wait $!; tr -s '\t' ' ' <f
(exec grep SigBlk /proc/self/status) | tr -s '\t' ' '
sigprocmask SIG_UNBLOCK USR1 >/dev/null
grep SigBlk /proc/self/status | tr -s '\t' ' '
#> SigBlk: 0000000000000000
#> SigBlk: 0000000000000200
#> USR1
#> SigBlk: 0000000000000200
#> SigBlk: 0000000000000200
#> SigBlk: 0000000000000200
#> SigBlk: 0000000000000000

#### a program that is started with a signal held back gets it when it lets it through
#% needs: python3
sigprocmask SIG_BLOCK USR1 >/dev/null
python3 -c '
import os, signal
signal.signal(signal.SIGUSR1, lambda *a: print("came"))
os.kill(os.getpid(), signal.SIGUSR1)
print("held back", signal.sigpending() == {signal.SIGUSR1}, flush=True)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])'
#> held back True
#> came

#### sigwait takes a signal, so that no trap runs
trap 'echo trapped' USR1
sigprocmask SIG_BLOCK USR1 USR2 >/dev/null
sigqueue $$ USR1 5
sigwait -i info USR1 USR2; echo ${info[3]}
sigwait -t 0.05 USR1; echo $?
sigwait -n USR2; echo $? $ERRNAME
sigwait -v s USR2 & sigqueue $! USR2; wait $!; echo $?
sigwait NOSUCH; echo $?
#> SIGUSR1
#> value=5
#> 124
#> 4 EAGAIN
#> 0
#> 2
#! sigtimedwait: timed out after 50ms (set [USR1])
#! sigtimedwait: EAGAIN: Resource temporarily unavailable (set [USR2])
#! sigwait: SIG: 'NOSUCH': no such signal

#### sigaction shows what is ignored, caught and held back
trap '' USR1; trap : USR2; sigprocmask SIG_BLOCK HUP >/dev/null
sigaction $$ SigIgn | tr ' ,|' '\n\n\n' | grep USR1
sigaction $$ SigCgt | tr ' ,|' '\n\n\n' | grep USR2
sigaction $$ SigBlk
sigaction 99999999; echo $? $ERRNAME
#> USR1
#> USR2
#> HUP
#> 1 ESRCH
#! open: ESRCH: No such process (/proc/99999999/status)

#### signalfd gives signals to read, with their value
signalfd -v s USR1 USR2
sigqueue $$ USR1 7; poll -v r $s; echo ${r[0]#* }
sysread -v i -f siginfo $s; echo "$i" | tr ' ' '\n' | grep -i 'usr1\|=7$'
sysread -t 0.05 $s; echo $?
signalfd -f $s HUP; kill -s HUP $$; sysread -v i -f siginfo $s; case $i in *HUP*) echo HUP ;; esac
signalfd NOSUCH; echo $?
#> in
#> name=SIGUSR1
#> ssi_int=7
#> 124
#> HUP
#> 2
#! read: timed out after 50ms (fd 3)
#! signalfd: SIG: 'NOSUCH': no such signal

#### eventfd counts
eventfd -v e 3
syswrite -f u64 $e 4; sysread -f u64 $e
sysread -t 0.05 -f u64 $e; echo $?
sysread -n -f u64 $e; echo $? $ERRNAME
eventfd -s -v e 2; sysread -f u64 $e; sysread -f u64 $e; sysread -n -f u64 $e; echo $?
(sysread -f u64 $e) & syswrite -f u64 $e 1; wait
syswrite -f u32 $e 1; echo $? $ERRNAME
eventfd -1; echo $?
eventfd x; echo $?
#> 7
#> 124
#> 4 EAGAIN
#> 1
#> 1
#> 4
#> 1
#> 1 EINVAL
#> 2
#> 2
#! read: timed out after 50ms (fd 3)
#! read: EAGAIN: Resource temporarily unavailable (fd 3)
#! read: EAGAIN: Resource temporarily unavailable (fd 4)
#! write: EINVAL: Invalid argument (fd 4)
#! eventfd: VALUE: -1 is not a number
#! eventfd: VALUE: x is not a number

#### timerfd expires once, again and again, not at all
timerfd -v t 20ms; poll -t 30s $t | sed 's/[0-9]* /N /'; sysread -f u64 $t
timerfd -s $t 5ms 5ms; sleep 0.1; sysread -v n -f u64 $t; [ $n -ge 2 ] && echo several
timerfd -s $t 0; poll -n $t; echo $?
timerfd -g $t
timerfd -s $t 1h 30m; timerfd -g $t | sed 's/^3[56][0-9.]*/about an hour,/'
timerfd -c NOSUCH; echo $?
timerfd x; echo $?
timerfd -g 0; echo $? $ERRNAME
#> N in
#> 1
#> several
#> 4
#> 0 0
#> about an hour, 1800
#> 2
#> 2
#> 1 EINVAL
#! poll: EAGAIN: Resource temporarily unavailable
#! timerfd: CLOCK: 'NOSUCH' is none of
#! timerfd: TIME: x is not a number
#! timerfd_gettime: EINVAL: Invalid argument (fd 0)

#### poll: what is ready, and how
pipe p
poll ${p[1]}:out | sed 's/[0-9]* /N /'; poll -n ${p[0]}; echo $?
syswrite ${p[1]} x; poll ${p[0]} | sed 's/[0-9]* /N /'
close ${p[1]}; poll ${p[0]} | sed 's/[0-9]* /N /'; sysread ${p[0]}; poll ${p[0]} | sed 's/[0-9]* /N /'
pipe q; close ${q[0]}; poll ${q[1]}:out | sed 's/[0-9]* /N /'
poll 99 | sed 's/[0-9]* /N /'
pipe r; poll -t 0.05 ${r[0]}; echo $?
syswrite ${r[1]} x; poll -v list ${r[0]} ${q[1]}:out; echo ${#list[@]}
poll; echo $?
poll 0:nosuch; echo $?
poll x; echo $?
#> N out
#> 4
#> N in
#> N in,hup
#> x
#> N hup
#> N out,err
#> N nval
#> 124
#> 2
#> 2
#> 2
#> 2
#! poll: EAGAIN: Resource temporarily unavailable
#! poll: timed out after 50ms
#! poll: missing operand FD[:EVENTS]
#! poll: EVENTS: unknown flag 'nosuch'
#! poll: FD: x is not a number

#### a trap runs while poll waits, and poll goes on with the time that is left
pipe p
trap 'echo trapped; syswrite ${p[1]} x' USR1
(until grep -q poll /proc/$$/wchan 2>/dev/null || grep -q '^7 \|^271 ' /proc/$$/syscall 2>/dev/null; do sleep 0.01; done; kill -s USR1 $$) &
poll -t 60s -v r ${p[0]}; echo ${r[0]#* }
wait
#> trapped
#> in

#### kill of a process by pidfd: it becomes readable when the process ends
sleep 100 & p=$!
pidfd_open -v f $p; poll -t 0.05 $f; echo $?
kill $p; poll -t 30s $f | sed 's/[0-9]* /N /'; wait
pidfd_open 99999999; echo $? $ERRNAME
pidfd_open x; echo $?
#> 124
#> N in
#> 1 ESRCH
#> 2
#! poll: timed out after 50ms
#! pidfd_open: ESRCH: No such process
#! pidfd_open: PID: x is not a number

#### pidfd_getfd takes another process's descriptor
printf 0123456789 >f
sysopen -v f f O_RDONLY; fork p
if [ $p = 0 ]; then close $f; exec sleep 100 <f; fi
close $f
until [ "$(readlink /proc/$p/exe)" != "$(readlink /proc/$$/exe)" ]; do sleep 0.01; done
pidfd_getfd -v g $p 0 2>err || { echo 01234; kill $p; exit; }
sysread $g 5; pidfd_getfd $p 99; echo $? $ERRNAME
kill $p
#> 01234
#> 1 EBADF
#! pidfd_getfd: EBADF: Bad file descriptor (pidfd
