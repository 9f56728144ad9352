import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'

/** Ends a server and removes its folder if this process ends without doing so, be it by `kill -9`. */
export interface Watchdog {
  /** Names the process to end; it must lead a process group. */
  watch(pid: number): void
  /** To be called once the server has ended and its folder is gone. */
  dismiss(): void
}

// `read` fails once the other end of the pipe is closed, which the kernel does for any process that ends.
// A process that has ended but that nobody has waited for (a zombie; many containers have no init) is not alive.
const script = `
alive() {
  kill -0 "-$pid" && ! grep -q '^State:[[:space:]]*Z' "/proc/$pid/status"
}
folder=$1
signal=$2
read -r pid
while read -r line; do :; done
if [ -n "$pid" ]; then
  kill -CONT "-$pid"
  kill "-$signal" "-$pid"
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    alive || break
    sleep 0.1
  done
  kill -KILL "-$pid"
fi
for i in 1 2 3 4 5; do
  rm -rf -- "$folder" && break
  sleep 0.2
done
`

/** Starts the watchdog for a server that ends on `stopSignal`: a shell of its own session, which Ctrl-C in the terminal does not reach. */
export function startWatchdog(folder: string, stopSignal: NodeJS.Signals): Watchdog {
  const child = spawn(
    '/bin/sh',
    ['-c', script, 'tokentoll-watchdog', folder, stopSignal.slice('SIG'.length)],
    {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  const pipe = child.stdin as unknown as Socket
  pipe.unref()
  return {
    watch: (pid) => void child.stdin.write(`${pid}\n`),
    dismiss: () => void child.kill('SIGKILL'),
  }
}
