# Sockets

#### socketpair: both directions, kinds, message boundaries
socketpair s; echo ${s[@]}
send ${s[0]} there; recv ${s[1]}; send ${s[1]} back; recv ${s[0]}
socketpair seqpacket q; send ${q[0]} one; send ${q[0]} two; recv ${q[1]}; recv ${q[1]}
socketpair dgram a b; send $a one; recv $b 2; recv -n $b; echo $? $ERRNAME
socketpair nosuch a b; echo $?
socketpair; echo $?
#> 3 4
#> there
#> back
#> one
#> two
#> on
#> 4 EAGAIN
#> 2
#> 2
#! recv: warning: the message was longer than 2 bytes; the rest is lost
#! recv: EAGAIN: Resource temporarily unavailable (sockfd 8)
#! socketpair: needs one array or two variables
#! socketpair: needs one array or two variables

#### a closed peer: end of file for the reader, EPIPE for the writer, a lost dgram for nobody
socketpair s; close ${s[1]}
recv ${s[0]}; echo $?
send ${s[0]} x; echo $? $ERRNAME
#> 3
#> 1 EPIPE
#! recv: the peer has closed (sockfd 3)
#! send: EPIPE: Broken pipe (sockfd 3)

#### shutdown closes one direction
socketpair s
shutdown ${s[0]} SHUT_WR; recv ${s[1]}; echo $?
send ${s[1]} back; recv ${s[0]}
send ${s[0]} x; echo $? $ERRNAME
shutdown ${s[0]} NOSUCH; echo $?
pipe p; shutdown ${p[0]} SHUT_RD; echo $? $ERRNAME
#> 3
#> back
#> 1 EPIPE
#> 2
#> 1 ENOTSOCK
#! recv: the peer has closed (sockfd 4)
#! send: EPIPE: Broken pipe (sockfd 3)
#! shutdown: HOW: 'NOSUCH' is none of
#! shutdown: ENOTSOCK: Socket operation on non-socket (sockfd 5)

#### recv: -n, -t, --peek, --waitall, -v, -c
socketpair s
recv -n ${s[1]}; echo $? $ERRNAME
recv -t 0.05 ${s[1]}; echo $?
send ${s[0]} hello; recv --peek ${s[1]} 3; recv -c n -v v ${s[1]}; echo $n $v
(send ${s[0]} abc; sleep 0.05; send ${s[0]} def) & recv --waitall ${s[1]} 6; wait
send -f u16 ${s[0]} 1 2; recv -f u16:2 ${s[1]}
printf 'a\0b' | send -f raw ${s[0]} -; recv -o 1 ${s[1]} | od -An -c
#> 4 EAGAIN
#> 124
#> hel
#> 5 hello
#> abcdef
#> 1 2
#>    a  \0   b
#! recv: EAGAIN: Resource temporarily unavailable (sockfd 4)
#! recv: timed out after 50ms (sockfd 4)

#### a unix stream server and its client
listen -v l unix:./sock; ls -l sock | cut -c1-10
connect -v c unix:./sock
accept -v a -p peer $l; echo "[$peer]"
getsockname $a; getpeername $c
send $c question; recv $a; send $a answer; recv $c
peercred $c pid uid | sed "s/^$$\$/me/;s/^$(id -u)\$/myself/"
close $c $a $l; ls
#> srw-------
#> [unnamed]
#> unix:./sock
#> unix:./sock
#> question
#> answer
#> me
#> myself
#> sock

#### a leftover socket file: EADDRINUSE, --unlink only when nobody listens
listen -v l unix:./sock; listen -v m unix:./sock; echo $? $ERRNAME
listen --unlink -v m unix:./sock; echo $?
close $l; listen -v m unix:./sock; echo $? $ERRNAME
connect -v c unix:./sock; echo $? $ERRNAME
listen --unlink -v m unix:./sock; echo $?
connect -v c unix:./sock; echo $?
: >file; listen --unlink -v n unix:./file; echo $?; ls file
#> 1 EADDRINUSE
#> 1
#> 1 EADDRINUSE
#> 1 ECONNREFUSED
#> 0
#> 0
#> 1
#> file
#! bind: EADDRINUSE: Address already in use (addr unix:./sock: the file exists; --unlink removes it when nobody listens)
#! bind: EADDRINUSE: Address already in use (addr unix:./sock: the file exists; --unlink removes it when nobody listens)
#! bind: EADDRINUSE: Address already in use (addr unix:./sock: the file exists; --unlink removes it when nobody listens)
#! connect: ECONNREFUSED: Connection refused (addr unix:./sock: the file is there, but nobody listens)
#! bind: EADDRINUSE: Address already in use (addr unix:./file: the file exists; --unlink removes it when nobody listens)

