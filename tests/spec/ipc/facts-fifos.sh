# Facts of FIFOs, by the rows F1 to F15 of the facts page

#### F1 a FIFO is a file of type p whose size is 0, also when there is something in it
#% everyone
mkfifo f
sysopen -v f f O_RDWR
syswrite $f hello
stat -c '%A %s %b %F' f
ls -l f | cut -c 1
#> prw-r--r-- 0 0 fifo
#> p

#### F2 the option -m ignores the umask, without it the umask counts
#% everyone
umask 077
mkfifo -m 666 all
mkfifo own
mkfifo --umask -m 666 raw
stat -c '%n %A' all own raw
#> all prw-rw-rw-
#> own prw-------
#> raw prw-------

#### F3 the mode that mkfifo(2) is given loses the bits of the umask
#% everyone
umask 022
mkfifo f
stat -c %a f
#> 644

#### F4 mkfifo makes what is not there and fails otherwise
#% everyone
mkfifo f
mkfifo -q f; echo $? $ERRNAME
mkfifo -q missing/f; echo $? $ERRNAME
mkfifo f
#> 1 EEXIST
#> 1 ENOENT
#? 1
#! EEXIST: File exists

#### F5 sizeof of a string counts the byte NUL at its end
#% everyone
mkfifo f
sysopen -v f f O_RDWR
syswrite -f cstr $f hello
sysread -f hex $f
syswrite $f hello
sysread -f hex $f
#> 68656c6c6f00
#> 68656c6c6f

#### F6 opening to read waits for a writer, opening to write for a reader
#% everyone
mkfifo f
sysopen -q -t 1ms f O_RDONLY; echo $?
sysopen -q -t 1ms f O_WRONLY; echo $?
{ exec 3>f; echo met >&3; } &
sysopen -v r f O_RDONLY
sysread $r
wait
#> 124
#> 124
#> met

#### F7 opened for both it does not wait, and never sees the end
#% everyone
mkfifo f
sysopen -v f f O_RDWR
exec {g}<>f
close $g
syswrite $f x; sysread $f
sysread -q -t 1ms $f; echo $?
#> x
#> 124

#### F8 reading an empty FIFO blocks while a writer has it open
#% everyone
mkfifo f
exec 3<>f 4>f
sysopen -v r f O_RDONLY
close 3
sysread -q -t 1ms $r; echo $?
syswrite 4 now; sysread $r
#> 124
#> now

#### F9 the last writer's end is the end of the file, until there is a new one
#% everyone
mkfifo f
sysopen -v r f O_RDONLY,O_NONBLOCK
poll -q -n $r:in; echo $?
exec 4>f
sysread -q $r; echo $?
exec 4>&-
poll -n $r:in
sysread -q $r; echo $?
exec 4>f
poll -q -n $r:in; echo $?
sysread -q $r; echo $?
#> 4
#> 4
#> 3 hup
#> 3
#> 4
#> 4

#### F10 a write after the last reader has gone is SIGPIPE
#% everyone
mkfifo f
sysopen -v r f O_RDONLY,O_NONBLOCK
sysopen -v r2 f O_RDONLY,O_NONBLOCK
sysopen -v w f O_WRONLY
close $r
syswrite $w x; echo $?
close $r2
syswrite -q $w x; echo $? $ERRNAME
(echo x >&$w) 2>/dev/null; echo $?
yes >&$w; echo $?
#> 0
#> 1 EPIPE
#> 141
#> 141

#### F11 writing into a full FIFO waits
#% everyone
mkfifo f
sysopen -v f f O_RDWR
pipesz -s 4K $f >/dev/null
syswrite -z 4096 $f; echo $?
syswrite -q -t 1ms $f x; echo $?
{ syswrite $f more; } &
sysread -v page -f hex $f 4096
sysread $f
wait
#> 0
#> 124
#> more

#### F12 O_NONBLOCK makes the opening and what follows not wait
#% everyone
mkfifo f
sysopen -v r f O_RDONLY,O_NONBLOCK
sysopen -v w f O_WRONLY,O_NONBLOCK
sysread -q $r; echo $? $ERRNAME
while syswrite -q -z 4096 $w; do :; done
echo $ERRNAME
#> 4 EAGAIN
#> EAGAIN

#### F13 without blocking it can be opened to read without a writer, and read gives 0, not EAGAIN
#% everyone
mkfifo f
sysopen -v r f O_RDONLY,O_NONBLOCK; echo $?
sysread -q $r; echo $?
poll -q -n $r:in; echo $?
sysopen -v w f O_WRONLY
sysread -q $r; echo $? $ERRNAME
#> 0
#> 3
#> 4
#> 4 EAGAIN

#### F14 without blocking it cannot be opened to write without a reader
#% everyone
mkfifo f
sysopen -q f O_WRONLY,O_NONBLOCK; echo $? $ERRNAME
sysopen f O_WRONLY,O_NONBLOCK
sysopen -q --retry 1ms -v w f O_WRONLY,O_NONBLOCK; echo $?
{ sysopen --retry 30 -v w f O_WRONLY,O_NONBLOCK && syswrite $w 'tried again'; } &
sysopen -v r f O_RDONLY
sysread $r
wait
#> 1 ENXIO
#> 1
#> tried again
#! ENXIO: No such device or address

#### F15 what is in it goes with the last descriptor; without its name it goes on
#% everyone
mkfifo f
sysopen -v f f O_RDWR
syswrite $f lost
close $f
sysopen -v f f O_RDWR,O_NONBLOCK
sysread -q $f; echo $? $ERRNAME
rm f
syswrite $f 'no name'; sysread $f
#> 4 EAGAIN
#> no name
