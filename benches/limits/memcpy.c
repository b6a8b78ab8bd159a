/* How fast memory is copied: 1 GiB in blocks of 64 KiB, as through the buffers of a pipe. */
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024, COUNT = 16 * 1024 };

int main(void)
{
    char *from = malloc(BLOCK), *to = malloc(BLOCK);
    if (!from || !to)
        return 1;
    memset(from, 1, BLOCK);
    for (int i = 0; i < COUNT; i++) {
        memcpy(to, from, BLOCK);
        __asm__ volatile("" : : "r"(to) : "memory"); /* the copy is wanted */
    }
    return 0;
}
