/* The limit of fork-and-exec: as many times vfork, execve and waitpid, and nothing else. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 1500;
    char *command[] = {"/bin/true", NULL};
    for (long i = 0; i < count; i++) {
        pid_t child = vfork();
        if (child == 0) {
            execve(command[0], command, environ);
            _exit(127);
        }
        if (child < 0 || waitpid(child, NULL, 0) < 0)
            return 1;
    }
    return 0;
}
