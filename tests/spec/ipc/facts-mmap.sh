# Facts of mmap, by the rows M1 to M17 of the facts page

#### M1 the layout of the address space: code, data, heap, mappings, stack, vdso
#% everyone
maps >m
for part in '\[heap\]' '\[stack\]' '\[vdso\]'; do grep -q "$part" m && echo $part; done
grep -c ipcsh m >count; read n <count; ((n >= 2)) && echo the program, in several parts
mmap -v a -a 8K
maps | grep -c '\*'
grep -n 'ipcsh\|\[heap\]\|\[stack\]' m | awk '/heap/ { heap = NR } /stack/ { stack = NR } END { print (heap < stack) }'
#> \[heap\]
#> \[stack\]
#> \[vdso\]
#> the program, in several parts
#> 1
#> 1

#### M2 a shared mapping changes the file, a private one does not
#% everyone
echo hello >f
mmap -v a -w f
poke $a HE; cat f
mmap -v b -w -p f
poke $b xx; cat f
peek $b 5
#> HEllo
#> HEllo
#> xxllo

#### M3 with NULL the kernel chooses the address
#% everyone
mmap -v a NULL 4K PROT_READ MAP_PRIVATE,MAP_ANONYMOUS -1 0
mmap -v b NULL 4K PROT_READ MAP_PRIVATE,MAP_ANONYMOUS -1 0
((a != 0 && b != 0 && a != b && a % 4096 == 0)) && echo different pages
munmap $a
mmap -v again $a 4K PROT_READ MAP_PRIVATE,MAP_ANONYMOUS,MAP_FIXED -1 0
((again == a)) && echo where it was told
#> different pages
#> where it was told

#### M4 any length above 0 will do; the kernel rounds up to a page
#% everyone
for length in 1 5000; do
    mmap -v a NULL $length PROT_READ,PROT_WRITE MAP_PRIVATE,MAP_ANONYMOUS -1 0; echo $?
done
mincore $a 8K
#> 0
#> 0
#> 00

#### M5 a length of 0 is EINVAL; an empty file can be mapped, but every touch is SIGBUS
#% everyone
mmap -q -v a NULL 0 PROT_READ MAP_PRIVATE,MAP_ANONYMOUS -1 0; echo $? $ERRNAME
>empty
sysopen -v f empty O_RDWR
mmap -v a NULL 4096 PROT_READ,PROT_WRITE MAP_SHARED $f 0; echo $?
peek $a 1; echo $?
peek -q --signal $a 1; echo $?
#> 1 EINVAL
#> 0
#> 1
#> 135
#! SIGBUS avoided

#### M6 pages within the file can be read to their end, whole pages behind it are SIGBUS, what is behind the mapping SIGSEGV
#% everyone
head -c 5000 /dev/zero | tr '\0' x >f
sysopen -v f f O_RDWR
mmap -v a NULL 5p PROT_READ,PROT_WRITE MAP_SHARED $f 0
peek $a+4999 1
peek -f u8 $a+5000 1
poke $a+5000 y; stat -c %s f; tail -c 1 f; echo
peek -f u8 $a+8191
for offset in 8192 20479; do
    peek -q $a+$offset 1; echo $?
    peek -q --signal $a+$offset 1; echo $?
done
peek -q $a+20480 1; echo $?
munmap $a+4p 1p
peek -q --signal $a+4p 1; echo $?
peek $a+8192 1; :
#> x
#> 0
#> 5000
#> x
#> 0
#> 1
#> 135
#> 1
#> 135
#> 1
#> 139
#! SIGBUS avoided

#### M7 the descriptor must be readable, whatever the protection
#% everyone
echo hello >f
sysopen -v wo f O_WRONLY
sysopen -v ro f O_RDONLY
sysopen -v rw f O_RDWR
try() { mmap -q -v a NULL 4096 $1 $2 $3 0 && echo ok || echo $ERRNAME; }
try PROT_READ MAP_SHARED $wo
try PROT_WRITE MAP_SHARED $wo
try PROT_READ,PROT_WRITE MAP_SHARED $ro
try PROT_READ,PROT_WRITE MAP_PRIVATE $ro
try PROT_READ,PROT_WRITE MAP_SHARED $rw
try PROT_NONE MAP_SHARED $ro
peek -q --signal $a 1; echo $?
#> EACCES
#> EACCES
#> EACCES
#> ok
#> ok
#> ok
#> 139

#### M8 what is stored is visible at once to who reads the file; msync writes it to the disk
#% everyone
echo hello >f
mmap -v a -w f
poke $a J
head -c 5 f; echo
msync $a 4096 MS_SYNC; echo $?
#> Jello
#> 0

#### M9 a private mapping sees what others change until its first own store
#% everyone
head -c 4096 /dev/zero | tr '\0' a >f
mmap -v shared -w f
mmap -v private -p -w f
peek $private 1
poke $shared b; peek $private 1
poke $private+1 x
poke $shared c; peek $private 2
peek $shared 2
#> a
#> b
#> bx
#> ca

#### M10 the descriptor can be closed and the file removed once it is mapped
#% everyone
echo hello >f
sysopen -v f f O_RDONLY
mmap -v a NULL 6 PROT_READ MAP_SHARED $f 0
close $f; rm f
peek $a 5
#> hello

