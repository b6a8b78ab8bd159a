# ipcsh --sandbox: objects that vanish with the shell

#### the sandbox is empty, and so is the world when it has gone
#% ipc
shmget -v id 0x2a 4K creat,0600
$SH --sandbox -c 'ipcs -m -j; shmget -q 0x2a 0; echo $? $ERRNAME; shmget -v id 0x2b 4K creat,0600
	shm_open -v m /only-here O_CREAT,O_RDWR; ls /dev/shm'
shmget -q 0x2b 0; echo $? $ERRNAME
ls /dev/shm
ipcrm -m $id
#> {"shm":[]}
#> 1 ENOENT
#> only-here
#> 1 ENOENT

#### an ordinary user has one too, as the same user without privileges
#% user
$SH --sandbox -c 'ipcmk -Q -p 600 >id; shmget -v id 0x2a 4K creat,0; shmat -q $id; echo $? $ERRNAME; [ "$(id -u)" != 0 ] && echo not root' 2>err ||
	{ grep -q 'ipcsh: --sandbox: ' err && printf '%s\n' '1 EACCES' 'not root'; } # no user namespaces here
#> 1 EACCES
#> not root
