# Facts of anonymous pipes, by the rows P1 to P31 of the facts page

#### P1 a pipe has no size and no offset, lives on pipefs, and what was read is gone
#% everyone
pipe p
syswrite ${p[1]} hello
stat -L -c '%s %F' /dev/fd/${p[0]}
stat -L -f -c %T /dev/fd/${p[0]}
sysseek -q ${p[0]} 0; echo $? $ERRNAME
sysread ${p[0]}
sysread -q -n ${p[0]}; echo $?
#> 0 fifo
#> pipefs
#> 1 ESPIPE
#> hello
#> 4

#### P2 the first end reads, the second writes, and the wrong direction is EBADF
#% everyone
pipe p
fcntl ${p[0]} F_GETFL; fcntl ${p[1]} F_GETFL
syswrite -q ${p[0]} x; echo $? $ERRNAME
sysread -q ${p[1]}; echo $? $ERRNAME
#> O_RDONLY
#> O_WRONLY
#> 1 EBADF
#> 1 EBADF

#### P3 the pipe is released with the last descriptor of its ends, not with the process that made it
#% everyone
pipe p
syswrite ${p[1]} kept
dup -v copy ${p[0]}
close ${p[0]}
sysread $copy 2
fork pid
if [ $pid -eq 0 ]; then
    close ${p[1]}; exit 0
fi
waitpid $pid >/dev/null
syswrite ${p[1]} '!'; echo $REPLY
close $copy
syswrite -q ${p[1]} lost; echo $? $ERRNAME
#> ke
#> 1
#> 1 EPIPE

#### P3 a descriptor that is closed at exec is no end any more
#% everyone
pipe -x p
sh -c '[ -e /proc/self/fd/'${p[0]}' ] && echo there || echo gone'
pipe q
sh -c '[ -e /proc/self/fd/'${q[0]}' ] && echo there || echo gone'
#> gone
#> there

#### P4 reading an empty pipe blocks
#% everyone
pipe p
sysread -q -t 1ms ${p[0]}; echo $?
{ sysread ${p[0]}; } &
until read -r pid name state rest </proc/$!/stat && [[ $state == S ]]; do :; done
syswrite ${p[1]} now
wait
#> 124
#> now

#### P5 what is first in is first out
#% everyone
pipe p
for word in one two three; do syswrite ${p[1]} "$word "; done
sysread ${p[0]} 4; sysread ${p[0]}
#> one 
#> two three 

#### P5 the ring has slots of a page: sixteen writes of 3000 bytes fill it
#% everyone
pipe -n p
pipesz -s 64K ${p[1]} >/dev/null
count=0
while syswrite -q -z 3000 ${p[1]}; do count=$((count + 1)); done
echo $count writes
pipesz -j ${p[1]}
#> 16 writes
#> {"fd":4,"capacity":65536,"unread":48000}

#### P5 room is made by the page: after one byte is read from a full pipe there is none yet
#% everyone
pipe -n p
while syswrite -q -z 4096 ${p[1]}; do :; done
sysread -v byte -f hex ${p[0]} 1
syswrite -q ${p[1]} x; echo $? $ERRNAME
sysread -v page -f hex ${p[0]} 4095
syswrite -q ${p[1]} x; echo $?
#> 4 EAGAIN
#> 0

#### P5 small writes are merged into a page
#% everyone
pipe -n p
pipesz -s 4K ${p[1]} >/dev/null
count=0
while syswrite -q ${p[1]} x; do count=$((count + 1)); done
echo $count
#> 4096

#### P6 a pipe holds 64 KiB and does not grow by itself
#~ A user who owns more than pipe-user-pages-soft pages gets smaller ones (two pages); then only that is asserted.
#% everyone
pipe -n p
fcntl -v size ${p[0]} F_GETPIPE_SZ
case $size in 65536 | 8192 | 4096) echo as expected ;; *) echo $size ;; esac
while syswrite -q -z 4096 ${p[1]}; do :; done
[ $(fcntl ${p[0]} F_GETPIPE_SZ) = $size ] && echo the same
#> as expected
#> the same

#### P6 the capacity is rounded up to a power of two of pages
#% everyone
pipe p
for size in 1 4096 4097 8193; do fcntl ${p[1]} F_SETPIPE_SZ $size; done
#> 4096
#> 4096
#> 8192
#> 16384