#### connect: nobody there, no file, too long a path, no socket
connect unix:./none; echo $? $ERRNAME
connect unix:@nobody-$$; echo $? $ERRNAME
: >file; connect unix:./file; echo $? $ERRNAME
connect unix:$(printf '%0200d' 0); echo $?
connect nonsense:x; echo $?
c=$(connect unix:@x); echo $?
#> 1 ENOENT
#> 1 ECONNREFUSED
#> 1 ECONNREFUSED
#> 1
#> 2
#> 2
#! connect: ENOENT: No such file or directory (addr unix:./none)
#! connect: ECONNREFUSED: Connection refused (addr unix:
#! connect: ECONNREFUSED: Connection refused (addr unix:./file: the file is there, but nobody listens)
#! connect: ENAMETOOLONG: File name too long (addr
#! connect: ADDR: 'nonsense:x': not unix:/path, unix:@name, tcp:HOST:PORT or udp:HOST:PORT
#! connect: the descriptor would be gone when this subshell ends; use: connect -v VAR ADDR

#### abstract names vanish with the socket
listen -v l unix:@demo-$$; connect -v c unix:@demo-$$; getpeername $c | sed "s/$$/PID/"
close $l $c; connect unix:@demo-$$; echo $? $ERRNAME
#> unix:@demo-PID
#> 1 ECONNREFUSED
#! connect: ECONNREFUSED: Connection refused (addr unix:

#### datagrams: sendto, recvfrom, who sent it
listen -v a -k dgram unix:./a; listen -v b -k dgram unix:./b
sendto $a unix:./b hello; recvfrom -a from $b; echo $from
sendto $b unix:./nobody x; echo $? $ERRNAME
sendto $b "$from" answer; recvfrom $a
#> hello
#> unix:./a
#> 1 ENOENT
#> unix:./b
#> answer
#! sendto: ENOENT: No such file or directory (sockfd 4, dest_addr unix:./nobody)

#### tcp and udp on the loopback
listen -v l tcp:127.0.0.1:0; getsockname -v addr $l; connect -v c "$addr"; accept -v a $l
send $c over-tcp; recv $a; close $c; recv $a; echo $?
getsockopt $l SO_TYPE; getsockopt $l SO_DOMAIN; setsockopt $a TCP_NODELAY 1; getsockopt $a TCP_NODELAY
close $l; connect "$addr"; echo $? $ERRNAME
listen -v u udp:127.0.0.1:0; getsockname -v addr $u
connect -v d "$addr"; send $d over-udp; recv $u
#> over-tcp
#> 3
#> SOCK_STREAM
#> AF_INET
#> 1
#> 1 ECONNREFUSED
#> over-udp
#! recv: the peer has closed (sockfd 5)
#! connect: ECONNREFUSED: Connection refused (addr 127.0.0.1:

#### accept: -n, -t, on a socket that does not listen
listen -v l unix:@demo-$$
accept -n -v a $l; echo $? $ERRNAME
accept -t 0.05 -v a $l; echo $?
socketpair s; accept -v a ${s[0]}; echo $? $ERRNAME
sysopen -v f f O_RDWR,O_CREAT; accept -v a $f; echo $? $ERRNAME
a=$(accept $l); echo $?
#> 4 EAGAIN
#> 124
#> 1 EINVAL
#> 1 ENOTSOCK
#> 2
#! accept4: EAGAIN: Resource temporarily unavailable (sockfd 3)
#! accept4: timed out after 50ms (sockfd 3)
#! accept4: EINVAL: Invalid argument (sockfd 4: not listening)
#! accept4: ENOTSOCK: Socket operation on non-socket (sockfd 6)
#! accept: the descriptor would be gone when this subshell ends; use: accept -v VAR FD

