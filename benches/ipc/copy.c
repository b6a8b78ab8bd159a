/* 64 MiB of a file into a segment and back into memory, by memcpy. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>

int main(void)
{
    const size_t size = 64 << 20;
    int file = open("block", O_RDONLY), id = shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
    char *from = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    char *segment = shmat(id, NULL, 0), *back = malloc(size);
    if (from == MAP_FAILED || segment == (char *)-1 || !back)
        return 1;
    memcpy(segment, from, size);
    memcpy(back, segment, size);
    __asm__ volatile("" : : "r"(back) : "memory"); /* the copy is wanted */
    return shmctl(id, IPC_RMID, NULL) != 0;
}
