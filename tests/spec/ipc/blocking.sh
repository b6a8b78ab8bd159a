# Whatever blocks: -t, -n, traps, --eintr and SIGINT are the same for all of them

#### -t gives 124 and -n gives 4, whatever it is that waits
#% ipc
setup() {
	mkfifo fifo; pipe p; pipe full; pipe out; fcntl ${full[1]} F_SETPIPE_SZ 4096 >/dev/null; syswrite -z 4096 ${full[1]}
	socketpair s; listen -v l unix:./sock; eventfd -v e
	msgget -v q -c IPC_PRIVATE; msgget -v fq -c IPC_PRIVATE; msgctl $fq IPC_SET qbytes=1; msgsnd $fq 1 x
	semget -v sem -i 0 IPC_PRIVATE
	mq_open -v mq /mq O_CREAT,O_RDWR maxmsg=1,msgsize=8; mq_open -v fmq /fmq O_CREAT,O_RDWR maxmsg=1,msgsize=8; mq_send $fmq x
	sem_open -v psem /psem O_CREAT 0
	mmap -v a -a 4K
	sysopen -v f1 lock O_CREAT,O_RDWR; flock $f1; sysopen -v f2 lock O_RDWR
	sysopen -v r1 range O_CREAT,O_RDWR; fcntl $r1 F_OFD_SETLK F_WRLCK 0 1; sysopen -v r2 range O_RDWR
	sleep 1000 & child=$!
}
setup
while read -r command; do
	set -- $command
	name=$1; shift
	eval "$name -t 0.03 $*" >/dev/null 2>err; status=$?
	[ $status = 124 ] && grep -q 'timed out after 30ms' err || echo "$name -t: $status $(cat err)"
done <<'EOF'
sysread ${p[0]}
syswrite ${full[1]} x
sysopen -v x fifo O_RDONLY
splice ${p[0]} ${out[1]}
systee ${p[0]} ${out[1]}
recv ${s[0]}
recvfrom ${s[0]}
recvfd -v x ${s[0]}
accept -v x $l
poll ${p[0]}
msgrcv $q
msgsnd $fq 1 x
semop $sem 0:-1
mq_receive $mq
mq_send $fmq x
sem_wait $psem
futex wait $a 0
sigwait USR2
waitpid $child
flock $f2
fcntl $r2 F_OFD_SETLKW F_WRLCK 0 1
EOF
while read -r command; do
	set -- $command
	name=$1; shift
	eval "$name -n $*" >/dev/null 2>err; status=$?
	[ $status = 4 ] && grep -q 'EAGAIN\|ENOMSG' err || echo "$name -n: $status $(cat err)"
done <<'EOF'
sysread ${p[0]}
syswrite ${full[1]} x
splice ${p[0]} ${out[1]}
systee ${p[0]} ${out[1]}
recv ${s[0]}
recvfrom ${s[0]}
recvfd -v x ${s[0]}
accept -v x $l
poll ${p[0]}
msgrcv $q
msgsnd $fq 1 x
semop $sem 0:-1
mq_receive $mq
mq_send $fmq x
sem_wait $psem
sigwait USR2
waitpid $child
EOF
kill $child; ipcrm -a; mq_unlink /mq /fmq; sem_unlink /psem
echo done
#> done

#### SIGINT ends a script that is blocked in whatever builtin
#% ipc
# When it sleeps, and until it is gone: while `env` is not yet through, the signal is ignored as in every asynchronous list.
interrupt() { until grep -q '^State:.S' /proc/$1/status; do sleep 0.01; done; sleep 0.05; until grep -q '^State:.Z' /proc/$1/status; do kill -s INT $1; sleep 0.01; done; wait $1; }
msgget -v q -c IPC_PRIVATE; semget -v sem -i 0 IPC_PRIVATE; mkfifo fifo; : >range
sysopen -v r1 range O_RDWR; fcntl $r1 F_OFD_SETLK F_WRLCK 0 1; flock $r1
while read -r command; do
	env --default-signal=INT $SH -c "$command; echo survived" 2>/dev/null & p=$!
	interrupt $p; echo "$? ${command##*; }"
done <<EOF
pipe p; sysread \${p[0]}
sysopen -v x fifo O_RDONLY
socketpair s; recv \${s[0]}
listen -v l unix:@int-$$; accept \$l
pipe p; poll \${p[0]}
msgrcv $q
semop $sem 0:-1
mq_open -v mq /mq O_CREAT,O_RDWR; mq_receive \$mq
sem_open -v s /psem O_CREAT 0; sem_wait \$s
mmap -v a -a 4K; futex wait \$a 0
sigwait USR2
flock range :
sysopen -v r range O_RDWR; fcntl \$r F_OFD_SETLKW F_WRLCK 0 1
sleep 1000 & echo \$! >child; waitpid \$!
EOF
kill $(cat child); ipcrm -a; mq_unlink /mq; sem_unlink /psem
#> 130 sysread ${p[0]}
#> 130 sysopen -v x fifo O_RDONLY
#> 130 recv ${s[0]}
#> 130 accept $l
#> 130 poll ${p[0]}
#> 130 msgrcv 0
#> 130 semop 0 0:-1
#> 130 mq_receive $mq
#> 130 sem_wait $s
#> 130 futex wait $a 0
#> 130 sigwait USR2
#> 130 flock range :
#> 130 fcntl $r F_OFD_SETLKW F_WRLCK 0 1
#> 130 waitpid $!