#### primitives: socket, bind, listen, connect
socket -v l AF_UNIX SOCK_STREAM; bind $l unix:./sock; listen $l 5
socket -v c unix stream; connect $c unix:./sock
accept -v a $l; send $c hi; recv $a
bind $c unix:./other; echo $? $ERRNAME
socket AF_NOSUCH SOCK_STREAM; echo $?
socket -v x AF_UNIX SOCK_STREAM 99; echo $? $ERRNAME
#> hi
#> 0
#> 2
#> 1 EPROTONOSUPPORT
#! socket: DOMAIN: 'AF_NOSUCH' is none of
#! socket: EPROTONOSUPPORT: Protocol not supported (domain AF_UNIX, type SOCK_STREAM)

#### descriptors travel: the same open file description
printf 0123456789 >f
socketpair s; sysopen -v f f O_RDONLY
sendfd -d note ${s[0]} $f $f
recvfd -v got -d text ${s[1]}; echo ${#got[@]} $text
sysread ${got[0]} 4; sysread ${got[1]} 2; sysread $f 1
sendfd ${s[0]} 99; echo $? $ERRNAME
recvfd -n -v got ${s[1]}; echo $?
close ${s[0]}; recvfd -v got ${s[1]}; echo $?
g=$(recvfd ${s[1]}); echo $?
#> 2 note
#> 0123
#> 45
#> 6
#> 1 EBADF
#> 4
#> 3
#> 2
#! sendmsg: EBADF: Bad file descriptor (sockfd 3, SCM_RIGHTS [99]: one of the descriptors is not open)
#! recvmsg: EAGAIN: Resource temporarily unavailable (sockfd 4)
#! recvmsg: the peer has closed (sockfd 4)
#! recvfd: the descriptor would be gone when this subshell ends; use: recvfd -v ARR SOCK

#### a message without descriptors, and one with more than can be opened, are errors that lose nothing else
socketpair s
send ${s[0]} plain; recvfd -v got -d text ${s[1]}; echo $? $text
sendfd ${s[0]} 1 1 1 1
(ulimit -n 8; recvfd -v got ${s[1]}; echo $? $ERRNAME; sysopen -v f /dev/null O_RDONLY; [ $f -lt 8 ] && echo none lost)
#> 1 plain
#> 1 EMFILE
#> none lost
#! recvfd: 5 bytes came, but no descriptor
#! recvmsg: EMFILE: Too many open files (sockfd 4: MSG_CTRUNC: descriptors were lost; this process may not open more)

#### options: numbers, times, wrong names
socketpair s
setsockopt ${s[0]} SO_RCVTIMEO 500ms; getsockopt ${s[0]} SO_RCVTIMEO
setsockopt ${s[0]} SO_PASSCRED 1; getsockopt ${s[0]} SO_PASSCRED; getsockopt ${s[0]} SO_ERROR
setsockopt ${s[0]} SO_NOSUCH 1; echo $?
setsockopt ${s[0]} SO_RCVBUF x; echo $?
getsockopt 99 SO_TYPE; echo $? $ERRNAME
sysopen -v f f O_RDWR,O_CREAT; getsockopt $f SO_TYPE; echo $? $ERRNAME
#> 0.5
#> 1
#> 0
#> 2
#> 2
#> 1 EBADF
#> 1 ENOTSOCK
#! setsockopt: OPTION: 'SO_NOSUCH' is none of
#! setsockopt: VALUE: x is not a number
#! getsockopt: EBADF: Bad file descriptor (sockfd 99, optname SO_TYPE)
#! getsockopt: ENOTSOCK: Socket operation on non-socket (sockfd 5, optname SO_TYPE)

#### SO_PEERPIDFD is a descriptor of the process at the other end
#~ Linux 6.5 has it; before, the option is unknown to the kernel and only that is asserted.
socketpair s
if getsockopt -q -v peer ${s[0]} SO_PEERPIDFD; then
    fds | grep -o "pidfd.*Pid=$$ " | grep -o "Pid=$$" | sed "s/$$/me/"
    poll -q -n $peer; echo $? # readable when the process has ended
else
    [ $ERRNAME = ENOPROTOOPT ] && echo Pid=me && echo 4
fi
#> Pid=me
#> 4