#### P6 a capacity below what is in the pipe is EBUSY
#% everyone
pipe p
pipesz -s 64K ${p[1]} >/dev/null
syswrite -z 5000 ${p[1]}
fcntl -q ${p[1]} F_SETPIPE_SZ 4096; echo $? $ERRNAME
#> 1 EBUSY

#### P6 above pipe-max-size it is EPERM without CAP_SYS_RESOURCE
#~ With the capability it succeeds; that of a user namespace does not count.
#% everyone
read -r most </proc/sys/fs/pipe-max-size
while read -r name value; do [ "$name" != CapEff: ] || caps=$((0x$value)); done </proc/$$/status
pipe p
fcntl -q ${p[1]} F_SETPIPE_SZ $((most * 2)) >/dev/null; status=$?
read -r inside outside length </proc/$$/uid_map
((outside == 0 && length == 4294967295)) || caps=0
if ((caps >> 24 & 1)); then
    [ $status = 0 ] && echo as the capability says
else
    [ $status = 1 ] && [ $ERRNAME = EPERM ] && echo as the capability says
fi
#> as the capability says

#### P7 writes of PIPE_BUF bytes are not mixed with those of others
#% everyone
pipe p
for letter in a b; do
    {
        close ${p[0]}
        printf -v record '%4095s' ''
        record=${record// /$letter}
        for ((i = 0; i < 50; i++)); do syswrite ${p[1]} "$record\n"; done
    } &
done
close ${p[1]}
sort <&${p[0]} | uniq -c | while read -r count record; do echo $count of ${#record}; done
wait
#> 50 of 4095
#> 50 of 4095

#### P8 PIPE_BUF is a number, the same for all pipes; what processes compete for is the buffer
#% everyone
pipe p
pipesz -s 4K ${p[1]} >/dev/null
fpathconf ${p[1]} _PC_PIPE_BUF
pipesz -s 64K ${p[1]} >/dev/null
fpathconf ${p[1]} _PC_PIPE_BUF
#> 4096
#> 4096

#### P9 the capacity can be 64k, whatever PIPE_BUF is
#% everyone
pipe -n p
pipesz -s 64K ${p[1]} >/dev/null
count=0
while syswrite -q -z 4096 ${p[1]}; do count=$((count + REPLY)); done
echo $count
#> 65536

#### P10 data are read once; tee copies them and leaves them there
#% everyone
pipe p; pipe q
syswrite ${p[1]} twice
systee ${p[0]} ${q[1]}; echo $REPLY
sysread ${p[0]}
sysread ${q[0]}
sysread -q -n ${p[0]}; echo $?
#> 5
#> twice
#> twice
#> 4

#### P11 a pipe goes one way; opened again for both, one descriptor is both ends; a socket pair goes both ways
#% everyone
pipe p
syswrite -q ${p[0]} x; echo $ERRNAME
sysopen -v both /proc/self/fd/${p[0]} O_RDWR
syswrite $both round; sysread $both
socketpair s
syswrite ${s[0]} there; sysread ${s[1]}; syswrite ${s[1]} ' and back'; sysread ${s[0]}
#> EBADF
#> round
#> there
#>  and back

#### P12 strangers can share a pipe: by /proc/PID/fd, by a socket, by pidfd_getfd
#% everyone
pipe p
sh -c 'echo by proc >/proc/'$$/fd/${p[1]}
sysread ${p[0]}
socketpair s
sendfd ${s[0]} ${p[1]}
recvfd -v got ${s[1]} >/dev/null
syswrite ${got[0]} 'by a socket\n'; sysread ${p[0]}
# Only of a child, which anyone may do: it has a pipe that this shell does not have.
pipe go
{ pipe own; echo ${own[1]} >number; syswrite ${go[1]} x; sysread ${own[0]}; } &
sysread ${go[0]} >/dev/null
child=$!
read -r theirs <number
pidfd_getfd -v mine $child $theirs && syswrite $mine 'by pidfd_getfd\n'
wait
#> by proc
#> by a socket
#> by pidfd_getfd

#### P13 a child has a copy of the table and the same open file descriptions
#% everyone
echo 0123456789 >f
sysopen -v f f O_RDONLY
(sysread -v part $f 4)
sysread $f 2
(close $f)
sysread $f 2
(fcntl $f +O_NONBLOCK)
fcntl $f F_GETFL
#> 45
#> 67
#> O_RDONLY|O_NONBLOCK

#### P14 one process can use a pipe until it is full, then it waits for ever
#% everyone
pipe p
pipesz -s 4K ${p[1]} >/dev/null
syswrite -z 4096 ${p[1]}; echo $? $REPLY
syswrite -q -t 1ms ${p[1]} x; echo $? $REPLY
#> 0 4096
#> 124 0

#### P15 a reader needs no sleep: it waits for what is written
#% everyone
pipe p
{ close ${p[0]}; for i in 1 2 3; do syswrite ${p[1]} "$i\n"; done; } &
close ${p[1]}
while read -r line <&${p[0]}; do echo got $line; done
wait
#> got 1
#> got 2
#> got 3

#### P16 dup2 makes standard output the pipe
#% everyone
pipe p
(dup2 ${p[1]} 1; close ${p[0]} ${p[1]}; echo redirected; ls /nonexistent 2>/dev/null)
sysread ${p[0]}
#> redirected

#### P17 read returns what is there, also when it is less
#% everyone
pipe p
syswrite ${p[1]} abc
sysread -v text -c n ${p[0]} 100; echo $? $n $text
syswrite ${p[1]} abc
sysread -v text -c n ${p[0]} 2; echo $? $n $text
#> 0 3 abc
#> 0 2 ab

#### P18 without a writer, read returns what is left and then 0
#% everyone
pipe p
syswrite ${p[1]} rest
close ${p[1]}
sysread ${p[0]}; echo $?
sysread -c n ${p[0]}; echo $? $n
#> rest
#> 0
#> 3 0

#### P19 a reader that holds the write end itself never sees the end
#% everyone
pipe p
syswrite ${p[1]} x; sysread -v x ${p[0]}
sysread -q -t 1ms ${p[0]}; echo $?
close ${p[1]}
sysread -t 30 ${p[0]}; echo $?
#> 124
#> 3

#### P20 writing without a reader is SIGPIPE, or EPIPE for who ignores it; no bytes, no signal
#% everyone
pipe p
close ${p[0]}
syswrite ${p[1]} ''; echo $? $REPLY
syswrite -q ${p[1]} x; echo $? $ERRNAME
syswrite -q --signal ${p[1]} x; echo $?
yes | head -n 1; echo ${PIPESTATUS[@]}
(trap '' PIPE; yes 2>/dev/null | head -n 1; echo ${PIPESTATUS[@]})
#> 0 0
#> 1 EPIPE
#> 141
#> y
#> 141 0
#> y
#> 1 0

#### P21 a write into a full pipe waits for room
#% everyone
pipe p
pipesz -s 4K ${p[1]} >/dev/null
syswrite -z 4096 ${p[1]}
poll -q -n ${p[1]}:out; echo $?
{ syswrite ${p[1]} more; } &
sysread -f raw ${p[0]} 4096 | wc -c
sysread ${p[0]}
wait
#> 4
#> 4096
#> more

#### P22 without blocking, up to PIPE_BUF bytes go all or not at all, more go as far as there is room
#% everyone
pipe -n p
pipesz -s 8K ${p[1]} >/dev/null
syswrite -z 4096 ${p[1]}; echo $? $REPLY
syswrite -z 8192 ${p[1]}; echo $? $REPLY
sysread -v x -f hex ${p[0]} 4096
syswrite -z 4000 ${p[1]}; echo $? $REPLY
syswrite -q -z 4096 ${p[1]}; echo $? $ERRNAME
syswrite -q -z 97 ${p[1]}; echo $? $ERRNAME
syswrite -z 96 ${p[1]}; echo $? $REPLY
#> 0 4096
#> 0 4096
#> 0 4000
#> 4 EAGAIN
#> 4 EAGAIN
#> 0 96

#### P23 only a write is punished: a broken pipe can be looked at
#% everyone
pipe -n r w
poll $w:out
close $r
poll $w:out
syswrite -q $w x; echo $? $ERRNAME
#> 4 out
#> 4 out,err
#> 1 EPIPE

#### P24 without blocking, an empty pipe is EAGAIN, and one with data is read
#% everyone
pipe -n p
sysread -q ${p[0]}; echo $? $ERRNAME
syswrite ${p[1]} data
sysread -q ${p[0]}; echo $?
#> 4 EAGAIN
#> data
#> 0

#### P25 without blocking and without a writer: what is left, then 0 for ever
#% everyone
pipe -n p
syswrite ${p[1]} rest
close ${p[1]}
for i in 1 2 3; do sysread -c n ${p[0]}; echo $? $n; done
#> rest
#> 0 4
#> 3 0
#> 3 0

#### P26 an end is gone with the last descriptor of the last open file description
#% everyone
pipe p
dup -v copy ${p[1]}
sysopen -v again /proc/self/fd/${p[1]} O_WRONLY
for fd in ${p[1]} $copy; do
    close $fd
    sysread -q -n ${p[0]}; echo $?
done
close $again
sysread -q -n ${p[0]}; echo $?
#> 4
#> 4
#> 3

#### P26 fds tells which descriptors are one open file description, and who holds the ends
#% everyone
pipe r w
dup2 $w 8
sysopen -v again /proc/self/fd/$w O_WRONLY
fds --ofd | awk '$1 == "3" || $1 == "4" || $1 == "5" || $1 == "8"' | sed 's/[0-9]*]/N]/'
fds --peers | grep -c 'you hold both ends'
#>    3 D    pipe     r                   0 pipe:[N]
#>    4 E    pipe     w                   0 pipe:[N]
#>    5 F    pipe     w                   0 pipe:[N]
#>    8 E    pipe     w                   0 pipe:[N]
#> 1

#### P27 ulimit -p tells PIPE_BUF and has nothing to do with the capacity
#% everyone
pipe p
pipesz -s 1M ${p[1]} >/dev/null
ulimit -p
ulimit -a | grep -c 'PIPE_BUF (not capacity)'
#> 8
#> 1

#### P28 fpathconf and pathconf tell PIPE_BUF, not the capacity
#% everyone
pipe p
fpathconf ${p[0]} _PC_PIPE_BUF
fcntl ${p[0]} F_SETPIPE_SZ 64K
fpathconf ${p[0]} _PC_PIPE_BUF
pathconf . _PC_PIPE_BUF
#> 4096
#> 65536
#> 4096
#> 4096

#### P29 O_NONBLOCK makes it not block; the access mode cannot be changed
#% everyone
pipe p
fcntl ${p[0]} +O_NONBLOCK
sysread -q ${p[0]}; echo $? $ERRNAME
fcntl ${p[0]} F_SETFL O_RDWR,O_NONBLOCK
fcntl ${p[0]} F_GETFL
fcntl ${p[0]} -O_NONBLOCK
fcntl ${p[0]} F_GETFL
sysread -q -t 1ms ${p[0]}; echo $?
#> 4 EAGAIN
#> O_RDONLY|O_NONBLOCK
#> O_RDONLY
#> 124

#### P30 O_NONBLOCK belongs to the open file description: copies and children share it, another open does not
#% everyone
pipe p
dup -v copy ${p[0]}
sysopen -v other /proc/self/fd/${p[0]} O_RDONLY
fork pid
if [ $pid -eq 0 ]; then fcntl ${p[0]} +O_NONBLOCK; exit; fi
waitpid $pid >/dev/null
for fd in ${p[0]} $copy $other ${p[1]}; do fcntl $fd F_GETFL; done
#> O_RDONLY|O_NONBLOCK
#> O_RDONLY|O_NONBLOCK
#> O_RDONLY
#> O_WRONLY

#### P31 a packet pipe keeps the borders of what was written; one slot each
#% everyone
pipe O_DIRECT,O_NONBLOCK p
pipesz -s 64K ${p[1]} >/dev/null
syswrite ${p[1]} first; syswrite ${p[1]} second
sysread ${p[0]}; sysread ${p[0]} 3
sysread -q ${p[0]}; echo $?
count=0
while syswrite -q ${p[1]} x; do count=$((count + 1)); done
echo $count
#> first
#> sec
#> 4
#> 16

#### P31 what poll says of the ends of a pipe
#% everyone
pipe r w
poll -q -n $r; echo $?
poll -q -n $w:out
syswrite $w x
poll -q -n $r
dup2 $w 9; close $w
close 9
poll -q -n $r
sysread $r
poll -q -n $r
pipe r2 w2; close $r2
poll -q -n $w2:out
#> 4
#> 4 out
#> 3 in
#> 3 in,hup
#> x
#> 3 hup
#> 5 out,err