#### M11 the offset must be a multiple of the page; behind the end of the file is accepted
#% everyone
head -c 8192 /dev/zero >f
sysopen -v f f O_RDONLY
for offset in 1 1000 4096 1M; do
    mmap -q -v a NULL 4096 PROT_READ MAP_SHARED $f $offset && echo ok || echo $? $ERRNAME
done
#> 1 EINVAL
#> 1 EINVAL
#> ok
#> ok

#### M12 what mmap refuses, and why
#% everyone
echo hello >f
sysopen -v f f O_RDWR
pipe p
sysopen -v d . O_RDONLY,O_DIRECTORY
try() { mmap -q -v a "$@" && echo ok || echo $? $ERRNAME; }
try NULL 4096 PROT_READ 0 $f 0
try NULL 4096 PROT_READ MAP_SHARED ${p[0]} 0
try NULL 4096 PROT_READ MAP_SHARED $d 0
try NULL 4096 PROT_READ MAP_SHARED 99 0
try NULL 0x7fffffffffff000 PROT_READ MAP_PRIVATE,MAP_ANONYMOUS -1 0
try NULL 4096 PROT_READ MAP_SHARED,MAP_PRIVATE $f 0
try --force NULL 4096 PROT_READ MAP_SHARED,MAP_PRIVATE $f 0
#> 1 EINVAL
#> 1 ENODEV
#> 1 ENODEV
#> 1 EBADF
#> 1 ENOMEM
#> 2 ENOMEM
#> ok

#### M13 munmap takes any pages; a hole is no error; what is not aligned is
#% everyone
mmap -v a -a 4p
munmap $a+1p 1p; echo $?
peek -q $a+1p 1; echo $?
peek -q $a+2p -f u8 1; peek -f u8 $a+2p
munmap $a+1p 1p; echo $?
munmap -q $a+1 1p; echo $? $ERRNAME
munmap -q $a 0; echo $? $ERRNAME
#> 0
#> 1
#> 0
#> 0
#> 0
#> 1 EINVAL
#> 1 EINVAL

#### M14 anonymous memory is shared with children; a memfd with everybody who gets its descriptor
#% everyone
mmap -v a NULL 4K PROT_READ,PROT_WRITE MAP_SHARED,MAP_ANONYMOUS -1 0
(poke $a 'from the child')
peek $a 14
mmap -v b NULL 4K PROT_READ,PROT_WRITE MAP_PRIVATE,MAP_ANONYMOUS -1 0
(poke $b lost)
peek -f u8 $b
memfd_create -v m together
ftruncate $m 4K
mmap -v c NULL 4K PROT_READ,PROT_WRITE MAP_SHARED $m 0
$SH -c 'sysopen -v m /proc/'$$/fd/$m' O_RDWR; mmap -v a NULL 4K PROT_READ,PROT_WRITE MAP_SHARED $m 0; poke $a "from a stranger"'
peek $c 15
#> from the child
#> 0
#> from a stranger

#### M14 seals of a memfd
#% everyone
memfd_create -v m sealed MFD_ALLOW_SEALING
ftruncate $m 8K
fcntl $m F_ADD_SEALS F_SEAL_SHRINK
ftruncate -q $m 4K; echo $? $ERRNAME
ftruncate -q $m 16K; echo $?
mmap -v a NULL 4K PROT_READ,PROT_WRITE MAP_SHARED $m 0
fcntl -q $m F_ADD_SEALS F_SEAL_WRITE; echo $? $ERRNAME
fcntl -q $m F_ADD_SEALS F_SEAL_FUTURE_WRITE; echo $?
fcntl $m F_GET_SEALS
poke $a still; echo $?
syswrite -q $m x; echo $? $ERRNAME
#> 1 EPERM
#> 0
#> 1 EBUSY
#> 0
#> F_SEAL_SHRINK|F_SEAL_FUTURE_WRITE
#> 0
#> 1 EPERM

#### M15 the length is fixed; the file grows by ftruncate, the mapping by mremap
#% everyone
>f
sysopen -v f f O_RDWR
ftruncate $f 4K
mmap -v a NULL 4K PROT_READ,PROT_WRITE MAP_SHARED $f 0
poke $a+4090 edge
ftruncate $f 8K
peek -q $a+4096 1; echo $?
mremap -v a $a 4K 8K MREMAP_MAYMOVE
poke $a+4096 next
peek $a+4090 4; peek $a+4096 4
tail -c 4096 f | head -c 4; echo
#> 1
#> edge
#> next
#> next

#### M16 pages come when they are touched
#% everyone
mmap -v a -a 4p
mincore $a
poke $a+1p x
mincore $a
peek -f u8 $a+3p
mincore $a
#> 0000
#> 0100
#> 0
#> 0101

#### M17 a page of a file is read into the page cache by the first touch, and the mapping is that page
#% everyone
head -c 16384 /dev/zero >f
mmap -v a f
mincore $a
peek -f u8 $a
mincore -v now $a; echo ${now:0:1}
#> 1111
#> 0
#> 1
