import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { notePassing } from '../passing-bytes.ts'
import type { ClientProcess } from './client-process.ts'
import { Refusal, type Reply, reply } from './reply.ts'
import { type Session, stalledMsMax } from './session.ts'

const disconnectMs = 20
const endingMsMax = 1000
const lookAgainMs = 1

function aborted(cause?: unknown): Refusal {
  return new Refusal(426, 'The connection was closed; the transfer was aborted.', { cause })
}

/** Runs one transfer over the prepared data connection; ABOR and the end of the control connection abort it. */
export async function transfer(
  session: Session,
  run: (socket: Socket, signal: AbortSignal) => Promise<void>,
  opening = 'The data connection is open.',
): Promise<Reply> {
  const abort = session.beginTransfer()
  const { signal } = abort
  try {
    const connection = await session.data.open(signal)
    signal.addEventListener('abort', () => connection.resetAndDestroy())
    connection.on('close', () => abort.abort())
    session.send(reply(150, opening))
    const socket = await session.data.protect(connection, signal)
    socket.setTimeout(stalledMsMax, () => abort.abort())
    await run(socket, signal)
    session.data.end(socket)
    return reply(226, 'The transfer is complete.')
  } catch (error) {
    // A reset, unlike a close, cannot be taken for the end of a file.
    abort.abort()
    throw error
  }
}

/** All that the client sends. */
export async function* receive(socket: Socket): AsyncGenerator<Buffer> {
  try {
    // Destroying the socket at the end would close the transfer before it is stored.
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      notePassing(chunk.length)
      yield chunk
    }
  } catch (cause) {
    throw aborted(cause)
  }
}

/** Sends all of the content, as fast as the client takes it. */
export async function send(
  socket: Socket,
  content: AsyncIterable<string | Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  socket.resume()
  for await (const chunk of content) {
    await write(socket, chunk, signal)
    notePassing(chunk.length)
  }
  await flushed(socket, signal)
}

async function write(socket: Socket, chunk: string | Uint8Array, signal: AbortSignal): Promise<void> {
  if (signal.aborted || !socket.writable) throw aborted()
  if (socket.write(chunk)) return
  try {
    await once(socket, 'drain', { signal })
  } catch (cause) {
    throw aborted(cause)
  }
}

async function flushed(socket: Socket, signal: AbortSignal): Promise<void> {
  try {
    await once(socket.end(), 'finish', { signal })
  } catch (cause) {
    throw aborted(cause)
  }
}

/**
 * Resolves if the client is still connected after its data has ended, and rejects if not. In FTP the end of a file and the
 * death of a client look the same on the data connection; only the control connection tells the difference. A dying
 * process closes both at once, but in any order, and under load it may lose the processor in between. A process that waits
 * for the reply has closed all that it was about to close. Where it cannot be looked at, the control connection gets a moment
 * to close: some 4 ms were measured. The turns after it let the event loop see what has arrived, even if it was busy in the
 * meantime.
 */
export async function clientIsConnected(client: ClientProcess, signal: AbortSignal): Promise<void> {
  try {
    await untilItWaits(client, signal)
    await turn(undefined, { signal })
    await turn(undefined, { signal })
  } catch (cause) {
    throw aborted(cause)
  }
}

async function untilItWaits(client: ClientProcess, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += lookAgainMs) {
    const doing = client.look()
    if (doing === 'waiting') return
    if (doing === 'unknown') return void (await delay(disconnectMs, undefined, { signal }))
    // Whoever else holds the control connection of a process that has ended may keep it for good.
    if (waitedMs >= (doing === 'ending' ? endingMsMax : disconnectMs)) return
    await delay(lookAgainMs, undefined, { signal })
  }
}
