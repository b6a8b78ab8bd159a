/* 10,000 messages sent and received. */
#include <stddef.h>
#include <sys/ipc.h>
#include <sys/msg.h>

int main(void)
{
    struct { long type; char text[8192]; } message = { 1, "hello" };
    int queue = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    for (int i = 0; i < 10000; i++)
        if (msgsnd(queue, &message, 5, 0) != 0 || msgrcv(queue, &message, sizeof message.text, 0, 0) != 5)
            return 1;
    return msgctl(queue, IPC_RMID, NULL) != 0;
}
